"""A paper that was published by its DOI, and that arXiv has after all, becomes one record: arXiv's (SQL).

::

    doi:10.1000/x (published)  --arXiv's record has the DOI, and is of that work--> 2601.00001, entry id doi.org/10.1000/x
                                                                        \\--> doi:10.1000/x: removed, `successor` 2601.00001

All of it is done in the transaction that learns of it, so that no crash leaves half of it. Mentions follow their look-ups.
The entry keeps the id under which it was published first, and its place in channels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from enrich.database.arrays import one_of
from enrich.paper_id import beyond_id, is_beyond
from enrich.record import Outcome, Record
from enrich.store.codec import encode, read_record
from enrich.store.schema import changes, enrichments, lookups, records, service_asks

_FOUND = (Outcome.FOUND, Outcome.WITHDRAWN)
SOURCE = "same paper"
"""The source of the change by which a record goes."""


def join_claimed(connection: Connection, claims: Mapping[str, Iterable[str]], run: int, now: datetime) -> int:
    """Join the records of DOIs with those of arXiv that claim them, where both are of one work; how many were joined.

    `claims` are DOIs by arXiv id. A DOI that two papers claim, and rightly by their titles, is left alone.
    """
    claimed: dict[str, list[str]] = defaultdict(list)
    for paper, dois in claims.items():
        if not is_beyond(paper):
            for doi in dict.fromkeys(beyond_id(one) for one in dois):
                claimed[doi].append(paper)
    from enrich.reconcile.about import same_work

    ours = _alive(connection, claimed)
    theirs = _alive(connection, {paper for doi in ours for paper in claimed[doi]}) if ours else {}
    joined = 0
    for doi, record in sorted(ours.items()):
        owners = [one for one in claimed[doi] if one in theirs and same_work(theirs[one], record)]
        if len(owners) == 1:
            join(connection, doi, owners[0], run, now)
            joined += 1
    return joined


def join(connection: Connection, old: str, new: str, run: int, now: datetime) -> None:
    """Let the record `new` be the only one of the paper; `old` stays as a tombstone that names it."""
    asked = select(records.c.id, records.c.body, records.c.first_run, records.c.first_seen)
    rows = {row.id: row for row in connection.execute(asked.where(records.c.id.in_((old, new))))}
    before, after = rows[old], rows[new]
    record: Record = read_record(after.body)
    values: dict[str, Any] = {}
    if before.first_run is not None and (after.first_run is None or before.first_run < after.first_run):
        values = {"first_run": before.first_run, "first_seen": before.first_seen}
        record = replace(record, entry_id=read_record(before.body).entry_id or old)
        values |= {"body": encode(record)}
    serial = (connection.execute(select(func.max(records.c.serial))).scalar() or 0) + 1
    if before.first_run is not None or after.first_run is not None:
        values["serial"] = serial
    if values:
        connection.execute(update(records).where(records.c.id == new).values(**values))
    gone = {"removed": now, "successor": new} | ({"serial": serial + 1} if before.first_run is not None else {})
    connection.execute(update(records).where(records.c.id == old).values(**gone))
    outcome = Outcome.WITHDRAWN if record.withdrawn else Outcome.FOUND
    attached = (lookups.c.paper == old) & lookups.c.outcome.in_(_FOUND)
    connection.execute(update(lookups).where(attached).values(paper=new, outcome=outcome))
    _ask_for(connection, old, new)
    note = {"field": "removed", "old": False, "new": True, "source": SOURCE, "at": now, "run": run}
    connection.execute(insert(changes).values(record=old, **note))


def _ask_for(connection: Connection, old: str, new: str) -> None:
    """What services were asked for the one they are asked for the other, whose enrichment is to be decided again."""
    connection.execute(delete(service_asks).where(service_asks.c.record == old))
    connection.execute(delete(enrichments).where(enrichments.c.record == old))
    if not connection.execute(update(enrichments).where(enrichments.c.record == new).values(stale=True)).rowcount:
        connection.execute(insert(enrichments).values(record=new, stale=True))


def _alive(connection: Connection, ids: Iterable[str]) -> dict[str, Record]:
    asked = select(records.c.id, records.c.body).where(records.c.removed.is_(None))
    names = sorted(set(ids))
    if not names:
        return {}
    rows = connection.execute(asked.where(one_of(connection, records.c.id, names)))
    return {name: read_record(body) for name, body in rows}


def successors(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The record that took the place of each of these, of those that have one."""
    if not ids:
        return {}
    asked = select(records.c.id, records.c.successor).where(records.c.successor.is_not(None))
    return dict(connection.execute(asked.where(one_of(connection, records.c.id, list(ids)))).all())


def follow(connection: Connection, keys: Sequence[str]) -> None:
    """Look-ups that have just found a record whose place another one has taken meanwhile have found that one."""
    theirs = select(records.c.successor).where(records.c.id == lookups.c.paper).scalar_subquery()
    gone = select(records.c.id).where(records.c.successor.is_not(None))
    late = one_of(connection, lookups.c.key, list(keys)) & lookups.c.paper.in_(gone)
    connection.execute(update(lookups).where(late).values(paper=theirs))
