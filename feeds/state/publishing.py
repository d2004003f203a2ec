"""What publishing keeps between runs: slugs, members of channels, where rendered entries are, files (SQL).

Accepting changes and writing files are two steps, so that a crash between them loses nothing: `accept` takes
changed entries into their channels and marks these dirty; `finish` notes what was written and clears the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, select, update

from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_rows, reading, writing
from enrich.database.locks import Lock
from enrich.database.statistics import count_rows_again
from enrich.errors import CannotPublish
from feeds.state.crowds import keep_crowds
from feeds.state.members import (
    CLOSE,
    LOOK,
    MAKE,
    REBUILD,
    THINNED,
    as_json,
    closing,
    insert_rows,
    is_afresh,
    keep_spots,
    mark,
    memberships,
    remove,
    set_values,
    stays,
    take_place,
)
from feeds.state.people import keep_authorships
from feeds.state.reads import Reads, read_names
from feeds.state.slugs import Numbers, channel_numbers, given_numbers
from feeds.state.tables import authorships, channels, members, publishing, rendered, segments, units
from feeds.state.types import ChannelRef, EntryRow, FilledArchive, WrittenFiles

TOKEN = "out"
"""The single value that names the last publication; out/ is as the store left it when beside it the same is noted."""
PUBLISHING = "publishing"
"""The lease of the one publisher on a store: two would read each other's places in each other's packs."""


class PublishState(Reads):
    """The published side of the store."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._numbers: Numbers = {}
        self._grown, self._count_again = 0, GROWN
        """Channels that were given numbers here, and with how many of them the tables are counted again."""

    # ------------------------------------------------------------ single values

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Keep single values (JSON)."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            set_values(connection, values)

    def begin_pack(self, values: Mapping[str, Any]) -> None:
        """A new pack, which has no segment yet; `values` are single values that hold from then on."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            connection.execute(delete(segments))
            set_values(connection, values)

    # ------------------------------------------------------------ taking changes in

    def take_places(self, moved: Mapping[str, str]) -> None:
        """Let the entries of records sit where those sit whose place they have taken; `moved` has the new id by the old one."""
        if moved:
            with writing(self._engine, Lock.PUBLISHED) as connection:
                for old, new in moved.items():
                    take_place(connection, old, new)

    def accept(
        self,
        ids: Collection[str],
        rows: Sequence[EntryRow],
        beside: Sequence[ChannelRef],
        values: Mapping[str, Any],
        wanted_slug: Callable[[ChannelRef], str],
    ) -> None:
        """Take the entries of these records into their channels; entries of theirs that are not in `rows` leave.

        Channels whose feed may change by that become dirty; those `beside` are there from now on even if empty.
        `values` are single values that hold from then on (the serial that was accepted last).
        """
        self.number([[*chain.from_iterable([row.places for row in rows]), *beside]], wanted_slug, {})
        self.seat(ids, rows)
        self.set_values(values)

    def number(
        self,
        groups: Iterable[Sequence[ChannelRef]],
        wanted_slug: Callable[[ChannelRef], str],
        values: Mapping[str, Any],
    ) -> None:
        """Give channels that have none their number and their slug, group after group; `values` hold from then on."""
        found: Numbers = {}
        with writing(self._engine, Lock.PUBLISHED) as connection:
            dirty = not is_afresh(connection)
            for places in groups:
                unknown = [place for place in places if place[:2] not in self._numbers]
                found |= channel_numbers(connection, unknown, wanted_slug, known=found, dirty=dirty)
            set_values(connection, values)
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers.clear()
        self._numbers.update(found)
        self._grown += len(found)
        if self._grown >= self._count_again:
            self._count_again = 2 * self._grown
            count_rows_again(self._engine, (channels, members, rendered, authorships))

    def seat(self, ids: Collection[str], rows: Sequence[EntryRow], word: str | None = None) -> None:
        """Take the entries of these records into their channels, which have numbers; entries that are not in `rows` leave.

        Channels whose feed may change by that become dirty. Several may do so at a time, each with records of its own.
        Raises CannotPublish when another gathering than that of the `word` has begun.
        """
        with reading(self._engine) as connection:
            afresh = is_afresh(connection)
            numbers = given_numbers(connection, {place[:2] for row in rows for place in row.places})
            before = memberships(connection, ids)
        after = {(numbers[place[:2]], row.entry): (-row.run, -row.day) for row in rows for place in row.places}
        left = {seat for seat, (page, *order) in before.items() if not stays(page, tuple(order), after.get(seat))}
        joined = [seat for seat in after if seat not in before or seat in left]
        with writing(self._engine, Lock.PUBLISHED, shared=bool(afresh) and not left) as connection:
            if word is not None:
                check_word(connection, word)
            remove(connection, {seat: before[seat] for seat in left})
            insert_rows(connection, members, [(seat[0], 0, *after[seat], seat[1]) for seat in joined])
            keep_crowds(connection, ids, rows)
            keep_authorships(connection, ids, rows)
            redone = keep_spots(connection, ids, rows)
            if not afresh:
                dirty = {channel for channel, _ in (*left, *joined)}
                dirty |= {channel for channel, entry in after if entry in redone}
                mark(connection, dirty)
            if left:
                set_values(connection, {THINNED: True})

    def stand(
        self, places: Sequence[ChannelRef], wanted_slug: Callable[[ChannelRef], str], names: Mapping[str, str]
    ) -> None:
        """Give channels that need no paper their rows, and channels that the settings name their names."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            numbers = channel_numbers(connection, places, wanted_slug)
            for place in places:
                number = numbers[place.kind, place.key]
                other = (channels.c.id == number) & (channels.c.name != place.name)
                connection.execute(update(channels).where(other).values(name=place.name, dirty=True))
            for key, name in names.items():
                other = channels.c.kind.in_(("author", "author.events")) & (channels.c.key == key)
                other &= channels.c.name != name
                connection.execute(update(channels).where(other).values(name=name, dirty=True))

    def mark_all(self, *, lost: bool) -> None:
        """Every channel is to be looked at; when its files are `lost`, also to be written whatever it holds."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            lost = lost or is_afresh(connection) == MAKE
            set_values(connection, {REBUILD: MAKE if lost else LOOK})

    def reopen_archives(self, size: int | None) -> None:
        """Open full archives again: all, or those of dirty channels that have fewer than `size` entries besides.

        The latter comes of entries that left, which the single value THINNED says.
        """
        archive = units.c.key.not_like("%:0") & units.c.key.not_like("%:open") & units.c.channel.is_not(None)
        with writing(self._engine, Lock.PUBLISHED) as connection:
            asked = select(units.c.channel).distinct().join(channels, channels.c.id == units.c.channel)
            every = size is None or is_afresh(connection) is not None
            found = connection.execute(asked.where(archive, channels.c.dirty | every)).scalars().all()
            for number in found:
                beside = select(func.count()).where(members.c.channel == number, members.c.page == 0)
                if size is None or connection.execute(beside).scalar_one() < size:
                    connection.execute(update(members).where(members.c.channel == number).values(page=0))
                    connection.execute(update(channels).where(channels.c.id == number).values(dirty=True))
                    connection.execute(
                        update(units).where(units.c.channel == number, archive).values(key=units.c.key + ":open")
                    )
            set_values(connection, {THINNED: False})

    def remake_archives(self, records: Collection[str]) -> None:
        """Full archives with entries of these records are to be made again, though they are full."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            asked = select(members.c.channel, members.c.page).join(rendered, rendered.c.entry == members.c.entry)
            asked = asked.where(members.c.page > 0, one_of(connection, rendered.c.record, records))
            pages = plain_rows(connection, asked.distinct())
            for piece in pieces([f"{channel}:{page}" for channel, page in pages]):
                connection.execute(update(units).where(units.c.key.in_(piece)).values(digest=b""))
            mark(connection, {channel for channel, _ in pages})

    def mark(self, files: Collection[str]) -> None:
        """These files are not as they were left: what they belong to is to be made again."""
        lost = frozenset(files)
        if not lost:
            return
        with writing(self._engine, Lock.PUBLISHED) as connection:
            rows = plain_rows(connection, select(units.c.key, units.c.channel, units.c.files))
            hit = [(key, channel) for key, channel, names in rows if not lost.isdisjoint(read_names(names))]
            if len(hit) == len(rows):
                set_values(connection, {REBUILD: MAKE})
                return
            if hit:
                those = one_of(connection, units.c.key, [key for key, _ in hit])
                connection.execute(update(units).where(those).values(digest=b""))
            mark(connection, {channel for _, channel in hit if channel is not None})

    # ------------------------------------------------------------ what was written

    def close_archives(self, filled: Sequence[FilledArchive]) -> None:
        """Give archives that are full their entries for good.

        Raises CannotPublish when the channel has other members between the first and the last of them.
        """
        if not filled:
            return
        with writing(self._engine, Lock.PUBLISHED) as connection:
            for one in filled:
                if connection.execute(CLOSE, closing(one)).rowcount != one.entries:
                    raise CannotPublish("channels have changed meanwhile; publish again")
            insert_rows(connection, units, [(f"{one.channel}:{one.page}", one.channel, b"", "[]") for one in filled])

    def finish(self, done: WrittenFiles, values: Mapping[str, Any], *, more: bool = False) -> tuple[int, int]:
        """What was written is in place, with `more` to follow; returns how many feeds and files there are now."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            before: list[tuple[str, tuple[str, ...]]] = []
            if changed := {*done.gone, *(unit.key for unit in done.units)}:
                those = one_of(connection, units.c.key, changed)
                rows = plain_rows(connection, select(units.c.key, units.c.files).where(those))
                before = [(key, read_names(names)) for key, names in rows]
                if before:
                    connection.execute(delete(units).where(those))
            insert_rows(connection, units, [(u.key, u.channel, u.digest, as_json(u.files)) for u in done.units])
            again = [{"k": key, "digest": digest} for key, digest in done.again]
            if again:
                connection.execute(update(units).where(units.c.key == bindparam("k")), again)
            self._settle(connection, done.channels, more=more)
            if closed := [int(key.removesuffix(":0")) for key in done.gone if key.endswith(":0")]:
                # Archives that nobody has hold nothing: whoever gets files again gets all of them.
                archived = one_of(connection, members.c.channel, closed) & (members.c.page > 0)
                connection.execute(update(members).where(archived).values(page=0))
            total = connection.execute(select(publishing.c.value).where(publishing.c.name == _TOTAL)).scalar() or [0, 0]
            after = [(unit.key, unit.files) for unit in done.units]
            feeds, files = (now + old - was for now, old, was in zip(_count(after), total, _count(before), strict=True))
            set_values(connection, {**values, _TOTAL: [feeds, files]})
        return feeds, files

    @staticmethod
    def _settle(connection: Connection, looked_at: Sequence[int], *, more: bool) -> None:
        """These channels are as they should be; all are when all were due and none is to follow."""
        if is_afresh(connection):
            if more:
                return
            connection.execute(update(channels).where(channels.c.dirty).values(dirty=False))
            connection.execute(delete(publishing).where(publishing.c.name == REBUILD))
            return
        for part in pieces(sorted(looked_at)):
            connection.execute(update(channels).where(channels.c.id.in_(part)).values(dirty=False))


GATHERING = "gathering"
"""The single value with the word of the gathering that goes on: what one that was cut off still does is not taken."""
GROWN = 1000
"""New channels after which the database is told how its tables have grown; then when there are twice as many, and so on."""
MOST_NUMBERS = 50_000
"""Numbers of channels in memory, about as many."""
_TOTAL = "total"
"""The single value with the numbers of feeds and files."""


def check_word(connection: Connection, word: str) -> None:
    """Raise CannotPublish when another gathering has begun."""
    asked = select(publishing.c.value).where(publishing.c.name == GATHERING)
    if connection.execute(asked).scalar() != word:
        raise CannotPublish("another process publishes from the same store by now; this one ends")


def _count(found: Sequence[tuple[str, Sequence[str]]]) -> tuple[int, int]:
    return sum(key.endswith(":0") for key, _ in found), sum(len(names) for _, names in found)
