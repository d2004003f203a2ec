"""The pages of a query of arXiv's search, newest first: how far a run reads, and where the next one goes on.

::

    newest -------> known from before        what came since the last run
           again ->                          as far again as an answer had a gap
                        on ------> known     what a run left, as the pages from there on did not come
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct, structs

from enrich.arxiv.api_atom import AnswerPage
from enrich.errors import NotAnswered
from enrich.record import Record

OVERLAP = 10
"""Papers that are read again where the last run broke off: arXiv may have deleted some since."""


class QueryPlace(msgspec.Struct, frozen=True):
    """How far a query was read; kept as JSON."""

    again: int = 0
    """Up to this place something may be missing from what arXiv sent."""
    on: int = 0
    """From this place on the pages did not come; 0 when all came."""
    floor: date | None = None
    """The day before which nothing is wanted, as the query was begun with it; None for no such day."""


Search = Callable[[int, int, int], AnswerPage]
"""(place, papers at most, papers that were spoken of) -> the page from that place on; raises NotAnswered."""


class PagesRead(Struct, frozen=True):
    """What reading the pages came to."""

    records: tuple[Record, ...]
    place: QueryPlace
    problems: tuple[str, ...]
    total: int
    """How many papers arXiv announced."""
    broke: NotAnswered | None = None
    """Why the pages from `place.on` on did not come."""


def place_of(kept: Any) -> QueryPlace:
    """The place from what the store has: nothing yet, JSON, or a number as versions before this one kept it."""
    return QueryPlace(again=kept) if isinstance(kept, int) else msgspec.convert(kept or {}, QueryPlace)


class QueryPages:
    """Reads the pages of one query in one run."""

    def __init__(
        self,
        search: Search,
        known: Callable[[Sequence[Record]], Collection[str]],
        size: int,
        limit: int,
        before: QueryPlace,
        *,
        is_new: bool,
        since: date | None = None,
    ) -> None:
        """`known` tells which papers are known from before; of a query that is not new, arXiv has papers.

        With a day, pages are read back to it, known papers or not, and what is older is left out; by later runs too,
        when it is that with which the query was begun.
        """
        self._search = search
        self._known = known
        self._size = size
        self._limit = limit
        self._before = before
        self._since = since
        floor = before.floor if before.floor or not is_new else since
        self._floor = min(floor, since) if floor and since else floor
        self._total = 0 if is_new else 1
        self._heard: dict[str, Record] = {}
        self._problems: list[str] = []
        self._asked = self._start = self._new = self._gap = 0
        self._is_beyond = not before.on
        """Whether nothing that the last run left is ahead."""

    def read(self) -> PagesRead:
        """All pages that this run is to read; raises NotAnswered when nothing of it can be kept."""
        left = 0
        while self._asked < self._limit and self._start < self._limit + self._new:
            place = self._start
            try:
                page = self._search(place, min(self._size, self._limit - self._asked), self._total)
            except NotAnswered as problem:
                # What is kept has one end: of two, the next run would take the first for the other.
                if not self._heard or not self._is_beyond:
                    raise
                again = self._before.again + self._new
                return self._whole(QueryPlace(max(self._gap, again * (place < again)), max(place, left)), problem)
            fresh, known = self._take(page)
            if self._start >= max(page.total, 1):
                self._is_beyond = True
                break
            if any(map(self._is_older, page.records)):
                return self._back_to_the_day()
            if self._since is not None:
                continue
            if place < left or self._start < self._before.again + self._new or (fresh and not known):
                continue
            if self._is_beyond or self._gap:  # with a gap it is not known how much is new, and so where the rest is
                break
            left, self._is_beyond = self._before.on + self._new, True
            if not self._before.again:  # where a gap was filled, not all that is new is before what was left
                self._start = max(self._start, left - OVERLAP)
        else:
            if self._since is not None:
                self._problems.append(f"its limit of {self._limit:,} papers was reached before {self._since}")
                return self._back_to_the_day()
        return self._whole(QueryPlace(self._gap, 0 if self._is_beyond else self._before.on + self._new))

    def _take(self, page: AnswerPage) -> tuple[int, int]:
        """How many papers of the page this run has not heard of before, and how many of these an earlier one has."""
        fresh = [record for record in page.records if record.id not in self._heard]
        known = self._known(fresh)
        self._heard |= {record.id: record for record in fresh}
        self._problems += page.problems
        self._total = max(self._total, page.total)
        self._asked += self._size
        self._start += self._size
        self._gap = self._gap if page.whole else self._start
        wanted = [record for record in fresh if not self._is_older(record)]
        self._new += len(wanted) - len(known if len(wanted) == len(fresh) else self._known(wanted))
        return len(fresh), len(known)

    def _is_older(self, record: Record) -> bool:
        day = self._since or self._floor
        return day is not None and record.published.date() < day

    def _back_to_the_day(self) -> PagesRead:
        """No further: what an earlier run left further back stays left."""
        again, on = (place + self._new if place else 0 for place in (self._before.again, self._before.on))
        return self._whole(QueryPlace(max(self._gap, again * (self._start < again)), on * (self._start < on)))

    def _whole(self, place: QueryPlace, broke: NotAnswered | None = None) -> PagesRead:
        kept = tuple(record for record in self._heard.values() if not self._is_older(record))
        return PagesRead(kept, structs.replace(place, floor=self._floor), tuple(self._problems), self._total, broke)
