"""The interface that lists of new works share: a page of them, newest first, between two days.

A service that ignores a filter, or answers for another question, would bring thousands of foreign papers. So whether a work
belongs to what is followed is seen in the work itself; one in which it cannot be seen is left out.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from msgspec import Struct

from enrich.errors import BadAnswer


class ListedWork(Struct, frozen=True):
    """A work of a list."""

    arxiv_id: str | None
    """Without version; only where the service itself links it with this work."""
    doi: str | None
    """Of the published version, in lower case."""
    title: str


class ListedPage(Struct, frozen=True):
    """One page of a list."""

    works: tuple[ListedWork, ...]
    """Those that belong to what is followed and name a paper."""
    ids: tuple[str, ...]
    """What the service calls the works of the page, all of them."""
    count: int
    """Works in the whole list, as the service counts them."""
    oldest: date | None
    """The day of the oldest of the page's works, by which lists are sorted; None when none has a day."""
    cursor: str | None
    """Leads to the next page; None when this is the last."""
    foreign: int = 0
    """Works of the page that do not belong to what is followed, by what they say themselves."""


class WorkList(Protocol):
    """One list of one service."""

    service: str
    """Its name for people."""
    overlap: timedelta
    """How long after the day by which the list is sorted works still come into it."""

    def page(self, since: date | None, until: date | None, cursor: str | None) -> ListedPage:
        """The page at `cursor` (None: the first) of the works between two days; raises NotAnswered."""
        ...


def believed(page: ListedPage, url: str, service: str) -> ListedPage:
    """The page as it is; raises BadAnswer when most of its works are not of what was asked for."""
    if page.foreign * 2 > len(page.ids):
        problem = f"{service} answers with works that nobody asked for ({page.foreign} of {len(page.ids)})"
        raise BadAnswer(f"{problem}; nothing of it is taken, and it will be asked again later", url)
    return page
