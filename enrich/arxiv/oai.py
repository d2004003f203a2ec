"""A harvest over OAI-PMH: whole sets of papers, or what changed in them since a day, as complete Records.

arXiv tells a paper's versions, times and submitter in one format (arXivRaw), its authors' names and affiliations
in another (arXiv). Both lists are read side by side, page by page, and a record is given out when both halves are
there; so none is stored that is worse than it could be::

    arXivRaw: page 1   page 2   ...      a half whose other half is listed later waits in memory
    arXiv:    page 1   page 2   ...
    -------------------------------
    HarvestPage 1      2        ...      each with the state from which a harvest goes on after a crash

The state names the pages that hold the oldest half that still waits, so going on from it loses nothing. A token
that has expired (they die at midnight UTC) restarts the lists from the newest day that was wholly seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from msgspec import Struct, field

from enrich.arxiv.oai_xml import Format, Listing, OaiRecord, read_listing
from enrich.arxiv.raw_record import Raw, record
from enrich.errors import BadAnswer, TryLater
from enrich.http.messages import Get
from enrich.record import Record

FORMATS: tuple[Format, Format] = ("arXivRaw", "arXiv")
"""In the order of the tokens of a state. The first is believed in all but the authors."""
MOST_WAITING = 20_000
"""Halves; when this number waits, the lists do not agree, and the oldest are given up as incomplete."""
ATTEMPTS = 3
"""At a page whose answers cannot be believed."""
RESTARTS = 3
"""Restarts without getting further that end the harvest for this time."""
PHYSICS = ("astro-ph", "cond-mat", "gr-qc", "hep-", "math-ph", "nlin", "nucl-", "physics", "quant-ph")


@dataclass(frozen=True, slots=True)
class HarvestState:
    """How far a harvest is; kept by the caller in the same transaction as the page that it came with."""

    set: str | None = None
    """`cs`, `cs:cs:LG`; None harvests everything."""
    since: date | None = None
    """`from` of the lists, inclusive."""
    tokens: tuple[str | None, str | None] = (None, None)
    """Tokens of the pages to ask for next, in the order of FORMATS; None is the first page, unless `ended` says otherwise."""
    ended: tuple[bool, bool] = (False, False)
    """Whether a list was read to its end."""
    token_day: date | None = None
    """The day (UTC) of the tokens; on another day they are dead."""
    datestamp: date | None = None
    """The newest day up to which everything was given out, if the lists are ordered; never in the future."""
    ordered: bool = True
    """Whether the lists came in the order of their datestamps so far; only then a restart may begin at `datestamp`."""
    pages: int = 0
    """Complete pages of this harvest."""
    restarts: int = 0
    """Since the harvest last got further."""
    started: date | None = None
    finished: bool = False


class Deleted(Struct, frozen=True):
    """arXiv has removed the paper's record."""

    id: str
    datestamp: date


class HarvestPage(Struct, frozen=True):
    """What one step brought, and the state after it."""

    records: tuple[Record, ...]
    deleted: tuple[Deleted, ...]
    incomplete: tuple[str, ...]
    """Ids that only one of the formats listed, or listed with a defect: to be looked up in another way."""
    state: HarvestState
    problems: tuple[str, ...] = ()


def set_spec(name: str) -> str:
    """arXiv's set for a category (`cs.LG` -> `cs:cs:LG`, `hep-th` -> `physics:hep-th`); sets stay as they are."""
    if ":" in name or ("." not in name and not name.startswith(PHYSICS)):
        return name
    archive, _, subject = name.partition(".")
    group = "physics" if name.startswith(PHYSICS) else archive
    return ":".join(part for part in (group, archive, subject) if part) if name != "physics" else name


def pages(get: Get, base_url: str, state: HarvestState, now: datetime) -> Iterator[HarvestPage]:
    """The rest of a harvest, or, when it is finished, the next one: what changed since its newest day.

    Raises NotAnswered (TryLater, BadAnswer, Refused); the last state that was given out is the one to go on from.
    """
    state = resumed(state, now.date())
    while not state.finished:
        lists = _Lists(get, base_url, state, now)
        for page in lists.steps():
            state = page.state
            yield page
        if lists.expired:
            state = restarted(replace(state, ordered=lists.state.ordered), now.date())


def resumed(state: HarvestState, today: date) -> HarvestState:
    """The state to go on from: tokens of another day are dead, and a finished harvest is followed by the next."""
    if state.finished:
        return HarvestState(
            set=state.set, since=state.datestamp or state.since, datestamp=state.datestamp, started=today
        )
    if state.token_day is not None and state.token_day != today and any(state.tokens):
        return restarted(state, today)
    return replace(state, started=state.started or today)


def restarted(state: HarvestState, today: date) -> HarvestState:
    """Both lists again, from the newest day that was seen when they come in that order, from their beginning if not.

    Raises TryLater when that was done too often without getting further.
    """
    further = state.ordered and state.datestamp is not None and state.datestamp != state.since
    restarts = 0 if further else state.restarts + 1
    if restarts > RESTARTS:
        raise TryLater(f"the harvest of {state.set or 'everything'} does not get further: its tokens expire each time")
    since = state.datestamp if further else state.since
    return replace(
        state, since=since, tokens=(None, None), ended=(False, False), token_day=None, ordered=True,
        restarts=restarts, started=today,
    )  # fmt: skip


class _Side(Struct):
    """One of the two lists."""

    form: Format
    token: str | None
    ended: bool
    waiting: dict[str, OaiRecord] = field(default_factory=dict)
    """Halves whose other half has not come yet."""
    pages: list[tuple[str | None, frozenset[str]]] = field(default_factory=list)
    """Pages in order, with the ids that wait of each: the first that is not done is where a resumption begins."""
    newest: date | None = None

    def settled(self) -> tuple[str | None, bool]:
        """Token of the oldest page with a half that waits, else of the next page; and whether the list is done."""
        while self.pages and not self.pages[0][1] & self.waiting.keys():
            self.pages.pop(0)
        return (self.pages[0][0], False) if self.pages else (self.token, self.ended)


class _Lists:
    """Both lists, from a state on, until they end or a token has expired."""

    def __init__(self, get: Get, base_url: str, state: HarvestState, now: datetime) -> None:
        self._get, self._url, self.state, self._now = get, base_url, state, now
        self._sides = tuple(
            _Side(form, token, ended, newest=state.datestamp)
            for form, token, ended in zip(FORMATS, state.tokens, state.ended, strict=True)
        )
        self._gone: dict[str, Deleted] = {}
        self.expired = False

    def steps(self) -> Iterator[HarvestPage]:
        while not all(side.ended for side in self._sides):
            problems: list[str] = []
            ready: list[Record] = []
            incomplete: list[str] = []
            self._gone = {}
            for side in self._due():
                listing = self._ask(side)
                if listing.expired:
                    self.expired = True
                    return
                problems += listing.problems
                self._take(side, listing)
            self._join(ready, incomplete, problems)
            self._give_up(incomplete)
            self._advance()
            gone = tuple(self._gone.values())
            yield HarvestPage(tuple(ready), gone, tuple(dict.fromkeys(incomplete)), self.state, tuple(problems))

    def _due(self) -> list[_Side]:
        """The lists to ask now: both, or the one that lags when the other has halves waiting for it."""
        going = [side for side in self._sides if not side.ended]
        fewest = min(len(side.waiting) for side in going)
        return going if len(going) < 2 or fewest else [s for s in going if len(s.waiting) == fewest]

    def _ask(self, side: _Side) -> Listing:
        params = {"verb": "ListRecords"}
        if side.token is not None:
            params["resumptionToken"] = side.token
        else:
            params["metadataPrefix"] = side.form
            if self.state.set:
                params["set"] = self.state.set
            if self.state.since:
                params["from"] = self.state.since.isoformat()
        listing = self._believed(params, side.form)
        if listing.token is not None and listing.token == side.token:
            raise BadAnswer(f"{self._url}: the list leads back to the same page", self._url)
        return listing

    def _believed(self, params: Mapping[str, str], form: Format) -> Listing:
        for _ in range(ATTEMPTS - 1):
            with suppress(BadAnswer):
                return read_listing(self._get(self._url, params).body, form, self._url)
        return read_listing(self._get(self._url, params).body, form, self._url)

    def _take(self, side: _Side, listing: Listing) -> None:
        for listed in listing.records:
            if listed.raw is None:
                self._gone[listed.id] = Deleted(listed.id, listed.datestamp)
            else:
                side.waiting[listed.id] = listed
            if side.newest is not None and listed.datestamp < side.newest:
                self.state = replace(self.state, ordered=False)
            side.newest = max(listed.datestamp, side.newest or listed.datestamp)
        side.pages.append((side.token, frozenset(listed.id for listed in listing.records)))
        side.token, side.ended = listing.token, listing.token is None

    def _join(self, ready: list[Record], incomplete: list[str], problems: list[str]) -> None:
        first, second = self._sides
        for paper in [paper for paper in first.waiting if paper in second.waiting]:
            halves = first.waiting.pop(paper), second.waiting.pop(paper)
            try:
                ready.append(record(joined(halves[0].raw, halves[1].raw), "oai", self._now))
            except ValueError as problem:
                incomplete.append(paper)
                problems.append(f"{paper}: {problem}")
        for side in self._sides:
            for paper in self._gone.keys() & side.waiting.keys():
                del side.waiting[paper]

    def _give_up(self, incomplete: list[str]) -> None:
        """At the end of both lists, or when too many wait."""
        over = all(side.ended for side in self._sides)
        for side in self._sides:
            surplus = len(side.waiting) if over else len(side.waiting) - MOST_WAITING
            for paper in list(side.waiting)[: max(0, surplus)]:
                del side.waiting[paper]
                incomplete.append(paper)

    def _advance(self) -> None:
        (token, ended), (other, other_ended) = (side.settled() for side in self._sides)
        days = [side.newest or date.min for side in self._sides if not side.ended]
        days += [half.datestamp for side in self._sides for half in side.waiting.values()]
        days = days or [max(side.newest or date.min for side in self._sides)]
        newest = min(*days, self._now.date())
        before = self.state.datestamp
        self.state = replace(
            self.state,
            tokens=(token, other),
            ended=(ended, other_ended),
            token_day=self._now.date(),
            datestamp=max(before or date.min, newest) if newest > date.min else before,
            pages=self.state.pages + 1,
            finished=ended and other_ended,
        )


def joined(raw: Raw | None, split: Raw | None) -> Raw:
    """One account of two: versions, dates and all texts of arXivRaw, authors of format arXiv, gaps filled.

    Raises ValueError when one of them is missing.
    """
    if raw is None or split is None:
        raise ValueError("one of its two formats is missing")
    return replace(
        raw,
        authors=split.authors,
        abstract=raw.abstract or split.abstract,
        codes=raw.codes or split.codes,
        comment=raw.comment or split.comment,
        journal_ref=raw.journal_ref or split.journal_ref,
        doi=raw.doi or split.doi,
        license=raw.license or split.license,
        report_no=raw.report_no or split.report_no,
    )
