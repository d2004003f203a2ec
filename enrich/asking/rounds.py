"""One round of questions: every service at its own pace, all at the same time; then what was heard is settled.

::

    changed records --keys--> due? --batch, under a lease--> service --answers--> store --keys that follow--> due? ...
                                     (a thread a service)                            |
                              all have finished --> what the records keep, decided once

A service that fails, rests or has spent its budget stops for this run and holds nobody up. Every arrow into the store is
a transaction: a run that is killed is gone on with by the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from datetime import datetime
from functools import partial

from msgspec import Struct, field

from enrich.asking.answers import Moment, keep_answers
from enrich.asking.clients import ServiceClient
from enrich.asking.enrichments import Reconcile, settle_enrichments
from enrich.asking.health import note_health
from enrich.asking.questions import Questions, keys_of_all
from enrich.coordination.holding import hold_lease
from enrich.http.messages import Failed
from enrich.store.runs import Run
from enrich.store.store import Store

AFTER: Mapping[str, frozenset[str]] = {
    "openalex": frozenset({"semantic_scholar", "inspire"}),
    "crossref": frozenset({"openalex", "semantic_scholar", "inspire"}),
    "orcid": frozenset({"openalex", "semantic_scholar", "inspire", "crossref"}),
}
"""Services whose keys depend on what others say: a request of theirs that is not full waits until those have finished."""
PATIENCE = 2
"""This many questions in a row that a service did not answer are enough for one run; one is, where the service failed on
every part of it."""
_NAP = 0.2
"""Seconds between two looks for questions that others' answers may have brought."""


class Round(Struct):
    """What a round of questions came to."""

    answered: dict[str, int] = field(default_factory=dict)
    """Service -> keys that were answered."""
    problems: dict[str, str] = field(default_factory=dict)
    """Service -> why it stopped answering."""
    warnings: list[str] = field(default_factory=list)
    """What could not be believed."""
    new_failures: tuple[str, ...] = ()
    """Services that failed in this run and had not failed before."""
    changed: int = 0
    """Records that keep something else now."""


class Rounds:
    """Asks all services of one store."""

    def __init__(
        self,
        store: Store,
        clients: Sequence[ServiceClient],
        reconcile: Reconcile,
        now: Callable[[], datetime],
        progress: Callable[[str, int, int], None],
        say: Callable[[str], None],
    ) -> None:
        self._store = store
        self._clients = clients
        self._reconcile = reconcile
        self._now = now
        self._progress = progress
        self._say = say
        self._keys_of = partial(keys_of_all, [client.service for client in clients])
        self._questions = Questions(store.engine, self._keys_of)
        self._busy: set[str] = set()
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def run(self, run: Run) -> Round:
        """Ask what is due, and decide what the records keep."""
        found = Round()
        if self._clients:
            at = max(self._now(), run.started)
            self._questions.assign([client.name for client in self._clients], at)
            self._ask_all(run, at, found)
            found.new_failures = note_health(self._store.engine, found.answered, found.problems, self._now())
        found.changed = settle_enrichments(self._store.engine, self._reconcile, run.id, run.started)
        return found

    def _ask_all(self, run: Run, at: datetime, found: Round) -> None:
        self._busy = {client.name for client in self._clients}
        with ThreadPoolExecutor(len(self._clients), "asks a service") as threads:
            asking = [threads.submit(self._ask, client, run, at, found) for client in self._clients]
            try:
                wait(asking, return_when=FIRST_EXCEPTION)
            finally:
                # Ctrl-C, or one that failed for a reason of the store's: the others stop after the question they are at.
                self._stop.set()
            for one in asking:
                one.result()

    def _ask(self, client: ServiceClient, run: Run, at: datetime, found: Round) -> None:
        """Ask one service until nothing is due, or it has enough."""
        failures = 0
        try:
            while failures < PATIENCE and not self._stop.is_set():
                waits_for = self._busy & AFTER.get(client.name, frozenset())
                keys = self._questions.due(client.name, at, client.service.batch)
                if waits_for and len(keys) < client.service.batch:
                    self._stop.wait(_NAP)
                elif not keys:
                    return
                elif failed := self._ask_once(client, run, at, found):
                    failures += failed
                    if client.cooling_until() is not None:
                        return
                else:
                    failures = 0
        finally:
            with self._lock:
                self._busy.discard(client.name)

    def _ask_once(self, client: ServiceClient, run: Run, at: datetime, found: Round) -> int:
        """Ask for what is due still, now that no other process asks; how much of its PATIENCE the service used up."""
        name = client.name
        with hold_lease(self._store.engine, f"asking {name}", self._wait_for):
            keys = self._questions.due(name, at, client.service.batch)
            if not keys:
                return 0
            answers = client.service.ask(client.ask, keys, self._now())
            keep_answers(self._store.engine, name, keys, answers, run.id, Moment(at, self._now()), self._keys_of)
        with self._lock:
            found.answered[name] = found.answered.get(name, 0) + len(answers.found) + len(answers.absent)
            found.warnings += answers.problems
            if answers.stopped is not None:
                found.problems[name] = str(answers.stopped)
            self._progress(f"asking {', '.join(sorted(self._busy))}", sum(found.answered.values()), 0)
        if answers.stopped is None:
            return 0
        is_ill = isinstance(answers.stopped, Failed) and len(keys) > 1 and not (answers.found or answers.absent)
        return PATIENCE if is_ill else 1

    def _wait_for(self, whom: str) -> None:
        self._say(f"{whom} is asking services for the same store; this run waits for its turns and asks nothing twice")
