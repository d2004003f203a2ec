"""Records count as changed when their persons do, or the names that are shown of their authors."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, update

from enrich.store.records import next_serial
from enrich.store.schema import records


def renew(connection: Connection, names: Collection[str]) -> int:
    """Number these records as changed, as far as they are published: what is published beside them is another; how many."""
    numbered = [{"name": name, "number": number} for number, name in enumerate(sorted(names), next_serial(connection))]
    if numbered:
        same = (records.c.id == bindparam("name")) & records.c.first_run.is_not(None)
        connection.execute(update(records).where(same).values(serial=bindparam("number")), numbered)
    return len(numbered)
