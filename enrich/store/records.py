"""Records as arXiv has them, with every change that they went through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Engine, bindparam, exists, func, insert, or_, select, update

from enrich.database.arrays import PIECE, one_of, pieces
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.due import NEVER
from enrich.merging import differences, merge
from enrich.paper_id import BEYOND, is_beyond
from enrich.record import Change, Outcome, Record, Stand
from enrich.store.codec import encode, read_record
from enrich.store.joining.join import join_claimed, successors
from enrich.store.schema import changes, lookups, mentions, records

_CHANGES = select(changes).where(changes.c.run > bindparam("since")).order_by(changes.c.id)
_CHANGES_OF = _CHANGES.where(changes.c.record.in_(bindparam("ids", expanding=True)))
_of_arxiv = records.c.id.not_like(f"{BEYOND}%")


class WriteCounts(Struct, frozen=True):
    """What writing records did."""

    new: int = 0
    changed: int = 0


class LastConfirmed(Struct, frozen=True):
    """When a record was last confirmed, for deciding when to ask again."""

    id: str
    updated: datetime
    checked: datetime
    withdrawn: bool = False


class Records:
    """The records' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, ids: Sequence[str]) -> dict[str, Record]:
        """The records of these ids, as arXiv has them, by id."""
        found: dict[str, Record] = {}
        with reading(self._engine) as connection:
            for piece in pieces(ids):
                asked = select(records.c.id, records.c.body).where(records.c.id.in_(piece), records.c.removed.is_(None))
                found |= {name: read_record(body) for name, body in connection.execute(asked)}
        return found

    def known(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids have a record."""
        found: set[str] = set()
        with reading(self._engine) as connection:
            for piece in pieces(ids):
                asked = select(records.c.id).where(records.c.id.in_(piece), records.c.removed.is_(None))
                found |= set(connection.execute(asked).scalars())
        return found

    def by_doi(self, dois: Sequence[str]) -> dict[str, str]:
        """The id of the record that has a DOI, by DOI in lower case; a DOI that two records have is left out."""
        wanted = {doi.lower() for doi in dois}
        owners: dict[str, set[str]] = {doi: set() for doi in wanted}
        with_dois = select(records.c.body).where(records.c.removed.is_(None))
        with reading(self._engine) as connection:
            for body in connection.execute(with_dois, execution_options={"yield_per": PIECE}).scalars():
                if b'"dois":["' in body:
                    record = read_record(body)
                    for doi in wanted.intersection(doi.lower() for doi in record.dois):
                        owners[doi].add(record.id)
        return {doi: next(iter(ids)) for doi, ids in owners.items() if len(ids) == 1}

    def some_known(self, count: int) -> list[str]:
        """Ids of some records that arXiv is known to have: those confirmed last."""
        asked = (
            select(records.c.id)
            .where(_of_arxiv, records.c.removed.is_(None))
            .order_by(records.c.checked.desc(), records.c.id)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(asked.limit(count)).scalars())

    def checked(self) -> Iterator[LastConfirmed]:
        """Every published record of arXiv's with the time of its last confirmation."""
        asked = select(records.c.id, records.c.updated, records.c.checked)
        with reading(self._engine) as connection:
            for row in connection.execute(
                asked.where(_of_arxiv, records.c.first_run.is_not(None), records.c.removed.is_(None)).order_by(
                    records.c.id
                )
            ):
                yield LastConfirmed(*row)

    def last_checked(self, ids: Sequence[str]) -> dict[str, datetime]:
        """When these records were last confirmed, by id."""
        with reading(self._engine) as connection:
            asked = select(records.c.id, records.c.checked).where(one_of(connection, records.c.id, ids))
            return dict(connection.execute(asked).all())

    def count(self) -> int:
        """How many records are published."""
        asked = select(func.count()).where(records.c.first_run.is_not(None), records.c.removed.is_(None))
        with reading(self._engine) as connection:
            return connection.execute(asked).scalar_one()

    def published_by(self, run: int) -> int:
        """How many records are published from this run on; those that nothing mentions, such as witnesses, do not count."""
        asked = select(func.count()).where(records.c.first_run == run, records.c.removed.is_(None))
        with reading(self._engine) as connection:
            return connection.execute(asked).scalar_one()

    def put(self, found: Iterable[Record], run: int, now: datetime) -> WriteCounts:
        """Keep what arXiv sent about papers, in one transaction; no record gets worse."""
        with writing(self._engine, Lock.RECORDS) as connection:
            return put(connection, list(found), run, now)

    def confirm(self, ids: Sequence[str], now: datetime) -> None:
        """arXiv was asked for these papers and has nothing newer of them: they are not due again for a while."""
        if ids:
            with writing(self._engine, Lock.RECORDS) as connection:
                asked = update(records).where(records.c.id == bindparam("name")).values(checked=now)
                connection.execute(asked, [{"name": name} for name in ids])

    def remove(self, ids: Sequence[str], run: int, now: datetime) -> int:
        """arXiv has deleted these papers: they leave everything that is published and stay as tombstones."""
        with writing(self._engine, Lock.RECORDS) as connection:
            serial = next_serial(connection)
            gone = 0
            for name in ids:
                alive = (records.c.id == name) & records.c.removed.is_(None)
                values = {"removed": now, "serial": serial + gone}
                if connection.execute(update(records).where(alive).values(values)).rowcount:
                    gone += 1
                    _note(connection, [Change(name, "removed", False, True, "oai", now, run)])
                connection.execute(
                    update(lookups)
                    .where(lookups.c.paper == name)
                    .values(outcome=Outcome.MISSING, reason="arXiv has deleted this paper", paper=None, next_try=None)
                )
            return gone

    def changes(self, ids: Sequence[str] | None = None, *, since_run: int = 0) -> Iterator[Change]:
        """What changed, in the order in which it happened; of all records when no ids are given."""
        with reading(self._engine) as connection:
            for piece in [None] if ids is None else pieces(ids):
                asked = _CHANGES if piece is None else _CHANGES_OF
                given = {"since": since_run} | ({} if piece is None else {"ids": list(piece)})
                for row in connection.execute(asked, given, execution_options={"yield_per": PIECE}).mappings():
                    yield Change(
                        row["record"], row["field"], row["old"], row["new"], row["source"], row["at"], row["run"]
                    )


def put(
    connection: Connection, found: Sequence[Record], run: int, now: datetime, *, provisional: bool = False
) -> WriteCounts:
    """Keep what arXiv sent, within the caller's transaction; what is `provisional` is due for another look at once."""
    new, changed = 0, 0
    for piece in pieces(found):
        gone = successors(connection, [record.id for record in piece if is_beyond(record.id)])
        part = {record.id: record for record in piece if record.id not in gone}
        rows = connection.execute(
            select(records.c.id, records.c.body, records.c.first_run, records.c.removed).where(records.c.id.in_(part))
        )
        before = {name: (read_record(body), first_run, removed) for name, body, first_run, removed in rows}
        fresh = [
            _row(record) | {"checked": NEVER if provisional else now}
            for name, record in part.items()
            if name not in before
        ]
        if fresh:
            connection.execute(insert(records), fresh)
        new += len(fresh)
        changed += _update(connection, part, before, run, now)
        join_claimed(connection, {name: record.dois for name, record in part.items() if record.dois}, run, now)
    return WriteCounts(new, changed)


def _update(
    connection: Connection, part: dict[str, Record], before: dict[str, tuple[Record, Any, Any]], run: int, now: datetime
) -> int:
    serial = next_serial(connection)
    notes: list[Change] = []
    better: list[dict[str, Any]] = []
    for name, (old, first_run, removed) in before.items():
        merged = merge(old, part[name])
        if merged == old and removed is None:
            continue
        values = _row(merged)
        notes += _changes(old, merged, run, now)
        better.append(values | {"name": name, "serial": None if first_run is None else serial + len(better)})
    if better:
        connection.execute(
            update(records)
            .where(records.c.id == bindparam("name"))
            .values(
                body=bindparam("body"), published=bindparam("published"), updated=bindparam("updated"),
                serial=bindparam("serial"), removed=None,
            ),
            [{key: row[key] for key in ("name", "body", "published", "updated", "serial")} for row in better],
        )  # fmt: skip
        _note(connection, notes)
        judge_again(connection, [name for name, (old, _, _) in before.items() if _is_retitled(old, part[name])])
        _follow_withdrawals(connection, [row["name"] for row in better], {n: part[n] for n in part})
    confirmed = [{"name": name} for name in before]
    if confirmed:
        connection.execute(update(records).where(records.c.id == bindparam("name")).values(checked=now), confirmed)
    return len(better)


def _follow_withdrawals(connection: Connection, names: Sequence[str], heard: dict[str, Record]) -> None:
    for name in names:
        outcome = Outcome.WITHDRAWN if heard[name].withdrawn else Outcome.FOUND
        attached = (lookups.c.paper == name) & lookups.c.outcome.in_((Outcome.FOUND, Outcome.WITHDRAWN))
        connection.execute(update(lookups).where(attached).values(outcome=outcome))


def _is_retitled(old: Record, new: Record) -> bool:
    return new.version >= old.version and new.title != old.title


def judge_again(connection: Connection, names: Sequence[str]) -> None:
    """A paper has another title now: entries that did not agree with the one before may do so."""
    for name in names:
        keys = select(lookups.c.key).where(lookups.c.paper == name)
        doubted = mentions.c.lookup.in_(keys) & mentions.c.stand.in_((Stand.UNCLEAR, Stand.OTHER))
        connection.execute(update(mentions).where(doubted).values(stand=Stand.OPEN))


def _row(record: Record) -> dict[str, Any]:
    return {"id": record.id, "body": encode(record), "published": record.published, "updated": record.updated}


def _changes(old: Record, new: Record, run: int, now: datetime) -> list[Change]:
    sources = {mark.field: mark.source for mark in new.provenance}
    newest = max(new.provenance, key=lambda mark: mark.when).source if new.provenance else ""
    return [
        Change(new.id, name, msgspec.to_builtins(was), msgspec.to_builtins(value), sources.get(name, newest), now, run)
        for name, was, value in differences(old, new)
    ]


def _note(connection: Connection, notes: Sequence[Change]) -> None:
    rows = [
        {
            "record": note.id, "field": note.field, "old": note.old, "new": note.new, "source": note.source,
            "at": note.when, "run": note.run,
        }
        for note in notes
    ]  # fmt: skip
    if rows:
        connection.execute(insert(changes), rows)


def next_serial(connection: Connection) -> int:
    """The number of the next change of what is published."""
    return (connection.execute(select(func.max(records.c.serial))).scalar() or 0) + 1


def attach(connection: Connection, keys: Iterable[str], run: int, now: datetime) -> None:
    """Publish the records that these look-ups found and a document mentions: new ones from this run on.

    All of them count as changed. `now` is the start of the run.
    """
    serial = next_serial(connection)
    for piece in pieces(sorted(set(keys))):
        mentioned = exists().where(mentions.c.lookup == lookups.c.key, mentions.c.stand.is_distinct_from(Stand.CUT))
        papers = select(lookups.c.paper).where(lookups.c.key.in_(piece), lookups.c.paper.is_not(None))
        published = records.c.first_run.is_not(None)
        rows = connection.execute(
            select(records.c.id, records.c.first_run)
            .where(or_(records.c.id.in_(papers.where(mentioned)), published & records.c.id.in_(papers)))
            .order_by(records.c.id)
        ).all()
        touched = [{"name": name, "serial_": serial + offset} for offset, (name, _) in enumerate(rows)]
        serial += len(rows)
        if touched:
            connection.execute(
                update(records)
                .where(records.c.id == bindparam("name"))
                .values(
                    serial=bindparam("serial_"),
                    first_run=func.coalesce(records.c.first_run, run),
                    first_seen=func.coalesce(
                        records.c.first_seen, bindparam("start", now, type_=records.c.first_seen.type)
                    ),
                ),
                touched,
            )
