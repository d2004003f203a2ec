"""INSPIRE: authors whom a human confirmed, affiliations, journal and DOI of papers in high-energy physics and astrophysics.

`GET /api/literature?q=arxiv:A or arxiv:B` (https://github.com/inspirehep/rest-api-doc) answers in any order and leaves out what
it does not have. It is the only index that says which of its authors a human has confirmed (`curated_relation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from enrich.errors import BadAnswer, NotAnswered, NotThere
from enrich.http.messages import Request, Response, retry_after
from enrich.identifiers.arxiv_id import is_canonical
from enrich.record import Record
from enrich.services.halves import in_halves
from enrich.services.ids import arxiv_id
from enrich.services.records.inspire_record import FIELDS, read_record
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import as_count, as_object, objects, parsed_object, refusal, unexpected
from enrich.statements.statement import Statement

SUBJECTS = ("hep-", "gr-qc", "nucl-", "astro-ph")
"""How the categories of its field begin; any other paper would be asked for in vain."""
SIZE = 1000
"""Records in an answer at most, which it allows; there are never more than we ask for, but for mistakes of its own."""
PAUSE = 5.0
"""Seconds after a 429 or 503, whole: its limit is 15 requests in five seconds, and refused ones count."""
FEW = 2
"""Of so few papers it may well have none."""


class _Page(Struct, frozen=True):
    """One answer: the metadata of its records, and whether they are all that it has for the question."""

    records: tuple[dict[str, Any], ...]
    whole: bool


class Inspire:
    """The service of `[services.inspire]`; its keys are arXiv ids."""

    name = "inspire"
    batch = 250

    def __init__(self, account: Account) -> None:
        self._account = account

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        inside = any(category.startswith(SUBJECTS) for category in record.categories)
        return (record.id,) if inside and is_canonical(record.id) else ()

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        def about(part: tuple[str, ...]) -> Answers:
            page = ask(self._list(part), _page)
            return _answers(page, part, when) if page.records else self._emptiness(ask, part, when)

        return in_halves(about, keys)

    def pause(self, answer: Response, now: datetime) -> float | None:
        return max(retry_after(answer.headers.get("retry-after"), now), PAUSE)

    def _emptiness(self, ask: Ask, keys: tuple[str, ...], when: datetime) -> Answers:
        """An answer without any record may be a fault of its index: the first paper is asked about once more.

        Alone in a list, when there are enough of them for an empty answer to be strange, and then by its own address,
        which needs no index. What the first answer left out is believed if that one is not there either.
        """
        key, rest = keys[0], len(keys) - 1
        if len(keys) > FEW:
            page = ask(self._list((key,)), _page)
            if page.records:
                return _doubted(_answers(page, (key,), when), rest)
        try:
            record = ask(Request("GET", f"{self._account.base_url}/api/arxiv/{quote(key)}"), parsed_object)
        except NotThere as error:
            return Answers(absent=frozenset(keys)) if refusal(error) else Answers(stopped=unexpected(error))
        except NotAnswered as error:
            return Answers(stopped=error)
        return _doubted(_answers(_Page((as_object(record.get("metadata")),), False), (key,), when), rest)

    def _list(self, keys: tuple[str, ...]) -> Request:
        """With colons and slashes as they are, which keeps 250 ids of the old style below the longest request line."""
        question = "+or+".join(f"arxiv:{quote(key)}" for key in keys)
        return Request("GET", f"{self._account.base_url}/api/literature?q={question}&size={SIZE}&fields={FIELDS}")


def _page(answer: Response) -> _Page:
    """An answer to a search; raises BadAnswer when it has no list of records."""
    hits = as_object(parsed_object(answer).get("hits"))
    if not isinstance(hits.get("hits"), list):
        raise BadAnswer(f"{answer.url} answered without a list of records; it will be asked again later", answer.url)
    records = {str(hit.get("id")): as_object(hit.get("metadata")) for hit in objects(hits["hits"])}
    return _Page(tuple(records.values()), as_count(hits.get("total")) == len(records))


def _answers(page: _Page, keys: tuple[str, ...], when: datetime) -> Answers:
    """What a page says of each key; a key that it leaves out is absent if nothing else is odd about the page."""
    found: dict[str, list[Statement]] = {}
    problems: list[str] = []
    whole = page.whole
    for record in page.records:
        names = {arxiv_id(eprint.get("value"), when.date()) for eprint in objects(record.get("arxiv_eprints"))}
        mine = [key for key in keys if key in names]
        for key in mine:
            if statement := read_record(record, key, when):
                found.setdefault(key, []).append(statement)
        if not mine or any(key not in found for key in mine):
            whole = False
            names.discard(None)
            which = ", ".join(sorted(map(str, names))) or "of no arXiv id"
            problems.append(f"INSPIRE: a record ({which}) that was not asked for or has no title is left aside")
    missing = frozenset(key for key in keys if key not in found)
    if missing and not page.whole:
        problems.append(f"INSPIRE: the answer is not whole; {len(missing)} papers will be asked for again later")
    return Answers(
        {key: tuple(each) for key, each in found.items()}, missing if whole else frozenset(), tuple(problems)
    )


def _doubted(answers: Answers, rest: int) -> Answers:
    """The answers about the one paper that was asked about again, where the first answer was empty by mistake."""
    problem = f"INSPIRE answered with an empty list of papers that it has; {rest} of them will be asked for again later"
    return Answers(answers.found, answers.absent, (*answers.problems, problem) if rest else answers.problems)
