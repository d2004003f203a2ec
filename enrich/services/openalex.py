"""OpenAlex: published versions, ORCID iDs, institutions, topics, open copies, retractions.

Most papers are found in a list by their arXiv DOI, a hundred a request. What that leaves out is looked for among the addresses
of copies, and then singly by DOI, which costs nothing and follows works that were merged (`enrich.services.openalex_lists`).
docs/services/openalex.md has the terms and the traps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from enrich.errors import BadAnswer, NotAnswered, NotThere, Refused
from enrich.http.messages import Failed, Request, Response, retry_after
from enrich.paper_id import is_beyond
from enrich.record import Record
from enrich.services.ids import published_dois
from enrich.services.openalex_lists import OpenAlexLists, doi_of, found_by_title, named_by
from enrich.services.records.openalex_work import SELECT, OpenAlexWork, read_work
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import as_number, as_text, error_object, parsed_object
from enrich.statements.statement import Statement

CONTRADICTIONS = 3
"""Lists are given up after they have left out this many works that the service has."""
FAILURES = 3
"""After this many failures in a row, no more single works are asked for."""
OWN_PAGE = b"was not found on the server"
"""In the page that comes with a 404."""
FEW = 25
"""Works that a search by title brings."""
LONGEST_TITLE = 300
"""Characters of a title that is searched for."""
DAY = 86400.0
"""Seconds."""


class OpenAlex:
    """The service of that name; its keys are arXiv ids and published DOIs."""

    name = "openalex"
    batch = 500
    """Five requests and what they leave out: in smaller portions the second kind of list would hardly ever be full."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        """The paper's arXiv id, and the DOIs of its published version: OpenAlex keeps preprint and article apart, mostly."""
        dois = published_dois(record, known)
        return dois if is_beyond(record.id) else (record.id, *dois)

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        """Ask for at most `batch` keys; see `enrich.services.service.Service.ask`."""
        lists = OpenAlexLists(self._account, ask, when)
        lists.ask_all(tuple(dict.fromkeys(keys)))
        singles = _Singles(self._account, ask, when, lists)
        if lists.stopped is None:
            singles.complete_authors(keys)
        if lists.stopped is None:
            singles.ask_for(lists.left_out())
        return Answers(
            {key: found for key in keys if (found := lists.statements(key))},
            frozenset(singles.gone - lists.doubted),
            tuple(dict.fromkeys(lists.problems)),
            _with_advice(lists.stopped),
        )

    def by_title(self, ask: Ask, title: str, when: datetime) -> tuple[Statement, ...]:
        """As the interface has it; by its words alone, since commas, bars and quotation marks mean something in a filter."""
        words = " ".join(re.findall(r"\w+", title[:LONGEST_TITLE]))  # bounded: by LONGEST_TITLE characters
        query = {"filter": f"title.search:{words}", "per_page": str(FEW), "select": SELECT}
        return ask(
            Request("GET", f"{self._account.base_url}/works", query, headers=named_by(self._account)),
            partial(found_by_title, when=when),
        )

    def by_person(self, ask: Ask, orcid: str, when: datetime) -> tuple[Statement, ...]:
        """The newest works of a person, at most 100, as far as the iD came with the work: what OpenAlex infers is a guess.

        Raises what `ask` raises.
        """
        query = {
            "filter": f"author.orcid:{orcid}", "sort": "publication_date:desc", "per_page": "100", "select": SELECT,
        }  # fmt: skip
        works = ask(
            Request("GET", f"{self._account.base_url}/works", query, headers=named_by(self._account)),
            partial(found_by_title, when=when),
        )
        return tuple(work for work in works if _is_by(work, orcid))

    @property
    def account(self) -> Account:
        """How it is reached, for its lists of new works (`enrich.services.newest`)."""
        return self._account

    def pause(self, answer: Response, now: datetime) -> float | None:
        """Until midnight UTC when the day's budget is spent, else what the answer says; None when it says nothing.

        Raises Refused for what only a paid plan may ask.
        """
        body = error_object(answer)
        words = f"{as_text(body.get('error'))} {as_text(body.get('message'))}".lower()
        if answer.status == 429 and "plan upgrade" in words:
            message = f"{answer.url} is not answered without a paid plan ({as_text(body.get('message'))})"
            raise Refused(message, answer.url, answer.status, answer.body)
        given = as_number(body.get("retryAfter"))
        if answer.status == 429 and ("budget" in words or as_number(body.get("dailyRemainingUsd")) == 0):
            reset = given or as_number(answer.headers.get("retry-after")) or as_number(_reset(answer))
            return min(reset, DAY) if reset and reset > 0 else _until_midnight(now)
        if seconds := retry_after(answer.headers.get("retry-after"), now):
            return seconds
        soon = given or as_number(_reset(answer))
        return soon if soon is not None and 0 < soon <= 3600 else None


def _is_by(work: Statement, orcid: str) -> bool:
    stated = (one for author in work.authors for one in author.orcids)
    return any(one.orcid == orcid and one.asserted == "work" for one in stated)


class _Singles:
    """Asks for works one by one: that is free, finds merged works, and lists all authors."""

    def __init__(self, account: Account, ask: Ask, when: datetime, lists: OpenAlexLists) -> None:
        self._account = account
        self._ask = ask
        self._when = when
        self._lists = lists
        self._failures = 0
        self.gone: set[str] = set()
        """Keys of which OpenAlex says that it has none."""

    def complete_authors(self, keys: Sequence[str]) -> None:
        """Ask again for works whose lists of authors end too early."""
        wanted = set(keys)
        for work in [work for work in self._lists.works.values() if work.cut and work.keys & wanted]:
            whole = self._one(work.id)
            if whole is not None and whole.id == work.id:
                self._lists.works[work.id] = whole
            if self._lists.stopped is not None:
                return

    def ask_for(self, keys: Sequence[str]) -> None:
        """Ask for each of these keys by its DOI."""
        contradictions = 0
        for key in keys:
            work = self._one(f"doi:{doi_of(key)}", key)
            if work is not None and key not in work.keys:
                self._lists.problems.append(f"openalex answers the question for {key} with another work ({work.id})")
            elif work is not None:
                self._lists.works[work.id] = work
                contradictions += self._lists.contradicted_by(work, key)
            if contradictions == CONTRADICTIONS:
                message = "lists of openalex leave out works that it has; the others will be asked for again later"
                self._lists.stopped = BadAnswer(message, self._account.base_url)
            if self._lists.stopped is not None:
                return

    def _one(self, name: str, key: str | None = None) -> OpenAlexWork | None:
        """One work; None when there is none (then there is none for the key either), or it cannot be had."""
        url = f"{self._account.base_url}/works/{quote(name, safe=':')}"
        try:
            work = self._ask(Request("GET", url, {"select": SELECT}, headers=named_by(self._account)), self._parse)
        except NotAnswered as error:
            if _is_of_the_service(error):
                self._failures = 0
                self.gone.update([key] if key else [])
                return None
            self._failures += 1
            of_the_key = isinstance(error, Failed | NotThere) or (
                isinstance(error, Refused) and error.status in {400, 414}
            )
            if of_the_key and self._failures < FAILURES:
                self._lists.problems.append(f"{key or name}: {error}")
            else:
                self._lists.stopped = error
            return None
        self._failures = 0
        return work

    def _parse(self, answer: Response) -> OpenAlexWork:
        work = read_work(parsed_object(answer), self._when, whole=True)
        if work is None:
            raise BadAnswer(f"{answer.url} answers with something that is no work", answer.url)
        return work


def _is_of_the_service(error: NotAnswered) -> bool:
    """Whether this is OpenAlex's own 404, a web page of its framework (or JSON, should it change); proxies have others."""
    if not isinstance(error, NotThere):
        return False
    return OWN_PAGE in error.body or bool(error_object(Response(404, {}, error.body, error.url)))


def _reset(answer: Response) -> str | None:
    """Seconds to go, and no moment."""
    return answer.headers.get("x-ratelimit-reset")


def _until_midnight(now: datetime) -> float:
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds()


def _with_advice(error: NotAnswered | None) -> NotAnswered | None:
    if isinstance(error, Refused) and error.status in {401, 403}:
        return Refused(f"{error}; is services.openalex.key right?", error.url, error.status, error.body)
    return error
