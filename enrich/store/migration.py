"""Brings a database to this program's revision, of which the history stands in migrations/ (SQL).

After a migration that took secrets out, what deleted rows have left in an SQLite file is overwritten, once.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, delete, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from enrich.database.connection import reading, without_password, writing
from enrich.database.locks import Lock
from enrich.errors import BadStore, StoreTooNew

MIGRATIONS = Path(__file__).parent / "migrations"
publishing = table("publishing", column("name"))
"""Where migrations leave the mark; the whole table is publishing's."""
UNSCRUBBED = "unscrubbed"
"""The single value that says that it is still to be done."""
log = logging.getLogger("paperwire")


def migrate(engine: Engine) -> None:
    """Bring the database to this program's revision; raises BadStore for a newer one and for a strange one.

    The migration is one transaction: it is done wholly or not at all. Of several processes one migrates.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    try:
        with reading(engine) as connection:
            if _revision(connection) == head:
                return
        with writing(engine, Lock.MIGRATION) as connection:
            present = _revision(connection)
            if present != head:
                _check_known(connection, script, present, without_password(engine.url))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    except SQLAlchemyError as wrong:
        raise BadStore(f"the store {without_password(engine.url)} cannot be opened: {wrong}") from wrong


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_known(connection: Connection, script: ScriptDirectory, present: str | None, place: str) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    if present is not None and present not in known:
        raise StoreTooNew(
            f"the store {place} was written by a newer paperwire (its revision is {present}); "
            "upgrade paperwire, or name another store in [store] url. Nothing was changed"
        )
    if present is None and (tables := inspect(connection).get_table_names()):
        raise BadStore(f"{place} holds another program's tables ({', '.join(tables[:3])}); name a file of its own")


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
