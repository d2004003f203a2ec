"""Overwrites what deleted rows have left in an SQLite file, once, after a migration that took secrets out (SQL)."""

from __future__ import annotations

import logging
import sqlite3

from sqlalchemy import Engine, column, delete, select, table

from enrich.store.connection import reading, writing
from enrich.store.locks import Lock

publishing = table("publishing", column("name"))
"""Where migrations leave the mark; the whole table is publishing's."""
UNSCRUBBED = "unscrubbed"
"""The single value that says that it is still to be done."""
log = logging.getLogger("paperwire")


def scrub(engine: Engine) -> None:
    """Do it if it is to be done; when it cannot be done now, the next who opens the store tries again."""
    mark = publishing.c.name == UNSCRUBBED
    with reading(engine) as connection:
        if connection.execute(select(publishing.c.name).where(mark)).first() is None:
            return
    if engine.dialect.name == "sqlite":
        try:
            _vacuum(engine)
        except sqlite3.Error as problem:
            log.warning("free pages of the store may still hold old addresses (%s); the next run tries again", problem)
            return
    with writing(engine, Lock.PUBLISHED) as connection:
        connection.execute(delete(publishing).where(mark))


def _vacuum(engine: Engine) -> None:
    """Outside of any transaction; with the write-ahead log, which holds old pages too."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
