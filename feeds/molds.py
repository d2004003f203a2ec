"""What stands around a channel's entries, cast from a mold: the same bytes as `entries.frame`, for thousands of heads.

A site's feeds differ in a few texts alone. Heads whose texts need no escaping in any format are put together from a
frame made once; every other head is left to `entries.frame`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter

from msgspec import Struct

from feeds.entries import FORMATS, FeedHead, FeedUrls, Format, frame
from feeds.frames import rfc2822

_PLAIN = re.compile(r"[\w.,:()'-]+(?: [\w.,:()'-]+)*")
"""Text that is the same in XML, in HTML and in JSON, and that nobody tidies."""
_WHEN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_TEXTS = ("title", "description", "home", "path", "older", "newer", "current")
_MARKS = (*(f"qz{name}zq" for name in _TEXTS), "2001-02-03T04:05:06+00:00", "Sat, 03 Feb 2001 04:05:06 +0000")
"""What stands in a mold's frame for each of the values."""
_MARK = re.compile("|".join(map(re.escape, _MARKS)).encode())


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


_Mold = tuple[bytes, Callable[[tuple[bytes, ...]], tuple[bytes, ...]], bytes]
"""What stands before the entries with `%b` for each text, which of the values these are, and what stands after."""


class Molds:
    """Frames of one site's feeds."""

    def __init__(self, base_url: str, author: str, language: str, hub: str | None) -> None:
        self._base_url = base_url
        self._author = author
        self._language = language
        self._hub = hub
        self._molds: dict[tuple[bool, bool, bool], dict[Format, _Mold]] = {}
        """By which of older, newer and current archive there is none."""

    def head(self, label: Label) -> FeedHead:
        """The whole head."""
        return FeedHead(
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

    def frames(self, label: Label, formats: Iterable[Format]) -> list[tuple[bytes, bytes]]:
        """What stands before and after the entries, in each format."""
        if label.updated is None or not _PLAIN.fullmatch(f"{label.title} {label.description}"):
            head = self.head(label)
            return [frame(head, form) for form in formats]
        # No text of these holds a NUL.
        older, newer, current = label.older, label.newer, label.current
        texts = f"{label.title}\0{label.description}\0{label.home}\0{label.path}\0{older}\0{newer}\0{current}"
        values = (*texts.encode().split(b"\0"), *_dates(label.updated))
        shape = older is None, newer is None, current is None
        molds = self._molds.get(shape) or self._cast(shape)
        found = []
        for form in formats:
            before, chosen, after = molds[form]
            found.append((before % chosen(values), after))
        return found

    def _cast(self, shape: tuple[bool, bool, bool]) -> dict[Format, _Mold]:
        molds = self._molds[shape] = {form: self._mold(form, *shape) for form in FORMATS}
        return molds

    def _mold(self, form: Format, oldest: bool, newest: bool, subscribed: bool) -> _Mold:
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
        before, after = frame(self.head(label), form)
        chosen = [_MARKS.index(found.decode()) for found in _MARK.findall(before)]
        return _MARK.sub(b"%b", before.replace(b"%", b"%%")), itemgetter(*chosen), after

    def _urls(self, path: str) -> FeedUrls:
        return FeedUrls(**{form: f"{self._base_url}/{path}.{form}" for form in FORMATS})


@lru_cache(maxsize=4096)
def _dates(seconds: int) -> tuple[bytes, bytes]:
    when = datetime.fromtimestamp(seconds, UTC)
    return when.isoformat().encode(), rfc2822(when).encode()
