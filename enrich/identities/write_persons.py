"""What an update found is compared with what is stored, and written where it differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import cache
from itertools import count
from operator import add
from typing import Any, Self

import msgspec
from msgspec import Struct, field
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from enrich.database.arrays import PIECE, AskedOf, one_of, pieces
from enrich.database.columns import Utc
from enrich.database.connection import plain_insert, plain_rows
from enrich.identities.assign import Assignment, assign, person_id
from enrich.identities.decided.name_changes import replaced_names
from enrich.identities.former import PersonsBefore, StoredPerson, StoredSpot
from enrich.identities.renew import renew
from enrich.identities.tables import person_changes, person_pasts, person_questions
from enrich.people.person import AuthoredPaper, OpenQuestion, PersonGroup, Spot
from enrich.store.schema import person_spots, persons

_encode = msgspec.json.Encoder().encode
_CHANGING = ("name", "merged_into", "doubt", "papers")
_BETTER = (
    update(persons)
    .where(persons.c.id == bindparam("same"))
    .values({name: bindparam(name) for name in (*_CHANGING, "serial")})
)
_NO_SPOT = delete(person_spots).where(
    person_spots.c.record == bindparam("name"), person_spots.c.position == bindparam("at")
)
_QUESTION = ("left_record", "left_position", "right_record", "right_position", "gain", "body")
_QUESTIONS = AskedOf(select(*person_questions.c[_QUESTION]), person_questions.c.left_record)


class PersonsFound(Struct, frozen=True):
    """What grouping gave, for the mentions that were looked at."""

    papers: Mapping[str, AuthoredPaper]
    """At least those of the mentions."""
    looked_at: frozenset[Spot]
    groups: Sequence[PersonGroup] = ()
    questions: Sequence[OpenQuestion] = ()
    moved: Mapping[Spot, Spot | None] = field(default_factory=dict)
    """Mentions of papers whose list of authors changed -> where they are now; None for those that are gone."""


@dataclass(frozen=True, slots=True)
class PersonsChanged:
    """What an update changed."""

    minted: int = 0
    merged: int = 0
    split: int = 0
    emptied: int = 0
    joined: int = 0
    """Mentions that were nobody's and are now a person's who was there before."""
    left: int = 0
    """Mentions that were a person's and are nobody's now: a single paper makes no person."""
    records: int = 0
    """Papers one of whose authors is another person now, or has become one."""

    def __add__(self, other: Self) -> Self:
        return type(self)(*map(add, astuple(self), astuple(other)))


class _Rows(Struct, frozen=True):
    """The mentions as they are to be, by the same columns as they were."""

    spots: dict[Spot, StoredSpot]
    names: dict[str, str]
    """Person -> the name that is shown."""
    doubts: dict[str, bool]


def write_persons(
    connection: Connection, finding: PersonsFound, known: PersonsBefore, number: int, now: datetime
) -> PersonsChanged:
    """Give the groups their ids and write what differs, within the caller's transaction; `number` is the update's."""
    groups = sorted(finding.groups, key=lambda group: group.spots)
    assigned = assign(
        [group.spots for group in groups], known.living, known.gone, _minting(connection, finding, groups)
    )
    rows = _rows(connection, finding, groups, assigned.ids)
    changed = [spot for spot, row in rows.spots.items() if known.rows.get(spot) != row]
    changed += [spot for spot in known.rows if spot not in rows.spots]
    _write_spots(connection, known, rows, changed)
    _write_people(connection, known, rows, assigned, changed, number, now)
    _write_pasts(connection, known, assigned, finding.moved)
    _note(connection, known, rows, assigned, number, now)
    _write_questions(connection, finding)
    here = {*finding.moved.values()}
    joined = left = 0
    renewed: set[str] = set()
    for spot in changed:
        old, new = known.rows.get(spot), rows.spots.get(spot)
        if old is None and new is not None:
            joined += new.person not in assigned.minted and spot not in here
        elif old is not None and new is None:
            left += spot not in finding.moved
        if old is None or new is None or old.person != new.person:
            renewed.add(spot[0])
    return PersonsChanged(
        minted=len(assigned.minted),
        merged=len(assigned.merged),
        split=len(assigned.splits),
        emptied=len(assigned.emptied),
        joined=joined,
        left=left,
        records=renew(connection, renewed),
    )


def _minting(connection: Connection, finding: PersonsFound, groups: Sequence[PersonGroup]) -> Callable[[Spot], str]:
    """Makes ids that nobody has or had; `groups` are all that may need one."""

    def candidate(spot: Spot, attempt: int) -> str:
        return person_id(spot, finding.papers[spot[0]].authors[spot[1]].name, attempt)

    @cache
    def taken() -> set[str]:
        asked = select(persons.c.id)
        if len(groups) <= PIECE:
            wanted = {candidate(group.spots[0], 0) for group in groups}
            asked = asked.where(one_of(connection, persons.c.id, wanted))
        return {row[0] for row in plain_rows(connection, asked)}

    def is_taken(name: str, attempt: int) -> bool:
        if attempt and len(groups) <= PIECE:
            return name in taken() or bool(plain_rows(connection, select(persons.c.id).where(persons.c.id == name)))
        return name in taken()

    def mint(spot: Spot) -> str:
        minted = next(one for attempt in count() if not is_taken(one := candidate(spot, attempt), attempt))
        taken().add(minted)
        return minted

    return mint


def _rows(connection: Connection, finding: PersonsFound, groups: Sequence[PersonGroup], ids: Sequence[str]) -> _Rows:
    rows = _Rows({}, {}, {})
    replaced = replaced_names(connection)
    for group, person in zip(groups, ids, strict=True):
        edges: dict[Spot, list[Any]] = {}
        for one in group.evidence:
            left, right = one.left, one.right
            end = left if right < left else right
            edges.setdefault(end, []).append((one.kind, left[0], left[1], right[0], right[1], one.detail))
        shown = []
        for spot in group.spots:
            name = finding.papers[spot[0]].authors[spot[1]].name
            theirs = edges.get(spot)
            rows.spots[spot] = StoredSpot(person, name, None if theirs is None else _encode(theirs).decode())
            shown.append(replaced[spot].new if spot in replaced else name)
        names = {*shown}
        rows.names[person] = (
            shown[0] if len(names) == 1 else max((shown.count(one), len(one), one) for one in names)[-1]
        )
        rows.doubts[person] = group.doubt
    return rows


def _write_spots(connection: Connection, known: PersonsBefore, rows: _Rows, changed: Collection[Spot]) -> None:
    gone = [{"name": spot[0], "at": spot[1]} for spot in changed if spot in known.rows]
    if gone:
        connection.execute(_NO_SPOT, gone)
    fresh = [
        (spot[0], spot[1], row.person, row.name, row.evidence)
        for spot in sorted(changed)
        if (row := rows.spots.get(spot)) is not None
    ]
    plain_insert(connection, person_spots, ("record", "position", "person", "name", "evidence"), fresh)


def _write_people(
    connection: Connection,
    known: PersonsBefore,
    rows: _Rows,
    assigned: Assignment,
    changed: Collection[Spot],
    number: int,
    now: datetime,
) -> None:
    papers = Counter(row.person for row in rows.spots.values())
    touched = {row.person for spot in changed if (row := rows.spots.get(spot)) is not None}
    touched |= {row.person for spot in changed if (row := known.rows.get(spot)) is not None}
    fresh, better = list[tuple[Any, ...]](), list[dict[str, Any]]()
    minted = Utc().process_bind_param(now, connection.dialect)
    for person in sorted({*assigned.ids, *assigned.merged, *assigned.emptied}):
        old = known.persons.get(person)
        if old is None:
            fresh.append((person, rows.names[person], None, minted, rows.doubts[person], papers[person], number))
            continue
        new = StoredPerson(
            name=rows.names.get(person) or old.name,
            merged_into=assigned.merged.get(person),
            minted=old.minted,
            doubt=rows.doubts.get(person, False),
            papers=papers[person],
        )
        if new != old or person in touched:
            better.append({name: getattr(new, name) for name in _CHANGING} | {"serial": number, "same": person})
    plain_insert(connection, persons, [column.name for column in persons.columns], fresh)
    if better:
        connection.execute(_BETTER, better)


def _write_pasts(
    connection: Connection, known: PersonsBefore, assigned: Assignment, moved: Mapping[Spot, Spot | None]
) -> None:
    """Whoever has no mentions any more is known by the last ones; whoever has some again is known by these."""
    left = {*assigned.merged, *assigned.emptied}
    for piece in pieces(sorted(assigned.revived | left)):
        connection.execute(delete(person_pasts).where(one_of(connection, person_pasts.c.person, piece)))
    places = {(moved.get(spot) or spot, row.person) for spot, row in known.rows.items() if row.person in left}
    if places:
        rows = [{"record": spot[0], "position": spot[1], "person": person} for spot, person in sorted(places)]
        connection.execute(insert(person_pasts), rows)


def _note(
    connection: Connection, known: PersonsBefore, rows: _Rows, assigned: Assignment, number: int, now: datetime
) -> None:
    """What became of persons, for those who follow them; each is noted once."""
    if not (assigned.merged or assigned.splits or assigned.revived or assigned.emptied):
        return
    before, after = _by_person(known.rows), _by_person(rows.spots)
    split_off = {other for _, other in assigned.splits}
    notes: list[tuple[str, str, str | None, set[Spot]]] = [
        ("merged", person, other, before[person]) for person, other in assigned.merged.items()
    ]
    notes += [("split", person, other, before[person] & after[other]) for person, other in assigned.splits]
    notes += [("returned", person, None, after[person]) for person in assigned.revived - split_off]
    notes += [("emptied", person, None, before[person]) for person in assigned.emptied]
    if notes:
        connection.execute(
            insert(person_changes),
            [
                {"serial": number, "person": person, "kind": kind, "other": other, "spots": sorted(spots), "at": now}
                for kind, person, other, spots in sorted(notes, key=lambda note: (note[0], note[1], note[2] or ""))
            ],
        )


def _by_person(rows: Mapping[Spot, StoredSpot]) -> defaultdict[str, set[Spot]]:
    found: defaultdict[str, set[Spot]] = defaultdict(set)
    for spot, row in rows.items():
        found[row.person].add(spot)
    return found


def _write_questions(connection: Connection, finding: PersonsFound) -> None:
    gone = finding.looked_at | finding.moved.keys()
    rows = _QUESTIONS.every_row(connection, {record for record, _ in gone})
    before = {row[:4]: (*row[:5], bytes(row[5])) for row in rows if row[:2] in gone}
    after = {row[:4]: row for row in map(_question, finding.questions)}
    old = [key for key, row in before.items() if after.get(key) != row]
    if old:
        same = [person_questions.c[name] == bindparam(f"old_{name}") for name in _QUESTION[:4]]
        values = [{f"old_{name}": value for name, value in zip(_QUESTION, key, strict=False)} for key in old]
        connection.execute(delete(person_questions).where(*same), values)
    fresh = [row for key, row in after.items() if before.get(key) != row]
    plain_insert(connection, person_questions, _QUESTION, fresh)


def _question(one: OpenQuestion) -> tuple[Any, ...]:
    return *one.left[0], *one.right[0], one.gain, msgspec.json.encode(one)
