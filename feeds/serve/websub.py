"""Tells the WebSub hub which feeds changed: one POST for each, tried again until it is taken (W3C WebSub, section 7).

::

    feeds as published (digests) --differ from--> what the hub knows --POST hub.mode=publish--> noted in the store

It happens beside the runs, never in one: what fails waits in the store for its next try. A hub that fails again and
again is left alone until then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache

from enrich.addresses import key
from enrich.clock import Clock
from enrich.errors import NotAnswered
from enrich.http.client import Fetcher
from enrich.http.host_limit import HostRateLimit
from enrich.http.messages import Limits, user_agent
from enrich.http.web import follow
from enrich.machine.process import new_name
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.state.publishing import PublishState
from feeds.state.websub_pings import Ping, Pings

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
"""Before the next try; after the last of them the feed is left until it changes again."""
FAILURES = 3
"""In a row, after which the hub is left alone."""
INTERVAL = 0.05
"""Seconds between two pings."""
LEASE, LEASE_SECONDS = "hub", 60.0
"""Of several servers on a store one notifies the hub; when it has not asked for this many seconds, another does."""
LIMITS = Limits(connect_timeout=5.0, read_timeout=10.0, total_timeout=15.0, retries=0, max_bytes=1 << 20)
Post = Callable[[str, Mapping[str, str]], object]
log = logging.getLogger("paperwire")


@cache
def _own_name() -> str:
    return new_name()


class Hub:
    """The hub that the settings name."""

    def __init__(self, store: Store, settings: Settings, post: Post | None = None) -> None:
        self._leases = store.leases
        self._pings = Pings(store.engine)
        self._published = PublishState(store.engine)
        self._address = settings.site.hub
        self._base = settings.public_url
        self._post = post or _poster(settings)
        self._rests_until: datetime | None = None

    def announce(self, now: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False) -> int:
        """Announce what is due; returns how many feeds were announced."""
        if self._address is None or (self._rests_until is not None and now() < self._rests_until):
            return 0
        if not (self._is_another() or self._pings.due(now())) or not self._leads():
            return 0
        self._forget_if_another()
        announced, failed = 0, 0
        for ping in self._pings.due(now()):
            if stopped() or failed == FAILURES or not self._leads():
                break
            if self._ping(ping, now()):
                announced, failed = announced + 1, 0
            else:
                failed += 1
        self._rests_until = now() + PAUSES[0] if failed == FAILURES else None
        return announced

    def _leads(self) -> bool:
        """Whether this process is the one that tells the hub; it stays so for a while."""
        return self._leases.take(LEASE, _own_name(), LEASE_SECONDS)

    def _is_another(self) -> bool:
        assert self._address is not None
        return bool(self._published.values().get("hub") != key(self._address))

    def _forget_if_another(self) -> None:
        assert self._address is not None
        if self._is_another():
            self._pings.forget()
            self._published.set_values({"hub": key(self._address)})

    def _ping(self, ping: Ping, now: datetime) -> bool:
        assert self._address is not None
        try:
            self._post(self._address, {"hub.mode": "publish", "hub.url": f"{self._base}/{ping.path}"})
        except NotAnswered as problem:
            tries = ping.tries + 1
            next_try = now + PAUSES[ping.tries] if ping.tries < len(PAUSES) else None
            self._pings.note(ping, tries, next_try, str(problem))
            log.warning("the hub was not notified of %s: %s", ping.path, problem)
            return False
        self._pings.note(ping, 0, None, None)
        return True


def _poster(settings: Settings) -> Post:
    clock = Clock()
    rate_limit = HostRateLimit(INTERVAL, clock)
    agent = user_agent(settings.arxiv.contact)
    return Fetcher(rate_limit, agent=agent, limits=LIMITS, clock=clock, follow=follow).post
