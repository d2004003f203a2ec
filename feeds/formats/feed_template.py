"""What stands around the entries of an XML feed, filled in from a pattern that feedgen made once (pure).

Building a feed with feedgen costs a millisecond; tens of thousands of feeds differ only in a few texts. So feedgen
builds one feed for each shape of head (which links it has), with marks in the places of the texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from feeds.feed import EPOCH, FeedMetadata, FeedUrls, Format
from feeds.formats.content import repair_text, without_tags

Pattern = tuple[tuple[bytes, str, bool], ...]
"""(literal, name of the field after it or "", whether the field stands in an attribute)."""
Shape = tuple[bool, ...]

_MARK = re.compile(rb"qz(\w+?)qz")
_MARKED_TIME = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_TIMES = (b"2001-02-03T04:05:06+00:00", b"Sat, 03 Feb 2001 04:05:06 +0000")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def settled(head: FeedMetadata, form: Format) -> FeedMetadata:
    """The head as one format shows it: every text tidy and not empty, every default decided."""
    title, description = repair_text(head.title), repair_text(head.description)
    if form == "rss":
        title, description = without_tags(title), without_tags(description)
    title = title or head.home_page_url
    return replace(
        head,
        title=title,
        description=description or title,
        author=repair_text(head.author) or "paperwire",
        id=head.id or head.urls.atom,
        updated=(head.updated or EPOCH).astimezone(UTC).replace(microsecond=0),
        icon=None if form == "rss" else head.icon,
    )


def shape(head: FeedMetadata) -> Shape:
    """What decides which elements a settled head has."""
    links = (head.hub, head.prev_archive, head.next_archive, head.current, head.icon)
    return (*(link is not None for link in links), head.archive, head.complete)


def marked(of: Shape) -> FeedMetadata:
    """A settled head of a shape with a mark in the place of each text."""
    hub, prev_archive, next_archive, current, icon, archive, complete = of
    return FeedMetadata(
        title=_mark("title"),
        description=_mark("description"),
        home_page_url=_mark("home"),
        urls=_mark_urls("self"),
        updated=_MARKED_TIME,
        language=_mark("language"),
        author=_mark("author"),
        hub=_mark("hub") if hub else None,
        prev_archive=_mark_urls("prev") if prev_archive else None,
        next_archive=_mark_urls("next") if next_archive else None,
        current=_mark_urls("current") if current else None,
        archive=archive,
        complete=complete,
        icon=_mark("icon") if icon else None,
        id=_mark("id"),
    )


def _mark(name: str) -> str:
    return f"qz{name}qz"


def _mark_urls(name: str) -> FeedUrls:
    return FeedUrls(*[_mark(name)] * 3)


def pattern(data: bytes) -> Pattern:
    """A marked feed without entries, up to where its entries go."""
    for name, time in zip(("iso", "rfc"), _TIMES, strict=True):
        data = data.replace(time, _mark(name).encode())
    data = data[: max(data.rfind(b"</channel>"), data.rfind(b"</feed>"))]
    literals = _MARK.split(data)
    names = [name.decode() for name in literals[1::2]]
    return tuple(
        (literal, name, literal.endswith(b'"')) for literal, name in zip(literals[::2], [*names, ""], strict=True)
    )


def filled(pattern: Pattern, head: FeedMetadata, form: Format) -> bytes:
    """The pattern with the texts of a settled head."""
    values = _values(head, form)
    parts: list[bytes] = []
    for literal, name, attribute in pattern:
        parts.append(literal)
        if name:
            parts.append(_escaped(values[name], attribute, numeric=name in ("title", "description", "author")).encode())
    return b"".join(parts)


def _values(head: FeedMetadata, form: Format) -> Mapping[str, str]:
    assert head.updated is not None
    assert head.id is not None
    related = {"self": head.urls, "prev": head.prev_archive, "next": head.next_archive, "current": head.current}
    return {
        "title": head.title,
        "description": head.description,
        "home": head.home_page_url,
        "language": head.language,
        "author": head.author,
        "hub": head.hub or "",
        "icon": head.icon or "",
        "id": head.id,
        "iso": head.updated.isoformat(),
        "rfc": rfc2822(head.updated),
    } | {name: urls.of(form) for name, urls in related.items() if urls}


def rfc2822(when: datetime) -> str:
    """`Sat, 03 Feb 2001 04:05:06 +0000`, whatever the locale."""
    when = when.astimezone(UTC)
    day = f"{_DAYS[when.weekday()]}, {when.day:02d} {_MONTHS[when.month - 1]} {when.year:04d}"
    return f"{day} {when.hour:02d}:{when.minute:02d}:{when.second:02d} +0000"


def _escaped(text: str, attribute: bool, numeric: bool) -> str:
    ampersand, less = ("&#x26;", "&#x3C;") if numeric else ("&amp;", "&lt;")
    text = text.replace("&", ampersand).replace("<", less).replace(">", "&gt;")
    return text.replace('"', "&quot;") if attribute else text
