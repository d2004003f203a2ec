"""Which entries a feed shows and which its archives hold, by RFC 5005 (pure).

::

    channel, newest first:  [ the feed: newest n ][ open archive: fewer than n ] [ full ] [ full ] ... [ archive 1 ]

An archive that is full keeps its entries for good, and its file does not change any more: what comes later goes into
later archives. The newest archive is filled until it is full; then the next one is there, though empty, so that a full
archive can name its successor from the beginning. A walk along prev-archive meets every entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Pages(NamedTuple, Generic[T]):
    """A channel's entries on their pages, newest first on each."""

    feed: tuple[T, ...]
    """What the feed itself shows."""
    filled: tuple[tuple[int, tuple[T, ...]], ...]
    """Archives that are full from now on, by number, ascending."""
    open: tuple[T, ...]
    """What the newest archive holds while it is not full."""
    last: int
    """The number of the open archive, which is there as soon as there is any; 0 when there is none."""


def paginate(members: Sequence[T], size: int, full: int) -> Pages[T]:
    """Pages for a channel whose entries `members` are in no full archive yet, of which there are `full`."""
    rest = tuple(members[size:])
    filled: list[tuple[int, tuple[T, ...]]] = []
    while len(rest) >= size:
        full += 1
        filled.append((full, rest[-size:]))
        rest = rest[:-size]
    return Pages(tuple(members[:size]), tuple(filled), rest, full + 1 if full or rest else 0)
