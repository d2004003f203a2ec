"""Persons as they were before an update: who has mentions among those that were looked at, and who once had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from enrich.database.arrays import AskedOf
from enrich.database.connection import plain_rows
from enrich.identities.assign import FormerPerson
from enrich.identities.tables import person_pasts
from enrich.names import name_key
from enrich.people.person import AuthoredPaper, Spot
from enrich.store.schema import person_spots, persons

MANY = 20_000
"""Records beyond which a table is read as a whole."""

_SPOT = (
    person_spots.c.record,
    person_spots.c.position,
    person_spots.c.person,
    person_spots.c.name,
    person_spots.c.evidence,
)
_SPOTS_OF_RECORDS = AskedOf(select(*_SPOT[:3]), person_spots.c.record)
_SPOTS_OF_PERSONS = AskedOf(select(*_SPOT), person_spots.c.person)
_PASTS = select(person_pasts.c.record, person_pasts.c.position, person_pasts.c.person)
_PASTS_OF_RECORDS = AskedOf(_PASTS, person_pasts.c.record)
_PASTS_OF_PERSONS = AskedOf(_PASTS, person_pasts.c.person)
_PERSONS = select(*persons.c["id", "name", "merged_into", "minted", "doubt", "papers"])
_PERSONS_OF_IDS = AskedOf(_PERSONS, persons.c.id)


class StoredSpot(Struct, frozen=True, gc=False):
    """A row of the table."""

    person: str
    name: str
    evidence: str | None
    """JSON."""


class StoredPerson(Struct, frozen=True, gc=False):
    """A row of the table."""

    name: str
    merged_into: str | None
    minted: datetime
    doubt: bool
    papers: int


@dataclass(frozen=True, slots=True)
class PersonsBefore:
    """What was stored of the mentions that were looked at."""

    rows: Mapping[Spot, StoredSpot]
    persons: Mapping[str, StoredPerson]
    """Those of the rows, and those that have no mentions now and had some of these."""
    living: Collection[FormerPerson]
    gone: Collection[FormerPerson]


def persons_at(connection: Connection, spots: Collection[Spot]) -> dict[Spot, StoredSpot]:
    """All mentions of every person who has one of these."""
    there = _SPOTS_OF_RECORDS.every_row(connection, {record for record, _ in spots})
    met = {row[2] for row in there if (row[0], row[1]) in spots}
    return {(row[0], row[1]): StoredSpot(*row[2:]) for row in _SPOTS_OF_PERSONS.every_row(connection, met)}


def every_spot(connection: Connection) -> dict[Spot, StoredSpot]:
    """All mentions of all persons."""
    return {(row[0], row[1]): StoredSpot(*row[2:]) for row in plain_rows(connection, select(*_SPOT))}


def former(
    connection: Connection, rows: Mapping[Spot, StoredSpot], spots: Collection[Spot], moved: Mapping[Spot, Spot | None]
) -> PersonsBefore:
    """Who has these rows, and who once had one of these mentions; `moved` says where mentions are now."""
    pasts = _pasts(connection, spots)
    theirs: dict[str, set[Spot]] = {}
    for spot, row in rows.items():
        mine = theirs.setdefault(row.person, set())
        if (now := moved.get(spot, spot)) is not None:
            mine.add(now)
    known = _persons(connection, {*theirs, *pasts})
    return PersonsBefore(
        rows,
        known,
        [FormerPerson(name, known[name].minted, frozenset(mine)) for name, mine in sorted(theirs.items())],
        [FormerPerson(name, known[name].minted, frozenset(mine)) for name, mine in sorted(pasts.items())],
    )


def _pasts(connection: Connection, spots: Collection[Spot]) -> dict[str, set[Spot]]:
    """Who once had one of these mentions and has none now, with all that they had."""
    records = {record for record, _ in spots}
    if len(records) > MANY:
        rows = plain_rows(connection, _PASTS)
    else:
        there = _PASTS_OF_RECORDS.every_row(connection, records)
        rows = _PASTS_OF_PERSONS.every_row(connection, {row[2] for row in there if (row[0], row[1]) in spots})
    found: dict[str, set[Spot]] = {}
    for record, position, person in rows:
        found.setdefault(person, set()).add((record, position))
    return found


def _persons(connection: Connection, ids: Collection[str]) -> dict[str, StoredPerson]:
    rows = plain_rows(connection, _PERSONS) if len(ids) > MANY else _PERSONS_OF_IDS.every_row(connection, ids)
    return {row[0]: StoredPerson(row[1], row[2], datetime.fromisoformat(row[3]), bool(row[4]), row[5]) for row in rows}


def moved_spots(before: AuthoredPaper, after: AuthoredPaper | None) -> dict[Spot, Spot | None]:
    """Where each author of a paper is now that its list has changed (pure); those who stay under their name are left out.

    `after` may be the record that took the place of another. An author is followed by name, where one alone has it, before and after; in a list as long as before also by place,
    when the name there is written in another way. None where nobody can be said to be the author.
    """
    if after is None:
        return {(before.id, author.position): None for author in before.authors}
    old, new = ([name_key(author.name) for author in paper.authors] for paper in (before, after))
    once = {key for key, count in Counter(old).items() if count == 1} & {
        key for key, count in Counter(new).items() if count == 1
    }
    found: dict[Spot, Spot | None] = {}
    for at, key in enumerate(old):
        stays = (
            before.id == after.id
            and at < len(new)
            and (new[at] == key or (len(new) == len(old) and key not in new and new[at] not in old))
        )
        if not stays:
            found[before.id, at] = (after.id, new.index(key)) if key in once else None
        elif new[at] != key:
            found[before.id, at] = before.id, at
    return found
