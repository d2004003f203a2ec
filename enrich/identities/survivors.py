"""Whom an id means now: persons that were merged lead to another, who may have been merged since."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from enrich.database.connection import plain_rows
from enrich.store.schema import persons

_MERGED = select(persons.c.id, persons.c.merged_into).where(persons.c.merged_into > "")
"""Not IS NOT NULL, for which SQLite goes through all persons."""


def aliases(connection: Connection) -> dict[str, str]:
    """Every id that is no longer a person of its own -> the person whom it means now."""
    return followed(dict(plain_rows(connection, _MERGED)))


def survivors(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Whom each of these ids means now: itself, where it was not merged."""
    known = aliases(connection) if ids else {}
    return {name: known.get(name, name) for name in ids}


def followed(merged: dict[str, str]) -> dict[str, str]:
    """Each alias with the end of its chain (pure)."""
    found: dict[str, str] = {}
    for name in merged:
        way = [name]
        while way[-1] in merged and merged[way[-1]] not in way:
            way.append(merged[way[-1]])
        found[name] = way[-1]
    return found
