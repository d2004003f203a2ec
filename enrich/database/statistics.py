"""Tells the database how its tables have grown, which decides how it finds rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, Table, text

from enrich.database.connection import writing


def count_rows_again(engine: Engine, tables: Iterable[Table]) -> None:
    """Let PostgreSQL look at these tables now, of which it knows nothing until its own round a minute after they are filled.

    It takes a table that it knows nothing of for nearly empty, and reads all of it for each question. SQLite goes by
    indexes alone.
    """
    if engine.dialect.name != "postgresql":
        return
    quote = engine.dialect.identifier_preparer.quote
    with writing(engine, None) as connection:
        connection.execute(text(f"ANALYZE {', '.join(quote(table.name) for table in tables)}"))
