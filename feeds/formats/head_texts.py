"""What the head of a feed says, before feedgen writes it or its template is filled in (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from operator import attrgetter

from msgspec.structs import replace

from feeds.feed import EPOCH, FORMATS, FeedMetadata, FeedUrls, Format
from feeds.formats.feed_template import placeholder
from feeds.readable_text import repair_text, whole_seconds, without_tags

Shape = tuple[bool, ...]
"""What decides which elements a head has: of its links which there are, and its marks."""

WHEN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""The time of a head with placeholders."""

iso = lru_cache(maxsize=4096)(datetime.isoformat)


def rfc2822(when: datetime) -> str:
    """`Sat, 03 Feb 2001 04:05:06 +0000`, whatever the locale; `when` is in UTC, without a fraction of a second."""
    return f"{formatdate(when.timestamp()).removesuffix('-0000')}+0000"  # -0000 would say that the place is unknown


def with_defaults(head: FeedMetadata) -> FeedMetadata:
    """The head with every text tidy and not empty, every default decided."""
    title = repair_text(head.title) or head.home_page_url
    return replace(
        head,
        title=title,
        description=repair_text(head.description) or title,
        author=repair_text(head.author) or "paperwire",
        id=head.id or head.urls.atom,
        updated=whole_seconds(head.updated or EPOCH),
    )


def as_shown(head: FeedMetadata, form: Format) -> FeedMetadata:
    """A head with defaults as one format shows it: RSS, whose texts are HTML to some readers, has no tags and no icon."""
    if form != "rss" or (head.icon is None and "<" not in head.title and "<" not in head.description):
        return head
    title = without_tags(head.title) or head.home_page_url
    return replace(head, title=title, description=without_tags(head.description) or title, icon=None)


def shape(head: FeedMetadata) -> Shape:
    """The shape of a head with defaults."""
    return (
        head.hub is not None,
        head.prev_archive is not None,
        head.next_archive is not None,
        head.current is not None,
        head.icon is not None,
        head.archive,
        head.complete,
    )


def with_placeholders(of: Shape) -> FeedMetadata:
    """A head of a shape with a placeholder in the place of each text, called as the field that holds it."""
    hub, prev_archive, next_archive, current, icon, archive, complete = of
    return FeedMetadata(
        title=placeholder("title"),
        description=placeholder("description"),
        home_page_url=placeholder("home_page_url"),
        urls=_placeholders("urls"),
        updated=WHEN,
        language=placeholder("language"),
        author=placeholder("author"),
        hub=placeholder("hub") if hub else None,
        prev_archive=_placeholders("prev_archive") if prev_archive else None,
        next_archive=_placeholders("next_archive") if next_archive else None,
        current=_placeholders("current") if current else None,
        archive=archive,
        complete=complete,
        icon=placeholder("icon") if icon else None,
        id=placeholder("id"),
    )


def _placeholders(field: str) -> FeedUrls:
    return FeedUrls(**{form: placeholder(f"{field}.{form}") for form in FORMATS})


TIMES = {"iso": iso(WHEN), "rfc2822": rfc2822(WHEN)}
"""How the time of a head with placeholders is written."""
_TIMES: Mapping[str, Callable[[datetime], str]] = {"iso": iso, "rfc2822": rfc2822}


def column(name: str, heads: Iterable[FeedMetadata]) -> list[str]:
    """The texts of many heads, as they are shown, for a placeholder of that name."""
    if write := _TIMES.get(name):
        return list(map(write, map(attrgetter("updated"), heads)))
    return list(map(attrgetter(name), heads))
