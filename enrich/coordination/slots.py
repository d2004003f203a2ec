"""The limiter's state, kept in the store so that every process on it takes turns."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Engine, insert, select, update

from enrich.coordination.tables import turns
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.http.rate_limit import State


class StoredSlots:
    """Slots at one service, shared by all processes on one store."""

    def __init__(self, engine: Engine, name: str = "arxiv") -> None:
        """`name` is the service's."""
        self._engine = engine
        self._name = name

    def change(self, decide: Callable[[State], State]) -> State:
        """Put `decide(state)` in the place of the state, in one transaction that excludes others; the new state."""
        with writing(self._engine, Lock.TURNS) as connection:
            row = connection.execute(select(turns.c.state).where(turns.c.name == self._name).with_for_update()).scalar()
            before = State() if row is None else msgspec.convert(row, State)
            after = decide(before)
            if row is None:
                connection.execute(insert(turns).values(name=self._name, state=msgspec.to_builtins(after)))
            elif after != before:
                connection.execute(
                    update(turns).where(turns.c.name == self._name).values(state=msgspec.to_builtins(after))
                )
        return after
