"""The full archives of channels, some at a time: memory does not grow with a channel (reads; decides what is to be made).

::

    very many entries that no archive has, the oldest first --> archives that are full from now on --+--> portions
    full archives whose files are to be made again --------------------------------------------------+

What is left of a channel then, its feed and its open archive, is as small as most channels are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from feeds.state.publishing import PublishState
from feeds.state.types import FileSet, FilledArchive

AT_ONCE = 1000
"""Entries of archives in memory, about as many."""
LONG = 200
"""Open entries of a channel that are read together, and those that are asked for besides."""


class ChannelArchives(Struct, frozen=True, gc=False):
    """What there is to do for the full archives of a channel."""

    there: frozenset[int] = frozenset()
    """The pages of all that are full already."""
    again: tuple[int, ...] = ()
    """Those of them whose files are to be made again."""
    new: range = range(0)
    """Pages that are full from now on."""
    left: int | None = None
    """How many entries no full archive has then; None where all that are open are read together."""

    def pages(self) -> Collection[int]:
        """Of all archives that are full then."""
        return self.there | {*self.new}

    @property
    def last(self) -> int:
        """The page of the open archive."""
        return max(self.pages(), default=0) + 1


class ArchivePortion(Struct, frozen=True, gc=False):
    """Some full archives of a channel that are to be made."""

    entries: Mapping[int, Sequence[str]]
    """Of each, by page."""
    filled: tuple[FilledArchive, ...] = ()
    """Those of them that are full from now on."""


def archives_of(
    units: Mapping[int, Mapping[str, FileSet]], long: Mapping[int, int], size: int | None, least: int, *, anew: bool
) -> dict[int, ChannelArchives]:
    """The channels that have full archives, or are to have some, or have very many entries, by number.

    `units` are those of the channels as they were written last, `long` the numbers of their open entries where these are
    very many. An archive has `size` entries; where that is None, there are none, and of a channel its first `least` are
    needed. With `anew`, all files are made again.
    """
    found: dict[int, ChannelArchives] = {}
    for number, known in units.items():
        there = {page: unit for unit in known.values() if (page := page_of(unit))}
        again = tuple([page for page, unit in there.items() if anew or not unit.digest]) if size else ()
        new, left = range(0), None
        if number in long and size:
            first, count = max(there, default=0) + 1, long[number] // size - 1
            new, left = range(first, first + count), long[number] - count * size
        elif number in long:
            left = least
        if there or left is not None:
            found[number] = ChannelArchives(frozenset(there), again, new, left)
    return found


def page_of(unit: FileSet) -> int:
    """The number of the full archive that the unit is, 0 when it is not one."""
    if unit.key.endswith(":0"):  # FEED, as most are
        return 0
    name = unit.key.rpartition(":")[2]
    return int(name) if name.isdigit() else 0


def portions_of(published: PublishState, number: int, archives: ChannelArchives, size: int) -> Iterator[ArchivePortion]:
    """The archives of a channel that are to be made, with their entries, of which each has `size`."""
    together = max(1, AT_ONCE // size)
    for start in range(0, len(archives.again), together):
        pages = archives.again[start : start + together]
        yield ArchivePortion({page: published.page_members(number, page) for page in pages})
    newer = None
    for start in range(0, len(archives.new), together):
        numbers = archives.new[start : start + together]
        oldest = published.oldest_open(number, size * len(numbers), newer)
        newer = oldest[-1]
        parts = [oldest[at : at + size][::-1] for at in range(0, len(oldest), size)]
        its = dict(zip(numbers, parts, strict=True))
        filled = [FilledArchive(number, page, part[0], part[-1], len(part)) for page, part in its.items()]
        yield ArchivePortion({page: [one.entry for one in part] for page, part in its.items()}, tuple(filled))
