"""One request at a time to each host, and a pause after it: within this process, and among all that share the same `Hosts`."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from enrich.clock import Clock
from enrich.errors import CoolingDown
from enrich.http.client import RateLimit, Slot

PATIENCE = 60.0
"""Seconds that a host is waited for at most; when it asks for more, it is left for later."""


class Hosts(Protocol):
    """Who is connected to which host, and which are left alone for a while: memory, or one row of the store a host."""

    def take(self, host: str) -> float:
        """0.0 when the host is ours now, otherwise seconds after which to try again."""
        ...

    def give_back(self, host: str, pause: float) -> None:
        """Free a host that is ours; it is left alone for so many seconds."""
        ...


class OwnHosts:
    """Hosts of this process alone, whose threads exclude each other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}

    def take(self, host: str) -> float:
        return max(0.0, self._free_at.get(host, float("-inf")) - self._clock.monotonic())

    def give_back(self, host: str, pause: float) -> None:
        self._free_at[host] = self._clock.monotonic() + pause


class HostRateLimit:
    """One request at a time to each host, and `interval` seconds between two."""

    def __init__(self, interval: float, clock: Clock, hosts: Hosts | None = None) -> None:
        """Without `hosts`, within this process."""
        self._interval = interval
        self._clock = clock
        self._hosts = hosts or OwnHosts(clock)
        self._guard = threading.Lock()
        self._threads: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def slot(self, url: str) -> Iterator[_HostSlot]:
        """Wait for the host and hold it; raises CoolingDown at once when it wants to be left alone for long."""
        name = host_of(url)
        with self._guard:
            thread = self._threads[name]
        with thread:
            self._wait(name, url)
            slot = _HostSlot(self._clock)
            try:
                yield slot
            finally:
                self._hosts.give_back(name, max(self._interval, slot.pause))

    def _wait(self, name: str, url: str) -> None:
        while (left := self._hosts.take(name)) > 0.0:
            if left > PATIENCE:
                until = self._clock.now() + timedelta(seconds=left)
                raise CoolingDown(
                    f"{name} asked for a pause; it is not asked before {until:%Y-%m-%d %H:%M} UTC", url, until
                )
            self._clock.sleep(left)


class _HostSlot:
    """What the fetcher reports about its request; only a wish to be left alone matters."""

    def __init__(self, clock: Clock) -> None:
        self.pause = 0.0
        self._clock = clock

    def request_sent(self) -> None: ...

    def answer_began(self) -> None: ...

    def answered(self) -> None: ...

    def struck(self, pause: float) -> datetime | None:
        self.pause = pause
        return self._clock.now() + timedelta(seconds=pause) if pause > PATIENCE else None


class SharedRateLimit:
    """The rate limit of one service for its own addresses, another for everything else."""

    def __init__(self, service: RateLimit, owns: Callable[[str], bool], others: RateLimit) -> None:
        self._service = service
        self._owns = owns
        self._others = others

    def slot(self, url: str) -> AbstractContextManager[Slot]:
        return (self._service if self._owns(url) else self._others).slot(url)


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
