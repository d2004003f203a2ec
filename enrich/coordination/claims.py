"""Rows that processes claim while they read sources: which source one reads, and which host it is connected to.

::

    free --claim--> held, renewed by one thread for all --given back, with the time--> free
                     \\-- its holder died, or did not renew it --> free

A row is locked with SKIP LOCKED while it is decided on, so nobody waits for anybody; SQLite's transactions that write
exclude each other instead. Times are the database's, as those of leases are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, Row, Table, bindparam, delete, select, update

from enrich.coordination import holding
from enrich.coordination.leases import database_now, lives
from enrich.coordination.tables import claims
from enrich.database.connection import writing
from enrich.errors import BadStore
from enrich.machine.process import new_name

LONGEST_PAUSE = 86_400.0
"""Seconds that a host is left alone at most, whatever it asked for."""
BUSY = 0.2
"""Seconds after which a host is tried again that somebody else is connected to."""
_HOST, _READER = "host ", "reader "


class Taken(Struct, frozen=True):
    """What became of an attempt to claim a row."""

    is_ours: bool
    holder: str = ""
    """Who has it, when it is not ours; empty for somebody who is deciding at this moment."""
    at: datetime | None = None
    """When it was given back last."""
    pause: float = 0.0
    now: datetime | None = None


class Claims:
    """The claims of one process on a store."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] | None = None) -> None:
        """`now` is a clock to go by instead of the database's."""
        self._engine = engine
        self._now = now
        self._holder = new_name()
        self._insert = _insert_of(engine)

    @property
    def seconds(self) -> float:
        """For how long a claim lasts that is not renewed."""
        return holding.lasting(self._engine)

    def take(self, name: str, fits: Callable[[Taken], bool]) -> Taken:
        """Claim a row that is free and of which `fits` says that it may be had; what is known of it."""
        with writing(self._engine, None) as connection:
            row = self._locked(connection, name)
            if row is None:
                return Taken(False)
            now = self._clock(connection)
            if row.holder != self._holder and self._lives(row, now):
                return Taken(False, row.holder, row.at, row.pause, now)
            free = Taken(True, "", row.at, row.pause, now)
            if not fits(free):
                return Taken(False, "", row.at, row.pause, now)
            values = {"holder": self._holder, "until": now + timedelta(seconds=self.seconds)}
            connection.execute(update(claims).where(claims.c.name == name).values(values))
        return free

    def give_back(self, name: str, *, pause: float = 0.0, done: bool = True) -> None:
        """Free a row; `done` keeps that it was, now. One that another has taken over since stays theirs."""
        with writing(self._engine, None) as connection:
            ours = (claims.c.name == name) & (claims.c.holder == self._holder)
            kept = {"at": self._clock(connection), "pause": min(pause, LONGEST_PAUSE)} if done else {}
            connection.execute(update(claims).where(ours).values(holder="", until=None, **kept))

    @contextmanager
    def reading_sources(self) -> Iterator[datetime]:
        """While the context lasts, this process reads sources, and its claims are renewed.

        Gives the moment since when others who read now have been reading, the first of them; its own where it is alone.
        """
        began = self._begin()
        end = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(end,), name="renews claims", daemon=True)
        try:
            renewing.start()
            yield began
        finally:
            end.set()
            with suppress(RuntimeError):  # Ctrl-C came before it was started
                renewing.join()
            self._end()

    def _begin(self) -> datetime:
        with writing(self._engine, None) as connection:
            now = self._clock(connection)
            rows = connection.execute(select(claims).where(claims.c.name.startswith(_READER))).all()
            dead = [row.name for row in rows if not self._lives(row, now)]
            connection.execute(delete(claims).where(claims.c.name.in_(dead)))
            until = now + timedelta(seconds=self.seconds)
            ours = {"name": _READER + self._holder, "holder": self._holder, "until": until, "at": now}
            connection.execute(self._insert(claims).values(ours).on_conflict_do_nothing())
        first: datetime = min([now, *(row.at for row in rows if row.name not in dead and row.at is not None)])
        return first

    def _end(self) -> None:
        """Nothing is ours any more but hosts that a thread is still connected to: it frees them itself."""
        with suppress(BadStore), writing(self._engine, None) as connection:
            connection.execute(delete(claims).where(claims.c.name == _READER + self._holder))
            ours = (claims.c.holder == self._holder) & ~claims.c.name.startswith(_HOST)
            connection.execute(update(claims).where(ours).values(holder="", until=None))

    def _renew(self, end: threading.Event) -> None:
        while not end.wait(self.seconds / holding.RENEWALS):
            with suppress(BadStore), writing(self._engine, None) as connection:  # the next attempt is in time as well
                until = self._clock(connection) + timedelta(seconds=self.seconds)
                connection.execute(update(claims).where(claims.c.holder == self._holder).values(until=until))

    def _locked(self, connection: Connection, name: str) -> Row[tuple[str, str, datetime, datetime, float]] | None:
        """The row, which nobody else can change now; None while somebody else decides on it."""
        asked = select(claims).where(claims.c.name == bindparam("row")).with_for_update(skip_locked=True)
        row = connection.execute(asked, {"row": name}).first()
        if row is None:
            connection.execute(self._insert(claims).values(name=name).on_conflict_do_nothing())
            row = connection.execute(asked, {"row": name}).first()
        return row

    def _clock(self, connection: Connection) -> datetime:
        return self._now() if self._now is not None else database_now(connection)

    def _lives(self, row: Row[tuple[str, str, datetime, datetime, float]], now: datetime) -> bool:
        return lives(row.holder, row.until, now, self.seconds)


def _insert_of(engine: Engine) -> Callable[[Table], Any]:
    """The dialect's own, which knows of rows that are there already; the other's is not loaded."""
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert


class StoredHosts:
    """Hosts that one process of a store at a time is connected to (see `enrich.http.host_limit.Hosts`)."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    def take(self, host: str) -> float:
        """Seconds after which it may be tried again; 0.0 when the host is ours."""
        taken = self._claims.take(_HOST + host, lambda free: _rests(free) <= 0.0)
        return 0.0 if taken.is_ours else _rests(taken) or BUSY

    def give_back(self, host: str, pause: float) -> None:
        """Free the host, which is left alone for so many seconds."""
        self._claims.give_back(_HOST + host, pause=pause)


def _rests(taken: Taken) -> float:
    """Seconds for which a free host is left alone still; a moment in the future is taken for now."""
    if taken.holder or taken.at is None or taken.now is None:
        return 0.0
    return max(0.0, taken.pause - max(0.0, (taken.now - taken.at).total_seconds()))
