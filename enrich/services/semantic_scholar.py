"""Semantic Scholar: the published DOI of a paper and its authors' ids, 500 papers a request; ids and links only, by its licence.

`POST /graph/v1/paper/batch` answers in the order of the question, with null for a paper that it does not have
(https://api.semanticscholar.org/api-docs/graph). One record stands for preprint and journal article together, so its date
is mostly the preprint's, and its names are abbreviated: both serve to recognise a paper and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from enrich.errors import BadAnswer, Refused
from enrich.http.messages import Request, Response, retry_after
from enrich.identifiers.arxiv_id import is_canonical
from enrich.record import Record
from enrich.services.halves import in_halves
from enrich.services.ids import arxiv_id, published_doi
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import as_object, as_prose, as_text, explained, objects, parsed, person_name, read_date
from enrich.statements.statement import StatedAuthor, Statement

FIELDS = "externalIds,title,year,venue,publicationVenue,publicationDate,authors"
"""Neither abstract nor TLDR nor citations, which its licence keeps from being published."""
MOST_AUTHORS = 500
"""Authors that it gives of one paper at most."""
PAUSE = 5.0
"""Seconds after a refusal, which says nothing of how long; the back-off doubles them from there."""
DISORDER = 20
"""An answer is out of order when more than one row in this many stands in the place of another key."""
_ARXIV = re.compile(r"arxiv\b", re.IGNORECASE)
"""How `arXiv.org`, `ArXiv` and `arXiv: Learning` begin, which are no venues."""


class SemanticScholar:
    """The service of `[services.semantic_scholar]`; its keys are arXiv ids."""

    name = "semantic_scholar"
    batch = 500

    def __init__(self, account: Account) -> None:
        self._account = account

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        return (record.id,) if is_canonical(record.id) else ()

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        def about(part: tuple[str, ...]) -> Answers:
            try:
                return ask(self._question(part), lambda answer: _answers(_rows(answer, part, when.date()), part, when))
            except Refused as error:
                raise explained(error, "Semantic Scholar", self.name, self._account.key) from error

        return in_halves(about, keys)

    def pause(self, answer: Response, now: datetime) -> float | None:
        return max(retry_after(answer.headers.get("retry-after"), now), PAUSE)

    def _question(self, keys: tuple[str, ...]) -> Request:
        url = f"{self._account.base_url}/graph/v1/paper/batch"
        headers = {"x-api-key": self._account.key} if self._account.key else {}
        ids = [f"ARXIV:{key}" for key in keys]
        return Request("POST", url, {"fields": FIELDS}, headers=headers, json={"ids": ids})


def _rows(answer: Response, keys: Sequence[str], today: date) -> list[dict[str, Any] | None]:
    """A row for each key, in their order; raises BadAnswer when it cannot be known which row is whose."""
    rows = parsed(answer)
    if not isinstance(rows, list) or not all(row is None or isinstance(row, dict) for row in rows):
        raise BadAnswer(f"{answer.url} answered something else than a list of papers", answer.url)
    if len(rows) != len(keys):
        message = f"{answer.url} answered {len(rows)} rows to {len(keys)} ids, so that it is open which is whose"
        raise BadAnswer(message, answer.url)
    names = [_paper(row, today) for row in rows]
    places = {key: place for place, key in enumerate(keys)}
    strays = sum(name in places and names[places[name]] != name for name in names if name)
    if strays * DISORDER > sum(name == key for name, key in zip(names, keys, strict=True)):
        raise BadAnswer(f"{answer.url} answered out of order, so that it is open which row is whose", answer.url)
    return rows


def _paper(row: Mapping[str, Any] | None, today: date) -> str | None:
    """The arXiv id that a row itself names."""
    return arxiv_id(as_object(row["externalIds"]).get("ArXiv"), today) if row and "externalIds" in row else None


def _answers(rows: Sequence[dict[str, Any] | None], keys: Sequence[str], when: datetime) -> Answers:
    found: dict[str, tuple[Statement, ...]] = {}
    absent: set[str] = set()
    problems: list[str] = []
    for key, row in zip(keys, rows, strict=True):
        if row is None:
            absent.add(key)
        elif (name := _paper(row, when.date())) not in {None, key}:
            problems.append(f"{key}: Semantic Scholar answers with the record of {name}, which is left aside")
        elif statement := _statement(row, name, when):
            found[key] = (statement,)
        else:
            problems.append(f"{key}: Semantic Scholar answers without title or id; it will be asked again later")
    return Answers(found, frozenset(absent), tuple(problems))


def _statement(row: Mapping[str, Any], paper: str | None, when: datetime) -> Statement | None:
    """What a row says; None when there is nothing to recognise the paper by."""
    work, title = as_text(row.get("paperId")), as_prose(row.get("title"))
    if not work or not title:
        return None
    day = read_date(row.get("publicationDate"), when) or read_date(row.get("year"), when)
    authors = tuple(
        StatedAuthor(person_name(author.get("name")), index_id=as_text(author.get("authorId")))
        for author in objects(row.get("authors"))
    )
    return Statement(
        "semantic_scholar",
        work,
        when,
        title=title,
        arxiv_id=paper,
        doi=published_doi(as_object(row.get("externalIds")).get("DOI")),
        venue=_venue(row),
        published=day[0] if day else None,
        published_exact=day[1] if day else None,
        authors=authors,
        authors_complete=len(authors) < MOST_AUTHORS,
    )


def _venue(row: Mapping[str, Any]) -> str | None:
    """The journal or proceedings, by its whole name where there is one."""
    venue = as_prose(as_object(row.get("publicationVenue")).get("name")) or as_prose(row.get("venue"))
    return None if venue is None or _ARXIV.match(venue) else venue
