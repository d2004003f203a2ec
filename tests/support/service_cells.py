"""Runs that ask every metadata service while some of them fail, one after the other against the same local services.

A cell begins with a store that has records and has asked nobody, or with one that has asked everybody a year ago. All
services are asked while the faults last, and again without faults. Time is not the machine's: all waits pass at once, and
the local services judge the pace of requests by the same clock.
"""

from __future__ import annotations

import json
import shutil
import threading
import time as machine_time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from enrich.arxiv.raw_record import record as complete
from enrich.asking import rounds
from enrich.asking.clients import LIMITS, open_services
from enrich.asking.rounds import Round, Rounds
from enrich.http import rate_limit
from enrich.http.messages import Limits
from enrich.options.services import ServicesSettings
from enrich.options.site import StoreSettings
from enrich.reconcile.reconcile import reconcile
from enrich.settings import Settings
from enrich.snapshot.rows import raw
from enrich.statements.enrichment import Enrichment
from enrich.store.store import Store
from tests.conftest import FakeTime
from tests.support import sources_standin
from tests.support.keeping import keep
from tests.support.service_runs import PREFIXES, local_services, papers
from tests.support.truth import attached, is_true

PAPERS = [
    row | {"categories": "cs.LG" if number % 2 else "hep-th"} for number, row in enumerate(papers()) if number < 12
]
"""A third of them with arXiv's word on their DOI, half of them in physics."""
BATCHES = {"openalex": 4, "crossref": 2, "semantic_scholar": 4, "inspire": 2}
"""Keys in one request, so that each service gets at least three."""
OF_SMALL_BATCHES = {"wasted_batches", "singles_instead_of_batch"}
"""Offences that these batches are by themselves, and that halves of a list are, too."""
SPOILT = {
    "wrong_title", "shift_orcids", "orcid_twice", "reverse_authors", "drop_author", "nulls", "nan", "strings", "object",
}  # fmt: skip
"""Faults in what an answer says, which nobody can tell from the service's own word: it counts until it is asked again."""
ITS_OWN_WORD = SPOILT | {"404"}
"""Faults after which a service has answered, by its own word."""
EXCUSED = {
    "fewer": {"asked_again"},
    "foreign": {"asked_again"},
    "replaced": {"asked_again"},
    "budget": {"after_budget"},
}
"""Offences that a fault brings by itself: a list that is not believed is asked for again, and only OpenAlex says for how
long its budget is spent."""
DAY = 86400.0
LATER, MUCH_LATER = 2 * DAY, 400 * DAY
"""Seconds after which whoever failed is asked again, and everybody."""
Value = tuple[str, str, int, str]
"""Paper, field, position of the author, value."""


class SharedTime(FakeTime):
    """Clocks that threads move on, each when it sleeps."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 1, 5, 12, tzinfo=UTC))
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            super().pass_by(seconds)


@dataclass
class Cell:
    """What came of one cell."""

    lost: set[Value] = field(default_factory=set)
    """What papers have without faults, and not in the end."""
    gone: set[Value] = field(default_factory=set)
    """What papers had before the fault, and not while it lasted."""
    wrong: set[Value] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    offences: set[str] = field(default_factory=set)
    requests: int = 0
    """More than without faults, to the services at fault."""
    happened: bool = True

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.gone or self.wrong or self.notes or self.offences) and self.happened

    def __str__(self) -> str:
        """What went wrong in a few words; `.` when nothing did, `-` when the fault had no occasion."""
        if not self.happened:
            return "-"
        counted = {"lost": self.lost, "gone": self.gone, "wrong": self.wrong}
        words = [f"{len(values)} {name}" for name, values in counted.items() if values]
        return ", ".join([*words, *self.notes, *sorted(self.offences)]) or "."


@dataclass
class Cells:
    """The local services, and the stores that cells begin with."""

    server: sources_standin.Server
    time: SharedTime
    folder: Path
    requests: dict[str, int] = field(default_factory=dict)
    """How many requests each service gets without faults."""
    values: set[Value] = field(default_factory=set)
    """What papers have in the end without faults."""

    def settings(self, name: str) -> Settings:
        """Settings of a store in the folder that ask all services at their own pace."""
        asked = {
            name: {"enabled": True, "base_url": f"{self.server.url}/{prefix}", "contact": "me@example.org"}
            for name, prefix in PREFIXES.items()
        }
        return Settings(
            services=ServicesSettings.model_validate(asked),
            store=StoreSettings(url=f"sqlite:///{self.folder / name}"),
            folder=self.folder,
        )

    def prepare(self) -> None:
        """Make the stores that cells begin with, and note what comes of a run without faults."""
        with Store(self.settings("new.db").store_url) as store:
            keep(store, [complete(raw(json.dumps(row).encode()), "snapshot", self.time.now()) for row in PAPERS])
        shutil.copy(self.folder / "new.db", self.folder / "known.db")
        with Store(self.settings("known.db").store_url) as store:
            done = self.ask(store, "known.db")
            self.values = of_all(store)
        self.requests = self.counts()
        assert not done.problems
        assert min(self.requests.values()) >= 3, self.requests
        assert self.offences() == set()
        assert self.untrue(self.values) == set()

    def ask(self, store: Store, name: str, limits: Limits = LIMITS) -> Round:
        """One round of questions."""
        clock = self.time.clock()
        run = store.runs.start("enrich", self.time.now())
        clients = open_services(self.settings(name), store, clock, limits=limits)
        for one in clients:
            one.service.batch = BATCHES.get(one.name, one.service.batch)
        found = Rounds(store, clients, reconcile, self.time.now, lambda *_: None, lambda _: None).run(run)
        store.runs.finish(run, "ok", {}, [], self.time.now())
        return found

    def cell(self, faults: Sequence[Mapping[str, Any]], *, known: bool = False) -> Cell:
        """All services asked under these faults, and again without; `known` when all of them were asked a year ago.

        The service of a fault is named as in the settings.
        """
        at_fault = {str(one["service"]) for one in faults}
        spoilt = any(one["kind"] in SPOILT for one in faults)
        answered = any(one["kind"] in ITS_OWN_WORD for one in faults)
        limits = Limits(10.0, 10.0, 30.0, retries=1, ill_retries=1, max_bytes=4 << 20)
        if any(one["kind"] == "hang" for one in faults):
            limits = Limits(10.0, 1.0, 30.0, retries=1, ill_retries=1)
        shutil.copy(self.folder / ("known.db" if known else "new.db"), self.folder / "cell.db")
        found = Cell()
        if known:
            self.time.pass_by(MUCH_LATER)
        with Store(self.settings("cell.db").store_url) as store:
            self.server.faults.set([dict(one, service=PREFIXES[str(one["service"])]) for one in faults])
            self.begin_log()
            under = self.ask(store, "cell.db", limits)
            found.happened = all(rule["done"] for rule in self.server.faults.rules)
            self.server.faults.set([])
            values = of_all(store)
            found.wrong |= self.untrue(values)
            if known and not spoilt:
                found.gone = self.values - values
            if others := {*under.problems} - at_fault:
                found.notes.append(f"stops {', '.join(sorted(others))}")
            found.offences = self.offences()
            under_fault = self.counts()
            self.time.pass_by(MUCH_LATER if answered else LATER)
            self.begin_log()
            after = self.ask(store, "cell.db")
            values = of_all(store)
            found.wrong |= self.untrue(values)
            found.lost = self.values - values
            found.notes += [f"{name} fails still" for name in sorted(after.problems)]
        found.offences |= self.offences()
        for one in faults:
            found.offences -= EXCUSED.get(str(one["kind"]), set())
        expected = sum(self.requests[name] for name in at_fault) * (2 if answered else 1)
        found.requests = sum(under_fault[name] + self.counts()[name] for name in at_fault) - expected
        return found

    def counts(self) -> dict[str, int]:
        """How many requests each service got."""
        judgement = self.server.log.summary()["judgement"]
        return {name: judgement[prefix]["requests"] if prefix in judgement else 0 for name, prefix in PREFIXES.items()}

    def begin_log(self) -> None:
        """Judge anew, on another day."""
        self.server.used = 0.0
        self.server.log = sources_standin.Log(self.server.log.scale)

    def offences(self) -> set[str]:
        """What the services have to complain of."""
        judgement = self.server.log.summary()["judgement"]
        return {
            name for one in judgement.values() for name, count in one["offences"].items() if count
        } - OF_SMALL_BATCHES

    def untrue(self, values: set[Value]) -> set[Value]:
        """Those of the values that are not true."""
        truths = {paper: self.server.world.truth(paper) for paper in {value[0] for value in values}}
        return {one for one in values if not is_true(one[1], one[2], one[3], truths[one[0]])}


def of_all(store: Store) -> set[Value]:
    """What the papers of a store have of services."""
    return {
        (one.record.id, kind, at, value)
        for one in store.kept_since(0)
        for kind, at, value, _ in attached(one.record.enrichment or Enrichment())
    }


@contextmanager
def cells(folder: Path, trouble: float = 2.0) -> Iterator[Cells]:
    """Local services whose clock is that of the runs, which need no time."""
    time = SharedTime()

    class Calendar(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return time.now().astimezone(tz)

    clock = SimpleNamespace(**vars(machine_time))
    clock.time, clock.monotonic = lambda: time.now().timestamp(), time.monotonic
    with (
        patch.object(sources_standin, "time", clock),
        patch.object(sources_standin, "datetime", Calendar),
        # A request counts as arrived when its answer begins: another thread's sleep may be in between.
        patch.object(rate_limit, "ARRIVAL", 1e9),
        patch.object(rounds, "_NAP", 0.005),
        local_services(trouble, PAPERS, scale=1.0) as server,
    ):
        found = Cells(server, time, folder)
        found.prepare()
        yield found
