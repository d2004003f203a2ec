"""What a database complains of -> what is the matter and what to do about it (pure)."""

from __future__ import annotations

import sqlite3

DISK = "is the disk full? Make room, then do it again"
BUSY = "another process has been writing for long; do it again when that one is done"
DENIED = "give yourself the right to read and write it, or name another store in [store] url"
DAMAGED = "it is damaged: put back a copy from before, or move it away and let a run make a new one"
NO_SERVER = "is the server running, and does [store] url name it as it should?"
LOST = "the connection to the server was lost; what was not finished is undone, do it again when the server is there"
OLD_SERVER = "is the server too old? PostgreSQL 12 or later is needed"
OLD_LIBRARY = "is this Python's SQLite too old? 3.35 with FTS5 is needed"
CROWDED = "the server has no room for another connection, or too little memory; do it again later"
NO_DATABASE = "create the database, or name another in [store] url"
WRONG_NAME = "correct the user or the password in [store] url"
OURS = "paperwire did not expect this; please report it"

_SQLITE = {
    sqlite3.SQLITE_FULL: DISK,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PERM: DENIED,
    sqlite3.SQLITE_READONLY: DENIED,
    sqlite3.SQLITE_AUTH: DENIED,
    sqlite3.SQLITE_CANTOPEN: "is its folder there, and may it be written? See [store] url",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
"""By result code (https://www.sqlite.org/rescode.html), of extended ones the lower eight bits."""
_POSTGRESQL = {
    "53100": DISK,
    "58030": DISK,
    "53": CROWDED,
    "08": LOST,
    "57P": LOST,
    "40": BUSY,
    "55P03": BUSY,
    "42501": DENIED,
    "25006": DENIED,
    "28": WRONG_NAME,
    "3D": NO_DATABASE,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "42601": OLD_SERVER,
    "42704": OLD_SERVER,
    "42883": OLD_SERVER,
    "0A": OLD_SERVER,
}
"""By SQLSTATE or its beginning (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def advice(wrong: object, *, connected: bool = True) -> str:
    """What to do about an error of the driver; `connected` tells whether the database had been reached."""
    code = getattr(wrong, "sqlite_errorcode", None)
    if isinstance(code, int):
        if code & 0xFF == sqlite3.SQLITE_ERROR and ("syntax error" in str(wrong) or "no such module" in str(wrong)):
            return OLD_LIBRARY
        return _SQLITE.get(code & 0xFF, OURS)
    if isinstance(wrong, sqlite3.Error):  # of the module itself, not of the library
        return OURS
    state = getattr(wrong, "sqlstate", None) or getattr(wrong, "pgcode", None)
    if isinstance(state, str):
        return next((_POSTGRESQL[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRESQL), OURS)
    if type(wrong).__name__ in {"OperationalError", "InterfaceError"}:
        return LOST if connected else _unreached(str(wrong))
    return OURS


def _unreached(message: str) -> str:
    """A server that refuses a connection says why in words alone."""
    if "does not exist" in message and "database" in message:
        return NO_DATABASE
    if (
        "authentication" in message
        or ("role" in message and "does not exist" in message)
        or "no pg_hba.conf entry" in message
    ):
        return WRONG_NAME
    return CROWDED if "too many" in message or "remaining connection slots" in message else NO_SERVER
