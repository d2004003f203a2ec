"""What each run did, the state of harvests and link checks, and the problems that began and ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.machine.process import is_gone, new_name
from enrich.store.schema import harvests, link_checks, problems, runs


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command that works on the store."""

    id: int
    command: str
    started: datetime
    ended: datetime | None = None
    status: str = "running"
    """`running`, `ok`, `open` (something is left for later), `failed`, `interrupted`."""
    counts: dict[str, Any] = field(default_factory=dict)
    """documents, mentions, outcomes, requests, new and changed records, feeds written.

    New records are those that are published from this run on; of a harvest, those that the store did not have."""
    errors: tuple[str, ...] = ()


RESULTS = {"open": "done, something pending"}
"""What people are told in place of a status that would be taken for another."""


class Runs:
    """The runs' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, command: str, now: datetime) -> Run:
        """A row for a run that begins; rows of runs whose process is gone are closed as interrupted."""
        mine = {"process": new_name()}
        with writing(self._engine, Lock.RUNS) as connection:
            for number, counts in connection.execute(
                select(runs.c.id, runs.c.counts).where(runs.c.status == "running")
            ):
                if is_gone((counts or {}).get("process", "")):
                    connection.execute(update(runs).where(runs.c.id == number).values(status="interrupted"))
            row = insert(runs).values(command=command, started=now, status="running", counts=mine)
            return Run(connection.execute(row.returning(runs.c.id)).scalar_one(), command, now)

    def finish(self, run: Run, status: str, counts: dict[str, Any], errors: Sequence[str], now: datetime) -> None:
        """Close the row of a run."""
        values = {"ended": now, "status": status, "counts": counts, "errors": list(errors)}
        with writing(self._engine, Lock.RUNS) as connection:
            connection.execute(update(runs).where(runs.c.id == run.id).values(values))

    def last(self, count: int = 10) -> list[Run]:
        """The newest runs, newest first; one whose process is gone was interrupted, whoever killed it."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(count)).mappings()
            found = [
                Run(**(dict(row) | {"counts": row["counts"] or {}, "errors": tuple(row["errors"] or ())}))
                for row in rows
            ]
        return [replace(run, status="interrupted") if _is_dead(run) else run for run in found]

    def harvest_state(self, name: str) -> Any:
        """The state of a harvest as JSON, None before the first."""
        with reading(self._engine) as connection:
            return connection.execute(select(harvests.c.state).where(harvests.c.name == name)).scalar()

    def keep_link_check(self, url: str, record: str, status: int | None, alive: bool, now: datetime) -> None:
        """Whether a link answered."""
        values = {"record": record, "status": status, "alive": alive, "at": now}
        with writing(self._engine, Lock.RUNS) as connection:
            if not connection.execute(update(link_checks).where(link_checks.c.url == url).values(values)).rowcount:
                connection.execute(insert(link_checks).values(url=url, **values))

    def link_checks(self) -> list[dict[str, Any]]:
        """Every link that was checked, by record."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(link_checks).order_by(link_checks.c.record, link_checks.c.url)).mappings()
            return [dict(row) for row in rows]


def _is_dead(run: Run) -> bool:
    return run.status == "running" and is_gone(run.counts.get("process", ""))


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
        """These problems (text by key) are there now: new ones begin, those that are no longer there end."""
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
