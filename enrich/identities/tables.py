"""The tables that persons are found with, and that keep what people decided of them.

Who is who is in `enrich.store.schema`.

::

    person_papers -> person_blocks, person_names, person_words --> persons --< person_spots
    person_decisions, person_renames ------------------------------^   `--> person_pasts, person_questions, person_changes

Decisions and renames are facts and stay; the others follow from them and from the published papers.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from enrich.database.columns import Json, Utc, metadata

person_papers = Table(
    "person_papers",
    metadata,
    Column("record", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""The authors of published papers as evidence, as they were when persons were last found."""

person_blocks = Table(
    "person_blocks",
    metadata,
    Column("key", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Spots by what names that may be one person's share."""

person_names = Table(
    "person_names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("surname", Text, primary_key=True),
    Column("given", Text, primary_key=True),
    Column("printed", Text, nullable=False),
    Column("spots", Integer, nullable=False),
    Index(None, "surname"),
    Index(None, "given"),
    sqlite_with_rowid=False,
)
"""Full names by the parts that they are counted by, each with one of its spellings and how many spots have it."""

person_words = Table(
    "person_words",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    Column("names", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many of these full names have a `surname`, or `given` names: how rare they are."""

person_pasts = Table(
    "person_pasts",
    metadata,
    Column("record", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("person", Text, primary_key=True),
    Index(None, "person"),
    sqlite_with_rowid=False,
)
"""The spots that a person had who has none now: who comes back has the same id."""

person_changes = Table(
    "person_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("other", Text),
    Column("spots", Json),
    Column("at", Utc, nullable=False),
    Index(None, "serial"),
    Index(None, "person"),
)

person_decisions = Table(
    "person_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("left", Json, nullable=False),
    Column("right", Json, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("undone", Utc),
    Column("undone_by", Text),
)
"""Each side is a list of [record, position, name as printed]. `batch` numbers what was done at once, renames included."""

person_renames = Table(
    "person_renames",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("old", Json, nullable=False),
    Column("new", Text, nullable=False),
    Column("spots", Json, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("undone", Utc),
    Column("undone_by", Text),
)

person_questions = Table(
    "person_questions",
    metadata,
    Column("left_record", Text, primary_key=True),
    Column("left_position", Integer, primary_key=True, autoincrement=False),
    Column("right_record", Text, primary_key=True),
    Column("right_position", Integer, primary_key=True, autoincrement=False),
    Column("gain", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "gain"),
)
"""What is one step short of being one person, by the first spot of each side."""
