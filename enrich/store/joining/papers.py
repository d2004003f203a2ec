"""Which record stands for a DOI, and which one for a record that another has taken the place of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from enrich.database.arrays import begins, one_of
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.paper_id import BEYOND, beyond_id
from enrich.record import Record
from enrich.statements.enrichment import Enrichment
from enrich.store.codec import read_enrichment, read_record
from enrich.store.joining.join import join, successors
from enrich.store.schema import enrichments, records, service_asks


class SamePapers:
    """This side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def owners(self, dois: Sequence[str]) -> dict[str, str]:
        """The record that stands for each of these DOIs (in lower case), other than by having it from arXiv.

        A paper that arXiv does not have; one that has taken its place; or one of arXiv's whose published version is believed
        to have the DOI, if it is the only one.
        """
        with reading(self._engine) as connection:
            return _owners_of(connection, dois) if dois else {}

    def successors(self, ids: Sequence[str]) -> dict[str, str]:
        """The record that took the place of each of these, of those that have one."""
        with reading(self._engine) as connection:
            return successors(connection, ids)

    def all_successors(self) -> dict[str, str]:
        """The same of all records."""
        asked = select(records.c.id, records.c.successor).where(records.c.successor.is_not(None))
        with reading(self._engine) as connection:
            # Sorted here: asked for in order, SQLite goes through all records instead of the index of those that have one.
            return dict(sorted(connection.execute(asked).all()))

    def like(self, pattern: str) -> list[str]:
        """Ids of papers that arXiv does not have, or did not, which are the pattern of an SQL LIKE in any case of letters."""
        beginning = pattern.partition("%")[0]
        with reading(self._engine) as connection:
            mine = begins(connection, records.c.id, beginning) & records.c.id.ilike(pattern)
            return list(connection.execute(select(records.c.id).where(mine).order_by(records.c.id)).scalars())

    def join(self, old: str, new: str, run: int, now: datetime) -> None:
        """Let the record `new` of arXiv be the only one of the paper that was published by its DOI as `old`."""
        with writing(self._engine, Lock.RECORDS) as connection:
            if old not in successors(connection, [old]):
                join(connection, old, new, run, now)

    def beyond_arxiv(self) -> list[tuple[Record, Enrichment | None]]:
        """Every paper that arXiv does not have, with what its record keeps of services."""
        asked = select(records.c.body, enrichments.c.body.label("known")).outerjoin(
            enrichments, enrichments.c.record == records.c.id
        )
        asked = asked.where(records.c.id.like(f"{BEYOND}%"), records.c.removed.is_(None)).order_by(records.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(asked).all()
        return [(read_record(row.body), None if row.known is None else read_enrichment(row.known)) for row in rows]


def _owners_of(connection: Connection, dois: Sequence[str]) -> dict[str, str]:
    ids = {beyond_id(doi): doi for doi in dois}
    asked = select(records.c.id, records.c.removed, records.c.successor)
    found = {}
    for name, removed, successor in connection.execute(asked.where(one_of(connection, records.c.id, list(ids)))):
        if removed is None or successor is not None:
            found[ids[name]] = successor or name
    claims = select(service_asks.c.key, service_asks.c.record, enrichments.c.body)
    claims = claims.join(enrichments, enrichments.c.record == service_asks.c.record).distinct()
    claims = claims.join(records, records.c.id == service_asks.c.record)
    claims = claims.where(records.c.removed.is_(None), enrichments.c.body.is_not(None))
    believed: dict[str, set[str]] = defaultdict(set)
    for key, record, body in connection.execute(claims.where(one_of(connection, service_asks.c.key, list(dois)))):
        publication = read_enrichment(body).publication
        if publication is not None and publication.doi == key:
            believed[key].add(record)
    return {doi: next(iter(ones)) for doi, ones in believed.items() if len(ones) == 1} | found
