"""Lists of new works at OpenAlex: those that cite some works, of a venue, from an institution.

https://developers.openalex.org/api-reference/works - sorted by the day of publication: filters on the day on which a work came
to OpenAlex need a paid plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from msgspec import Struct

from enrich.errors import BadAnswer, NotThere
from enrich.http.messages import Request, Response
from enrich.names import name_key
from enrich.services.ids import ARXIV_PREFIX, ror_id
from enrich.services.newest.work_list import ListedPage, ListedWork, believed
from enrich.services.openalex_lists import named_by
from enrich.services.records.openalex_work import CUT, openalex_id, read_work
from enrich.services.service import Account, Ask
from enrich.services.wire import as_count, as_list, as_object, as_text, error_object, objects, parsed_object, texts

T = TypeVar("T")
ROWS = 100
FIELDS = "id,doi,ids,title,publication_date,primary_location,locations,type"
"""Of each work, beside the field in which it is seen whether the work belongs here."""
AT_ARXIV = "locations.source.id:S4306400194"
"""Works of which arXiv has a copy, as far as OpenAlex knows."""
FEW = 25
"""Venues that a search by name brings."""
_SOURCE = re.compile(r"(?:https?://openalex\.org/)?(S\d{1,15})", re.IGNORECASE | re.ASCII)
_OWN_PAGE = b"was not found on the server"

Belongs = Callable[[Mapping[str, Any]], bool | None]
"""Whether a row is of what is followed; None when the row does not have enough to say so."""


class Followed(Struct, frozen=True):
    """What a list is asked by."""

    filter: str
    """`cites:W1|W2`."""
    field: str
    """The field of a work in which `belongs` looks."""
    belongs: Belongs


class Venue(Struct, frozen=True):
    """A venue that OpenAlex knows."""

    id: str
    """`S64187185`."""
    name: str
    issns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join((*self.issns, self.id))})"


def citing(works: Sequence[str]) -> Followed:
    """Works that cite one of these, by their ids (`W2741809807`), at most 100."""
    wanted = frozenset(works)

    def belongs(row: Mapping[str, Any]) -> bool:
        return not wanted.isdisjoint(openalex_id(one) or "" for one in as_list(row.get("referenced_works")))

    return Followed(f"cites:{'|'.join(works)}", "referenced_works", belongs)


def of_venue(source: str) -> Followed:
    """Works that appeared in a venue, by its id."""

    def belongs(row: Mapping[str, Any]) -> bool:
        place = as_object(as_object(row.get("primary_location")).get("source"))
        return source_id(place.get("id")) == source

    return Followed(f"primary_location.source.id:{source}", "primary_location", belongs)


def of_institution(ror: str) -> Followed:
    """Works with an author there. Lists have the first hundred authors only: of longer ones the service is believed."""

    def belongs(row: Mapping[str, Any]) -> bool | None:
        authors = objects(row.get("authorships"))
        places = (one for author in authors for one in objects(author.get("institutions")))
        if any(ror_id(one.get("ror")) == ror for one in places):
            return True
        return None if len(authors) >= CUT or row.get("is_authors_truncated") is True else False

    return Followed(f"authorships.institutions.ror:{ror}", "authorships", belongs)


def source_id(value: Any) -> str | None:
    """`S64187185` from its address; None for what is no id of a venue."""
    match = _SOURCE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].upper() if match else None


class OpenAlexNewest:
    """Asks for the pages of one list, and for what it is asked by."""

    service = "OpenAlex"
    overlap = timedelta(days=45)
    """Works come to OpenAlex days to weeks after they were published."""

    def __init__(self, account: Account, ask: Ask, when: datetime, followed: Followed, *, beyond: bool) -> None:
        """`beyond` takes works that have a DOI and no arXiv id, too."""
        self._account = account
        self._ask = ask
        self._when = when
        self._followed = followed
        self._beyond = beyond

    def page(self, since: date | None, until: date | None, cursor: str | None) -> ListedPage:
        """As the interface has it."""
        filters = [self._followed.filter]
        filters += [] if self._beyond else [AT_ARXIV]
        filters += [f"from_publication_date:{since}"] if since else []
        filters += [f"to_publication_date:{until}"] if until else []
        fields = dict.fromkeys((*FIELDS.split(","), self._followed.field))
        query = {
            "filter": ",".join(filters), "sort": "publication_date:desc", "per_page": str(ROWS), "cursor": cursor or "*",
            "select": ",".join(fields),
        }  # fmt: skip
        url = f"{self._account.base_url}/works"
        page = self._ask(Request("GET", url, query, headers=named_by(self._account)), self._parse)
        return believed(page, url, self.service)

    def _parse(self, answer: Response) -> ListedPage:
        body = parsed_object(answer)
        if "results" not in body:
            raise BadAnswer(f"{answer.url} answers with something that is no list of works", answer.url)
        rows, meta = objects(body["results"]), as_object(body.get("meta"))
        count = as_count(meta.get("count"))
        belong = [self._followed.belongs(row) for row in rows]
        days = [day for row in rows if (day := _day(row))]
        return ListedPage(
            tuple(work for row, ours in zip(rows, belong, strict=True) if ours is not False and (work := self._work(row))),
            tuple(openalex_id(row.get("id")) or f"row {number}" for number, row in enumerate(rows)),
            len(rows) if count is None else count,
            min(days, default=None),
            as_text(meta.get("next_cursor")) if rows else None,
            sum(ours is False for ours in belong),
        )  # fmt: skip

    def _work(self, row: dict[str, Any]) -> ListedWork | None:
        work = read_work(row, self._when)
        if work is None:
            return None
        papers = {key for key in work.keys if not key.startswith("10.")}
        own = any(doi.startswith(ARXIV_PREFIX) for doi in work.dois)
        # Copies of several papers in one work are a mistake of the index: nobody knows which of them is meant.
        paper = work.statement.arxiv_id if own or len(papers) == 1 else None
        doi = min(work.dois, default=None) if self._beyond and not papers else None
        return ListedWork(paper, doi, work.statement.title or "") if paper or doi else None


def _day(row: Mapping[str, Any]) -> date | None:
    """The day as the list is sorted by it, be it of the year 2050."""
    try:
        return date.fromisoformat(str(row.get("publication_date")))
    except ValueError:
        return None


# ---------------------------------------------------------------- what lists are asked by


def venue_by_id(account: Account, ask: Ask, name: str) -> Venue | None:
    """The venue with this ISSN or id of OpenAlex; None when OpenAlex says that it has none. Raises NotAnswered."""
    path = name if source_id(name) else f"issn:{name}"
    found = _single(account, ask, f"/sources/{path}", _venue)
    if found is not None and name not in (found.id, *found.issns):
        raise BadAnswer(f"openalex answers the question for {name} with another venue ({found})", account.base_url)
    return found


def venues_by_name(account: Account, ask: Ask, name: str) -> tuple[Venue, ...]:
    """The venues that are called exactly so, without case and accents; by their main names, else by others. Raises NotAnswered."""
    words = " ".join(re.findall(r"\w+", name))  # bounded: by LONGEST_VENUE characters
    query = {"filter": f"display_name.search:{words}", "per_page": str(FEW)}
    question = Request("GET", f"{account.base_url}/sources", query, headers=named_by(account))
    rows = ask(question, _sources)
    key = name_key(name)
    ours = [row for row in rows if name_key(as_text(row.get("display_name")) or "") == key]
    if not ours:
        ours = [row for row in rows if key in map(name_key, _other_names(row))]
    return tuple(venue for row in ours if (venue := _venue(row)))


def has_institution(account: Account, ask: Ask, ror: str) -> bool:
    """Whether OpenAlex knows the institution with this ROR id; raises NotAnswered."""
    return _single(account, ask, f"/institutions/{quote(ror, safe='')}", partial(_same_ror, ror)) is True


def _single(account: Account, ask: Ask, path: str, read: Callable[[Mapping[str, Any]], T | None]) -> T | None:
    url = f"{account.base_url}{path}"

    def parse(answer: Response) -> T:
        found = read(parsed_object(answer))
        if found is None:
            raise BadAnswer(f"{answer.url} answers with something else than was asked for", answer.url)
        return found

    try:
        return ask(Request("GET", url, headers=named_by(account)), parse)
    except NotThere as error:
        if _OWN_PAGE in error.body or error_object(Response(404, {}, error.body, error.url)):
            return None
        raise BadAnswer(f"{error}, but these are not the service's own words", error.url) from error


def _sources(answer: Response) -> list[dict[str, Any]]:
    body = parsed_object(answer)
    if "results" not in body:
        raise BadAnswer(f"{answer.url} answers with something that is no list of venues", answer.url)
    return objects(body["results"])


def _venue(row: Mapping[str, Any]) -> Venue | None:
    name = source_id(row.get("id"))
    if name is None:
        return None
    issns = dict.fromkeys(one for one in (as_text(row.get("issn_l")), *texts(row.get("issn"))) if one)
    return Venue(name, as_text(row.get("display_name")) or name, tuple(issns))


def _other_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    short = as_text(row.get("abbreviated_title"))
    return (*texts(row.get("alternate_titles")), *((short,) if short else ()))


def _same_ror(ror: str, row: Mapping[str, Any]) -> bool | None:
    return True if ror_id(row.get("ror")) == ror else None
