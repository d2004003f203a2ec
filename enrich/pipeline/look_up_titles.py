"""Open look-ups of titles -> answers in the store: candidates from the snapshot or from arXiv's search.

::

    titles due --> candidates of the snapshot --decide--> found
                          \\--> quoted queries, many titles in one request --decide--> found
                                       \\--> looser queries, once --decide--> found, ambiguous or unresolved

Which candidate is meant, if any, is `enrich.titles.decide.decide`'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from msgspec import structs

from enrich import due
from enrich.arxiv.api_atom import AnswerPage
from enrich.errors import NotAnswered, TryLater
from enrich.pipeline.company import TITLES, Company
from enrich.pipeline.look_up_ids import Progress, Tally, deferred, found
from enrich.record import Item, Outcome, Record, Verdict
from enrich.store.lookups import LookUp, Settled
from enrich.store.runs import Run
from enrich.store.store import Store
from enrich.titles.decide import Candidate, decide
from enrich.titles.queries import batch_queries

PORTION = 500
"""Titles that are asked for, quoted and loosely, while other processes wait."""


class TitleApi(Protocol):
    """Who can be searched (see `enrich.arxiv.api.ArxivApi`)."""

    def search(self, query: str, when: datetime, *, start: int = 0, max_results: int = 100) -> AnswerPage: ...


class OfflineCandidates(Protocol):
    """Who has candidates without being asked over the network (see `enrich.snapshot.snapshot.Snapshot`)."""

    def candidates(self, title: str) -> tuple[Candidate, ...]: ...
    def by_ids(self, ids: Sequence[str], when: datetime) -> Iterator[Record]: ...


def candidate(record: Record) -> Candidate:
    """What `decide` needs to know of a record."""
    names = tuple(author.name for author in record.authors)
    return Candidate(record.id, record.title, names, record.abstract, record.published.date(), record.updated.date())


def item_of(lookup: LookUp) -> Item:
    """What the document says about the paper, at least its title."""
    item = lookup.item or Item()
    return item if item.title else structs.replace(item, title=lookup.question)


class TitleLookups:
    """Answers the title look-ups of one run."""

    def __init__(
        self, store: Store, api: TitleApi, run: Run, now: Callable[[], datetime], tally: Tally, company: Company
    ) -> None:
        self._store = store
        self._api = api
        self._run = run
        self._now = now
        self._tally = tally
        self._company = company
        self._heard: dict[str, dict[str, Record]] = defaultdict(dict)

    def from_bulk(self, lookups: Sequence[LookUp], bulk: OfflineCandidates) -> list[LookUp]:
        """Settle those that a candidate of the snapshot answers; the others are returned."""
        left = []
        for lookup in lookups:
            item = item_of(lookup)
            verdict = decide(item, bulk.candidates(item.alone or item.title or ""))
            records = list(bulk.by_ids([verdict.id], self._run.started)) if verdict.id else []
            if records:
                self._keep(lookup, verdict, records[0])
            else:
                left.append(lookup)
        return left

    def from_api(self, lookups: Sequence[LookUp], progress: Progress) -> None:
        """Search arXiv: the quoted queries first, the looser ones for what they left open."""
        for start in range(0, len(lookups), PORTION):
            with self._company.alone(TITLES):
                left = self._company.still_open(lookups[start : start + PORTION])
                left = self._search(left, progress, loose=False)
                left = self._search(left, progress, loose=True)
                for lookup in left:
                    self._settle_open(lookup)
                    self._heard.pop(lookup.key, None)

    def _search(self, lookups: list[LookUp], progress: Progress, *, loose: bool) -> list[LookUp]:
        """One round of requests; the look-ups that it leaves undecided are returned."""
        by_title: dict[str, list[LookUp]] = defaultdict(list)
        for lookup in lookups:
            item = item_of(lookup)
            by_title[item.alone or item.title or lookup.question].append(lookup)
        left = {lookup.key: lookup for lookup in lookups}
        done = 0
        for batch in batch_queries(tuple(by_title), loose=loose):
            asked = [lookup for title in batch.titles for lookup in by_title[title]]
            for lookup in self._ask(batch.query, batch.max_results, asked):
                del left[lookup.key]
            done += len(asked)
            progress("looking for titles", done, len(lookups))
        return list(left.values())

    def _ask(self, query: str, max_results: int, lookups: Sequence[LookUp]) -> list[LookUp]:
        """Ask one query; returns the look-ups that need no other one."""
        if self._tally.stopped:
            return self._defer(lookups, self._tally.stopped, asked=False)
        try:
            page = self._api.search(query, self._run.started, max_results=max_results)
        except NotAnswered as bad:
            self._tally.problems.append(str(bad))
            self._tally.went_wrong(bad)
            return self._defer(lookups, bad)
        self._tally.went_well()
        self._tally.problems += page.problems
        return [lookup for lookup in lookups if self._decided(lookup, page.records)]

    def _decided(self, lookup: LookUp, records: Sequence[Record]) -> bool:
        heard = self._heard[lookup.key]
        heard.update({record.id: record for record in records})
        verdict = decide(item_of(lookup), [candidate(record) for record in heard.values()])
        if verdict.id is None:
            return False
        self._keep(lookup, verdict, heard[verdict.id])
        return True

    def _settle_open(self, lookup: LookUp) -> None:
        """Both queries are spent: what is left is ambiguous or unresolved, and tried again at its time."""
        verdict = decide(item_of(lookup), [candidate(record) for record in self._heard[lookup.key].values()])
        again = due.after_no_match(lookup.tries, self._now())
        self._settle([], [Settled(lookup.key, replace(verdict, next_try=again))])

    def _keep(self, lookup: LookUp, verdict: Verdict, record: Record) -> None:
        outcome = Outcome.WITHDRAWN if record.withdrawn else Outcome.FOUND
        reason = found(record, "by its title").reason if record.withdrawn else verdict.reason
        self._settle([record], [Settled(lookup.key, replace(verdict, outcome=outcome, reason=reason))])

    def _defer(self, lookups: Sequence[LookUp], why: NotAnswered, *, asked: bool = True) -> list[LookUp]:
        until = why.until if isinstance(why, TryLater) else None
        now = self._now()
        self._settle([], [deferred(lookup, str(why), now, until, asked=asked) for lookup in lookups])
        return list(lookups)

    def _settle(self, records: Sequence[Record], settled: Sequence[Settled]) -> None:
        written = self._store.keep_answers(records, settled, self._run.id, self._run.started)
        self._tally.add(written.new, written.changed)
