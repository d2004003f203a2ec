"""Gives channels their numbers and slugs, which are theirs for ever (SQL within the caller's transaction)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from enrich.store.published_rows import Place
from enrich.store.published_schema import channels
from enrich.store.published_seats import insert_rows, pieces


def channel_numbers(
    connection: Connection, places: Sequence[Place], wanted_slug: Callable[[Place], str]
) -> dict[tuple[str, str], int]:
    """(kind, key) -> number of each channel; new ones get a slug that nobody ever had, in order of appearance."""
    asked: dict[tuple[str, str], Place] = {}
    for place in places:
        asked.setdefault((place.kind, place.key), place)
    found: dict[tuple[str, str], int] = {}
    for kind in dict.fromkeys(kind for kind, _ in asked):
        for piece in pieces([key for one, key in asked if one == kind]):
            rows = select(channels.c.key, channels.c.id).where(channels.c.kind == kind, channels.c.key.in_(piece))
            found |= {(kind, key): number for key, number in connection.execute(rows)}
    new = [place for name, place in asked.items() if name not in found]
    if new:
        number = connection.execute(select(func.max(channels.c.id))).scalar() or 0
        made = _rows(connection, sorted(new, key=lambda place: "." in place.kind), wanted_slug)
        insert_rows(connection, channels, [row | {"id": number + n} for n, row in enumerate(made, 1)])
        found |= {(row["kind"], row["key"]): number + n for n, row in enumerate(made, 1)}
    return found


def _rows(connection: Connection, places: Sequence[Place], wanted_slug: Callable[[Place], str]) -> list[dict[str, Any]]:
    """A row for each new channel; a channel of events has the slug of the channel that it is beside."""
    wanted = [(place, wanted_slug(place)) for place in places if "." not in place.kind]
    given: dict[tuple[str, str], str] = {}
    for kind in dict.fromkeys(place.kind for place, _ in wanted):
        given |= _give(connection, kind, [(place.key, slug) for place, slug in wanted if place.kind == kind])
    rows = []
    for place in places:
        kind = place.kind.partition(".")[0]
        slug = given.get((kind, place.key)) or _present(connection, kind, place.key)
        rows.append({"kind": place.kind, "key": place.key, "slug": slug, "name": place.name, "dirty": True})
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
    taken: set[str] = set()
    for piece in pieces(sorted(slugs)):
        asked = select(channels.c.slug).where(channels.c.kind == kind, channels.c.slug.in_(piece))
        taken |= set(connection.execute(asked).scalars())
    return taken


def _present(connection: Connection, kind: str, key: str) -> str:
    asked = select(channels.c.slug).where(channels.c.kind == kind, channels.c.key == key)
    return str(connection.execute(asked).scalar_one())
