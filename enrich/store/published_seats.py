"""Who sits in which channel, and where entries were rendered to (SQL within the caller's transaction)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, delete, insert, select, update

from enrich.store.published_rows import EntryRow, Spot
from enrich.store.published_schema import channels, members, publishing, rendered, units

_PIECE = 400
"""Values in one IN (...)."""

Seat = tuple[int, str]
"""A channel's number and an entry."""
Order = tuple[int, int, int]
"""Page, run and day; the last two negated."""

THAT_SEAT = and_(
    members.c.channel == bindparam("c"),
    members.c.page == bindparam("p"),
    members.c.run == bindparam("r"),
    members.c.day == bindparam("d"),
    members.c.entry == bindparam("e"),
)
"""One row, found by its primary key."""


def pieces(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Values in portions that one statement takes."""
    for start in range(0, len(values), _PIECE):
        yield values[start : start + _PIECE]


def among(column: ColumnElement[Any], piece: Sequence[int]) -> ColumnElement[bool]:
    """Whether a number is among these, ascending; where most numbers are, a range that holds others as well."""
    if len(piece) > 20 and piece[-1] - piece[0] < 2 * len(piece):
        return column.between(piece[0], piece[-1])
    return column.in_(piece)


def plain_rows(connection: Connection, statement: Select[Any]) -> list[Any]:
    """All rows as plain tuples, JSON still as text: for hundreds of thousands of rows five times as fast."""
    with connection.execute(statement) as result:
        assert result.cursor is not None
        return list(result.cursor.fetchall())


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, none at all included."""
    if rows:
        connection.execute(insert(table), list(rows))


def mark(connection: Connection, numbers: Collection[int]) -> None:
    """Make channels dirty."""
    for piece in pieces(sorted(numbers)):
        connection.execute(update(channels).where(channels.c.id.in_(piece)).values(dirty=True))


def set_values(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep single values."""
    if values:
        connection.execute(delete(publishing).where(publishing.c.name.in_(list(values))))
        insert_rows(connection, publishing, [{"name": name, "value": value} for name, value in values.items()])


def stays(page: int, order: tuple[int, ...], wanted: tuple[int, int] | None) -> bool:
    """A full archive keeps its entries in their order; elsewhere an entry moves when its dates do."""
    return wanted is not None and (page > 0 or order == wanted)


def seats(connection: Connection, ids: Collection[str]) -> dict[Seat, Order]:
    """(channel, entry) -> (page, run, day) of all entries of these records."""
    found: dict[Seat, Order] = {}
    for piece in pieces(sorted(ids)):
        asked = select(members.c.channel, members.c.entry, members.c.page, members.c.run, members.c.day)
        asked = asked.join_from(rendered, members, members.c.entry == rendered.c.entry)
        for channel, entry, page, run, day in connection.execute(asked.where(rendered.c.record.in_(piece))):
            found[channel, entry] = page, run, day
    return found


def leave(connection: Connection, taken: Mapping[Seat, Order]) -> None:
    """Take entries out; a full archive that held one is to be made again without it."""
    rows = [
        {"c": channel, "p": page, "r": run, "d": day, "e": entry}
        for (channel, entry), (page, run, day) in taken.items()
    ]
    if rows:
        connection.execute(delete(members).where(THAT_SEAT), rows)
    for piece in pieces(sorted({f"{channel}:{page}" for (channel, _), (page, *_) in taken.items() if page})):
        connection.execute(update(units).where(units.c.key.in_(piece)).values(digest=b""))


def keep_spots(connection: Connection, ids: Collection[str], rows: Sequence[EntryRow]) -> set[str]:
    """Keep where entries were rendered to; returns those whose bytes are new."""
    before: dict[str, bytes] = {}
    for piece in pieces(sorted(ids)):
        asked = select(rendered.c.entry, rendered.c.digest).where(rendered.c.record.in_(piece))
        before |= dict(connection.execute(asked).all())
    fresh = [row for row in rows if row.spot is not None]
    gone = [*(before.keys() - {row.entry for row in rows}), *(row.entry for row in fresh)]
    for piece in pieces(gone):
        connection.execute(delete(rendered).where(rendered.c.entry.in_(piece)))
    insert_rows(connection, rendered, [_spot_row(row.entry, row.record, row.spot) for row in fresh if row.spot])
    return {row.entry for row in fresh if row.spot and before.get(row.entry) != row.spot.digest}


def _spot_row(entry: str, record: str, spot: Spot) -> dict[str, Any]:
    return {
        "entry": entry, "record": record, "digest": spot.digest, "place": spot.place, "sizes": list(spot.sizes),
        "updated": spot.updated,
    }  # fmt: skip
