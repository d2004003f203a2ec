"""How many requests a day a service gets, counted for all processes on a store together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Engine, insert, select, update

from enrich.coordination.tables import turns
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.errors import CoolingDown
from enrich.http.rate_limit import Limiter, ServiceSlot


class _Spent(msgspec.Struct, frozen=True):
    day: str = ""
    """`2026-11-29`, in UTC."""
    requests: int = 0


class Budget:
    """A service's requests of the day; a day begins at midnight UTC, as the services count."""

    def __init__(self, engine: Engine, name: str, limit: int, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._name = name
        self._limit = limit
        self._now = now
        self._same = turns.c.name == f"budget {name}"

    def spend(self) -> None:
        """Count one request; raises CoolingDown until midnight when the day's are spent."""
        now = self._now().astimezone(UTC)
        with writing(self._engine, Lock.TURNS) as connection:
            row = connection.execute(select(turns.c.state).where(self._same)).scalar()
            spent = _today(row, now)
            if spent.requests >= self._limit:
                until = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
                raise CoolingDown(
                    f"the {self._limit:,} requests that {self._name} gets in a day are spent; it is asked again from "
                    f"{until:%Y-%m-%d %H:%M} UTC on (services.{self._name}.budget)",
                    until=until,
                )
            state = msgspec.to_builtins(_Spent(spent.day, spent.requests + 1))
            if row is None:
                connection.execute(insert(turns).values(name=f"budget {self._name}", state=state))
            else:
                connection.execute(update(turns).where(self._same).values(state=state))

    def spent(self) -> int:
        """How many requests were made today."""
        with reading(self._engine) as connection:
            row = connection.execute(select(turns.c.state).where(self._same)).scalar()
        return _today(row, self._now().astimezone(UTC)).requests


def _today(row: object, now: datetime) -> _Spent:
    spent = _Spent() if row is None else msgspec.convert(row, _Spent)
    day = now.date().isoformat()
    return spent if spent.day == day else _Spent(day)


class BudgetedLimiter:
    """A limiter that counts each request against a budget before it waits for the slot."""

    def __init__(self, limiter: Limiter, budget: Budget) -> None:
        self._limiter = limiter
        self._budget = budget

    @contextmanager
    def slot(self, url: str = "") -> Iterator[ServiceSlot]:
        """Hold the slot; raises CoolingDown while the service rests, or until midnight when the budget is spent."""
        with self._limiter.slot(url) as slot:
            self._budget.spend()
            yield slot
