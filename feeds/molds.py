"""What stands around a channel's entries, cast from a mold: the same bytes as `entries.frame`, for thousands of heads.

A site's feeds differ in a few texts alone. Heads whose texts need no escaping in any format are put together from a
frame made once; every other head is left to `entries.frame`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from feeds.entries import FORMATS, FeedHead, FeedUrls, Format, frame
from feeds.frames import rfc2822

_PLAIN = re.compile(r"[\w.,:()'-]+(?: [\w.,:()'-]+)*", re.ASCII)
"""Text that is the same in XML, in HTML and in JSON, and that nobody tidies."""
_WHEN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_MARKS = {
    b"2001-02-03T04:05:06+00:00": b"iso",
    b"Sat, 03 Feb 2001 04:05:06 +0000": b"rfc",
} | {b"qz%bzq" % name: name for name in (b"title", b"description", b"home", b"path", b"older", b"current")}
"""What stands in a mold's frame -> the text it stands for."""


@dataclass(frozen=True, slots=True)
class Label:
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
    current: str | None = None
    """Path of the feed that this is an archive of."""


class Molds:
    """Frames of one site's feeds."""

    def __init__(self, base_url: str, author: str, language: str, hub: str | None) -> None:
        self._base_url = base_url
        self._author = author
        self._language = language
        self._hub = hub
        self._molds: dict[tuple[Format, bool, bool], tuple[bytes, bytes]] = {}

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
            current=self._urls(label.current) if label.current else None,
            archive=bool(label.current),
        )

    def framer(self, label: Label) -> Callable[[Format], tuple[bytes, bytes]]:
        """Gives what stands before and after the entries, in each format."""
        if label.updated is None or not (_PLAIN.fullmatch(label.title) and _PLAIN.fullmatch(label.description)):
            head = self.head(label)
            return lambda form: frame(head, form)
        iso, rfc = _dates(label.updated)
        values = {
            b"title": label.title.encode(),
            b"description": label.description.encode(),
            b"home": label.home.encode(),
            b"path": label.path.encode(),
            b"older": (label.older or "").encode(),
            b"current": (label.current or "").encode(),
            b"iso": iso,
            b"rfc": rfc,
        }
        older, archive = label.older is not None, label.current is not None
        return lambda form: self._cast(form, older, archive, values)

    def _cast(self, form: Format, older: bool, archive: bool, values: dict[bytes, bytes]) -> tuple[bytes, bytes]:
        shape = form, older, archive
        if shape not in self._molds:
            self._molds[shape] = self._mold(*shape)
        before, after = self._molds[shape]
        return before % values, after

    def _mold(self, form: Format, older: bool, archive: bool) -> tuple[bytes, bytes]:
        """A frame with `%(title)b` and the like in the place of each text."""
        label = Label(
            title="qztitlezq",
            description="qzdescriptionzq",
            home="qzhomezq",
            path="qzpathzq",
            updated=int(_WHEN.timestamp()),
            older="qzolderzq" if older else None,
            current="qzcurrentzq" if archive else None,
        )
        before, after = frame(self.head(label), form)
        before = before.replace(b"%", b"%%")
        for mark, name in _MARKS.items():
            before = before.replace(mark, b"%%(%b)b" % name)
        return before, after

    def _urls(self, path: str) -> FeedUrls:
        return FeedUrls(**{form: f"{self._base_url}/{path}.{form}" for form in FORMATS})


@lru_cache(maxsize=4096)
def _dates(seconds: int) -> tuple[bytes, bytes]:
    when = datetime.fromtimestamp(seconds, UTC)
    return when.isoformat().encode(), rfc2822(when).encode()
