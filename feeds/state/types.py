"""What publishing keeps between runs, as types; structs where there are hundreds of thousands."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct


class ChannelRef(NamedTuple):
    """A channel as a paper names it."""

    kind: str
    """`all`, `topic`, `author`, `person`, or one of these with `.events`."""
    key: str
    """Empty for everything; `topic:<slug>`, `category:<code>` or `source:<name>`; the key of an author's name; a
    person's id."""
    name: str
    """For people."""


class Channel(Struct, frozen=True, gc=False):
    """A channel with its address."""

    id: int
    kind: str
    key: str
    slug: str
    name: str


ChannelPair = tuple[int, int | None]
"""Numbers of a channel of papers and, when it has one, of the channel of its events."""


class CachedEntry(Struct, frozen=True, gc=False, array_like=True):
    """Where the pack holds an entry."""

    digest: bytes
    """Of the rendered bytes."""
    segment: str
    place: int
    """In the segment."""
    sizes: tuple[int, ...]
    updated: int
    """Seconds since 1970, UTC."""


class AuthorshipRow(Struct, frozen=True, gc=False, array_like=True):
    """An author of a paper who is known to be somebody."""

    position: int
    """In the paper's authors, from 0."""
    person: str
    author: str
    """The key of the channel of the name."""
    facts: str
    """What is published of the author there, as JSON."""


class SeatedPaper(Struct, frozen=True, gc=False, array_like=True):
    """A paper of a person, in the order of channels."""

    entry: str
    author: str
    """The key of the name that stands on it."""
    run: int
    day: int


class AuthorshipOf(Struct, frozen=True, gc=False):
    """One author of one paper who is a person, with why."""

    person: str
    entry: str
    position: int
    author: str
    day: int
    """When the paper was published: seconds since 1970."""
    facts: bytes
    """JSON."""
    evidence: tuple[tuple[Any, ...], ...] = ()
    """Edges: kind, record and position of both sides, detail."""


class PersonRow(Struct, frozen=True, gc=False):
    """A person as the store has it."""

    id: str
    name: str
    merged_into: str | None
    papers: int


class PersonChange(Struct, frozen=True, gc=False):
    """Something that became of a person."""

    number: int
    """Of the change, ascending."""
    person: str
    kind: str
    """`split`, `merged`, `emptied`, `returned`."""
    other: str | None
    """Whom the other part is, or who the person is now."""
    papers: int
    """How many mentions it is about."""
    at: datetime
    """UTC."""
    run: int
    """The last run that had begun then, 0 for none."""


class EntryRow(Struct, frozen=True, gc=False):
    """An entry with the channels that hold it."""

    entry: str
    """A record's id, or an event's."""
    record: str
    run: int
    """The run that put it into its channels; newest first is a channel's order."""
    day: int
    """Second key of the order: seconds since 1970, newest first."""
    places: tuple[ChannelRef, ...]
    spot: CachedEntry | None
    """None: rendered as before."""
    crowd: bool = False
    """A paper of more authors than `[authors] crowd`."""
    authorships: tuple[AuthorshipRow, ...] = ()
    """Of a paper; none of an event."""


class Member(Struct, frozen=True, gc=False):
    """An entry in a channel; the order of a channel is the order of its members."""

    entry: str
    run: int
    """Negated, so that the newest come first."""
    day: int
    """Negated as well."""


class FilledArchive(Struct, frozen=True, gc=False, array_like=True):
    """An archive that is full from now on: a channel's entries from one to another, in its order."""

    channel: int
    page: int
    first: Member
    last: Member
    entries: int
    """How many these are."""


class FileSet(Struct, frozen=True, gc=False):
    """Files that are made together."""

    key: str
    """`<channel>:<page>` (0 is the feed itself), or a name such as `opml`."""
    channel: int | None
    digest: bytes
    """Of what they are made from."""
    files: tuple[str, ...]
    """Paths in out/."""


class WrittenFiles(Struct, frozen=True):
    """What was written."""

    units: tuple[FileSet, ...] = ()
    """Those that are new, or whose files are others than before."""
    again: tuple[tuple[str, bytes], ...] = ()
    """(key, digest) of those whose files were written again under the same names."""
    gone: tuple[str, ...] = ()
    """Keys of those whose files are no longer there."""
    channels: tuple[int, ...] = ()
    """Those that are no longer dirty."""
