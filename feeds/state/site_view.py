"""What a server asks of the store beside records: named channels, counts for whoever watches it, runs (SQL)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine, Text, cast, func, select

from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_rows, reading
from enrich.identities.tables import person_renames
from enrich.names import name_key
from enrich.store.schema import runs
from feeds.state.people import PeopleRows
from feeds.state.tables import channels, publishing, units
from feeds.state.types import Channel

GOOD = ("ok", "open")
"""How a run ended that did what it could."""


class RunTotals(Struct, frozen=True):
    """Every run that there was, summed up."""

    by_status: dict[tuple[str, str], int]
    """How many, by command and status."""
    counts: tuple[dict[str, Any], ...]
    """What each counted."""


class SiteView:
    """The server's side of the store; reads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._totals: tuple[Any, RunTotals] | None = None

    def channels(self, kind: str, slugs: Collection[str]) -> dict[str, Channel]:
        """Channels with a feed, by slug."""
        found: dict[str, Channel] = {}
        columns = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        with reading(self._engine) as connection:
            for piece in pieces(sorted(set(slugs))):
                asked = select(*columns).where(channels.c.kind == kind, channels.c.slug.in_(piece))
                rows = {row[0]: Channel(*row) for row in connection.execute(asked)}
                written = select(units.c.channel).where(units.c.key.in_([f"{number}:0" for number in rows]))
                found |= {rows[number].slug: rows[number] for number in connection.execute(written).scalars()}
        return found

    def former_slugs(self) -> dict[str, str]:
        """Slugs of names that were replaced at their bearers' request and that nobody has now -> the bearer's id."""
        asked = select(person_renames.c.person, person_renames.c.old, person_renames.c.new)
        written = select(units.c.key).where(units.c.key == cast(channels.c.id, Text) + ":0").exists()
        with reading(self._engine) as connection:
            rows = connection.execute(asked.where(person_renames.c.undone.is_(None))).all()
            bearers = {
                name_key(name): person for person, old, new in rows for name in old if name_key(name) != name_key(new)
            }
            if not bearers:
                return {}
            named = select(channels.c.key, channels.c.slug).where(channels.c.kind == "author", ~written)
            found = plain_rows(connection, named.where(one_of(connection, channels.c.key, bearers)))
        merged = PeopleRows(self._engine).aliases()
        return {slug: merged.get(bearers[key], bearers[key]) for key, slug in found}

    def last_good_run(self) -> datetime | None:
        """When the last run ended that published and did not fail."""
        asked = select(runs.c.ended).where(runs.c.status.in_(GOOD), runs.c.ended.is_not(None))
        asked = asked.where(runs.c.command.not_in(("lookup", "harvest", "enrich")))
        with reading(self._engine) as connection:
            return connection.execute(asked.order_by(runs.c.id.desc()).limit(1)).scalar()

    def total(self) -> tuple[int, int]:
        """How many feeds and files are published."""
        with reading(self._engine) as connection:
            found = connection.execute(select(publishing.c.value).where(publishing.c.name == "total")).scalar()
        feeds, files = found or (0, 0)
        return feeds, files

    def run_totals(self) -> RunTotals:
        """All runs; read again only when there was another, or one ended."""
        with reading(self._engine) as connection:
            state = connection.execute(
                select(func.max(runs.c.id), func.count(runs.c.ended), func.count().filter(runs.c.status == "running"))
            ).one()
            if self._totals is not None and self._totals[0] == tuple(state):
                return self._totals[1]
            by_status: dict[tuple[str, str], int] = {}
            for command, status, count in connection.execute(
                select(runs.c.command, runs.c.status, func.count()).group_by(runs.c.command, runs.c.status)
            ):
                by_status[command, status] = count
            counts = tuple(one or {} for one in connection.execute(select(runs.c.counts)).scalars())
        totals = RunTotals(by_status, counts)
        self._totals = (tuple(state), totals)
        return totals
