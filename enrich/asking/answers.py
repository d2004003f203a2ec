"""What services answered goes into the store: found, none, or not known now, each with the time of the next question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, bindparam, func, select, update

from enrich import due
from enrich.asking.heard import FOUND, NONE, PERSONS, heard
from enrich.asking.questions import KeysOf, give_keys, mark_stale
from enrich.database.arrays import one_of
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.errors import TryLater
from enrich.services.service import Answers
from enrich.store.codec import pack, read_record
from enrich.store.schema import records, service_answers, service_asks


class Moment(Struct, frozen=True):
    """When a round began and when an answer came, UTC: what an answer leads to is due in the same round."""

    round: datetime
    answer: datetime


class _Before(Struct, frozen=True):
    """What is known of a key before it was asked now."""

    outcome: str | None
    tries: int
    absent_run: int | None


def keep_answers(
    engine: Engine, service: str, keys: Sequence[str], answers: Answers, run: int, moment: Moment, keys_of: KeysOf
) -> None:
    """Keep what a service answered for these keys, in one transaction, with the questions that follow from it."""
    now = moment.answer
    with writing(engine, Lock.RECORDS) as connection:
        before = _before(connection, service, keys)
        youngest = _youngest(connection, service, keys)
        rows, touched = [], []
        for key in keys:
            row = _row(service, key, answers, before[key], youngest.get(key, now), run, now)
            rows.append({"s": service, "k": key} | row)
            if "body" in row:
                touched.append(key)
        _update(connection, rows)
        ids = _records_of(connection, service, touched)
        mark_stale(connection, ids)
        known = heard(connection, ids)
        asked = select(records.c.id, records.c.body).where(one_of(connection, records.c.id, ids))
        papers = [(read_record(body), known[name]) for name, body in connection.execute(asked)]
        give_keys(connection, papers, keys_of, moment.round)


def _row(
    service: str, key: str, answers: Answers, before: _Before, published: datetime, run: int, now: datetime
) -> dict[str, Any]:
    """What a key's row becomes; it has a `body` only when what is known of it may differ now."""
    later = due.after_answer(published, now)
    if service == PERSONS:
        later = max(later, now + timedelta(days=due.PERSON_DAYS))
    calm = {"asked": now, "tries": 0, "next_try": later}
    if key in answers.found:
        return calm | {"outcome": FOUND, "body": pack(answers.found[key]), "absent_run": None}
    if key not in answers.absent:
        until = answers.stopped.until if isinstance(answers.stopped, TryLater) else None
        return {"tries": before.tries + 1, "next_try": due.after_failure(before.tries, now, until)}
    if before.outcome == FOUND and before.absent_run in (None, run):
        # What a service had yesterday it may have lost for a day: it says so twice, in separate runs, before it is believed.
        return calm | {"absent_run": run, "next_try": now + timedelta(days=1)}
    return calm | {"outcome": NONE, "body": None, "absent_run": run}


def _update(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    same = (service_answers.c.service == bindparam("s")) & (service_answers.c.key == bindparam("k"))
    by_columns: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_columns.setdefault(tuple(row), []).append(row)
    for columns, alike in by_columns.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns if name not in {"s", "k"}}
        given = [{n if n in {"s", "k"} else f"new_{n}": value for n, value in row.items()} for row in alike]
        connection.execute(update(service_answers).where(same).values(values), given)


def _before(connection: Connection, service: str, keys: Sequence[str]) -> dict[str, _Before]:
    columns = (service_answers.c.outcome, service_answers.c.tries, service_answers.c.absent_run)
    asked = select(service_answers.c.key, *columns).where(
        service_answers.c.service == service, one_of(connection, service_answers.c.key, keys)
    )
    return {key: _Before(*values) for key, *values in connection.execute(asked)}


def _youngest(connection: Connection, service: str, keys: Sequence[str]) -> dict[str, datetime]:
    """When the youngest paper of each key was published."""
    asked = (
        select(service_asks.c.key, func.max(records.c.published, type_=records.c.published.type))
        .join(records, records.c.id == service_asks.c.record)
        .where(service_asks.c.service == service, one_of(connection, service_asks.c.key, keys))
        .group_by(service_asks.c.key)
    )
    return dict(connection.execute(asked).all())


def _records_of(connection: Connection, service: str, keys: Sequence[str]) -> list[str]:
    asked = select(service_asks.c.record).where(
        service_asks.c.service == service, one_of(connection, service_asks.c.key, keys)
    )
    return sorted(set(connection.execute(asked).scalars()))
