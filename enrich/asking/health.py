"""Since when a service fails, and why (SQL): a failure that lasts is no news."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.store.schema import services


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How a service did when it was asked last."""

    name: str
    asked_at: datetime | None
    """When it last answered anything, UTC."""
    failing_since: datetime | None
    problem: str | None


def note_health(
    engine: Engine, answered: Collection[str], problems: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """Note which services answered and which failed; the names of those that had not failed before."""
    new: list[str] = []
    with writing(engine, Lock.RECORDS) as connection:
        known = {row.name: row for row in connection.execute(select(services))}
        for name in sorted({*answered, *problems}):
            row = known.get(name)
            since = row.failing_since if row is not None else None
            values: dict[str, object] = {"asked_at": now} if name in answered else {}
            if name in problems:
                new += [] if since else [name]
                values |= {"failing_since": since or now, "problem": problems[name]}
            else:
                values |= {"failing_since": None, "problem": None}
            if row is None:
                connection.execute(insert(services).values(name=name, serial=0, **values))
            else:
                connection.execute(update(services).where(services.c.name == name).values(**values))
    return tuple(new)


def service_states(engine: Engine) -> tuple[ServiceState, ...]:
    """Every service that was ever asked, by name."""
    columns = (services.c.name, services.c.asked_at, services.c.failing_since, services.c.problem)
    with reading(engine) as connection:
        return tuple(ServiceState(*row) for row in connection.execute(select(*columns).order_by(services.c.name)))
