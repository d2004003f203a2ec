"""A store to try things on: all that another holds, and nothing that is written is kept (the only user of copies).

SQLite: a copy in a folder that is removed. PostgreSQL: one transaction that is never committed; what it has changed,
others that want to change it wait for until it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from enrich.database.connection import without_password
from enrich.errors import BadStore
from enrich.store.store import Store


@contextmanager
def trial(url: str) -> Iterator[Store]:
    """A store with everything that the one at `url` holds; that one stays as it is, even when there is none yet.

    Raises BadStore when that one cannot be read.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        with Store(url, _one_transaction(url)) as store:
            yield store
        return
    with TemporaryDirectory(prefix="paperwire-") as folder:
        copy = Path(folder) / "store.db"
        try:
            _copy(Path(parsed.database or ""), copy)
        except (OSError, sqlite3.Error) as wrong:
            raise BadStore(f"the store {without_password(url)} cannot be read: {wrong}") from wrong
        with Store(f"sqlite:///{copy}") as store:
            yield store


def _copy(place: Path, to: Path) -> None:
    if not place.is_file():
        return
    # Without a log beside it nobody has it open, and opening it in the usual way would make one.
    how = "mode=ro" if place.with_name(f"{place.name}-wal").exists() else "immutable=1"
    with (
        closing(sqlite3.connect(f"file:{quote(str(place))}?{how}", uri=True)) as given,
        closing(sqlite3.connect(to)) as copy,
    ):
        given.backup(copy)


def _one_transaction(url: str) -> Engine:
    """An engine with one connection, on which nothing ends the transaction but closing it."""
    try:
        engine = create_engine(make_url(url), poolclass=StaticPool, pool_reset_on_return=None)
    except (SQLAlchemyError, ImportError) as wrong:
        raise BadStore(f"the store {without_password(url)} cannot be opened: {wrong}") from wrong

    def nothing(*_: Any) -> None:
        """The transaction goes on."""

    dialect: Any = engine.dialect
    engine.connect().close()  # what a dialect asks once, it asks before
    for name in ("do_commit", "do_rollback", "set_isolation_level", "reset_isolation_level"):
        setattr(dialect, name, nothing)
    return engine
