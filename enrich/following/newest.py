"""One reading of a list of new works: from the newest on, page by page, to its end; broken off anywhere, it goes on at that day.

::

    the first time:   newest ----> `limit` works
    later:            newest ----> the day of the last reading, less the time that works take to come into the list
    broken off:               on at the day of the oldest work that came, in the next run

Works come into a list in any order of their days, so a later reading begins some weeks before the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from msgspec import structs

from enrich.errors import BadAnswer, NotAnswered
from enrich.services.newest.work_list import ListedPage, ListedWork, WorkList


class ReadPlace(msgspec.Struct, frozen=True):
    """How far a list was read; kept as JSON."""

    begun: datetime | None = None
    """When the reading began that is not at its end; None when there is none."""
    since: date | None = None
    """Up to this day that reading goes back; None for the first one, which ends after so many works."""
    until: date | None = None
    """From this day back it goes on; None when nothing of it came."""
    came: int = 0
    """Works that came of the first reading."""
    done: datetime | None = None
    """When the last reading began that came to its end."""


@dataclass(frozen=True, slots=True)
class Newest:
    """What reading a list came to."""

    works: tuple[ListedWork, ...]
    place: ReadPlace
    foreign: int = 0
    """Works that do not belong to what is followed; they were left out."""
    broke: NotAnswered | None = None
    """Why the pages that follow did not come."""


def read_newest(listing: WorkList, place: ReadPlace, limit: int, now: Callable[[], datetime]) -> Newest:
    """Read on from a place, about `limit` works in this run; nothing is raised, what came is kept.

    A run stops between two days only, since the next one goes on by the day.
    """
    if place.begun is None:
        since = (place.done - listing.overlap).date() if place.done else None
        place = ReadPlace(now(), since, done=place.done)
    reading = _Reading(listing, place, limit)
    try:
        reading.read()
    except NotAnswered as problem:
        return reading.result(broke=problem)
    return reading.result()


class _Reading:
    def __init__(self, listing: WorkList, place: ReadPlace, limit: int) -> None:
        self._listing = listing
        self._place = place
        self._is_first = place.since is None
        self._most = limit - place.came if self._is_first else limit
        self._works: dict[ListedWork, None] = {}
        self._seen: set[str] = set()
        self._until = place.until
        self._foreign = 0
        self._ended = False

    def read(self) -> None:
        """Take pages until the list or this run's part of it ends; raises NotAnswered."""
        cursor, promised = None, 0
        while not self._ended:
            page = self._listing.page(self._place.since, self._place.until, cursor)
            promised = max(promised, page.count)
            before = len(self._seen)
            self._take(page)
            cursor = page.cursor
            if cursor is None or len(self._seen) == before:
                self._ended = len(self._seen) >= promised
                if not self._ended:
                    raise BadAnswer(
                        f"a list of {self._listing.service} ended after {len(self._seen):,} of {promised:,} works; it is not"
                        " believed to be whole"
                    )
            elif len(self._seen) >= self._most and (self._is_first or self._until != self._place.until):
                self._ended = self._is_first
                return

    def _take(self, page: ListedPage) -> None:
        self._works |= dict.fromkeys(page.works)
        self._seen.update(page.ids)
        self._foreign += page.foreign
        if page.oldest is not None and (self._until is None or page.oldest < self._until):
            self._until = page.oldest

    def result(self, broke: NotAnswered | None = None) -> Newest:
        """What came of it, and where the next run goes on."""
        place = structs.replace(self._place, until=self._until, came=self._place.came + len(self._seen))
        if self._ended:
            place = ReadPlace(done=self._place.begun)
        return replace(Newest(tuple(self._works), place, self._foreign), broke=broke)
