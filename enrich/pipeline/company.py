"""Several processes on one store: they share the sources, ask one at a time, and nobody asks what another has asked meanwhile.

::

    mine --lease--> those whose look-up is as it was --one request--> answers --store--> lease given back
                         \\-- the others were answered for another process, and so for this one

The lease is held for one request, or for one portion of titles, which are asked for twice: so a short run does not
wait for a long one, and two with the same questions share them.

Sources that are fetched or listed are claimed one by one. Of those that read at the same time, one reads each; whoever
comes to the end waits for those that others hold, and reads what one leaves who died.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b

from enrich.coordination.claims import Claims, Taken
from enrich.coordination.holding import POLL, hold_lease
from enrich.http.fetch_ahead import Alone, SourceTurns, Turn
from enrich.machine.process import spoken
from enrich.options.sources import COMMAND_LINE, Source
from enrich.store.lookups import LookUp
from enrich.store.store import Store

IDS, TITLES = "asking for ids", "asking for titles"
"""Leases."""
FRESH = timedelta(minutes=5)
"""What another process read longer ago is read again, though both read sources still."""
OWN_KINDS = ("files", "ids")
"""Kinds of sources that every machine has its own of, and that cost nobody a connection."""


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


@contextmanager
def sharing_sources(claims: Claims | None, say: Callable[[str], None], *, anew: bool) -> Iterator[SourceTurns]:
    """The turns at sources while this process reads them; `anew` reads those again that others have read."""
    if claims is None:
        yield Alone()
        return
    with claims.reading_sources() as since:
        yield SharedSources(claims, say, None if anew else since)


class SharedSources:
    """Turns at sources among all processes on a store."""

    def __init__(self, claims: Claims, say: Callable[[str], None], since: datetime | None) -> None:
        """What was read after `since` is not read again; None reads everything."""
        self._claims = claims
        self._say = say
        self._since = since
        self._announced = False

    def take(self, source: Source) -> Turn:
        """Claim the source, unless another process has it or has read it; may be called in a thread."""
        if _is_own(source):
            return Turn.OURS
        taken = self._claims.take(_name(source), self._is_due)
        if taken.is_ours:
            return Turn.OURS
        if taken.holder and not self._announced:
            self._announced = True
            self._say(
                f"{spoken(taken.holder)} is reading sources for the same store; this run reads none that it reads"
            )
        return Turn.THEIRS if taken.holder or taken.now is None else Turn.READ

    def give_back(self, source: Source) -> None:
        """The source is read."""
        if not _is_own(source):
            self._claims.give_back(_name(source))

    def wait_for(self, source: Source) -> None:
        """Wait until nobody else holds the source."""
        pause = threading.Event()
        while self.take(source) is Turn.THEIRS:
            pause.wait(POLL)

    def _is_due(self, free: Taken) -> bool:
        if self._since is None or free.at is None or free.now is None:
            return True
        return not max(self._since, free.now - FRESH) <= free.at <= free.now


def _is_own(source: Source) -> bool:
    return source.kind in OWN_KINDS or source.name == COMMAND_LINE


def _name(source: Source) -> str:
    """The row of a source; another one where it says something else."""
    question = repr((source.kind, getattr(source, source.kind), source.limit)).encode()
    return f"source {source.name} {blake2b(question, digest_size=8).hexdigest()}"
