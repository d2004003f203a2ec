"""What stands around a channel's entries, cast from a mold: the same bytes as `entries.frame`, for thousands of heads.

A site's feeds differ in a few texts alone. Heads whose texts need no escaping in any format are put together from a
frame made once; every other head is left to `entries.frame`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from feeds.formats.feed_template import rfc2822
from feeds.formats.xml import FORMATS, FeedMetadata, FeedUrls, Format, frame

_PLAIN = re.compile(r"[\w.,:()'-]+(?: [\w.,:()'-]+)*")
"""Text that is the same in XML, in HTML and in JSON, and that nobody tidies."""
_WHEN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_TEXTS = ("title", "description", "home", "path", "older", "newer", "current")
_MARKS = (*(f"qz{name}zq" for name in _TEXTS), "2001-02-03T04:05:06+00:00", "Sat, 03 Feb 2001 04:05:06 +0000")
"""What stands in a mold's frame for each of the values."""
_MARK = re.compile(f"({'|'.join(map(re.escape, _MARKS))})")


class Label(Struct, frozen=True, gc=False):
    """What a feed's head says that others of the site do not."""

    title: str
    description: str
    home: str
    """Path of the page for people, without an ending."""
    path: str
    """Of the feed itself, without an ending."""
    updated: int | None
    """Seconds since 1970, UTC."""
    older: str | None = None
    """Path of the newest older archive."""
    newer: str | None = None
    """Path of the archive after this one, which is full then."""
    current: str | None = None
    """Path of the feed that this is an archive of."""


_Shape = tuple[tuple[Format, ...], bool, bool, bool]
"""Formats, and of which of older, newer and current archive there is none."""


class _Mold(NamedTuple):
    """Frames of one shape in every format."""

    literals: tuple[str, ...]
    """What stands between the texts before the entries, in one format after another."""
    woven: Callable[[tuple[str | None, ...]], tuple[str, ...]]
    """Puts all values and then the literals in their order, each text as often as it stands."""
    cuts: tuple[tuple[int, int, bytes], ...]
    """Where each format begins and ends among them, and what stands after its entries."""


class Molds:
    """Frames of one site's feeds."""

    def __init__(self, base_url: str, author: str, language: str, hub: str | None) -> None:
        self._base_url = base_url
        self._author = author
        self._language = language
        self._hub = hub
        self._molds: dict[_Shape, _Mold] = {}

    def head(self, label: Label) -> FeedMetadata:
        """The whole head."""
        return FeedMetadata(
            title=label.title,
            description=label.description,
            home_page_url=f"{self._base_url}/{label.home}.html",
            urls=self._urls(label.path),
            updated=None if label.updated is None else datetime.fromtimestamp(label.updated, UTC),
            language=self._language,
            author=self._author,
            hub=None if label.current else self._hub,
            prev_archive=self._urls(label.older) if label.older else None,
            next_archive=self._urls(label.newer) if label.newer else None,
            current=self._urls(label.current) if label.current else None,
            # What still changes is no archive.
            archive=bool(label.newer),
        )

    def frames(self, label: Label, formats: tuple[Format, ...]) -> list[tuple[bytes, bytes]]:
        """What stands before and after the entries, in each format."""
        if label.updated is None or not _PLAIN.fullmatch(f"{label.title} {label.description}"):
            head = self.head(label)
            return [frame(head, form) for form in formats]
        older, newer, current = label.older, label.newer, label.current
        shape = formats, older is None, newer is None, current is None
        mold = self._molds.get(shape) or self._molds.setdefault(shape, self._mold(shape))
        values = (label.title, label.description, label.home, label.path, older, newer, current, *_dates(label.updated))
        woven = mold.woven(values + mold.literals)
        return [("".join(woven[begin:end]).encode(), after) for begin, end, after in mold.cuts]

    def _mold(self, shape: _Shape) -> _Mold:
        formats, oldest, newest, subscribed = shape
        title, description, home, path, before_it, after_it, subscription = _MARKS[:7]
        label = Label(
            title=title,
            description=description,
            home=home,
            path=path,
            updated=int(_WHEN.timestamp()),
            older=None if oldest else before_it,
            newer=None if newest else after_it,
            current=None if subscribed else subscription,
        )
        literals: list[str] = []
        order: list[int] = []
        cuts = []
        for before, after in [frame(self.head(label), form) for form in formats]:
            begin = len(order)
            for n, piece in enumerate(_MARK.split(before.decode())):
                if n % 2:
                    order.append(_MARKS.index(piece))
                else:
                    order.append(len(_MARKS) + len(literals))
                    literals.append(piece)
            cuts.append((begin, len(order), after))
        return _Mold(tuple(literals), itemgetter(*order), tuple(cuts))

    def _urls(self, path: str) -> FeedUrls:
        return FeedUrls(**{form: f"{self._base_url}/{path}.{form}" for form in FORMATS})


@lru_cache(maxsize=4096)
def _dates(seconds: int) -> tuple[str, str]:
    when = datetime.fromtimestamp(seconds, UTC)
    return when.isoformat(), rfc2822(when)
