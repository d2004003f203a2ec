"""Holds a lease while work lasts: waits for it, lets a thread renew it, gives it back at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine
from sqlalchemy.pool import StaticPool

from enrich.coordination.leases import Leases
from enrich.errors import BadStore
from enrich.machine.process import new_name, spoken

SECONDS = 60.0
"""How long a lease lasts that nobody renews."""
SQLITE_SECONDS = 900.0
"""The same in SQLite, where renewing waits while another process writes; the dead of one machine are known at once."""
RENEWALS = 4
"""Times in that."""
POLL = 0.3
"""Seconds between two attempts to take a lease that another holds."""
_renewing: set[Renewal] = set()


def is_shared(engine: Engine) -> bool:
    """Whether other processes can be on the store: not on one in memory."""
    return not isinstance(engine.pool, StaticPool)


def lasting(engine: Engine) -> float:
    """Seconds for which a lease or a claim lasts that nobody renews."""
    return SECONDS if engine.dialect.name == "postgresql" else SQLITE_SECONDS


class Renewal:
    """A lease that is held, and the thread that renews it."""

    def __init__(self, leases: Leases, name: str, holder: str, seconds: float) -> None:
        self._leases = leases
        self._name = name
        self._holder = holder
        self._seconds = seconds
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_lost = False
        """Whether another has taken it over since, for this process seemed dead."""

    def start(self) -> None:
        """Renew it from now on."""
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._renew, args=(self._end,), name=f"renews {self._name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop renewing it; no thread is left, even when Ctrl-C came while it was being started."""
        self._end.set()
        if self._thread is not None:
            with suppress(RuntimeError):  # it was not started yet: should it begin after all, it ends at once
                self._thread.join()
            self._thread = None

    def _renew(self, end: threading.Event) -> None:
        while not end.wait(self._seconds / RENEWALS):
            with suppress(BadStore):  # the next attempt may go well, and is in time
                self.is_lost |= not self._leases.take(self._name, self._holder, self._seconds)


@contextmanager
def hold_lease(
    engine: Engine, name: str, waits: Callable[[str], None], *, check: Callable[[], None] = lambda: None
) -> Iterator[Renewal | None]:
    """Hold the lease while the context lasts, waiting for it first; `waits` is called once with whom it waits for.

    `check` is called before each attempt and may raise. Of a store in memory this process has all leases.
    """
    if not is_shared(engine):
        check()
        yield None
        return
    leases, holder = Leases(engine), new_name()
    seconds = lasting(engine)
    renewal = Renewal(leases, name, holder, seconds)
    try:
        _wait(leases, name, holder, seconds, waits, check)
        _renewing.add(renewal)
        renewal.start()
        yield renewal
    finally:
        _renewing.discard(renewal)
        renewal.stop()
        with suppress(BadStore):  # it ends by itself, and what went wrong before is what matters
            leases.release(name, holder)


def _wait(
    leases: Leases,
    name: str,
    holder: str,
    seconds: float,
    waits: Callable[[str], None],
    check: Callable[[], None],
) -> None:
    announced, pause = False, threading.Event()
    while True:
        check()
        if leases.take(name, holder, seconds):
            return
        if not announced and (other := leases.holder(name)):
            waits(spoken(other))
            announced = True
        pause.wait(POLL)


@contextmanager
def no_renewing() -> Iterator[None]:
    """For the moment of forking, in which this process should have one thread only."""
    resting = tuple(_renewing)
    for renewal in resting:
        renewal.stop()
    try:
        yield
    finally:
        for renewal in resting:
            renewal.start()
