"""Open look-ups of ids -> answers in the store: from what is known, from the snapshot, then from arXiv in batches.

::

    ids due --> harvested already? --> in the snapshot? --> batches of arXiv's API --> one transaction each
                                                               \\-- no answer --> deferred, with a time

What an answer means for a look-up is decided in `verdicts`, which is pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct, field

from enrich import due
from enrich.arxiv.api_atom import AnswerPage
from enrich.errors import BadAnswer, CoolingDown, NotAnswered, TryLater
from enrich.pipeline.company import IDS, Company, portion
from enrich.record import Outcome, Record, Verdict
from enrich.store.accounts import Accounts
from enrich.store.lookups import LookUp, Settled
from enrich.store.runs import Run
from enrich.store.store import Store

WELL_KNOWN = ("hep-th/9901001", "cs/0112017", "1706.03762")
"""Papers that arXiv has had for years; asked for beside unknown ids when no paper is known yet."""
WITNESSES = 2
"""Known papers that are asked for beside unknown ids: arXiv may have deleted one."""
FEW = 2
"""This few ids may well all be unknown to arXiv; of more, one will be there."""
PATIENCE = 2
"""This many questions in a row that arXiv did not answer, or not believably, are enough for one run."""
PIECE = 2000
"""Records of a snapshot that are kept in one transaction."""
Progress = Callable[[str, int, int], None]
"""(what is being done, how many are done, of how many)."""


class IdApi(Protocol):
    """Who can be asked for papers by id (see `enrich.arxiv.api.ArxivApi`)."""

    def by_ids(self, ids: Sequence[str], when: datetime) -> AnswerPage: ...


class OfflineRecords(Protocol):
    """Who has records without being asked over the network (see `enrich.snapshot.snapshot.Snapshot`)."""

    def by_ids(self, ids: Iterable[str], when: datetime) -> Iterator[Record]: ...


class Tally(Struct):
    """What a run did so far."""

    new: int = 0
    changed: int = 0
    asked: int = 0
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What is wrong with documents, as arXiv's answers show."""
    unread: list[str] = field(default_factory=list)
    """What should have answered and could not be read: the snapshot."""
    ill: int = 0
    """Questions in a row that went wrong through no fault of their own."""
    stopped: NotAnswered | None = None
    """Why nobody else is asked in this run."""

    def add(self, new: int, changed: int) -> None:
        self.new += new
        self.changed += changed

    def went_well(self) -> None:
        """A question was answered."""
        self.ill = 0

    def went_wrong(self, why: NotAnswered, *, split: bool = False) -> None:
        """A question was not answered: one may be the question's own fault, several in a row are arXiv's.

        One that was `split` without success has been several.
        """
        self.ill += split or isinstance(why, TryLater | BadAnswer)
        if isinstance(why, CoolingDown) or (split and isinstance(why, TryLater)) or self.ill >= PATIENCE:
            self.stopped = why


# ---------------------------------------------------------------- what decides


def in_order(lookups: Sequence[LookUp], refresh: Sequence[str]) -> tuple[str, ...]:
    """The ids to ask for, each once, those that failed least often first.

    So an id over which arXiv stumbles keeps no new one waiting.
    """
    fresh_first = sorted(lookups, key=lambda lookup: lookup.tries)
    return tuple(dict.fromkeys([*(lookup.question for lookup in fresh_first), *refresh]))


def found(record: Record, how: str) -> Verdict:
    """The verdict for a paper that arXiv has."""
    if record.withdrawn:
        return Verdict(Outcome.WITHDRAWN, f"arXiv has withdrawn this paper ({how})", record.id)
    return Verdict(Outcome.FOUND, f"arXiv has this paper ({how})", record.id)


def verdicts(lookups: Sequence[LookUp], page: AnswerPage, run: int, now: datetime) -> Iterator[Settled]:
    """What one answer says of each look-up that it was asked for."""
    heard = {record.id: record for record in page.records}
    absent = set(page.absent)
    for lookup in lookups:
        name = lookup.question
        if name in heard:
            yield Settled(lookup.key, found(heard[name], "arXiv's API"))
        elif name in page.refused:
            yield Settled(lookup.key, Verdict(Outcome.MALFORMED, f"arXiv refuses this id: {page.refused[name]}"))
        elif name in page.doubted:
            yield _doubted(lookup, page.doubted[name], now)
        elif name in absent:
            yield _absent(lookup, run, now)
        else:
            yield deferred(lookup, "the answer did not cover this paper", now, None)


def _doubted(lookup: LookUp, why: str, now: datetime) -> Settled:
    """Refused, but not called malformed: it may be well another day, and each try costs a dozen requests."""
    reason = f"arXiv refuses every request with this id and does not say why: {why}"
    verdict = Verdict(Outcome.DEFERRED, reason, next_try=due.after_no_match(lookup.tries, now))
    return Settled(lookup.key, verdict, lookup.absent_run)


def _absent(lookup: LookUp, run: int, now: datetime) -> Settled:
    if lookup.outcome is Outcome.MISSING or lookup.absent_run not in (None, run):
        reason = "arXiv said twice, in separate runs, that it has no such paper"
        return Settled(lookup.key, Verdict(Outcome.MISSING, reason, next_try=due.after_missing(now)), run)
    reason = "arXiv said once that it has no such paper; the next run asks again"
    return Settled(lookup.key, Verdict(Outcome.DEFERRED, reason, next_try=now), run)


def deferred(lookup: LookUp, why: str, now: datetime, until: datetime | None, *, asked: bool = True) -> Settled:
    """Not answered now. A paper that was missing stays so: no answer changes nothing."""
    next_try = due.after_failure(lookup.tries, now, until)
    outcome = Outcome.MISSING if lookup.outcome is Outcome.MISSING else Outcome.DEFERRED
    return Settled(lookup.key, Verdict(outcome, why, next_try=next_try), lookup.absent_run, asked)


# ---------------------------------------------------------------- what acts


class IdLookups:
    """Answers the id look-ups of one run."""

    def __init__(
        self, store: Store, api: IdApi, run: Run, now: Callable[[], datetime], size: int, company: Company
    ) -> None:
        self._store = store
        self._api = api
        self._run = run
        self._now = now
        self._size = size
        self._company = company
        self.tally = Tally()
        self.stale: list[str] = []
        """Papers of which a document names a newer version than the snapshot has."""

    def from_store(self, lookups: Sequence[LookUp]) -> list[LookUp]:
        """Settle those that a harvest has already answered; the others are returned."""
        known = self._store.records.get([lookup.question for lookup in lookups])
        self._keep([], [Settled(n.key, found(known[n.question], "known")) for n in lookups if n.question in known])
        return [lookup for lookup in lookups if lookup.question not in known]

    def from_bulk(self, lookups: Sequence[LookUp], bulk: OfflineRecords) -> list[LookUp]:
        """Settle those that the snapshot has; the others are returned. What is newer by now is in `stale`."""
        waiting = {lookup.question: lookup for lookup in lookups}
        part: list[Record] = []
        for record in bulk.by_ids(tuple(waiting), self._run.started):
            part.append(record)
            if len(part) == PIECE:
                self._keep_bulk(part, waiting)
                part = []
        self._keep_bulk(part, waiting)
        return list(waiting.values())

    def _keep_bulk(self, part: Sequence[Record], waiting: dict[str, LookUp]) -> None:
        keys = {record.id: waiting.pop(record.id).key for record in part}
        named = self._store.lookups.versions(list(keys.values()))
        old = [record for record in part if record.version < named.get(keys[record.id], 0)]
        new = [record for record in part if record.version >= named.get(keys[record.id], 0)]
        self.stale += [record.id for record in old]
        for records, provisional in ((old, True), (new, False)):
            settled = [Settled(keys[record.id], found(record, "the snapshot")) for record in records]
            self._keep(records, settled, provisional=provisional)

    def from_announcements(self, announced: Mapping[str, Record]) -> None:
        """For want of anything better, what announcements say of papers that could not be asked for."""
        keys = {f"id:{name}": record for name, record in announced.items()}
        states = self._store.lookups.by_key(list(keys))
        waiting = [key for key, state in states.items() if state[0] is Outcome.DEFERRED]
        self._keep(
            [keys[key] for key in waiting],
            [Settled(key, found(keys[key], "the announcement"), asked=False) for key in waiting],
            provisional=True,
        )

    def from_api(self, lookups: Sequence[LookUp], refresh: Mapping[str, datetime], progress: Progress) -> None:
        """Ask arXiv for the look-ups and for known papers that are due again, in as few requests as possible.

        `refresh` says when those were confirmed last: another process may have confirmed them by now.
        """
        waiting = {lookup.question: lookup for lookup in lookups}
        checked = {**self._company.last_checked(self.stale), **refresh}

        def still_open(ids: Sequence[str]) -> set[str]:
            asked = self._company.still_open([waiting[name] for name in ids if name in waiting])
            again = self._company.last_checked([name for name in ids if name not in waiting])
            return {lookup.question for lookup in asked} | {n for n, at in again.items() if at == checked.get(n)}

        left = deque(in_order(lookups, tuple(dict.fromkeys([*self.stale, *refresh]))))
        total = len(left)
        while left:
            with self._company.alone(IDS):
                batch = portion(left, self._size, still_open)
                if batch:
                    self._ask(batch, [waiting[name] for name in batch if name in waiting])
            progress("asking arXiv", total - len(left), total)

    def _ask(self, batch: tuple[str, ...], lookups: Sequence[LookUp]) -> None:
        if self.tally.stopped:
            self._defer(lookups, self.tally.stopped, asked=False)
            return
        try:
            page = self._api.by_ids(self._with_witness(batch, lookups), self._run.started)
        except NotAnswered as bad:
            self.tally.problems.append(str(bad))
            self.tally.went_wrong(bad, split=True)
            self._defer(lookups, bad)
        else:
            self.tally.went_well()
            self.tally.asked += len(batch)
            self.tally.problems += page.problems
            self._keep(page.records, list(verdicts(lookups, page, self._run.id, self._now())))
            newest = {f"id:{record.id}": record.version for record in page.records}
            self.tally.warnings += Accounts(self._store.engine).note_versions(newest)
            known = {*batch}.difference(lookup.question for lookup in lookups)
            self._store.records.confirm(sorted(known.intersection(page.absent)), self._run.started)

    def _with_witness(self, batch: tuple[str, ...], lookups: Sequence[LookUp]) -> tuple[str, ...]:
        """The batch, and papers that are known to exist when it holds none: without any, an answer proves nothing."""
        if len(lookups) < len(batch):
            return batch
        if known := self._store.records.some_known(WITNESSES):
            return (*batch, *known)
        is_first = len(batch) > FEW and not any(lookup.tries for lookup in lookups)
        return batch if is_first else (*batch, *WELL_KNOWN)

    def _defer(self, lookups: Sequence[LookUp], why: NotAnswered, *, asked: bool = True) -> None:
        until = why.until if isinstance(why, TryLater) else None
        now = self._now()
        self._keep([], [deferred(lookup, str(why), now, until, asked=asked) for lookup in lookups])

    def _keep(self, records: Sequence[Record], settled: Sequence[Settled], *, provisional: bool = False) -> None:
        if records or settled:
            written = self._store.keep_answers(
                records, settled, self._run.id, self._run.started, provisional=provisional
            )
            self.tally.add(written.new, written.changed)


def older(store: Store, versions: Mapping[str, int]) -> dict[str, datetime]:
    """When papers were confirmed of which documents name a newer version than is known: it may be there by now."""
    known = store.records.get([name for name, version in versions.items() if version > 1])
    return store.records.last_checked([name for name, record in known.items() if record.version < versions[name]])


def due_again(store: Store, now: datetime, days: float) -> dict[str, datetime]:
    """Known papers that are asked for again after `[arxiv] refresh` days or more, and when they were confirmed last."""
    stale = due.refresh(store.records.checked(), now, days)
    checked = store.records.last_checked(stale)
    return {name: checked[name] for name in stale if name in checked}
