"""What distinguishes a store from every other, its copies included (SQL)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, make_url, text

from enrich.database.connection import reading
from enrich.errors import BadStore
from enrich.machine.process import host

_DATABASE = "SELECT oid, datname FROM pg_database WHERE datname = current_database()"
_CLUSTER = "SELECT system_identifier FROM pg_control_system()"


def identity(engine: Engine, url: str | None = None) -> str:
    """Another one when the store was copied, moved, or put back from a backup elsewhere; the same for all who use it.

    `url` is the address of the store that this one is a trial of, so that it is told from others like that one.
    """
    if engine.dialect.name == "sqlite":
        file = (make_url(url) if url else engine.url).database
        return "memory" if not file or file == ":memory:" else f"{host()}:{Path(file).resolve()}"
    with reading(engine) as connection:
        number, name = connection.execute(text(_DATABASE)).one()
    try:
        with reading(engine) as connection:
            cluster = connection.execute(text(_CLUSTER)).scalar()
    except BadStore:  # some who let databases keep this to themselves
        cluster = ""
    return f"{cluster}/{number}/{name}"
