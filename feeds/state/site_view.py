"""What a server asks of the store beside records: named channels, counts for whoever watches it, runs (SQL)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from enrich.database.arrays import pieces
from enrich.database.connection import reading
from enrich.store.schema import runs
from feeds.state.tables import channels, publishing, units
from feeds.state.types import Channel

GOOD = ("ok", "open")
"""How a run ended that did what it could."""


@dataclass(frozen=True, slots=True)
class RunTotals:
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
