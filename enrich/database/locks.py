"""Names the locks of transactions that write, so that those which decide by what they read wait for each other."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Connection, text

_OURS = 0x70617065 << 32
"""PostgreSQL's advisory locks are numbers that all programs on a database share; ours begin with `pape`."""


class Lock(Enum):
    """What a transaction changes; transactions that change the same wait for each other, others do not.

    One lock for all would let a publication of a whole corpus keep everybody from asking.
    """

    MIGRATION = 1
    """The tables themselves."""
    RECORDS = 2
    """Documents, mentions, look-ups, records: a serial is given to one change alone, and a later one ends later."""
    PUBLISHED = 3
    """Channels, their members, files, single values."""
    SEARCH = 4
    """The index of full-text search."""
    TURNS = 5
    """The limiter's state and leases: held for moments only."""
    RUNS = 6
    """What records the work: runs, problems, harvests, link checks, the hub."""


def take_lock(connection: Connection, lock: Lock, *, shared: bool = False) -> None:
    """Wait until no other transaction holds the lock; it is held until this one ends. Several may hold it `shared`.

    SQLite needs none: its transactions that write exclude each other from the start. What PostgreSQL reads after
    this statement is what the others have written.
    """
    if connection.dialect.name == "postgresql":
        how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        connection.execute(text(f"SELECT {how}(:key)"), {"key": _OURS + lock.value})
