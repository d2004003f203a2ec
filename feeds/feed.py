"""What a feed is made from: its head, and the sources of its entries. Types only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from enrich.record import Author, Record

Format = Literal["rss", "atom", "json"]
FORMATS: tuple[Format, ...] = ("rss", "atom", "json")

RETRACTED = "retracted"
"""The key of the event of a retraction, which entries show first anyway."""
EPOCH = datetime(1991, 8, 14, tzinfo=UTC)
"""The day arXiv began: what an empty feed is "updated" at, since Atom wants a date and no feed tells the time of a run."""


class FeedUrls(Struct, frozen=True, gc=False):
    """One address for each format of a feed; absolute."""

    rss: str
    atom: str
    json: str

    def of(self, form: Format) -> str:
        return self.rss if form == "rss" else self.atom if form == "atom" else self.json


class FeedMetadata(Struct, frozen=True, gc=False):
    """What a feed says of itself, the same in every format."""

    title: str
    """Plain text."""
    description: str
    """Plain text, not empty (RSS wants one)."""
    home_page_url: str
    """The page for people, absolute."""
    urls: FeedUrls
    """The feed's own addresses."""
    updated: datetime | None
    """The newest `updated` of its entries; None for a feed without any."""
    language: str = "en"
    author: str = "paperwire"
    """Who made the feed: Atom's author of those entries whose paper names nobody."""
    hub: str | None = None
    """WebSub hub."""
    prev_archive: FeedUrls | None = None
    """RFC 5005: the feed with the next older entries."""
    next_archive: FeedUrls | None = None
    current: FeedUrls | None = None
    """RFC 5005: the subscription feed, said by its archives."""
    archive: bool = False
    """RFC 5005: an archive of older entries."""
    complete: bool = False
    """RFC 5005: these are all entries there are."""
    icon: str | None = None
    id: str | None = None
    """Atom's id of the feed; its own Atom address unless given."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a known paper, told as an entry of its own."""

    key: str
    """Distinguishes the event of its paper forever: `v2`, `published`, `withdrawn`."""
    label: str
    """Stands before the title: `New version (v2)`."""
    note: str
    """One sentence of plain text that says what happened."""
    when: datetime
    """Timezone-aware."""
    version: int | None = None
    """The version that the entry links to; None for the newest."""
    seen: datetime | None = field(default=None, compare=False)
    """The start of the run that noticed it; timezone-aware."""


class LinkedAuthor(Author, frozen=True, gc=False):
    """An author who is known to be a person of ours."""

    uri: str | None = None
    """The person's own address, absolute."""


@dataclass(frozen=True, slots=True)
class EntrySource:
    """What one entry is made from: a paper, or an event of one."""

    record: Record
    announce_type: str | None = None
    """arXiv's word: `new`, `cross`, `replace`, `replace-cross`."""
    event: Event | None = None
    brief: bool = False
    """For feeds of authors: of very many authors it names only those whom people see."""
    uris: Mapping[int, str] = field(default_factory=dict)
    """Addresses of persons by position in the record's authors."""
    found: datetime | None = None
    """When it was found, where entries are dated by that: it is not older in any reader than that."""


class NoticeEntry(Struct, frozen=True):
    """An entry without a paper: for the operator's feed."""

    id: str
    """Absolute URI, unique forever."""
    url: str
    title: str
    """Plain text."""
    text: str
    """Plain text; paragraphs separated by a blank line."""
    published: datetime
    updated: datetime
