"""Who wrote what, as it is published, and who has a channel of the own (SQL).

::

    person_spots (who is who) --gathering--> authorships --seat--> members of channels of persons
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Text, bindparam, cast, delete, func, select, type_coerce, update

from enrich.database.arrays import AskedOf, one_of, pieces
from enrich.database.connection import plain_rows, plain_stream, reading, writing
from enrich.database.locks import Lock
from enrich.identities.survivors import aliases
from enrich.identities.tables import person_changes, person_renames
from enrich.names import name_key
from enrich.store.schema import PERSONS_FOUND, person_spots, persons, runs
from feeds.state.members import THINNED, insert_rows, is_afresh, mark, remove, set_values, stays
from feeds.state.slugs import channel_numbers
from feeds.state.tables import authorships, channels, crowds, members, publishing, rendered, units
from feeds.state.types import AuthorshipOf, Channel, ChannelRef, EntryRow, PersonChange, PersonRow, SeatedPaper

KIND = "person"
NOTICE = "person:"
"""Begins the entries of channels of persons that are not papers."""
RENAMED = "people_renamed"
"""The single value with the channels of persons that have other names than lists of channels have: [number, former name] of
each, or true where there are many."""
_MOST_RENAMED = 1000
_CHANNEL = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
_decode = msgspec.json.Decoder().decode


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


_OF_NAMES = AskedOf(select(authorships.c.author, authorships.c.person, authorships.c.entry), authorships.c.author)
_PERSONS = AskedOf(select(persons.c.id, persons.c.name, persons.c.merged_into, persons.c.papers), persons.c.id)
_RENAMES = select(person_renames.c.old, person_renames.c.new).where(person_renames.c.undone.is_(None))
_CHANNELS = AskedOf(select(*_CHANNEL).where(channels.c.kind == bindparam("kind")), channels.c.key)
_SPOT = (person_spots.c.record == authorships.c.entry) & (person_spots.c.position == authorships.c.position)
_WROTE = authorships.c["person", "entry", "position", "author", "day", "facts"]
_WRITTEN_BY = AskedOf(
    select(*_WROTE, person_spots.c.evidence)
    .outerjoin(person_spots, _SPOT & (person_spots.c.person == authorships.c.person))
    .order_by(authorships.c.entry, authorships.c.position),
    authorships.c.person,
)


class PeopleRows:
    """What publishing keeps and asks of persons."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # ------------------------------------------------------------ who is to be looked at

    def are_found(self) -> bool:
        """Whether all persons are there, or none: false while they are found for the first time."""
        with reading(self._engine) as connection:
            return bool(connection.execute(select(PERSONS_FOUND)).scalar())

    def newest_update(self) -> int:
        """The number of the last update of persons that changed one, 0 when there was none."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(persons.c.serial)).where(PERSONS_FOUND)).scalar() or 0

    def everybody(self) -> list[str]:
        """Ids of all who have papers that are published or had a channel, and of those who were merged; ascending."""
        with reading(self._engine) as connection:
            found = set(connection.execute(select(authorships.c.person).distinct()).scalars())
            found |= set(connection.execute(select(channels.c.key).where(channels.c.kind == KIND)).scalars())
            found |= set(connection.execute(select(persons.c.id).where(PERSONS_FOUND)).scalars())
        return sorted(found)

    def changed(self, touched: Collection[str], update: int, names: Collection[str] = ()) -> set[str]:
        """Persons of whom what is published may differ: `touched` are records that changed, `update` is the last one seen.

        They are those who changed, whose papers changed, and who share a name with an author of such a paper or have one
        of these `names`; and whoever was merged into one of them.
        """
        with reading(self._engine) as connection:
            of_papers = one_of(connection, authorships.c.entry, touched)
            found = set(connection.execute(select(authorships.c.person).where(of_papers)).scalars())
            found |= set(
                connection.execute(select(persons.c.id).where(persons.c.serial > update, PERSONS_FOUND)).scalars()
            )
            # In two steps, since SQLite would go through all channels of these kinds otherwise.
            numbers = select(members.c.channel).where(one_of(connection, members.c.entry, touched)).distinct()
            in_channels = one_of(connection, channels.c.id, set(connection.execute(numbers).scalars()))
            seats = select(channels.c.kind, channels.c.key).where(in_channels, channels.c.kind.in_(("author", KIND)))
            seated = plain_rows(connection, seats)
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
        with reading(self._engine) as connection:
            for key, person, entry in _OF_NAMES.rows(connection, keys):
                found[key][person].add(entry)
        return found

    def authorships_of(self, people: Collection[str]) -> Iterator[AuthorshipOf]:
        """Everything that these persons wrote, with the evidence; in the order of papers."""
        with reading(self._engine) as connection:
            for person, entry, position, author, day, facts, evidence in _WRITTEN_BY.rows(connection, people):
                yield AuthorshipOf(person, entry, position, author, -day, facts.encode(), _edges(evidence))

    def rows(self, people: Collection[str]) -> dict[str, PersonRow]:
        """Persons by id, as the store has them."""
        with reading(self._engine) as connection:
            rows = _PERSONS.rows(connection, people)
        return {row[0]: PersonRow(*row) for row in rows}

    def aliases(self) -> dict[str, str]:
        """Ids of merged persons -> whom they mean now."""
        with reading(self._engine) as connection:
            return aliases(connection)

    def newest_change(self) -> int:
        """The number of the last change, 0 when there was none."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(person_changes.c.id))).scalar() or 0

    def changes(self, after: int) -> list[PersonChange]:
        """What became of persons after this change, in order, of those kinds that their subscribers are to know of."""
        columns = (person_changes.c.id, person_changes.c.person, person_changes.c.kind, person_changes.c.other)
        asked = select(*columns, person_changes.c.spots, person_changes.c.at).order_by(person_changes.c.id)
        asked = asked.where(person_changes.c.id > after, person_changes.c.kind.in_(("split", "emptied")))
        with reading(self._engine) as connection:
            rows = connection.execute(asked).all()
            begun = connection.execute(select(runs.c.id, runs.c.started).order_by(runs.c.id)).all() if rows else []
        return [
            PersonChange(
                *row[:4], len(row[4] or ()), row[5], max([run for run, when in begun if when <= row[5]], default=0)
            )
            for row in rows
        ]

    def former_keys(self) -> set[str]:
        """Keys of names that are shown nowhere any more at their bearers' request; others may have one of them."""
        with reading(self._engine) as connection:
            rows = connection.execute(_RENAMES).all()
        return {name_key(name) for old, new in rows for name in old} - {name_key(new) for _, new in rows}

    # ------------------------------------------------------------ their channels

    def channels_of(self, people: Collection[str], kind: str = KIND) -> dict[str, Channel]:
        """Channels of persons who have one, or had one, by id; of their papers, or of another kind."""
        with reading(self._engine) as connection:
            rows = _CHANNELS.rows(connection, people, kind=kind)
        return {row[2]: Channel(*row) for row in rows}

    def with_orcid(self, people: Collection[str], orcids: Collection[str]) -> set[str]:
        """Those of them who have one of these ORCID iDs on a paper."""
        found: set[str] = set()
        with reading(self._engine) as connection:
            mine = select(authorships.c.person).where(one_of(connection, authorships.c.person, people))
            for orcid in filter(lambda one: "-" in one, orcids):
                on_paper = type_coerce(authorships.c.facts, Text).like(f'%"orcid":"{orcid}"%')
                found.update(connection.execute(mine.where(on_paper)).scalars())
        return found

    def events_of(self, papers: Mapping[str, Collection[str]]) -> dict[str, list[SeatedPaper]]:
        """Person -> events of these papers, in the order of channels."""
        whose: dict[str, list[str]] = defaultdict(list)
        for person, its in papers.items():
            for paper in its:
                whose[paper].append(person)
        found: dict[str, list[SeatedPaper]] = {person: [] for person in papers}
        asked = select(rendered.c.record, members.c.entry, members.c.run, members.c.day)
        asked = asked.join(members, members.c.entry == rendered.c.entry).join(
            channels, channels.c.id == members.c.channel
        )
        with reading(self._engine) as connection:
            asked = asked.where(channels.c.kind == "all.events", one_of(connection, rendered.c.record, whose))
            for record, entry, run, day in plain_rows(connection, asked):
                for person in whose[record]:
                    found[person].append(SeatedPaper(entry, "", run, day))
        return found

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
            _note_renamed(connection, _rename(connection, {numbers[place[:2]]: place.name for place in seats}))
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


def _rename(connection: Connection, names: Mapping[int, str]) -> dict[int, str]:
    """Keep the present names of these channels; the former ones of those that have another."""
    former: dict[int, str] = {}
    for piece in pieces(sorted(names)):
        asked = select(channels.c.id, channels.c.name).where(channels.c.id.in_(piece))
        for number, name in plain_rows(connection, asked):
            if name != names[number]:
                connection.execute(update(channels).where(channels.c.id == number).values(name=names[number]))
                former[number] = name
    return former


def _note_renamed(connection: Connection, former: Mapping[int, str]) -> None:
    if former:
        asked = select(publishing.c.value).where(publishing.c.name == RENAMED)
        before = connection.execute(asked).scalar() or []
        few = isinstance(before, list) and len(before) + len(former) <= _MOST_RENAMED
        set_values(connection, {RENAMED: [*before, *map(list, former.items())] if few else True})


def _edges(evidence: str | None) -> tuple[tuple[Any, ...], ...]:
    return tuple([tuple(edge) for edge in _decode(evidence) or ()]) if evidence else ()
