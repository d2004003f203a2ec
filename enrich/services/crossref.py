"""Crossref: what publishers deposit for the DOI of a published version.

Fifty DOIs a request. A list leaves out what it does not have, in silence; a list that has nothing at all is verified with
single questions, since services that are ill answer so, too. docs/services/crossref.md has the terms and the traps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import quote

from msgspec import Struct

from enrich.errors import BadAnswer, NotThere
from enrich.http.messages import Request, Response, retry_after
from enrich.record import Record
from enrich.services.halves import in_halves
from enrich.services.ids import ARXIV_PREFIX, published_dois
from enrich.services.records.crossref_work import SELECT, read_work
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import as_count, as_number, as_object, objects, parsed_object
from enrich.statements.statement import Statement

ROWS = 100
"""Works on a page: more than a list can have."""
FEW = 25
"""Works that a search by title brings."""
LONGEST_TITLE = 300
"""Characters of a title that is searched for."""
VERIFIED = 3
"""DOIs of an empty list that must be unknown singly, too, before it is believed; about one in twelve of all DOIs is."""
LONGEST = 6500
"""Bytes of a filter's values."""


class Crossref:
    """The service of that name; its keys are DOIs of published versions."""

    name = "crossref"
    batch = 50

    def __init__(self, account: Account) -> None:
        self._account = account

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        """The DOIs that arXiv or other services name for the paper; arXiv's own are registered elsewhere."""
        return published_dois(record, [one for one in known if one.service != self.name])

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        """Ask for at most `batch` keys; see `enrich.services.service.Service.ask`."""
        asked = [key for key in dict.fromkeys(keys) if not key.startswith(ARXIV_PREFIX)]
        single = [key for key in asked if "," in key]
        parts = [*_portions([key for key in asked if "," not in key]), *((key,) for key in single)]
        all_answers: list[Answers] = []
        for part in parts:
            all_answers.append(in_halves(partial(self._about, ask, when), part))
            if all_answers[-1].stopped is not None:
                break
        return Answers(
            {key: found for one in all_answers for key, found in one.found.items()},
            frozenset({*keys} - {*asked}).union(*(one.absent for one in all_answers)),
            tuple(problem for one in all_answers for problem in one.problems),
            all_answers[-1].stopped if all_answers else None,
        )

    def by_title(self, ask: Ask, title: str, when: datetime) -> tuple[Statement, ...]:
        """As the interface has it; works of every kind, so that a book is not taken for its review."""
        question = self._question({"query.bibliographic": title[:LONGEST_TITLE]}, rows=FEW)
        return tuple(ask(question, partial(_listed, when=when)).works.values())

    @property
    def account(self) -> Account:
        """How it is reached, for its lists of new works (`enrich.services.newest`)."""
        return self._account

    def pause(self, answer: Response, now: datetime) -> float | None:
        """What the answer asks for, else the interval of its limit; it says no more (its 429 is a bare web page)."""
        if seconds := retry_after(answer.headers.get("retry-after"), now):
            return seconds
        interval = as_number(answer.headers.get("x-rate-limit-interval", "").removesuffix("s"))
        return interval if interval is not None and 0 < interval <= 3600 else None

    def _about(self, ask: Ask, when: datetime, part: tuple[str, ...]) -> Answers:
        if len(part) == 1:
            return self._single(ask, when, part[0])
        found = ask(self._question({"filter": ",".join(f"doi:{key}" for key in part)}), partial(_listed, when=when))
        problems = []
        statements = {key: (found.works[key],) for key in part if key in found.works}
        if foreign := [doi for doi in found.works if doi not in part]:
            problems.append(f"crossref answers with works that nobody asked for ({', '.join(foreign[:3])})")
        left_out = [key for key in part if key not in statements]
        if found.whole and statements and not foreign:
            return Answers(statements, frozenset(left_out))
        if not found.whole or foreign:
            problems.append(
                "a list of crossref is not believed to be whole; what it leaves out will be asked for again later"
            )
            return Answers(statements, frozenset(), tuple(problems))
        return self._verified(ask, when, part)

    def _verified(self, ask: Ask, when: datetime, part: tuple[str, ...]) -> Answers:
        """What becomes of the keys of a list that has nothing at all: a few of them are asked for singly."""
        for key in part[:VERIFIED]:
            one = self._single(ask, when, key)
            if one.found:
                message = f"a list of crossref has none of {len(part)} works, but it has {key}"
                return Answers(one.found, stopped=BadAnswer(message, self._account.base_url))
            if not one.absent:
                return one
        return Answers(absent=frozenset(part))

    def _single(self, ask: Ask, when: datetime, key: str) -> Answers:
        """One DOI, whose 404 is a word on it."""
        question = self._question({}, f"/{quote(key, safe='')}")
        try:
            work = ask(question, partial(_alone, when=when))
        except NotThere as error:
            if b"resource not found" not in error.body.lower():
                raise BadAnswer(f"{error}, but these are not the service's own words", error.url) from error
            return Answers(absent=frozenset([key]))
        if work.work != key:
            return Answers(problems=(f"crossref answers the question for {key} with another work ({work.work})",))
        return Answers({key: (work,)})

    def _question(self, query: Mapping[str, str], path: str = "", rows: int = ROWS) -> Request:
        contact = (self._account.contact or "").removeprefix("mailto:")
        query = {**query, "rows": str(rows), "select": SELECT} if query else {}
        if "@" in contact:
            query = {**query, "mailto": contact}
        key = self._account.key
        headers = {"Crossref-Plus-API-Token": f"Bearer {key}"} if key else {}
        return Request("GET", f"{self._account.base_url}/works{path}", query or None, headers=headers)


class _List(Struct, frozen=True):
    works: Mapping[str, Statement]
    """By DOI."""
    whole: bool


def _message(answer: Response) -> dict[str, object]:
    body = parsed_object(answer)
    message = as_object(body.get("message"))
    if not message:
        raise BadAnswer(f"{answer.url} answers with something that has no message", answer.url)
    return message


def _listed(answer: Response, when: datetime) -> _List:
    message = _message(answer)
    if "items" not in message:
        raise BadAnswer(f"{answer.url} answers with something that is no list of works", answer.url)
    works = {work.work: work for row in objects(message["items"]) if (work := read_work(row, when))}
    total = as_count(message.get("total-results"))
    return _List(works, total is None or len(works) >= total)


def _alone(answer: Response, when: datetime) -> Statement:
    work = read_work(_message(answer), when)
    if work is None:
        raise BadAnswer(f"{answer.url} answers with something that is no work", answer.url)
    return work


def _portions(keys: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys in as few lists as the length of an address allows."""
    parts: list[list[str]] = []
    size = LONGEST + 1
    for key in keys:
        width = len(quote(f"doi:{key},", safe=""))
        if size + width > LONGEST or len(parts[-1]) == Crossref.batch:
            parts.append([])
            size = 0
        parts[-1].append(key)
        size += width
    return [tuple(part) for part in parts]
