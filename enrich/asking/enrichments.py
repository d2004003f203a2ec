"""What records keep of services is decided again where something new was said, and written where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from enrich.asking.heard import heard
from enrich.database.arrays import PIECE
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.record import Record
from enrich.statements.enrichment import Enrichment
from enrich.statements.statement import PersonStatement, Statement
from enrich.store.codec import pack, read_enrichment, read_record
from enrich.store.joining.join import join_claimed
from enrich.store.records import next_serial
from enrich.store.schema import changes, enrichments, records

Reconcile = Callable[[Record, Sequence[Statement], Mapping[str, PersonStatement]], Enrichment | None]
"""A record with what it keeps so far, and what services say -> what it keeps; what has not changed keeps its time."""
NOTED = ("publication", "notices", "code", "open_copy", "project", "authors")
"""Fields whose changes are kept, as `enrichment.publication` and so on."""


def reconciled(
    record: Record, statements: Sequence[Statement], persons: Mapping[str, PersonStatement]
) -> Enrichment | None:
    """As `enrich.reconcile.reconcile` has it, which is loaded with the first record: it compares titles, and takes long."""
    from enrich.reconcile.reconcile import reconcile

    return reconcile(record, statements, persons)


def settle_enrichments(engine: Engine, reconcile: Reconcile, run: int, now: datetime) -> int:
    """Decide again what stale records keep, in pieces, each a transaction; how many records differ."""
    differing = 0
    while True:
        with writing(engine, Lock.RECORDS) as connection:
            asked = (
                select(enrichments.c.record, enrichments.c.body, records.c.body.label("paper"), records.c.first_run)
                .join(records, records.c.id == enrichments.c.record)
                .where(enrichments.c.stale.is_(True))
                .order_by(enrichments.c.record)
            )
            rows = connection.execute(asked.limit(PIECE)).all()
            if not rows:
                return differing
            differing += _settle(connection, rows, reconcile, run, now)


def _settle(connection: Connection, rows: Sequence[Any], reconcile: Reconcile, run: int, now: datetime) -> int:
    known = heard(connection, [row.record for row in rows])
    serial, notes = next_serial(connection), list[dict[str, Any]]()
    better: list[dict[str, Any]] = []
    for row in rows:
        old = None if row.body is None else read_enrichment(row.body)
        one = known[row.record]
        paper = replace(read_record(row.paper), enrichment=old)
        new = reconcile(paper, one.statements, one.persons) or Enrichment()
        if new != old:
            known_doi = [new.publication.doi] if new.publication and new.publication.doi else []
            better.append({"name": row.record, "new_body": pack(new), "first_run": row.first_run, "dois": known_doi})
            # What is known from the first time on is no change, since a whole store of old papers would be news at once;
            # but whoever follows a paper must learn that it was retracted, whenever that becomes known.
            noted = NOTED if old is not None else ("notices",) if new.retraction else ()
            notes += _changes(row.record, (old or Enrichment(), new), noted, run, now)
    fresh = [{"name": row.record} for row in rows]
    same = enrichments.c.record == bindparam("name")
    connection.execute(update(enrichments).where(same).values(stale=False), fresh)
    if better:
        bodies = [{"name": one["name"], "new_body": one["new_body"]} for one in better]
        connection.execute(update(enrichments).where(same).values(body=bindparam("new_body")), bodies)
        if notes:
            connection.execute(insert(changes), notes)
        numbered = [one["name"] for one in better if one["first_run"] is not None]
        if numbered:
            connection.execute(
                update(records).where(records.c.id == bindparam("name")).values(serial=bindparam("number")),
                [{"name": name, "number": serial + offset} for offset, name in enumerate(numbered)],
            )
        claims = {one["name"]: one["dois"] for one in better if one["dois"]}
        join_claimed(connection, claims, run, now)
    return len(better)


def _changes(
    name: str, pair: tuple[Enrichment, Enrichment], fields: Sequence[str], run: int, now: datetime
) -> list[dict[str, Any]]:
    old, new = pair
    rows = []
    for field in fields:
        was, value = getattr(old, field), getattr(new, field)
        if was == value:
            continue
        sources = (one.service for one in (*new.origins, *old.origins) if one.field.partition(".")[0] == field)
        rows.append(
            {
                "record": name, "field": f"enrichment.{field}", "old": msgspec.to_builtins(was),
                "new": msgspec.to_builtins(value), "source": next(sources, ""), "at": now, "run": run,
            }
        )  # fmt: skip
    return rows
