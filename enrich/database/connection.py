"""Opens the store's database, for transactions that read and transactions that write.

SQLite runs in WAL mode with a busy timeout; a transaction that writes takes the write lock at its start, so that
two processes wait for each other instead of failing half way. In PostgreSQL it takes the lock of what it changes.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, Select, Table, create_engine, event, insert, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.dml import ReturningDelete

from enrich.addresses import is_secret
from enrich.database.faults import advice
from enrich.database.locks import Lock, take_lock
from enrich.errors import BadSettings, BadStore
from enrich.version import to_install

_AT_ONCE = 4096
"""Rows."""
BUSY_SECONDS = 60.0
"""How long one process waits for another's transaction."""
_NAP = 0.02
"""Seconds between two attempts where SQLite does not wait itself."""
_view: ContextVar[Connection | None] = ContextVar("view", default=None)
"""Of this thread, while `one_view` lasts."""
_PASSWORD = re.compile(r":(?!//).*@", re.DOTALL)  # bounded: the address of the store is the user's own
"""Up to the last @: SQLAlchemy ends a password at its first @ that is not written %40."""


def connect(url: str) -> Engine:
    """An engine on the database at `url`; nothing is opened yet.

    Raises BadSettings for an address that names no database, BadStore when the folder of its file cannot be made.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            engine = create_engine(parsed, pool_pre_ping=True)
            event.listen(engine, "connect", _expect_unicode, insert=True)  # before the dialect reads anything as text
            return engine
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        else:
            engine = create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as wrong:
        raise BadSettings(f"store.url = {without_password(url)!r}: {_explain(url, wrong)}") from wrong
    except OSError as wrong:
        raise BadStore(f"the store's folder cannot be made: {wrong}") from wrong
    _speak_sqlite(engine)
    return engine


def without_password(url: str | URL) -> str:
    """The address of a store as it may be shown."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return _PASSWORD.sub(":***@", str(url).partition("?")[0])
    if parsed.get_backend_name() == "sqlite":
        return str(url)
    secret = [name for name in parsed.query if is_secret(name)]
    shown = parsed.difference_update_query(secret).render_as_string(hide_password=True)
    return _PASSWORD.sub(":***@", shown)


def _explain(url: str, wrong: Exception) -> str:
    if isinstance(wrong, ImportError) and url.startswith("postgresql"):
        return f"{wrong}, which postgresql+psycopg:// needs; {to_install('postgresql')}"
    if isinstance(wrong, ValueError):
        return "the port must be a number; an @ in a password is written %40"
    return "an address such as sqlite:///paperwire.db or postgresql+psycopg://user@host/papers is expected"


def _expect_unicode(connection: Any, _: Any) -> None:
    """Raise BadStore for a PostgreSQL database that cannot keep every title, or keeps bytes that mean nothing to it."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise BadStore(
            f"the database {connection.info.dbname!r} has the encoding {encoding}, which does not hold every letter: make one"
            " with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0, and name it in store.url"
        )


def _speak_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _settle(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        use_wal(connection)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS:.0f}000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def use_wal(connection: sqlite3.Connection) -> None:
    """Works even when several processes open a new database at once: SQLite refuses all but one, and does not wait itself."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as wrong:
            if wrong.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_NAP)
        else:
            return


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one consistent view; that of `one_view` where there is one."""
    shared = _view.get()
    if shared is not None and shared.engine is engine:
        with _translated(engine):
            yield shared
        return
    with _translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def one_view(engine: Engine) -> Iterator[None]:
    """All that is read meanwhile, here and in what is called, is read in one transaction.

    Whoever asks many small questions for one answer so gets them of one moment, and spares beginning each time, which takes
    as long as the question. Options belong to statements here, since those of a connection would last.
    """
    with reading(engine) as connection:
        before = _view.set(connection)
        try:
            yield
        finally:
            _view.reset(before)


def has_one_view(engine: Engine) -> bool:
    """Whether `one_view` lasts: what was read once need not be read again."""
    shared = _view.get()
    return shared is not None and shared.engine is engine


@contextmanager
def writing(engine: Engine, lock: Lock | None, *, shared: bool = False) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing, and nobody else writes what the lock is for meanwhile.

    Others that are `shared` may: none of them writes, or decides by, a row that another of them writes. Without a lock, in
    PostgreSQL it locks the rows that it says, and no more.
    """
    with _translated(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        if lock is not None:
            take_lock(connection, lock, shared=shared)
        yield connection


def plain_rows(
    connection: Connection, statement: Select[Any] | ReturningDelete[Any], parameters: Mapping[str, Any] | None = None
) -> list[Any]:
    """All rows as plain tuples, as the driver gives them: JSON and times are text. Five times as fast as rows."""
    with connection.execute(statement, parameters) as result:
        assert result.cursor is not None
        return list(result.cursor.fetchall())


def plain_stream(
    connection: Connection, statement: Select[Any], parameters: Mapping[str, Any] | None = None
) -> Iterator[Any]:
    """The same one after another, so that not all of them are in memory at a time."""
    with connection.execute(statement, parameters) as result:
        assert result.cursor is not None
        while rows := result.cursor.fetchmany(_AT_ONCE):
            yield from rows


def plain_insert(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of values as the driver takes them: JSON and times are text. Three times as fast as `insert`."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    sql, order = _inserting(connection.dialect, table, tuple(columns))
    in_order = order == tuple(range(len(order)))
    connection.exec_driver_sql(sql, list(rows) if in_order else [tuple([row[at] for at in order]) for row in rows])


@lru_cache(maxsize=200)
def _inserting(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """The statement, and the place of each of its values in a row: it has the table's columns in the table's order."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), tuple(columns.index(name) for name in compiled.positiontup or ())


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """The same by COPY, which takes a tenth of the time that psycopg takes for a statement a row."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    cursor: Any = connection.connection.cursor()  # psycopg's
    with cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as wrong:
        raise _bad_store(engine, wrong.orig, reached=wrong.statement is not None) from wrong
    except engine.dialect.loaded_dbapi.Error as wrong:  # of COPY, which is the driver's alone
        raise _bad_store(engine, wrong, reached=True) from wrong


def _bad_store(engine: Engine, wrong: BaseException | None, *, reached: bool) -> BadStore:
    return BadStore(f"the store {without_password(engine.url)}: {wrong}; {advice(wrong, connected=reached)}")
