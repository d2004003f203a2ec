"""The tables of the store.

::

    sources -> documents -> mentions -> lookups -> records -> changes
                                                     |
                                     service_asks -> service_answers -> enrichments
    runs, harvests, readings, link_checks, problems: records of the work itself

A mention names a look-up by its key (`id:2507.13575`, `title:...`, `doi:...`); what became of the mention is
what became of the look-up. Where a title contradicts the id beside it, or the id is unknown, the entry has a second
row: a mention by title, of which `entry` is the row of the id (see `enrich.store.entries`). A record is published once a look-up has attached it (`first_run` is set); a
harvest may keep records that nobody has mentioned. The record of a DOI that arXiv has after all is removed, and its `successor` is
arXiv's (see `enrich.store.joining`).

A metadata service is asked by key (an arXiv id, a DOI, an ORCID iD), which papers share: `service_asks` says which keys
a paper has, `service_answers` what came back, `enrichments` what of it the paper keeps (see `enrich.asking`).

Whom authors of papers are, is in `persons` and `person_spots` (see `enrich.identities`, which fills them). A spot is one
author of one paper: record, and position from 0.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, select

from enrich.database.columns import Json, Utc, metadata

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("read_at", Utc),
    Column("failing_since", Utc),
    Column("problem", Text),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("read_at", Utc, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("warnings", Json),
    UniqueConstraint("source", "name"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
    Column("lookup", Text),
    Column("outcome", Text),
    Column("reason", Text),
    Column("body", LargeBinary, nullable=False),
    Column("seen", Utc, nullable=False),
    Column("stand", Text),
    Column("entry", Integer),
    Index(None, "document_id"),
    Index(None, "lookup"),
    Index(None, "stand"),
    Index(None, "entry"),
)

lookups = Table(
    "lookups",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Json),
    Column("candidates", Json),
    Column("paper", Text),
    Column("tries", Integer, nullable=False),
    Column("absent_run", Integer),
    Column("next_try", Utc),
    Index(None, "paper"),
    Index(None, "outcome", "next_try"),
)

records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("published", Utc, nullable=False),
    Column("updated", Utc, nullable=False),
    Column("checked", Utc, nullable=False),
    Column("first_run", Integer),
    Column("first_seen", Utc),
    Column("serial", Integer),
    Column("removed", Utc),
    Column("successor", Text),
    Index(None, "serial"),
    Index(None, "first_run", "published", "id"),
    # Few have one, and every publication asks who they are: the index has only these (migrations/versions/), which is not
    # said here, since it would load what speaks to PostgreSQL before every command.
    Index(None, "successor"),
)

service_asks = Table(
    "service_asks",
    metadata,
    Column("record", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Index(None, "service", "key"),
    sqlite_with_rowid=False,
)

service_answers = Table(
    "service_answers",
    metadata,
    Column("service", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("outcome", Text),
    Column("body", LargeBinary),
    Column("asked", Utc),
    Column("tries", Integer, nullable=False),
    Column("absent_run", Integer),
    Column("next_try", Utc, nullable=False),
    Index(None, "service", "next_try"),
)

enrichments = Table(
    "enrichments",
    metadata,
    Column("record", Text, primary_key=True),
    Column("body", LargeBinary),
    Column("stale", Boolean, nullable=False),
    Index(None, "stale", "record"),
)

services = Table(
    "services",
    metadata,
    Column("name", Text, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("asked_at", Utc),
    Column("failing_since", Utc),
    Column("problem", Text),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Json),
    Column("new", Json),
    Column("source", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("run", Integer, nullable=False),
    Index(None, "record"),
    Index(None, "run"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", Utc, nullable=False),
    Column("ended", Utc),
    Column("status", Text, nullable=False),
    Column("counts", Json),
    Column("errors", Json),
)

harvests = Table(
    "harvests",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Json, nullable=False),
    Column("at", Utc, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("last", Text),
)

link_checks = Table(
    "link_checks",
    metadata,
    Column("url", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("status", Integer),
    Column("alive", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "record"),
)

problems = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("began", Utc, nullable=False),
    Column("ended", Utc),
    Index(None, "ended"),
)

persons = Table(
    "persons",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("merged_into", Text),
    Column("minted", Utc, nullable=False),
    Column("doubt", Boolean, nullable=False),
    Column("papers", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Index(None, "merged_into"),
    Index(None, "serial"),
)
"""A row is never deleted. `papers` is 0 of one that was merged or that no evidence holds together now; `serial` is the
number of the update that changed it last."""

person_spots = Table(
    "person_spots",
    metadata,
    Column("record", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("evidence", Json),
    Index(None, "person"),
    sqlite_with_rowid=False,
)
"""`name` is the author's name there, as printed, so that a person is attached to nobody else when the list changes."""

person_state = Table(
    "person_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
)
"""Up to where persons have been found: serial of records, decisions, settings, version of the rule."""

FIRST_UPDATE = "first"
"""The row that is there while persons are found for the first time, portion by portion."""
PERSONS_FOUND = ~select(person_state.c.name).where(person_state.c.name == FIRST_UPDATE).exists()
"""Whether all persons are there, or none: nobody is to be shown with a part of the papers."""
