"""What publishing reads of what it kept: channels, members, places of entries, units (SQL)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, starmap
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import Engine, bindparam, func, literal, select, true, tuple_

from enrich.database.arrays import FEW, AskedOf, one_of
from enrich.database.connection import plain_rows, plain_stream, reading
from enrich.store.schema import records
from feeds.state.crowds import CrowdRows
from feeds.state.members import ORDER, among, is_afresh
from feeds.state.page_counts import PageRows
from feeds.state.people import PeopleRows
from feeds.state.tables import channels, members, publishing, rendered, segments, units
from feeds.state.topics import TopicRows
from feeds.state.types import CachedEntry, Channel, ChannelPair, FileSet, Member

_read_sizes = msgspec.json.Decoder(tuple[int, ...]).decode
read_names = msgspec.json.Decoder(tuple[str, ...]).decode
LARGE = 2000
"""Entries above which a channel takes as long as hundreds of others."""
NONE: Mapping[int, int] = MappingProxyType({})
_VALUES = select(publishing.c.name, publishing.c.value)
_SLUGS = AskedOf(select(channels.c.key, channels.c.slug).where(channels.c.kind == bindparam("kind")), channels.c.key)
_UNITS = AskedOf(select(units), units.c.channel)
_MEMBERS = select(*members.c["channel", "entry", "run", "day"]).order_by(*members.primary_key.columns)
_OPEN = AskedOf(_MEMBERS.where(members.c.page == 0), members.c.channel)
_RECORDS = AskedOf(select(rendered.c.entry, rendered.c.record), rendered.c.entry)
_SPOTS = AskedOf(
    select(*rendered.c["entry", "digest", "segment", "place", "sizes", "updated"]),
    rendered.c.entry,
)
KINDS = "all", "topic", "author", "person"


class Reads:
    """The reading half of the published side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.pages = PageRows(engine)
        self.topics = TopicRows(engine)
        self.crowds = CrowdRows(engine)
        self.people = PeopleRows(engine)

    def values(self) -> dict[str, Any]:
        """All single values."""
        with reading(self._engine) as connection:
            return dict(connection.execute(_VALUES).all())

    def changed_since(self, serial: int) -> list[tuple[str, int]]:
        """(id, serial) of every published or removed record that changed after `serial`, ascending."""
        asked = select(records.c.id, records.c.serial).where(
            records.c.serial > serial, records.c.first_run.is_not(None)
        )
        with reading(self._engine) as connection:
            return plain_rows(connection, asked.order_by(records.c.serial))

    def numbers(self) -> range:
        """The numbers that channels have."""
        with reading(self._engine) as connection:
            return range(1, (connection.execute(select(func.max(channels.c.id))).scalar() or 0) + 1)

    def portions(self, size: int, large: int = LARGE) -> list[range] | list[list[ChannelPair]]:
        """Channels that are to be looked at, so many at a time; all of them by their numbers, those of many entries alone."""
        many = select(members.c.channel).group_by(members.c.channel).having(func.count() > large)
        with reading(self._engine) as connection:
            alone = None if is_afresh(connection) is None else connection.execute(many).scalars().all()
        if alone is None:
            due = self.dirty()
            return [due[start : start + size] for start in range(0, len(due), size)]
        numbers = self.numbers()
        edges = sorted({*numbers[::size], *alone, *(one + 1 for one in alone), numbers.stop})
        return [range(first, last) for first, last in pairwise(edges)]

    def dirty(self, within: range | None = None) -> list[ChannelPair]:
        """Channels that are to be looked at, of these numbers when some are given; ascending."""
        events = channels.alias()
        beside = select(channels.c.id, events.c.id).where(channels.c.key == events.c.key)
        beside = beside.where(channels.c.kind == func.replace(events.c.kind, ".events", ""))
        beside = beside.where(events.c.kind.in_([f"{kind}.events" for kind in KINDS]))
        due = select(channels.c.id).where(channels.c.kind.not_like("%.events")).order_by(channels.c.id)
        with reading(self._engine) as connection:
            if is_afresh(connection) is None:
                beside = beside.where(channels.c.dirty | events.c.dirty)
                due = due.where(channels.c.dirty)
            if within is not None:
                mine = channels.c.id.between(within.start, within.stop - 1)
                beside, due = beside.where(mine), due.where(mine)
            with_events = dict(plain_rows(connection, beside))
            found = [(number, with_events.pop(number, None)) for (number,) in plain_rows(connection, due)]
        return sorted([*found, *with_events.items()]) if with_events else found

    def channels(self, numbers: Sequence[int] | None = None) -> list[Channel]:
        """Channels by number, ascending; all of them when none are named."""
        asked = select(channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        asked = asked.order_by(channels.c.id)
        with reading(self._engine) as connection:
            if numbers is None:
                return list(starmap(Channel, plain_rows(connection, asked)))
            wanted = frozenset(numbers)
            return [
                channel
                for these in among(channels.c.id, numbers)
                for channel in starmap(Channel, plain_rows(connection, asked.where(these)))
                if channel.id in wanted
            ]

    def slugs(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """Key -> slug of the channels of a kind that have one."""
        with reading(self._engine) as connection:
            return dict(_SLUGS.rows(connection, keys, kind=kind))

    def long_channels(self, numbers: Sequence[int], beyond: int) -> dict[int, int]:
        """Channels of which more entries than `beyond` are in no full archive -> how many."""
        counted = select(members.c.channel, func.count()).group_by(members.c.channel).having(func.count() > beyond)
        with reading(self._engine) as connection:
            open_ones = (counted.where(these, members.c.page == 0) for these in among(members.c.channel, numbers))
            found = dict(row for asked in open_ones for row in plain_rows(connection, asked))
        wanted = frozenset(numbers) if found else frozenset()
        return {number: count for number, count in found.items() if number in wanted}

    def open_members(self, numbers: Sequence[int], first: Mapping[int, int] = NONE) -> dict[int, list[Member]]:
        """Entries that no full archive holds, by channel, in the channel's order.

        Of channels that `first` names, the first so many.
        """
        found: dict[int, list[Member]] = {number: [] for number in numbers}
        with reading(self._engine) as connection:
            for channel, most in first.items():
                its = _MEMBERS.where(members.c.channel == channel, members.c.page == 0).limit(most)
                found[channel] = [Member(*rest) for _, *rest in plain_rows(connection, its)]
            others = [number for number in numbers if number not in first]
            if len(others) <= FEW:
                for channel, entry, run, day in _OPEN.stream(connection, others):
                    found[channel].append(Member(entry, run, day))
                return found
            long = ~one_of(connection, members.c.channel, first) if first else true()
            for these in among(members.c.channel, others):
                ordered = plain_stream(connection, _MEMBERS.where(these, members.c.page == 0, long))
                for channel, entry, run, day in ordered:
                    if channel in found:
                        found[channel].append(Member(entry, run, day))
        return found

    def oldest_open(self, channel: int, most: int, newer: Member | None) -> list[Member]:
        """The last entries that no full archive holds, so many, the oldest first; of those before `newer` in that order."""
        asked = select(*members.c["entry", "run", "day"]).where(members.c.channel == channel, members.c.page == 0)
        if newer is not None:
            asked = asked.where(tuple_(literal(newer.run), literal(newer.day), literal(newer.entry)) > ORDER)
        asked = asked.order_by(members.c.run.desc(), members.c.day.desc(), members.c.entry.desc()).limit(most)
        with reading(self._engine) as connection:
            return list(starmap(Member, plain_rows(connection, asked)))

    def page_members(self, channel: int, page: int) -> list[str]:
        """The entries of a full archive, in the channel's order."""
        asked = select(members.c.entry).where(members.c.channel == channel, members.c.page == page)
        with reading(self._engine) as connection:
            return list(connection.execute(asked.order_by(members.c.run, members.c.day, members.c.entry)).scalars())

    def spots(self, entries: Collection[str]) -> dict[str, CachedEntry]:
        """Where entries are in the pack."""
        if not entries:
            return {}
        with reading(self._engine) as connection:
            rows = _SPOTS.stream(connection, entries)
            return {
                entry: CachedEntry(digest, segment, place, _read_sizes(sizes), when)
                for entry, digest, segment, place, sizes, when in rows
            }

    def segments(self) -> dict[str, int]:
        """How long each segment of the pack is at least."""
        with reading(self._engine) as connection:
            return dict(plain_rows(connection, select(segments.c.name, segments.c.size)))

    def units_of(self, numbers: Sequence[int]) -> dict[int, dict[str, FileSet]]:
        """The units of channels as they were written last, by channel and key."""
        found: dict[int, dict[str, FileSet]] = {number: {} for number in numbers}
        with reading(self._engine) as connection:
            few = [_UNITS.rows(connection, numbers)] if len(numbers) <= FEW else None
            for rows in few or (
                plain_rows(connection, select(units).where(it)) for it in among(units.c.channel, numbers)
            ):
                for key, channel, digest, names in rows:
                    if channel in found:
                        found[channel][key] = FileSet(key, channel, digest, read_names(names))
        return found

    def archives(self) -> dict[str, FileSet]:
        """The units of full archives as they were written last, by key."""
        asked = select(units).where(units.c.channel.is_not(None))
        for other in ("0", "open", "events"):
            asked = asked.where(units.c.key.not_like(f"%:{other}"))
        with reading(self._engine) as connection:
            rows = plain_rows(connection, asked)
        return {key: FileSet(key, channel, digest, read_names(names)) for key, channel, digest, names in rows}

    def site_units(self) -> dict[str, FileSet]:
        """The units that belong to no channel, by key; those that are one of many (`papers:2507`) left out."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(units).where(units.c.channel.is_(None), units.c.key.not_like("%:%")))
            return {key: FileSet(key, channel, digest, tuple(names)) for key, channel, digest, names in rows}

    def units_like(self, prefix: str, keys: Collection[str] | None = None) -> dict[str, FileSet]:
        """Units whose key is `<prefix>:...`, by key: all of them, or those of these keys."""
        asked = select(units).where(units.c.channel.is_(None), units.c.key.like(f"{prefix}:%"))
        with reading(self._engine) as connection:
            if keys is not None:
                asked = asked.where(one_of(connection, units.c.key, keys))
            rows = plain_rows(connection, asked)
        return {key: FileSet(key, channel, digest, read_names(names)) for key, channel, digest, names in rows}

    def lost_units(self, prefix: str) -> list[str]:
        """Keys of units like these of which a file is not as it was left."""
        asked = select(units.c.key).where(units.c.channel.is_(None), units.c.key.like(f"{prefix}:%"))
        with reading(self._engine) as connection:
            return list(connection.execute(asked.where(units.c.digest == b"")).scalars())

    def records_of(self, entries: Collection[str]) -> dict[str, str]:
        """The record of each of these rendered entries."""
        with reading(self._engine) as connection:
            return dict(_RECORDS.rows(connection, entries))

    def is_published(self, papers: Collection[str]) -> bool:
        """Whether entries were made of one of these papers."""
        with reading(self._engine) as connection:
            asked = select(rendered.c.record).where(one_of(connection, rendered.c.record, papers))
            return connection.execute(asked.limit(1)).first() is not None

    def channel_of(self, kind: str, key: str) -> Channel | None:
        """The channel of that kind and key."""
        asked = select(channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        with reading(self._engine) as connection:
            row = connection.execute(asked.where(channels.c.kind == kind, channels.c.key == key)).first()
            return Channel(*row) if row else None

    def records_in(self, numbers: Collection[int]) -> set[str]:
        """Ids of the records that these channels hold."""
        with reading(self._engine) as connection:
            asked = select(rendered.c.record).join(members, members.c.entry == rendered.c.entry)
            rows = connection.execute(asked.where(one_of(connection, members.c.channel, numbers)).distinct())
            return set(rows.scalars())

    def files(self) -> set[str]:
        """Every file that was published."""
        with reading(self._engine) as connection:
            return {name for (names,) in plain_rows(connection, select(units.c.files)) for name in read_names(names)}

    def with_files(self, numbers: Collection[int]) -> set[int]:
        """Those of these channels whose feed is a file."""
        with reading(self._engine) as connection:
            asked = select(units.c.channel, units.c.files).where(units.c.key.like("%:0"))
            return {number for number, names in plain_rows(connection, asked) if number in numbers and names != "[]"}

    def with_feed(self, within: range | None = None) -> list[int]:
        """Numbers of the channels that have a feed, as a file or made on demand, of these numbers when some are given."""
        asked = select(units.c.channel).where(units.c.key.like("%:0"))
        if within is not None:
            asked = asked.where(units.c.channel.between(within.start, within.stop - 1))
        with reading(self._engine) as connection:
            return list(connection.execute(asked).scalars())
