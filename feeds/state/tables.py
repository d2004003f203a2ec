"""The tables of what publishing keeps between runs: channels, their members, rendered entries, files.

::

    channels --< members >-- rendered (an entry's place in the pack of rendered entries) >-- segments of the pack
    units: what was written, each with the digest of what it was made from
    topics: what the settings said of topics, and which have ended
    crowds: papers of very many authors
    authorships: which authors of papers are known to be which person, with what is published of them
    publishing: single values (the serial that was published last, the settings' digest, ...)

Everything here but the channels' slugs and the topics can be rebuilt from the records.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from enrich.database.columns import Json, Utc, metadata

channels = Table(
    "channels",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("dirty", Boolean, nullable=False),
    UniqueConstraint("kind", "key"),
    UniqueConstraint("kind", "slug"),
    Index(None, "dirty"),
)
"""A row is never deleted: a slug that was given once is never given to another."""

members = Table(
    "members",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", Text, primary_key=True),
    Index(None, "entry"),
    sqlite_with_rowid=False,
)
"""Entries of channels; the primary key is a channel's order (run and day negated, so that newest come first).

`page` is the archive that holds the entry for good, 0 while none does.
"""

rendered = Table(
    "rendered",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("sizes", Json, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("segment", Text, nullable=False, server_default="0"),
    Index(None, "record"),
)
"""Where the pack of rendered entries holds an entry: the place in a segment; one part after another, `sizes` bytes each."""

segments = Table(
    "segments", metadata, Column("name", Text, primary_key=True), Column("size", BigInteger, nullable=False)
)
"""How long each segment of the pack is at least, as far as `rendered` goes."""

units = Table(
    "units",
    metadata,
    Column("key", Text, primary_key=True),
    Column("channel", Integer),
    Column("digest", LargeBinary, nullable=False),
    Column("files", Json, nullable=False),
    Index(None, "channel"),
)
"""Files that are made together, from inputs of that digest."""

topics = Table(
    "topics",
    metadata,
    Column("key", Text, primary_key=True),
    Column("rule", Json),
    Column("ended", Utc),
)
"""Topics that need more than their feed to be known by: `rule` is what the settings said last of a configured one,
`ended` since when a topic has been taken away on purpose."""


crowds = Table("crowds", metadata, Column("entry", Text, primary_key=True))
"""Papers of more authors than `[authors] crowd`: who is known from these alone gets no files."""

authorships = Table(
    "authorships",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("person", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("day", BigInteger, nullable=False),
    Column("facts", Json, nullable=False),
    Index(None, "person"),
    Index(None, "author"),
    sqlite_with_rowid=False,
)
"""Authors of rendered papers who are known to be somebody; `author` is the key of the channel of the name, `run` and
`day` are the paper's order as in `members`."""

publishing = Table(
    "publishing",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Json),
)

pings = Table(
    "pings",
    metadata,
    Column("url", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", Utc),
    Column("problem", Text),
)
"""Feeds that the hub was notified of, or is to be notified of again; `digest` is the feed's as it was then."""
