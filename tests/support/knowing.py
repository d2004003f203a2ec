"""Lets authors in a store be known to be persons, as `enrich.identities` does, for tests of what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.identities.state import Awaited, Progress, note_progress, rule_digest
from enrich.identities.tables import person_changes
from enrich.store.schema import person_spots, persons, records
from enrich.store.store import Store

Spot = tuple[str, int]
MINTED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """A person as it is to be."""

    name: str
    spots: Mapping[Spot, str]
    """Place -> the name as printed there."""
    edges: Sequence[tuple[Any, ...]] = ()
    """(kind, place, place, detail)."""


def know(
    store: Store,
    people: Mapping[str, Known],
    *,
    merged: Mapping[str, str] | None = None,
    changes: Sequence[tuple[str, str, str | None]] = (),
    when: datetime = MINTED,
) -> None:
    """Let these be all the persons that there are, as one update; a paper whose persons differ counts as changed.

    What is kept afterwards is looked at as ever. `merged` are ids with whom they mean now; `changes` are (person, kind, other).
    """
    with writing(store.engine, Lock.RECORDS) as connection:
        before = {(row.record, row.position): row.person for row in connection.execute(select(person_spots)).all()}
        after = {spot: person for person, one in people.items() for spot in one.spots}
        connection.execute(delete(person_spots))
        rows = [
            {"record": spot[0], "position": spot[1], "person": person, "name": name, "evidence": _edges(one, spot)}
            for person, one in people.items()
            for spot, name in one.spots.items()
        ]
        if rows:
            connection.execute(insert(person_spots), rows)
        number = (connection.execute(select(func.max(persons.c.serial))).scalar() or 0) + 1
        there = set(connection.execute(select(persons.c.id)).scalars())
        gone = {person: Known("", {}) for person in there - people.keys()}
        for person, one in (dict(people) | gone).items():
            values: dict[str, Any] = {
                "papers": len(one.spots),
                "serial": number,
                "merged_into": (merged or {}).get(person),
            }
            values |= {"name": one.name} if one.name else {}
            if person in there:
                connection.execute(update(persons).where(persons.c.id == person).values(values))
            else:
                fresh = {"id": person, "minted": MINTED, "doubt": False}
                connection.execute(insert(persons), [fresh | values])
        for person, kind, other in changes:
            row = {"serial": number, "person": person, "kind": kind, "other": other, "spots": [], "at": when}
            connection.execute(insert(person_changes), [row])
        differ = sorted({spot[0] for spot in before.keys() | after.keys() if before.get(spot) != after.get(spot)})
        newest = connection.execute(select(func.max(records.c.serial))).scalar() or 0
        for n, record in enumerate(differ, 1):
            connection.execute(update(records).where(records.c.id == record).values(serial=newest + n))
        # So that whoever publishes next finds nobody else.
        note_progress(connection, Progress(number, newest + len(differ), rule_digest()), Awaited())


def _edges(one: Known, spot: Spot) -> list[Any] | None:
    found = [[kind, *left, *right, detail] for kind, left, right, detail in one.edges if max(left, right) == spot]
    return found or None
