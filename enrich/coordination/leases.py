"""Who does a job that one process alone may do, and who takes over when that one dies.

::

    free --take--> held --renewed in time--> held
                    |  \\--released, or holder dead, or not renewed--> free for whoever waited first
                    \\--another asks--> it waits, and is the next

Whether a lease has ended is decided by the database's clock alone, so that machines whose clocks differ do not take it
from each other; the clock of SQLite is the machine's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from enrich.clock import utc_now
from enrich.coordination.tables import turns
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.machine.process import is_gone

WAITING = 5.0
"""Seconds after which somebody who waited and has not asked again no longer waits."""


class _Lease(msgspec.Struct, frozen=True):
    holder: str
    """Empty while it is free for the one who waits."""
    until: datetime
    next: str = ""
    """Who waits for it; it is this one's turn then."""
    next_until: datetime | None = None


def lives(name: str, until: datetime | None, now: datetime, seconds: float) -> bool:
    """Whether somebody lives and asked in time; an end too far away is of a clock that was set."""
    return bool(name) and until is not None and not is_gone(name) and now < until < now + timedelta(seconds=2 * seconds)


def _asked(lease: _Lease | None, holder: str, now: datetime, seconds: float) -> _Lease:
    """The lease after somebody asked for it: it is theirs, or they wait for it."""
    mine = _Lease(holder, now + timedelta(seconds=seconds))
    if lease is None:
        return mine
    waiting = lease.next if lease.next != holder and lives(lease.next, lease.next_until, now, WAITING) else ""
    if lease.holder == holder:
        return msgspec.structs.replace(mine, next=waiting, next_until=lease.next_until if waiting else None)
    if lives(lease.holder, lease.until, now, seconds) or (not lease.holder and waiting):
        if waiting:
            return lease
        return msgspec.structs.replace(lease, next=holder, next_until=now + timedelta(seconds=WAITING))
    return mine


class Leases:
    """Leases by name; one that is not renewed ends by itself."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        """`now` is the machine's clock, for SQLite."""
        self._engine = engine
        self._now = now

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Take or renew the lease for so long; False while another holds it, whose process lives and has renewed it."""
        with writing(self._engine, Lock.TURNS) as connection:
            same = turns.c.name == f"lease {name}"
            row = connection.execute(select(turns.c.state).where(same)).scalar()
            lease = None if row is None else msgspec.convert(row, _Lease)
            after = _asked(lease, holder, database_now(connection, self._now), seconds)
            if row is None:
                connection.execute(insert(turns).values(name=f"lease {name}", state=msgspec.to_builtins(after)))
            elif after != lease:
                connection.execute(update(turns).where(same).values(state=msgspec.to_builtins(after)))
            return after.holder == holder

    def holder(self, name: str) -> str:
        """Who has the lease, living or not; empty when nobody has."""
        with reading(self._engine) as connection:
            row = connection.execute(select(turns.c.state).where(turns.c.name == f"lease {name}")).scalar()
        return "" if row is None else msgspec.convert(row, _Lease).holder

    def living_holder(self, name: str, seconds: float) -> str:
        """Who has the lease, lives, and has renewed it for so long; empty when nobody does."""
        with reading(self._engine) as connection:
            row = connection.execute(select(turns.c.state).where(turns.c.name == f"lease {name}")).scalar()
            now = database_now(connection, self._now)
        lease = None if row is None else msgspec.convert(row, _Lease)
        return lease.holder if lease is not None and lives(lease.holder, lease.until, now, seconds) else ""

    def release(self, name: str, holder: str) -> None:
        """Give the lease back; whoever waits for it has it next."""
        with writing(self._engine, Lock.TURNS) as connection:
            same = turns.c.name == f"lease {name}"
            row = connection.execute(select(turns.c.state).where(same)).scalar()
            if row is None:
                return
            lease = msgspec.convert(row, _Lease)
            if lease.holder == holder and lease.next:
                free = msgspec.to_builtins(msgspec.structs.replace(lease, holder=""))
                connection.execute(update(turns).where(same).values(state=free))
            elif lease.holder == holder:
                connection.execute(delete(turns).where(same))


def database_now(connection: Connection, machine: Callable[[], datetime] = utc_now) -> datetime:
    """The database's clock, UTC: one for all processes on a store."""
    if connection.dialect.name != "postgresql":
        return machine()
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now
