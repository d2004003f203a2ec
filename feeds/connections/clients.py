"""Who is connected and what each address has open: which connection gives way when a bound is reached (decides; asks no clock).

============================  =====================  ==========================================================
connections of an address     ADDRESS_CONNECTIONS    the one that waits longest gives way, else the new one: 429
half-sent requests of one     ADDRESS_HALF_SENT      the oldest give way: 429
stalled downloads of one      ADDRESS_STALLED        the longest stalled are cut
requests of one in work       ADDRESS_REQUESTS       429
questions of one in work      ADDRESS_QUESTIONS      429 (what the store is asked for)
connections of all            CONNECTIONS            one of the address that has most gives way, else the new one: 503
============================  =====================  ==========================================================

An address is one of IPv4, or the /64 of one of IPv6, since a client has the whole of it. What comes through a trusted
proxy counts for the address that the proxy forwards; the connections of the proxy itself are bounded in all alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

CONNECTIONS = 2000
ADDRESS_CONNECTIONS = 256
ADDRESS_HALF_SENT = 32
ADDRESS_STALLED = 32
ADDRESS_REQUESTS = 128
ADDRESS_QUESTIONS = 32
YOUNG = 1.0
"""Seconds that a request has to come whole before it can be called half-sent: many come in two pieces."""
STALLED_AFTER = 2.0
"""Seconds without progress after which a download can be called stalled."""
FULL = "503"
BUSY = "429"
"""The status for a connection that is not admitted: the server, or its address, has too many."""


class Client(Protocol):
    """A connection, as far as bounds are concerned."""

    @property
    def address(self) -> str | None:
        """Whose request is being answered; None is bounded by nothing but CONNECTIONS."""

    def half_sent_since(self) -> float | None:
        """Since when it owes the rest of a request, or its first."""

    def idle_since(self) -> float | None:
        """Since when there is nothing to do."""

    def stalled_since(self) -> float | None:
        """Since when it took nothing of an answer."""

    def look(self, now: float) -> None:
        """Close what is too slow, idle or stalled by its own bounds."""

    def give_way(self) -> None:
        """End."""


class ClientConnections:
    """All connections."""

    def __init__(self, most: int = CONNECTIONS) -> None:
        self._most = most
        self._by_peer: defaultdict[str | None, dict[Client, None]] = defaultdict(dict)
        self._peers: dict[Client, str | None] = {}

    def __len__(self) -> int:
        return len(self._peers)

    def admit(self, one: Client, peer: str | None, now: float) -> str | None:
        """Count a new connection; FULL or BUSY when it cannot be accepted. `peer` is None for a trusted proxy."""
        mine = self._by_peer.get(peer, {})
        if peer is not None and len(mine) >= ADDRESS_CONNECTIONS and not self._makes_room(mine, now):
            return BUSY
        if len(self._peers) >= self._most:
            most = max(self._by_peer.values(), key=len, default={})
            if not (self._makes_room(most, now) or self._makes_room(self._peers, now)):
                return FULL
        self._by_peer[peer][one] = None
        self._peers[one] = peer
        return None

    def leave(self, one: Client) -> None:
        """It is over, or soon will be."""
        if one not in self._peers:
            return
        peer = self._peers.pop(one)
        del self._by_peer[peer][one]
        if not self._by_peer[peer]:
            del self._by_peer[peer]

    def sweep(self, now: float) -> None:
        """Look at every connection, and have those give way of which an address has too many."""
        half_sent: defaultdict[str, list[tuple[float, Client]]] = defaultdict(list)
        stalled: defaultdict[str, list[tuple[float, Client]]] = defaultdict(list)
        for one, peer in list(self._peers.items()):
            one.look(now)
            since = one.half_sent_since()
            if peer is not None and since is not None and now - since > YOUNG:
                half_sent[peer].append((since, one))
            since = one.stalled_since()
            if one.address is not None and since is not None and now - since > STALLED_AFTER:
                stalled[one.address].append((since, one))
        for found, most in ((half_sent, ADDRESS_HALF_SENT), (stalled, ADDRESS_STALLED)):
            for waiting in found.values():
                for _, one in sorted(waiting, key=lambda pair: pair[0])[: len(waiting) - most]:
                    self._dismiss(one)

    def _makes_room(self, among: Iterable[Client], now: float) -> bool:
        """End the one that waits longest for its client, if there is one."""
        waiting = list(_waiting(among, now))
        if waiting:
            self._dismiss(min(waiting, key=lambda pair: pair[0])[1])
        return bool(waiting)

    def _dismiss(self, one: Client) -> None:
        self.leave(one)
        one.give_way()


def _waiting(among: Iterable[Client], now: float) -> Iterator[tuple[float, Client]]:
    for one in among:
        since, bound = one.half_sent_since(), YOUNG
        if since is None:
            since = one.idle_since()
        if since is None:
            since, bound = one.stalled_since(), STALLED_AFTER
        if since is not None and now - since > bound:
            yield since, one


class InWork:
    """What of each address is in work."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._number: Counter[str] = Counter()

    @contextmanager
    def admitted(self, address: str | None) -> Iterator[bool]:
        """Whether one more of this address can be had; it counts until the end of the block."""
        if address is None:
            yield True
        elif self._number[address] >= self._most:
            yield False
        else:
            self._number[address] += 1
            try:
                yield True
            finally:
                self._number[address] -= 1
                if not self._number[address]:
                    del self._number[address]
