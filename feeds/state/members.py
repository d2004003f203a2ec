"""Who sits in which channel, and where entries were rendered to (SQL within the caller's transaction)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)

from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_insert, plain_rows
from feeds.state.digests.digest_tables import digest_entries
from feeds.state.tables import channels, members, publishing, rendered, units
from feeds.state.types import CachedEntry, EntryRow, FilledArchive

Membership = tuple[int, str]
"""A channel's number and an entry."""
Order = tuple[int, int, int]
"""Page, run and day; the last two negated."""

REBUILD, LOOK, MAKE = "afresh", "look", "make"
"""The single value that says that all channels are due whatever their rows say: each is to be looked at, or every file
is to be made."""
THINNED = "thinned"
"""The single value that says that entries have left channels."""
THAT_SEAT = and_(
    members.c.channel == bindparam("c"),
    members.c.page == bindparam("p"),
    members.c.run == bindparam("r"),
    members.c.day == bindparam("d"),
    members.c.entry == bindparam("e"),
)
"""One row, found by its primary key."""


ORDER = tuple_(members.c.run, members.c.day, members.c.entry)
"""Of a channel's entries on one page."""
_first = tuple_(bindparam("from_run"), bindparam("from_day"), bindparam("from_entry"))
_last = tuple_(bindparam("to_run"), bindparam("to_day"), bindparam("to_entry"))
CLOSE = (
    update(members)
    .where(members.c.channel == bindparam("c"), members.c.page == 0, _first <= ORDER, _last >= ORDER)
    .values(page=bindparam("p"))
)
"""Give a full archive the members that no archive has, from one to another; with what `closing` says. By one range of the
primary key: one by one, they take as long as all that is rendered."""


def closing(full: FilledArchive) -> dict[str, Any]:
    """What `CLOSE` is to be told of an archive."""
    first, last = full.first, full.last
    return {
        "c": full.channel,
        "p": full.page,
        "from_run": first.run,
        "from_day": first.day,
        "from_entry": first.entry,
        "to_run": last.run,
        "to_day": last.day,
        "to_entry": last.entry,
    }


def among(column: ColumnElement[Any], numbers: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    """For each portion of these numbers, which are ascending, whether a number is in it.

    Where most numbers of a range are asked for, that range, which holds others as well.
    """
    if len(numbers) > 20 and numbers[-1] - numbers[0] < 2 * len(numbers):
        yield column.between(numbers[0], numbers[-1])
        return
    for piece in pieces(numbers):
        yield column.in_(piece)


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, none at all included; each has the table's columns in their order, as the driver takes them."""
    plain_insert(connection, table, _names(table), rows)


@lru_cache(maxsize=32)
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def mark(connection: Connection, numbers: Collection[int]) -> None:
    """Make channels dirty."""
    for piece in pieces(sorted(numbers)):
        connection.execute(update(channels).where(channels.c.id.in_(piece)).values(dirty=True))


def set_values(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep single values."""
    if values:
        connection.execute(delete(publishing).where(publishing.c.name.in_(list(values))))
        insert_rows(connection, publishing, [(name, as_json(value)) for name, value in values.items()])


def is_afresh(connection: Connection) -> str | None:
    """Whether all channels are due, and how."""
    asked = select(publishing.c.value).where(publishing.c.name == REBUILD)
    return connection.execute(asked).scalar()


def as_json(value: Any) -> str | None:
    """A JSON value as its column holds it."""
    return None if value is None else msgspec.json.encode(value).decode()


def stays(page: int, order: tuple[int, ...], wanted: tuple[int, int] | None) -> bool:
    """A full archive keeps its entries in their order; elsewhere an entry moves when its dates do."""
    return wanted is not None and (page > 0 or order == wanted)


def memberships(connection: Connection, ids: Collection[str]) -> dict[Membership, Order]:
    """(channel, entry) -> (page, run, day) of all entries of these records."""
    asked = select(members.c.channel, members.c.entry, members.c.page, members.c.run, members.c.day)
    asked = asked.join_from(rendered, members, members.c.entry == rendered.c.entry)
    rows = plain_rows(connection, asked.where(one_of(connection, rendered.c.record, ids)))
    return {(channel, entry): (page, run, day) for channel, entry, page, run, day in rows}


def remove(connection: Connection, taken: Mapping[Membership, Order]) -> None:
    """Take entries out; a full archive that held one is to be made again without it."""
    rows = [
        {"c": channel, "p": page, "r": run, "d": day, "e": entry}
        for (channel, entry), (page, run, day) in taken.items()
    ]
    if rows:
        connection.execute(delete(members).where(THAT_SEAT), rows)
    for piece in pieces(sorted({f"{channel}:{page}" for (channel, _), (page, *_) in taken.items() if page})):
        connection.execute(update(units).where(units.c.key.in_(piece)).values(digest=b""))


def take_place(connection: Connection, old: str, new: str) -> None:
    """Let the entry of the record `new` sit where that of `old` does, in full archives too; nothing when `old` sits nowhere."""
    if connection.execute(select(rendered.c.entry).where(rendered.c.entry == old)).first() is None:
        return
    remove(connection, {seat: order for seat, order in memberships(connection, [new]).items() if seat[1] == new})
    connection.execute(delete(rendered).where(rendered.c.entry == new))
    archives = select(members.c.channel, members.c.page).where(members.c.entry == old, members.c.page > 0)
    keys = sorted({f"{channel}:{page}" for channel, page in connection.execute(archives)})
    for piece in pieces(keys):
        connection.execute(update(units).where(units.c.key.in_(piece)).values(digest=b""))
    connection.execute(update(members).where(members.c.entry == old).values(entry=new))
    there = select(digest_entries.c.digest).where(digest_entries.c.entry == new)
    named = select(digest_entries.c.digest, literal(new)).where(digest_entries.c.entry == old)
    named = named.where(digest_entries.c.digest.not_in(there))
    connection.execute(insert(digest_entries).from_select(["digest", "entry"], named))  # it is no news under another id
    connection.execute(update(rendered).where(rendered.c.entry == old).values(entry=new, record=new))


def keep_spots(connection: Connection, ids: Collection[str], rows: Sequence[EntryRow]) -> set[str]:
    """Keep where entries were rendered to; returns those whose bytes are new."""
    asked = select(rendered.c.entry, rendered.c.digest).where(one_of(connection, rendered.c.record, ids))
    before: dict[str, bytes] = dict(plain_rows(connection, asked))
    fresh = [row for row in rows if row.spot is not None]
    gone = (before.keys() - {row.entry for row in rows}) | (before.keys() & {row.entry for row in fresh})
    if gone:
        connection.execute(delete(rendered).where(one_of(connection, rendered.c.entry, gone)))
    insert_rows(connection, rendered, [_spot_row(row.entry, row.record, row.spot) for row in fresh if row.spot])
    ends: dict[str, int] = {}
    for spot in [row.spot for row in fresh if row.spot]:
        ends[spot.segment] = max(ends.get(spot.segment, 0), spot.place + sum(spot.sizes))
    if ends:
        connection.execute(_LONGER, [{"name": name, "size": size} for name, size in sorted(ends.items())])
    return {row.entry for row in fresh if row.spot and before.get(row.entry) != row.spot.digest}


def _spot_row(entry: str, record: str, spot: CachedEntry) -> tuple[Any, ...]:
    return entry, record, spot.digest, spot.place, as_json(spot.sizes), spot.updated, spot.segment


_LONGER = text(
    "INSERT INTO segments (name, size) VALUES (:name, :size) "
    "ON CONFLICT (name) DO UPDATE SET size = excluded.size WHERE segments.size < excluded.size"
)
"""A segment is this long by now, or longer; SQLite and PostgreSQL say it alike."""
