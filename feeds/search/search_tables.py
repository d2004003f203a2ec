"""The tables of full-text search.

::

    records --catch up by serial--> search_rows (place, record) + search_text (the words at that place)

`search_text` is not among them: it is an FTS5 table in SQLite and a tsvector with a GIN index in PostgreSQL, made by
the migration. A `place` grows with a channel's order (run, then date of publication), so that the newest papers are
found first and a search ends when it has enough.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint

from enrich.database.columns import Utc, metadata

search_rows = Table(
    "search_rows",
    metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
    Column("updated", Utc, nullable=False),
    UniqueConstraint("record"),
    Index(None, "updated"),
)

OWN_DDL = "search_text"
"""Beginning of the names of tables that are not part of the metadata."""
