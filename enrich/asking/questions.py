"""Which keys services are asked for a record, and which of them are due (SQL; what is asked is decided by the services)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, delete, exists, func, insert, select, update

from enrich import due
from enrich.asking.heard import PERSONS, Heard, heard
from enrich.database.arrays import PIECE, one_of
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.paper_id import is_beyond
from enrich.record import Record
from enrich.services.service import Service
from enrich.statements.statement import Statement
from enrich.store.codec import read_record
from enrich.store.schema import enrichments, records, service_answers, service_asks, services

KeysOf = Callable[[Record, Sequence[Statement]], Mapping[str, Collection[str]]]
"""A record and what is known of it -> by service, the keys that it is asked for."""


def keys_of_all(asked: Sequence[Service], record: Record, known: Sequence[Statement]) -> dict[str, tuple[str, ...]]:
    """What each of these services is asked for a record, given what is known of it."""
    return {service.name: service.keys(record, known) for service in asked}


_published = and_(records.c.first_run.is_not(None), records.c.removed.is_(None))


class Questions:
    """The questions' side of the store."""

    def __init__(self, engine: Engine, keys_of: KeysOf) -> None:
        self._engine = engine
        self._keys_of = keys_of

    def assign(self, names: Collection[str], now: datetime) -> int:
        """Give keys to the records that changed since these services were last given any; how many records that were.

        In pieces, each a transaction, so that it goes on where it was interrupted.
        """
        done = 0
        while True:
            with writing(self._engine, Lock.RECORDS) as connection:
                after = _assigned(connection, names)
                asked = select(records.c.id, records.c.body, records.c.serial).where(
                    _published, records.c.serial > after
                )
                rows = connection.execute(asked.order_by(records.c.serial).limit(PIECE)).all()
                if not rows:
                    return done
                papers = [read_record(row.body) for row in rows]
                known = heard(connection, [paper.id for paper in papers])
                give_keys(connection, [(paper, known[paper.id]) for paper in papers], self._keys_of, now)
                # What a DOI is was asked before there was a record of it: more may follow from what is known already.
                by_doi = [paper for paper in papers if is_beyond(paper.id) or paper.entry_id]
                known |= heard(connection, [paper.id for paper in by_doi])
                give_keys(connection, [(paper, known[paper.id]) for paper in by_doi], self._keys_of, now)
                mark_stale(connection, [name for name, one in known.items() if one.statements])
                _note_assigned(connection, names, rows[-1].serial)
                done += len(rows)

    def due(self, service: str, at: datetime, limit: int) -> list[str]:
        """Keys that are due and that a published record has, those that failed least often first."""
        wanted = (
            exists()
            .where(service_asks.c.service == service, service_asks.c.key == service_answers.c.key)
            .where(service_asks.c.record == records.c.id, _published)
        )
        asked = select(service_answers.c.key).where(
            service_answers.c.service == service, service_answers.c.next_try <= at, wanted
        )
        ordered = asked.order_by(service_answers.c.tries, service_answers.c.next_try, service_answers.c.key)
        with reading(self._engine) as connection:
            return list(connection.execute(ordered.limit(limit)).scalars())

    def waiting(self, service: str, at: datetime) -> int:
        """How many keys are due."""
        asked = select(func.count()).where(service_answers.c.service == service, service_answers.c.next_try <= at)
        with reading(self._engine) as connection:
            return connection.execute(asked).scalar_one()


def give_keys(connection: Connection, known: Sequence[tuple[Record, Heard]], keys_of: KeysOf, now: datetime) -> None:
    """Let these records have the keys that they should have, and no others of the services that were asked."""
    new: list[tuple[Record, str, str]] = []
    gone: list[dict[str, str]] = []
    for record, one in known:
        for service, keys in keys_of(record, one.statements).items():
            new += [(record, service, key) for key in sorted({*keys} - one.keys[service])]
            gone += [{"r": record.id, "s": service, "k": key} for key in sorted(one.keys[service] - {*keys})]
    if gone:
        same = (service_asks.c.record == bindparam("r")) & (service_asks.c.service == bindparam("s"))
        connection.execute(delete(service_asks).where(same, service_asks.c.key == bindparam("k")), gone)
    if new:
        rows = [{"record": record.id, "service": service, "key": key} for record, service, key in new]
        connection.execute(insert(service_asks), rows)
        _open(connection, new, now)


def _open(connection: Connection, new: Sequence[tuple[Record, str, str]], now: datetime) -> None:
    """A row for each key that was never asked; a person who was asked before the paper came is asked again in time."""
    first: dict[tuple[str, str], datetime] = {}
    for record, service, key in new:
        when = due.first_asked(record.published, now)
        first[service, key] = min(when, first.get((service, key), when))
    there: dict[tuple[str, str], tuple[datetime, datetime | None]] = {}
    for service in {service for service, _ in first}:
        keys = [key for at, key in first if at == service]
        columns = (service_answers.c.key, service_answers.c.next_try, service_answers.c.asked)
        asked = select(*columns).where(service_answers.c.service == service)
        for key, next_try, at in connection.execute(asked.where(one_of(connection, service_answers.c.key, keys))):
            there[service, key] = (next_try, at)
    fresh = [
        {"service": service, "key": key, "tries": 0, "next_try": when}
        for (service, key), when in first.items()
        if (service, key) not in there
    ]
    if fresh:
        connection.execute(insert(service_answers), fresh)
    sooner: list[dict[str, Any]] = []
    for (service, key), (next_try, at) in there.items():
        earliest = (at + timedelta(days=due.PERSON_DAYS if service == PERSONS else 1)) if at else now
        if (when := max(first[service, key], earliest)) < next_try:
            sooner.append({"s": service, "k": key, "when": when})
    if sooner:
        same = (service_answers.c.service == bindparam("s")) & (service_answers.c.key == bindparam("k"))
        connection.execute(update(service_answers).where(same).values(next_try=bindparam("when")), sooner)


def mark_stale(connection: Connection, ids: Sequence[str]) -> None:
    """What these records keep of services is to be decided again."""
    if not ids:
        return
    asked = select(enrichments.c.record).where(one_of(connection, enrichments.c.record, ids))
    there = set(connection.execute(asked).scalars())
    connection.execute(update(enrichments).where(one_of(connection, enrichments.c.record, there)).values(stale=True))
    if rows := [{"record": name, "stale": True} for name in sorted({*ids} - there)]:
        connection.execute(insert(enrichments), rows)


def _assigned(connection: Connection, names: Collection[str]) -> int:
    """The serial up to which all of these services have their keys."""
    asked = select(services.c.serial).where(services.c.name.in_(names))
    serials = list(connection.execute(asked).scalars())
    return min(serials) if len(serials) == len(names) else 0


def _note_assigned(connection: Connection, names: Collection[str], serial: int) -> None:
    for name in names:
        if not connection.execute(update(services).where(services.c.name == name).values(serial=serial)).rowcount:
            connection.execute(insert(services).values(name=name, serial=serial))
