"""Records with everything that publishing needs beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from enrich.database.arrays import PIECE, AskedOf, begins, pieces
from enrich.database.connection import plain_rows, reading
from enrich.merging import with_documents
from enrich.reconcile.attach import with_enrichment
from enrich.record import Author, Outcome, PublishableRecord, ResolvedMention
from enrich.store.codec import read_bare_record, read_enrichment, read_record, reading_order
from enrich.store.documents import ACCOUNT_ROWS, account
from enrich.store.schema import PERSONS_FOUND, enrichments, person_spots, records

_PREFIXES = 100
"""Beginnings of ids that are asked for together: SQLite takes no thousand alternatives."""


class PublishableRecords:
    """The publishing side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def kept(
        self, ids: Sequence[str], *, provenance: bool = True, hidden: Collection[str] = ()
    ) -> list[PublishableRecord]:
        """The published records of these ids, in their order; ids that have none are left out.

        Without `provenance`, which takes long to read, records may lack it. Mentions of `hidden` sources are left out,
        with what their documents add.
        """
        found: dict[str, PublishableRecord] = {}
        with reading(self._engine) as connection:
            for piece in pieces(ids):
                rows = _PUBLISHED.rows(connection, piece)
                found |= {kept.record.id: kept for kept in _whole(connection, rows, provenance, hidden)}
        return [found[name] for name in ids if name in found]

    def looked_up(self, ids: Sequence[str]) -> list[PublishableRecord]:
        """The same, records included that nothing mentions and that are not published (`first_run` is 0)."""
        found: dict[str, PublishableRecord] = {}
        with reading(self._engine) as connection:
            for piece in pieces(ids):
                rows = plain_rows(connection, _whatever().where(records.c.id.in_(piece)))
                found |= {kept.record.id: kept for kept in _whole(connection, rows)}
        return [found[name] for name in ids if name in found]

    def kept_since(self, serial: int) -> Iterator[PublishableRecord]:
        """Every published record that changed after `serial`, ascending; 0 gives all. Streams."""
        with reading(self._engine) as connection:
            while True:
                asked = _published().where(records.c.serial > serial).order_by(records.c.serial).limit(PIECE)
                rows = plain_rows(connection, asked)
                if not rows:
                    return
                yield from _whole(connection, rows)
                serial = rows[-1][-1]

    def order(self) -> list[str]:
        """The ids of all published records in the order of a channel: newest run first, then newest published."""
        asked = select(records.c.id).where(records.c.first_run.is_not(None), records.c.removed.is_(None))
        with reading(self._engine) as connection:
            ordered = asked.order_by(records.c.first_run.desc(), records.c.published.desc(), records.c.id)
            return list(connection.execute(ordered).scalars())

    def beginning(self, prefixes: Collection[str]) -> list[str]:
        """The ids of the published records that begin with one of these, in any order."""
        asked = select(records.c.id).where(records.c.first_run.is_not(None), records.c.removed.is_(None))
        ordered, found = sorted(prefixes), set[str]()
        with reading(self._engine) as connection:
            for start in range(0, len(ordered), _PREFIXES):
                wanted = [begins(connection, records.c.id, prefix) for prefix in ordered[start : start + _PREFIXES]]
                found.update(connection.execute(asked.where(or_(*wanted))).scalars())
        return list(found)

    def removed_since(self, serial: int) -> list[tuple[str, int, datetime]]:
        """(id, serial, when) of the papers that arXiv deleted after `serial`."""
        asked = select(records.c.id, records.c.serial, records.c.removed).where(
            records.c.removed.is_not(None), records.c.serial > serial, records.c.first_run.is_not(None)
        )
        with reading(self._engine) as connection:
            return [(name, number, when) for name, number, when in connection.execute(asked.order_by(records.c.serial))]

    def last_serial(self) -> int:
        """The serial of the newest change, 0 when there is none."""
        with reading(self._engine) as connection:
            newest = select(records.c.serial).where(records.c.serial.is_not(None)).order_by(records.c.serial.desc())
            return connection.execute(newest.limit(1)).scalar() or 0


def _published() -> Any:
    columns = (
        records.c.id,
        records.c.body,
        enrichments.c.body,
        records.c.first_run,
        records.c.first_seen,
        records.c.serial,
    )
    asked = select(*columns).outerjoin(enrichments, enrichments.c.record == records.c.id)
    return asked.where(records.c.first_run.is_not(None), records.c.removed.is_(None))


def _whatever() -> Any:
    asked = select(
        records.c.id,
        records.c.body,
        enrichments.c.body,
        func.coalesce(records.c.first_run, 0).label("first_run"),
        func.coalesce(records.c.first_seen, records.c.checked).label("first_seen"),
        func.coalesce(records.c.serial, 0).label("serial"),
    )
    return asked.outerjoin(enrichments, enrichments.c.record == records.c.id).where(records.c.removed.is_(None))


_PUBLISHED = AskedOf(_published(), records.c.id)
_SPOTS = AskedOf(
    select(*person_spots.c["record", "position", "person", "name"]).where(PERSONS_FOUND), person_spots.c.record
)


def _whole(
    connection: Connection, rows: Sequence[tuple[Any, ...]], provenance: bool = True, hidden: Collection[str] = ()
) -> Iterator[PublishableRecord]:
    """Plain rows of `_published` or `_whatever` as records."""
    mentioned_in = _mentions(connection, [row[0] for row in rows])
    known = spots_of(connection, [row[0] for row in rows])
    for name, body, added, first_run, first_seen, serial in rows:
        mentions = mentioned_in[name]
        others: tuple[str, ...] = ()
        if hidden:
            others = tuple(sorted({one.mention.source for one, _ in mentions} & {*hidden}))
            mentions = [pair for pair in mentions if pair[0].mention.source not in others]
        more = added is not None or any(accounted.mention.item for accounted, _ in mentions)
        record = read_record(body) if more or provenance else read_bare_record(body)
        if more or provenance:
            record = with_documents(record, mentions)
        if added is not None:
            record = with_enrichment(record, read_enrichment(added))
        yield PublishableRecord(
            record=record,
            outcome=Outcome.WITHDRAWN if record.withdrawn else Outcome.FOUND,
            first_run=first_run,
            first_seen=datetime.fromisoformat(first_seen),
            serial=serial,
            mentions=tuple([accounted for accounted, _ in mentions]),
            mentioned=max([seen for _, seen in mentions], default=None),
            hidden=others,
            persons=_persons(record.authors, known.get(name, ())),
        )


def spots_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[tuple[int, str, str]]]:
    """(position, person, name as printed) of the authors of these records who are known to be somebody, by record."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for record, position, person, name in _SPOTS.rows(connection, ids):
        found[record].append((position, person, name))
    return found


def _persons(authors: Sequence[Author], spots: Sequence[tuple[int, str, str]]) -> dict[int, str]:
    """Persons by position; not of a list that has changed since, where somebody else stands there."""
    there = len(authors)
    return {at: person for at, person, name in spots if at < there and authors[at].name == name}


def _mentions(connection: Connection, ids: Sequence[str]) -> dict[str, list[tuple[ResolvedMention, datetime]]]:
    found: dict[str, list[tuple[ResolvedMention, datetime]]] = defaultdict(list)
    for row in ACCOUNT_ROWS.rows(connection, ids):
        accounted = account(row)
        assert accounted.verdict.id is not None
        found[accounted.verdict.id].append((accounted, datetime.fromisoformat(row[-1])))
    for mentions in found.values():
        if len(mentions) > 1:
            mentions.sort(key=lambda pair: reading_order(pair[0]))
    return found
