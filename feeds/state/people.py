"""Who wrote what, as it is published, and who has a channel of the own (SQL).

::

    person_spots (who is who) --gathering--> authorships --seat--> members of channels of persons
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Engine, Text, cast, delete, func, select, update

from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_rows, plain_stream, reading, writing
from enrich.database.locks import Lock
from enrich.identities.tables import person_changes
from enrich.store.schema import person_spots, persons
from feeds.state.members import THINNED, insert_rows, is_afresh, mark, remove, set_values, stays
from feeds.state.slugs import channel_numbers
from feeds.state.tables import authorships, channels, crowds, members, units
from feeds.state.types import Channel, ChannelRef, EntryRow

KIND = "person"
NOTICE = "person:"
"""Begins the entries of channels of persons that are not papers."""
RENAMED = "people_renamed"
"""The single value that says that channels of persons have other names than lists of channels have."""
_CHANNEL = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
_decode = msgspec.json.Decoder().decode


class SeatedPaper(Struct, frozen=True, gc=False, array_like=True):
    """A paper of a person, in the order of channels."""

    entry: str
    author: str
    """The key of the name that stands on it."""
    run: int
    day: int


class AuthorshipOf(Struct, frozen=True, gc=False):
    """One author of one paper who is a person, with why."""

    person: str
    entry: str
    position: int
    author: str
    day: int
    """When the paper was published: seconds since 1970."""
    facts: bytes
    """JSON."""
    evidence: tuple[tuple[Any, ...], ...] = ()
    """Edges: kind, record and position of both sides, detail."""


class PersonRow(Struct, frozen=True, gc=False):
    """A person as the store has it."""

    id: str
    name: str
    merged_into: str | None
    papers: int


class PersonChange(Struct, frozen=True, gc=False):
    """Something that became of a person."""

    number: int
    """Of the change, ascending."""
    person: str
    kind: str
    """`split`, `merged`, `emptied`, `returned`."""
    other: str | None
    """Whom the other part is, or who the person is now."""
    papers: int
    """How many mentions it is about."""
    at: Any
    """UTC."""


def keep_authorships(connection: Connection, ids: Collection[str], rows: Sequence[EntryRow]) -> None:
    """Keep which authors of these records are known to be somebody."""
    connection.execute(delete(authorships).where(one_of(connection, authorships.c.entry, ids)))
    insert_rows(
        connection,
        authorships,
        [
            (row.entry, one.position, one.person, one.author, -row.run, -row.day, one.facts)
            for row in rows
            for one in row.authorships
        ],
    )


class PeopleRows:
    """What publishing keeps and asks of persons."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # ------------------------------------------------------------ who is to be looked at

    def newest_update(self) -> int:
        """The number of the last update of persons that changed one, 0 when there was none."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(persons.c.serial))).scalar() or 0

    def everybody(self) -> list[str]:
        """Ids of all who have papers that are published or had a channel, and of those who were merged; ascending."""
        with reading(self._engine) as connection:
            found = set(connection.execute(select(authorships.c.person).distinct()).scalars())
            found |= set(connection.execute(select(channels.c.key).where(channels.c.kind == KIND)).scalars())
            found |= set(connection.execute(select(persons.c.id)).scalars())
        return sorted(found)

    def changed(self, touched: Collection[str], update: int, names: Collection[str] = ()) -> set[str]:
        """Persons of whom what is published may differ: `touched` are records that changed, `update` is the last one seen.

        They are those who changed, whose papers changed, and who share a name with an author of such a paper or have one
        of these `names`; and whoever was merged into one of them.
        """
        with reading(self._engine) as connection:
            of_papers = one_of(connection, authorships.c.entry, touched)
            found = set(connection.execute(select(authorships.c.person).where(of_papers)).scalars())
            found |= set(connection.execute(select(persons.c.id).where(persons.c.serial > update)).scalars())
            seats = select(channels.c.kind, channels.c.key).join(members, members.c.channel == channels.c.id)
            seats = seats.where(channels.c.kind.in_(("author", KIND)), one_of(connection, members.c.entry, touched))
            seated = plain_rows(connection, seats.distinct())
            found |= {key for kind, key in seated if kind == KIND}
            keys = {key for kind, key in seated if kind == "author"} | {*names}
            by_person = one_of(connection, authorships.c.person, found)
            keys |= set(connection.execute(select(authorships.c.author).where(by_person).distinct()).scalars())
            by_name = one_of(connection, authorships.c.author, keys)
            found |= set(connection.execute(select(authorships.c.person).where(by_name).distinct()).scalars())
        return found | {alias for alias, survivor in self.aliases().items() if survivor in found}

    # ------------------------------------------------------------ what is known of them

    def papers_of(self, people: Collection[str]) -> dict[str, list[SeatedPaper]]:
        """Person -> papers, each once for each name on it."""
        found: dict[str, list[SeatedPaper]] = {person: [] for person in people}
        asked = select(
            authorships.c.person, authorships.c.entry, authorships.c.author, authorships.c.run, authorships.c.day
        )
        with reading(self._engine) as connection:
            for person, *rest in plain_rows(connection, asked.where(one_of(connection, authorships.c.person, people))):
                found[person].append(SeatedPaper(*rest))
        return found

    def of_names(self, keys: Collection[str]) -> dict[str, dict[str, set[str]]]:
        """Key of a name -> person -> papers."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        asked = select(authorships.c.author, authorships.c.person, authorships.c.entry)
        with reading(self._engine) as connection:
            for key, person, entry in plain_rows(
                connection, asked.where(one_of(connection, authorships.c.author, keys))
            ):
                found[key][person].add(entry)
        return found

    def authorships_of(self, people: Collection[str]) -> Iterator[AuthorshipOf]:
        """Everything that these persons wrote, with the evidence; in the order of papers."""
        columns = (
            *(authorships.c.person, authorships.c.entry, authorships.c.position, authorships.c.author),
            *(authorships.c.day, authorships.c.facts, person_spots.c.evidence),
        )
        spot = (person_spots.c.record == authorships.c.entry) & (person_spots.c.position == authorships.c.position)
        asked = select(*columns).outerjoin(person_spots, spot & (person_spots.c.person == authorships.c.person))
        with reading(self._engine) as connection:
            asked = asked.where(one_of(connection, authorships.c.person, people))
            for person, entry, position, author, day, facts, evidence in plain_rows(
                connection, asked.order_by(authorships.c.entry, authorships.c.position)
            ):
                yield AuthorshipOf(person, entry, position, author, -day, facts.encode(), _edges(evidence))

    def rows(self, people: Collection[str]) -> dict[str, PersonRow]:
        """Persons by id, as the store has them."""
        asked = select(persons.c.id, persons.c.name, persons.c.merged_into, persons.c.papers)
        with reading(self._engine) as connection:
            rows = plain_rows(connection, asked.where(one_of(connection, persons.c.id, people)))
        return {row[0]: PersonRow(*row) for row in rows}

    def aliases(self) -> dict[str, str]:
        """Ids of merged persons -> whom they mean now."""
        asked = select(persons.c.id, persons.c.merged_into).where(persons.c.merged_into.is_not(None))
        with reading(self._engine) as connection:
            merged = dict(plain_rows(connection, asked))
        found = {}
        for name in merged:
            way = [name]
            while way[-1] in merged and merged[way[-1]] not in way:
                way.append(merged[way[-1]])
            found[name] = way[-1]
        return found

    def changes(self) -> list[PersonChange]:
        """What became of persons, in order, of those kinds that their subscribers are to know of."""
        columns = (person_changes.c.id, person_changes.c.person, person_changes.c.kind, person_changes.c.other)
        asked = select(*columns, person_changes.c.spots, person_changes.c.at).order_by(person_changes.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(asked.where(person_changes.c.kind.in_(("split", "emptied")))).all()
        return [PersonChange(*row[:4], len(row[4] or ()), row[5]) for row in rows]

    # ------------------------------------------------------------ their channels

    def channels_of(self, people: Collection[str]) -> dict[str, Channel]:
        """Channels of persons who have one, or had one, by id."""
        asked = select(*_CHANNEL).where(channels.c.kind == KIND)
        with reading(self._engine) as connection:
            rows = plain_rows(connection, asked.where(one_of(connection, channels.c.key, people)))
        return {row[2]: Channel(*row) for row in rows}

    def with_feed(self, people: Collection[str]) -> set[str]:
        """Those of them whose own feed was written."""
        written = select(units.c.key).where(units.c.key == cast(channels.c.id, Text) + ":0").exists()
        asked = select(channels.c.key).where(channels.c.kind == KIND, written)
        with reading(self._engine) as connection:
            return set(connection.execute(asked.where(one_of(connection, channels.c.key, people))).scalars())

    def name_counts(self, keys: Collection[str]) -> dict[str, int]:
        """How many papers the channel of each of these names has."""
        asked = select(channels.c.key, func.count()).join(members, members.c.channel == channels.c.id)
        asked = asked.where(channels.c.kind == "author").group_by(channels.c.key)
        with reading(self._engine) as connection:
            return dict(plain_rows(connection, asked.where(one_of(connection, channels.c.key, keys))))

    def of_crowds(self, entries: Collection[str]) -> set[str]:
        """Those of these papers that are of very many authors."""
        with reading(self._engine) as connection:
            asked = select(crowds.c.entry).where(one_of(connection, crowds.c.entry, entries))
            return set(connection.execute(asked).scalars())

    def seat(
        self,
        seats: Mapping[ChannelRef, Collection[SeatedPaper]],
        names: Collection[str],
        wanted_slug: Callable[[ChannelRef], str],
    ) -> None:
        """Give channels of persons these papers and no others; the pages of these `names` are to be made again as well.

        The feed of a person who got or lost a paper, or has another name, becomes dirty, and so does the page.
        """
        with writing(self._engine, Lock.PUBLISHED) as connection:
            afresh = is_afresh(connection)
            numbers = channel_numbers(connection, seats, wanted_slug, dirty=not afresh)
            after = {
                (numbers[place[:2]], one.entry): (one.run, one.day) for place, papers in seats.items() for one in papers
            }
            before = _seats(connection, [numbers[place[:2]] for place in seats])
            left = {seat for seat, (page, *order) in before.items() if not stays(page, tuple(order), after.get(seat))}
            joined = [seat for seat in after if seat not in before or seat in left]
            remove(connection, {seat: before[seat] for seat in left})
            insert_rows(connection, members, [(seat[0], 0, *after[seat], seat[1]) for seat in sorted(joined)])
            if _rename(connection, {numbers[place[:2]]: place.name for place in seats}):
                set_values(connection, {RENAMED: True})
            if not afresh:
                due = set(numbers.values())
                named = select(channels.c.id).where(channels.c.kind == "author")
                due |= set(connection.execute(named.where(one_of(connection, channels.c.key, names))).scalars())
                mark(connection, due)
            if left:
                set_values(connection, {THINNED: True})


def _seats(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, str], tuple[int, int, int]]:
    """(channel, entry) -> (page, run, day) of papers; notices stay where they are."""
    asked = select(members.c.channel, members.c.entry, members.c.page, members.c.run, members.c.day)
    rows = plain_stream(connection, asked.where(one_of(connection, members.c.channel, numbers)))
    return {
        (channel, entry): (page, run, day) for channel, entry, page, run, day in rows if not entry.startswith(NOTICE)
    }


def _rename(connection: Connection, names: Mapping[int, str]) -> bool:
    """Keep the present names of these channels; whether one is another than before."""
    differs = False
    for piece in pieces(sorted(names)):
        asked = select(channels.c.id, channels.c.name).where(channels.c.id.in_(piece))
        for number, name in plain_rows(connection, asked):
            if name != names[number]:
                connection.execute(update(channels).where(channels.c.id == number).values(name=names[number]))
                differs = True
    return differs


def _edges(evidence: str | None) -> tuple[tuple[Any, ...], ...]:
    return tuple([tuple(edge) for edge in _decode(evidence) or ()]) if evidence else ()
