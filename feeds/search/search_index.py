"""Full-text search over the records that are published: SQLite's FTS5, or PostgreSQL's own.

The index follows the records by their serial: `catch_up` takes in what changed since it was called last. Publishing
calls it when it is done, and `serve` whenever it finds the index behind.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from enrich.database.arrays import pieces
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.errors import BadStore, TryLater
from enrich.record import PublishableRecord
from enrich.store.publishable import PublishableRecords
from feeds.former_names import shown
from feeds.search.search_tables import search_rows
from feeds.search.terms import COLUMNS, Wanted, columns_of, fts5, tsquery, tsvector
from feeds.state.members import set_values
from feeds.state.tables import publishing

SECONDS = 1.0
"""How long one search may take."""
_STEPS = 2000
"""Of SQLite's virtual machine, between two looks at the clock."""
_EPOCH = datetime(1991, 8, 14, tzinfo=UTC)
_SERIAL = "searched"
"""The single value with the serial up to which records are indexed."""
_FORM = "search_form", 3
"""The single value that says in which form they are, and the form of now: a record in another is taken in again."""
_RUN, _SECOND = 43, 12
"""Bits right of the run's number and of the second of publication in a place."""
_CROWD = 1 << 16
"""More papers than that are never published in one second (some sources tell only the day)."""


class Search:
    """The searching side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shelf = PublishableRecords(engine)
        self._sqlite = engine.dialect.name == "sqlite"

    def find(self, wanted: Wanted, limit: int) -> list[str]:
        """Ids of the newest papers that are wanted, in a channel's order; raises TryLater when it takes too long."""
        question, values = _question(wanted, self._sqlite)
        try:
            with reading(self._engine) as connection:
                _bound(connection, self._sqlite)
                try:
                    return list(connection.execute(text(question), values | {"limit": limit}).scalars())
                finally:
                    _unbound(connection, self._sqlite)
        except BadStore as wrong:
            if isinstance(wrong.__cause__, DBAPIError) and _is_too_slow(wrong.__cause__):
                raise TryLater("this search takes too long; make it narrower") from wrong
            raise

    def papers(self) -> int:
        """How many can be found."""
        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(search_rows)).scalar_one())

    def is_behind(self) -> bool:
        """Whether records changed that the index does not know."""
        with reading(self._engine) as connection:
            indexed = _indexed(connection)
        return self._shelf.last_serial() > indexed

    def catch_up(self) -> int:
        """Take in every record that changed since; returns how many. Each portion is one transaction."""
        done = 0
        while self.is_behind():
            for count in self._catch_up():
                done += count
        return done

    def _catch_up(self) -> Iterator[int]:
        """Take in one portion after another; ends early where another process takes them in, too."""
        with reading(self._engine) as connection:
            serial = _indexed(connection)
        newest = self._shelf.last_serial()  # before what was removed is asked for, so that none of that is left out
        gone = [name for name, _, _ in self._shelf.removed_since(serial)]
        part: list[PublishableRecord] = []
        for kept in shown(self._engine, self._shelf.kept_since(serial)):
            part.append(kept)
            if len(part) == 500:
                if not self._take_in(part, gone, serial, part[-1].serial):
                    return
                yield len(part) + len(gone)
                serial, part, gone = part[-1].serial, [], []
        newest = max(newest, part[-1].serial if part else 0)
        if newest > serial and self._take_in(part, gone, serial, newest):
            yield len(part) + len(gone)

    def _take_in(self, part: Sequence[PublishableRecord], gone: Sequence[str], before: int, serial: int) -> bool:
        """Index a portion; False, and nothing is done, when the index is no longer where it was `before`."""
        with writing(self._engine, Lock.SEARCH) as connection:
            if _indexed(connection) != before:
                return False
            _forget(connection, [*gone, *(kept.record.id for kept in part)])
            taken = _taken(connection, part)
            rows: list[dict[str, Any]] = []
            texts: list[dict[str, Any]] = []
            for kept in sorted(part, key=lambda one: one.record.id, reverse=True):
                place = _place(kept)
                while place in taken:
                    place += 1
                taken.add(place)
                rows.append({"place": place, "record": kept.record.id, "updated": kept.record.updated})
                texts.append({"place": place, **self._words(kept)})
            if rows:
                connection.execute(insert(search_rows), rows)
                connection.execute(text(_INSERT_FTS5 if self._sqlite else _INSERT_TSVECTOR), texts)
            set_values(connection, dict([(_SERIAL, serial), _FORM]))
        return True

    def _words(self, kept: PublishableRecord) -> dict[str, str]:
        columns = columns_of(kept)
        if self._sqlite:
            return {name: " ".join(found) for name, found in columns.items()}
        return {"words": tsvector(columns)}


_INSERT_FTS5 = f"INSERT INTO search_text (rowid, {', '.join(COLUMNS)}) VALUES (:place, :{', :'.join(COLUMNS)})"
_INSERT_TSVECTOR = "INSERT INTO search_text (place, words) VALUES (:place, CAST(:words AS tsvector))"


def _question(wanted: Wanted, sqlite: bool) -> tuple[str, dict[str, Any]]:
    conditions, values = [], {}
    source = "search_rows r"
    if wanted.groups:
        source += " JOIN search_text t ON r.place = " + ("t.rowid" if sqlite else "t.place")
        conditions.append("t.search_text MATCH :match" if sqlite else "t.words @@ CAST(:match AS tsquery)")
        values["match"] = fts5(wanted) if sqlite else tsquery(wanted)
    if wanted.since is not None:
        conditions.append("r.updated >= :since")
        values["since"] = wanted.since.astimezone(UTC).isoformat(timespec="microseconds")
    order = "t.rowid" if sqlite and wanted.groups else "r.place"
    where = " AND ".join(conditions) or "1 = 1"
    return f"SELECT r.record FROM {source} WHERE {where} ORDER BY {order} DESC LIMIT :limit", values


def _indexed(connection: Connection) -> int:
    """Up to where the index is of today's form."""
    named = select(publishing.c.name, publishing.c.value).where(publishing.c.name.in_((_SERIAL, _FORM[0])))
    values = dict(connection.execute(named).all())
    return values.get(_SERIAL) or 0 if values.get(_FORM[0]) == _FORM[1] else 0


def _place(kept: PublishableRecord) -> int:
    """Grows with the run in which the paper was first seen, then with its publication."""
    seconds = min(max(int((kept.record.published - _EPOCH).total_seconds()), 0), (1 << (_RUN - _SECOND)) - 1)
    return (kept.first_run << _RUN) + (seconds << _SECOND)


def _taken(connection: Connection, part: Sequence[PublishableRecord]) -> set[int]:
    """Places that others have, of those that these papers may get.

    A paper may get one beside its own when another has that, or when several of these want it.
    """
    wanted = Counter(map(_place, part))
    asked = select(search_rows.c.place).where(search_rows.c.place.in_(wanted))
    found = set(connection.execute(asked).scalars())
    for place in found | {place for place, count in wanted.items() if count > 1}:
        near = search_rows.c.place.between(place, place + _CROWD)
        found |= set(connection.execute(select(search_rows.c.place).where(near)).scalars())
    return found


def _forget(connection: Connection, names: Sequence[str]) -> None:
    column = "rowid" if connection.dialect.name == "sqlite" else "place"
    for piece in pieces(names):
        places = select(search_rows.c.place).where(search_rows.c.record.in_(piece))
        rows = [{"place": place} for place in connection.execute(places).scalars()]
        if rows:
            connection.execute(text(f"DELETE FROM search_text WHERE {column} = :place"), rows)
            connection.execute(delete(search_rows).where(search_rows.c.record.in_(piece)))


def _bound(connection: Connection, sqlite: bool) -> None:
    """Let the statement that follows take so long and no longer."""
    if not sqlite:
        connection.execute(text(f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}"))
        return
    end = time.monotonic() + SECONDS
    driver: Any = connection.connection.dbapi_connection
    driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _unbound(connection: Connection, sqlite: bool) -> None:
    if sqlite:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(None, 0)


def _is_too_slow(wrong: DBAPIError) -> bool:
    return "interrupted" in str(wrong.orig) or "statement timeout" in str(wrong.orig)
