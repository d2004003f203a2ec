"""Who does a job that one process alone may do, and who takes over when that one dies."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine, delete, insert, select, update

from enrich.process import is_gone
from enrich.store.connection import writing
from enrich.store.locks import Lock
from enrich.store.schema import turns


class _Lease(msgspec.Struct):
    holder: str
    until: datetime


def _holds(held: _Lease, now: datetime, seconds: float) -> bool:
    """Whether the holder lives and has renewed in time; an end too far away is of a clock that was set."""
    return not is_gone(held.holder) and now < held.until < now + timedelta(seconds=2 * seconds)


class Leases:
    """Leases by name; one that is not renewed ends by itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, name: str, holder: str, now: datetime, seconds: float) -> bool:
        """Take or renew the lease; False while another holds it, whose process lives and has renewed it."""
        with writing(self._engine, Lock.TURNS) as connection:
            same = turns.c.name == f"lease {name}"
            row = connection.execute(select(turns.c.state).where(same).with_for_update()).scalar()
            held = None if row is None else msgspec.convert(row, _Lease)
            if held and held.holder != holder and _holds(held, now, seconds):
                return False
            state = msgspec.to_builtins(_Lease(holder, now + timedelta(seconds=seconds)))
            if row is None:
                connection.execute(insert(turns).values(name=f"lease {name}", state=state))
            else:
                connection.execute(update(turns).where(same).values(state=state))
            return True

    def release(self, name: str, holder: str) -> None:
        """Give the lease back."""
        with writing(self._engine, Lock.TURNS) as connection:
            same = turns.c.name == f"lease {name}"
            row = connection.execute(select(turns.c.state).where(same)).scalar()
            if row is not None and msgspec.convert(row, _Lease).holder == holder:
                connection.execute(delete(turns).where(same))
