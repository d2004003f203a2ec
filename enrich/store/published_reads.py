"""What publishing reads of what it kept: channels, members, places of entries, units (SQL)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Engine, func, select

from enrich.store.connection import reading
from enrich.store.published_pages import PageRows
from enrich.store.published_rows import Channel, Member, Spot, Unit
from enrich.store.published_schema import channels, members, publishing, rendered, units
from enrich.store.published_seats import among, pieces, plain_rows
from enrich.store.schema import records

_read_sizes = msgspec.json.Decoder(tuple[int, ...]).decode
read_names = msgspec.json.Decoder(tuple[str, ...]).decode
KINDS = ("all", "topic", "author", "all.events", "topic.events", "author.events")


class Reads:
    """The reading half of the published side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.pages = PageRows(engine)

    def values(self) -> dict[str, Any]:
        """All single values."""
        with reading(self._engine) as connection:
            return dict(connection.execute(select(publishing.c.name, publishing.c.value)).all())

    def changed_since(self, serial: int) -> list[tuple[str, int]]:
        """(id, serial) of every published or removed record that changed after `serial`, ascending."""
        asked = select(records.c.id, records.c.serial).where(
            records.c.serial > serial, records.c.first_run.is_not(None)
        )
        with reading(self._engine) as connection:
            return [(name, number) for name, number in connection.execute(asked.order_by(records.c.serial))]

    def dirty(self) -> list[tuple[int, int | None]]:
        """Channels that are to be looked at, each with the channel of its events when it has one; ascending."""
        base, beside = channels.alias(), channels.alias()
        kinds = {kind: kind.removesuffix(".events") for kind in KINDS}
        with reading(self._engine) as connection:
            found: set[int] = set()
            for kind, of in kinds.items():
                asked = select(channels.c.id if kind == of else base.c.id)
                if kind != of:
                    asked = asked.join(base, (base.c.key == channels.c.key) & (base.c.kind == of))
                found.update(connection.execute(asked.where(channels.c.dirty, channels.c.kind == kind)).scalars())
            joined = (beside.c.key == channels.c.key) & (beside.c.kind == channels.c.kind + ".events")
            asked = select(channels.c.id, beside.c.id).select_from(channels.outerjoin(beside, joined))
            return [
                (one, other)
                for piece in pieces(sorted(found))
                for one, other in plain_rows(
                    connection, asked.where(among(channels.c.id, piece)).order_by(channels.c.id)
                )
                if one in found
            ]

    def channels(self, numbers: Sequence[int] | None = None) -> list[Channel]:
        """Channels by number, ascending; all of them when none are named."""
        asked = select(channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        asked = asked.order_by(channels.c.id)
        with reading(self._engine) as connection:
            if numbers is None:
                return [Channel(*row) for row in plain_rows(connection, asked)]
            wanted = frozenset(numbers)
            return [
                Channel(*row)
                for piece in pieces(numbers)
                for row in plain_rows(connection, asked.where(among(channels.c.id, piece)))
                if row[0] in wanted
            ]

    def slugs(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """Key -> slug of the channels of a kind that have one."""
        found: dict[str, str] = {}
        with reading(self._engine) as connection:
            for piece in pieces(sorted(set(keys))):
                asked = select(channels.c.key, channels.c.slug).where(
                    channels.c.kind == kind, channels.c.key.in_(piece)
                )
                found |= dict(connection.execute(asked).all())
        return found

    def open_members(self, numbers: Sequence[int]) -> dict[int, list[Member]]:
        """Entries that no full archive holds, by channel, in the channel's order."""
        found: dict[int, list[Member]] = {number: [] for number in numbers}
        with reading(self._engine) as connection:
            for piece in pieces(numbers):
                asked = select(members.c.channel, members.c.entry, members.c.run, members.c.day)
                asked = asked.where(among(members.c.channel, piece), members.c.page == 0)
                asked = asked.order_by(*members.primary_key.columns)
                for channel, entry, run, day in plain_rows(connection, asked):
                    if channel in found:
                        found[channel].append(Member(entry, run, day))
        return found

    def page_members(self, channel: int, page: int) -> list[str]:
        """The entries of a full archive, in the channel's order."""
        asked = select(members.c.entry).where(members.c.channel == channel, members.c.page == page)
        with reading(self._engine) as connection:
            return list(connection.execute(asked.order_by(members.c.run, members.c.day, members.c.entry)).scalars())

    def spots(self, entries: Collection[str]) -> dict[str, Spot]:
        """Where entries are in the pack."""
        found: dict[str, Spot] = {}
        columns = (rendered.c.entry, rendered.c.digest, rendered.c.place, rendered.c.sizes, rendered.c.updated)
        with reading(self._engine) as connection:
            for piece in pieces(sorted(set(entries))):
                asked = select(*columns).where(rendered.c.entry.in_(piece))
                for entry, digest, place, sizes, updated in plain_rows(connection, asked):
                    found[entry] = Spot(digest, place, _read_sizes(sizes), updated)
        return found

    def units_of(self, numbers: Sequence[int]) -> dict[str, Unit]:
        """The units of channels as they were written last, by key."""
        found: dict[str, Unit] = {}
        with reading(self._engine) as connection:
            for piece in pieces(numbers):
                wanted = frozenset(piece)
                for key, channel, digest, names in plain_rows(
                    connection, select(units).where(among(units.c.channel, piece))
                ):
                    if channel in wanted:
                        found[key] = Unit(key, channel, digest, read_names(names))
        return found

    def site_units(self) -> dict[str, Unit]:
        """The units that belong to no channel, by key."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(units).where(units.c.channel.is_(None)))
            return {key: Unit(key, channel, digest, tuple(names)) for key, channel, digest, names in rows}

    def files(self) -> set[str]:
        """Every file that was published."""
        with reading(self._engine) as connection:
            return {name for (names,) in plain_rows(connection, select(units.c.files)) for name in read_names(names)}

    def with_feed(self) -> list[int]:
        """Numbers of the channels whose feed was written."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(units.c.channel).where(units.c.key.like("%:0"))).scalars())

    def entries(self) -> int:
        """How many entries are rendered."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(rendered)).scalar_one()
