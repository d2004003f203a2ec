"""What the head of a channel's feed, of its events' feed or of an archive says that others of the site do not (pure)."""

from __future__ import annotations

from msgspec import Struct

from feeds.channels.plan import path_of
from feeds.state.types import Channel

_HOLDS = {"all": "all papers%.0s", "topic": "papers on %s", "author": "papers by %s", "person": "papers by %s"}
"""What a channel of a kind holds."""


class Label(Struct, frozen=True, gc=False):
    """The part of a feed's head that is its own."""

    title: str
    description: str
    home: str
    """Path of the page for people, without an ending."""
    path: str
    """The path of the feed itself, without an ending."""
    updated: int | None
    """Seconds since 1970, UTC."""
    older: str | None = None
    """Path of the newest older archive."""
    newer: str | None = None
    """Path of the archive after this one, which is full then."""
    current: str | None = None
    """Path of the feed that this is an archive of."""


def shown_name(channel: Channel) -> str:
    """The name for people; a person's has the id with it, since others may have the name."""
    return f"{channel.name} ({channel.slug})" if channel.kind.partition(".")[0] == "person" else channel.name


def label_of(channel: Channel, page: int, last: int, updated: int | None) -> Label:
    """The label of the channel's feed, or of its archive with the number `page`; `last` is the newest archive's."""
    kind, _, events = channel.kind.partition(".")
    name = shown_name(channel)
    holds = _HOLDS[kind] % name
    feed = home = path_of(kind, channel.slug)
    if events:
        feed = path_of(channel.kind, channel.slug)
        name, holds = f"{name}: events", f"new versions, publications, retractions and withdrawals of {holds}"
    if page:
        older = f"{feed}.archive-{page - 1}" if page > 1 else None
        newer = f"{feed}.archive-{page + 1}" if page < last else None
        title, description = f"{name} (archive {page})", f"Older {holds}, part {page}"
        return Label(title, description, home, f"{feed}.archive-{page}", updated, older, newer, feed)
    older = f"{feed}.archive-{last}" if last else None
    return Label(name, holds[0].upper() + holds[1:], home, feed, updated, older, None, None)
