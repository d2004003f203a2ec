"""Problems that began and ended, for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from enrich.store.connection import reading, writing
from enrich.store.locks import Lock
from enrich.store.schema import problems


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem with its time."""

    key: str
    text: str
    began: datetime
    """UTC."""
    ended: datetime | None


class Problems:
    """The problems' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, present: Mapping[str, str], now: datetime) -> None:
        """These problems (text by key) are there now: new ones begin, those that are not there any more end."""
        with writing(self._engine, Lock.RUNS) as connection:
            rows = connection.execute(select(problems.c.key, problems.c.id).where(problems.c.ended.is_(None)))
            known = {row[0]: row[1] for row in rows}
            for key in known.keys() - present.keys():
                connection.execute(update(problems).where(problems.c.id == known[key]).values(ended=now))
            for key in sorted(present.keys() - known.keys()):
                connection.execute(insert(problems).values(key=key, text=present[key], began=now))

    def last(self, count: int) -> list[Trouble]:
        """The newest, newest first."""
        asked = select(problems.c.key, problems.c.text, problems.c.began, problems.c.ended)
        with reading(self._engine) as connection:
            rows = connection.execute(asked.order_by(problems.c.id.desc()).limit(count))
            return [Trouble(*row) for row in rows]
