"""Brings a database to this program's revision, of which the history is in migrations/ (SQL).

After a migration that took secrets out, what deleted rows have left in an SQLite file is overwritten, once. Titles and
abstracts that were read in another way are read again, from the LaTeX that is kept with them, in pieces, each a
transaction: others write in between, and who was stopped goes on where it was. Alembic is loaded only where there is
something to migrate, as loading it takes longer than most commands.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, case, column, delete, insert, inspect, select, table, update
from sqlalchemy.exc import SQLAlchemyError

from enrich.database.arrays import PIECE
from enrich.database.connection import reading, without_password, writing
from enrich.database.locks import Lock
from enrich.errors import BadStore, StoreTooNew
from enrich.record import Record
from enrich.store.codec import encode, read_record
from enrich.store.records import judge_again, next_serial
from enrich.store.schema import readings, records
from enrich.tex.version import READING

MIGRATIONS = Path(__file__).parent / "migrations"
publishing = table("publishing", column("name"))
"""Where migrations leave the mark; the whole table is publishing's."""
_revisions = table("alembic_version", column("version_num"))
"""Where Alembic keeps the revision."""
UNSCRUBBED = "unscrubbed"
"""The single value that says that it is still to be done."""
_TEXTS = "titles and abstracts"
"""The name under which it is kept which version read them."""
_LIVE = case((records.c.removed.is_(None), records.c.serial), else_=None)
"""The serial of a published record; others get no new one."""
log = logging.getLogger("paperwire")


def migrate(engine: Engine) -> None:
    """Bring the database to this program's revision; raises BadStore for a newer one and for a strange one.

    The migration is one transaction: it is done wholly or not at all. Of several processes one migrates.
    """
    head = known_revisions()[-1]
    try:
        with reading(engine) as connection:
            if _revision(connection) == head:
                return
        with writing(engine, Lock.MIGRATION) as connection:
            present = _revision(connection)
            if present != head:
                _check_known(connection, present, without_password(engine.url))
                _upgrade(connection)
    except SQLAlchemyError as wrong:
        raise BadStore(f"the store {without_password(engine.url)} cannot be opened: {wrong}") from wrong


def known_revisions() -> list[str]:
    """Every revision that this program knows, the oldest first: the numbers with which the files of migrations begin."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """The revision of the database; None when nothing was ever migrated there."""
    if not inspect(connection).has_table(_revisions.name):
        return None
    return connection.scalar(select(_revisions.c.version_num))


def _check_known(connection: Connection, present: str | None, place: str) -> None:
    if present is not None and present not in known_revisions():
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


def read_again(engine: Engine) -> int:
    """Read all titles and abstracts again, unless it was this version that read them; how many records differ now.

    What differs counts as changed, so that it is published; ids and times stay, and no change of the paper is noted.
    """
    with reading(engine) as connection:
        if _are_read(connection):
            return 0
    differing = 0
    while True:
        with writing(engine, Lock.RECORDS) as connection:
            if _are_read(connection):
                return differing
            differing += _read_piece(connection)


def _are_read(connection: Connection) -> bool:
    return _reading(connection) == (READING, None)


def _reading(connection: Connection) -> tuple[str, str | None]:
    """The version that read the texts, and the last record that it has come to; None when it is through."""
    asked = select(readings.c.version, readings.c.last).where(readings.c.name == _TEXTS)
    row = connection.execute(asked).first()
    return (row.version, row.last) if row else ("", None)


def _read_piece(connection: Connection) -> int:
    version, last = _reading(connection)
    asked = select(records.c.id, records.c.body, _LIVE.label("serial")).order_by(records.c.id).limit(PIECE)
    rows = connection.execute(asked.where(records.c.id > ((version == READING and last) or ""))).all()
    serial = next_serial(connection)
    differing: list[dict[str, Any]] = []
    published: list[dict[str, Any]] = []
    for name, body, its_serial in rows:
        record = read_record(body)
        if (again := _read(record)) == record:
            continue
        differing.append({"name": name, "text": encode(again)})
        if its_serial is not None:
            published.append({"name": name, "number": serial + len(published)})
    _update(connection, "body", bindparam("text"), differing)
    _update(connection, "serial", bindparam("number"), published)
    judge_again(connection, [row["name"] for row in differing])
    connection.execute(delete(readings).where(readings.c.name == _TEXTS))
    come_to = rows[-1].id if len(rows) == PIECE else None
    connection.execute(insert(readings).values(name=_TEXTS, version=READING, last=come_to))
    return len(differing)


def _update(connection: Connection, column: str, value: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(update(records).where(records.c.id == bindparam("name")).values({column: value}), rows)


def _read(record: Record) -> Record:
    from enrich.tex.to_unicode import readable, readable_paragraphs

    return replace(record, title=readable(record.title_tex), abstract=readable_paragraphs(record.abstract_tex))
