"""Lists of new works of a venue at Crossref, by the day on which their DOIs were made.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/ - the publisher deposits everything; the link with a preprint
seldom, so that few works name an arXiv id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from enrich.errors import BadAnswer, NotThere
from enrich.http.messages import Request, Response
from enrich.names import name_key
from enrich.services.ids import ARXIV_PREFIX, arxiv_id, plain_doi
from enrich.services.newest.work_list import ListedPage, ListedWork, believed
from enrich.services.records.crossref_work import read_work
from enrich.services.service import Account, Ask
from enrich.services.wire import as_count, as_list, as_object, as_text, objects, parsed_object, texts

ROWS = 200
FIELDS = "DOI,type,title,container-title,ISSN,created,relation"


class CrossrefVenue(Struct, frozen=True):
    """What a list is asked by: one of the two."""

    issn: str | None = None
    title: str | None = None
    """The name of the journal or proceedings, as Crossref has it, without commas: they separate filters."""

    @property
    def filter(self) -> str:
        """As Crossref takes it."""
        return f"issn:{self.issn}" if self.issn else f"container-title:{self.title}"

    def has(self, row: Mapping[str, Any]) -> bool:
        """Whether a work says that it appeared there."""
        if self.issn:
            return self.issn in {one.upper() for one in texts(row.get("ISSN"))}
        return name_key(self.title or "") in map(name_key, texts(row.get("container-title")))


class CrossrefNewest:
    """Asks for the pages of one list."""

    service = "Crossref"
    overlap = timedelta(days=3)
    """A DOI is there on the day on which it is made; the index follows within hours."""

    def __init__(self, account: Account, ask: Ask, when: datetime, venue: CrossrefVenue, *, beyond: bool) -> None:
        """`beyond` takes works of which no arXiv id is known, too."""
        self._account = account
        self._ask = ask
        self._when = when
        self._venue = venue
        self._beyond = beyond

    def page(self, since: date | None, until: date | None, cursor: str | None) -> ListedPage:
        """As the interface has it."""
        filters = [self._venue.filter]
        filters += [f"from-created-date:{since}"] if since else []
        filters += [f"until-created-date:{until}"] if until else []
        query = {
            "filter": ",".join(filters), "sort": "created", "order": "desc", "rows": str(ROWS), "cursor": cursor or "*",
            "select": FIELDS,
        }  # fmt: skip
        url = f"{self._account.base_url}/works"
        page = self._ask(_question(self._account, url, query), self._parse)
        return believed(page, url, self.service)

    def _parse(self, answer: Response) -> ListedPage:
        message = as_object(parsed_object(answer).get("message"))
        if "items" not in message:
            raise BadAnswer(f"{answer.url} answers with something that is no list of works", answer.url)
        rows = objects(message["items"])
        ours = [row for row in rows if self._venue.has(row)]
        days = [day for row in rows if (day := _day(row))]
        count = as_count(message.get("total-results"))
        return ListedPage(
            tuple(work for row in ours if (work := self._work(row))),
            tuple(plain_doi(row.get("DOI")) or f"row {number}" for number, row in enumerate(rows)),
            len(rows) if count is None else count,
            min(days, default=None),
            # There is a next cursor even behind the last page.
            as_text(message.get("next-cursor")) if len(rows) == ROWS else None,
            len(rows) - len(ours),
        )

    def _work(self, row: dict[str, Any]) -> ListedWork | None:
        work = read_work(row, self._when)
        if work is None:
            return None
        preprints = objects(as_object(row.get("relation")).get("has-preprint"))
        papers = {paper for one in preprints if (paper := arxiv_id(one.get("id"), self._when.date()))}
        paper = papers.pop() if len(papers) == 1 else None
        doi = work.work if self._beyond and not work.work.startswith(ARXIV_PREFIX) else None
        return ListedWork(paper, doi, work.title or "") if paper or doi else None


def knows_journal(account: Account, ask: Ask, issn: str) -> bool:
    """Whether Crossref knows a journal with this ISSN; raises NotAnswered."""

    def parse(answer: Response) -> bool:
        message = as_object(parsed_object(answer).get("message"))
        if issn not in {one.upper() for one in texts(message.get("ISSN"))}:
            raise BadAnswer(f"crossref answers the question for {issn} with another journal", answer.url)
        return True

    try:
        return ask(_question(account, f"{account.base_url}/journals/{quote(issn, safe='')}", {}), parse)
    except NotThere as error:
        if b"resource not found" not in error.body.lower():
            raise BadAnswer(f"{error}, but these are not the service's own words", error.url) from error
        return False


def _question(account: Account, url: str, query: Mapping[str, str]) -> Request:
    contact = (account.contact or "").removeprefix("mailto:")
    query = {**query, "mailto": contact} if "@" in contact else query
    headers = {"Crossref-Plus-API-Token": f"Bearer {account.key}"} if account.key else {}
    return Request("GET", url, query or None, headers=headers)


def _day(row: Mapping[str, Any]) -> date | None:
    """`{"date-parts": [[2014, 10, 27]]}` of `created`."""
    parts = as_list(as_object(row.get("created")).get("date-parts"))
    numbers = [as_count(part) for part in parts[0]] if parts and isinstance(parts[0], list) else []
    try:
        return date(*[number or 0 for number in numbers[:3]]) if len(numbers) >= 3 else None
    except ValueError:
        return None
