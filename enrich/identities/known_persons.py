"""Persons as they are stored, for whoever looks them up: by id, by an author of a paper, or by a part of a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from enrich.database.connection import plain_rows
from enrich.identities.decided.claims import Unclear, located
from enrich.identities.decided.decisions import decisions
from enrich.identities.decided.name_changes import name_changes
from enrich.identities.former import persons_at
from enrich.identities.survivors import aliases, survivors
from enrich.names import name_key
from enrich.options.author_claims import PERSON_ID, parse_claim
from enrich.people.person import Evidence, Spot
from enrich.store.schema import person_spots, persons

_evidence = msgspec.json.Decoder().decode


class PersonLine(Struct, frozen=True):
    """A person in a list."""

    id: str
    name: str
    papers: int
    doubt: bool
    """Whether a name of theirs may be somebody else's too."""


class PersonCard(Struct, frozen=True):
    """Everything that is stored of one person."""

    id: str
    name: str
    aliases: tuple[str, ...]
    """Ids that lead here."""
    spots: tuple[tuple[Spot, str], ...]
    """With the name as printed; sorted."""
    evidence: tuple[Evidence, ...]

    @property
    def names(self) -> list[tuple[str, int]]:
        """As printed, with how many papers; the most frequent first."""
        counts = Counter(name for _, name in self.spots)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def listed(connection: Connection, text: str = "") -> list[PersonLine]:
    """Persons with papers, who have this text in a name, or this id; those with most papers first."""
    columns = persons.c.id, persons.c.name, persons.c.papers, persons.c.doubt
    found = [
        PersonLine(row[0], row[1], row[2], bool(row[3])) for row in plain_rows(connection, select(*columns)) if row[2]
    ]
    if PERSON_ID.fullmatch(text):
        known = survivors(connection, [text])
        found = [one for one in found if one.id == known[text]]
    elif key := name_key(text):
        spelled = select(person_spots.c.person, person_spots.c.name).distinct()
        theirs = {person for person, name in plain_rows(connection, spelled) if key in name_key(name)}
        found = [one for one in found if one.id in theirs or key in name_key(one.name)]
    return sorted(found, key=lambda one: (-one.papers, name_key(one.name), one.id))


def meant(connection: Connection, text: str) -> list[PersonLine]:
    """Whoever may be meant by a text, in any form of `enrich.options.author_claims`.

    Raises Unclear for an author of a paper who is not there, or no person so far.
    """
    if not name_key(text):
        return []
    try:
        claim = parse_claim(text)
    except ValueError as wrong:
        raise Unclear(str(wrong)) from wrong
    if claim.paper is None:
        return listed(connection, text)
    (author,) = located(connection, claim)
    spot = claim.paper, author.position or 0
    row = persons_at(connection, [spot]).get(spot)
    if row is None:
        raise Unclear(
            f"{author} is no person so far: nothing shows that another paper is theirs, and one paper alone makes no person; "
            "`paperwire people join` says whose it is"
        )
    return listed(connection, row.person)


def card(connection: Connection, person: str) -> PersonCard | None:
    """A person, or whom that id means now; None for an id that nobody has, or who has no papers now."""
    living = survivors(connection, [person])[person]
    name = connection.execute(select(persons.c.name).where(persons.c.id == living)).scalar()
    columns = person_spots.c.record, person_spots.c.position, person_spots.c.name, person_spots.c.evidence
    rows = plain_rows(connection, select(*columns).where(person_spots.c.person == living))
    if name is None or not rows:
        return None
    return PersonCard(
        id=living,
        name=name,
        aliases=tuple(sorted(one for one, other in aliases(connection).items() if other == living)),
        spots=tuple(sorted(((row[0], row[1]), row[2]) for row in rows)),
        evidence=tuple(edge for row in rows for edge in edges(row[3])),
    )


class PersonFact(Struct, frozen=True):
    """Something that was decided of a person."""

    batch: int
    """The number to undo it by."""
    kind: str
    """An answer, or `renamed`."""
    who: str
    when: datetime
    why: str


def facts_of(connection: Connection, found: PersonCard) -> list[PersonFact]:
    """What was decided of a person's papers, and of the name; the oldest first."""
    own = {spot for spot, _ in found.spots}
    papers = {record for record, _ in own}
    facts = [
        PersonFact(one.batch, one.answer, one.who, one.when, one.why)
        for one in decisions(connection)
        if any(
            claim.paper in papers and (claim.position is None or (claim.paper, claim.position) in own)
            for claim in one.claims
        )
    ]
    facts += [
        PersonFact(one.batch, "renamed", one.who, one.when, one.why)
        for one in name_changes(connection)
        if one.person in {found.id, *found.aliases}
    ]
    return sorted(dict.fromkeys(facts), key=lambda one: one.batch)


def edges(text: str | None) -> Sequence[Evidence]:
    """Evidence as the store has it (JSON)."""
    rows: list[Any] = _evidence(text) if text else []
    return [Evidence(row[0], (row[1], row[2]), (row[3], row[4]), tuple(row[5])) for row in rows]
