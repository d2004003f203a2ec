"""Several processes that ask for one store: one at a time, and nobody asks what another has asked meanwhile.

::

    mine --lease--> those whose look-up is as it was --one request--> answers --store--> lease given back
                         \\-- the others were answered for another process, and so for this one

The lease is held for one request, or for one portion of titles, which are asked for twice: so a short run does not
wait for a long one, and two with the same questions share them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from enrich.coordination.holding import hold_lease
from enrich.store.lookups import LookUp
from enrich.store.store import Store

IDS, TITLES = "asking for ids", "asking for titles"
"""Leases."""


def portion(left: deque[str], size: int, open_ones: Callable[[Sequence[str]], Collection[str]]) -> tuple[str, ...]:
    """Take the next ids off, as many as fit and are still open."""
    taken: list[str] = []
    while left and len(taken) < size:
        some = [left.popleft() for _ in range(min(len(left), size - len(taken)))]
        still = open_ones(some)
        taken += [name for name in some if name in still]
    return tuple(taken)


class Company:
    """The other processes, as one that asks sees them."""

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        """`say` is called once, with whom this one waits for."""
        self._store = store
        self._say = say
        self._announced = False

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """While the context lasts, no other process asks that."""
        with hold_lease(self._store.engine, what, self._wait_for):
            yield

    def _wait_for(self, whom: str) -> None:
        if not self._announced:
            self._say(f"{whom} is asking for the same store; this run waits for its turns and asks nothing twice")
            self._announced = True

    def still_open(self, lookups: Sequence[LookUp]) -> list[LookUp]:
        """Those that nobody has asked since they were read from the store."""
        tries = self._store.lookups.open_tries([lookup.key for lookup in lookups])
        return [lookup for lookup in lookups if tries.get(lookup.key) == lookup.tries]

    def last_checked(self, ids: Sequence[str]) -> dict[str, datetime]:
        """When known papers were confirmed last."""
        return self._store.records.last_checked(ids)
