"""Gives channels their numbers and slugs, which are theirs forever (SQL within the caller's transaction)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection, func, select

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows
from feeds.state.members import insert_rows
from feeds.state.tables import channels
from feeds.state.types import ChannelRef

Numbers = dict[tuple[str, str], int]
"""(kind, key) of a channel -> its number, which never changes."""


def channel_numbers(
    connection: Connection,
    places: Iterable[ChannelRef],
    wanted_slug: Callable[[ChannelRef], str],
    *,
    known: Numbers | None = None,
    dirty: bool = True,
) -> Numbers:
    """The numbers of channels that are not `known`; new ones get a slug that nobody ever had, in order of appearance."""
    known = known or {}
    asked: dict[tuple[str, str], ChannelRef] = {}
    for place in places:
        if (name := place[:2]) not in known:
            asked.setdefault(name, place)
    found = given_numbers(connection, asked)
    new = [place for name, place in asked.items() if name not in found]
    if new:
        number = connection.execute(select(func.max(channels.c.id))).scalar() or 0
        fresh = _rows(connection, sorted(new, key=lambda place: "." in place.kind), wanted_slug)
        insert_rows(connection, channels, [(number + n, *row, dirty) for n, row in enumerate(fresh, 1)])
        found |= {(row[0], row[1]): number + n for n, row in enumerate(fresh, 1)}
    return found


def given_numbers(connection: Connection, names: Iterable[tuple[str, str]]) -> Numbers:
    """The numbers of those of these channels (kind and key) that have one."""
    by_base: dict[str, set[tuple[str, str]]] = {}
    for name in names:
        by_base.setdefault(name[0].partition(".")[0], set()).add(name)
    found: Numbers = {}
    for alike in by_base.values():
        rows = select(channels.c.kind, channels.c.key, channels.c.id)
        rows = rows.where(channels.c.kind.in_({kind for kind, _ in alike}))
        rows = rows.where(one_of(connection, channels.c.key, {key for _, key in alike}))
        found |= {(kind, key): number for kind, key, number in plain_rows(connection, rows) if (kind, key) in alike}
    return found


def _rows(
    connection: Connection, places: Sequence[ChannelRef], wanted_slug: Callable[[ChannelRef], str]
) -> list[tuple[str, str, str, str]]:
    """Kind, key, slug and name of each new channel; a channel of events has the slug of the channel that it is beside."""
    wanted = [(place, wanted_slug(place)) for place in places if "." not in place.kind]
    given: dict[tuple[str, str], str] = {}
    for kind in dict.fromkeys(place.kind for place, _ in wanted):
        given |= _give(connection, kind, [(place.key, slug) for place, slug in wanted if place.kind == kind])
    rows = []
    for place in places:
        kind = place.kind.partition(".")[0]
        slug = given.get((kind, place.key)) or _present(connection, kind, place.key)
        rows.append((place.kind, place.key, slug, place.name))
    return rows


def _give(connection: Connection, kind: str, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A free slug for each key, in this order."""
    taken = _taken(connection, kind, {slug for _, slug in wanted})
    looked: set[str] = set()
    next_number: dict[str, int] = {}
    given: dict[tuple[str, str], str] = {}
    for key, slug in wanted:
        if slug in taken and slug not in looked:
            looked.add(slug)
            alike = select(channels.c.slug).where(channels.c.kind == kind, channels.c.slug.like(f"{slug}-%"))
            taken |= set(connection.execute(alike).scalars())
        free = slug
        number = next_number.get(slug, 2)
        while free in taken:
            free = f"{slug}-{number}"
            number += 1
        next_number[slug] = number
        taken.add(free)
        given[kind, key] = free
    return given


def _taken(connection: Connection, kind: str, slugs: Collection[str]) -> set[str]:
    asked = select(channels.c.slug).where(channels.c.kind == kind, one_of(connection, channels.c.slug, slugs))
    return set(connection.execute(asked).scalars())


def _present(connection: Connection, kind: str, key: str) -> str:
    asked = select(channels.c.slug).where(channels.c.kind == kind, channels.c.key == key)
    return str(connection.execute(asked).scalar_one())
