"""What became of the inputs, as much of it as a person reads: by document, and mention by mention (SQL)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from enrich.addresses import is_web, shown
from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows, reading
from enrich.record import Outcome, ResolvedMention, Stand
from enrich.store.documents import READING, account, account_rows
from enrich.store.entries import TOLD
from enrich.store.schema import documents, lookups, mentions

_OUTCOME = func.coalesce(mentions.c.outcome, lookups.c.outcome)


@dataclass(frozen=True, slots=True)
class Input:
    """A document with the number of its mentions by outcome."""

    source: str
    name: str
    outcomes: Counter[str]


class Accounts:
    """Reads what became of the inputs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def inputs(self, most: int, hidden: Collection[str] = ()) -> tuple[list[Input], int]:
        """Documents by source and name, at most `most`, and how many there are; those of `hidden` sources left out."""
        seen = documents.c.source.not_in(sorted(hidden))
        first = select(documents.c.id, documents.c.source, documents.c.name)
        first = first.where(seen).order_by(documents.c.source, documents.c.name).limit(most)
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(documents).where(seen)).scalar_one()
            rows = connection.execute(first).all()
            found = {n: Input(source, shown(name) if is_web(name) else name, Counter()) for n, source, name in rows}
            joined = mentions.outerjoin(lookups, lookups.c.key == mentions.c.lookup)
            asked = select(mentions.c.document_id, _OUTCOME, func.count()).select_from(joined)
            asked = asked.where(one_of(connection, mentions.c.document_id, found), TOLD)
            for number, outcome, count in connection.execute(asked.group_by(mentions.c.document_id, _OUTCOME)):
                found[number].outcomes[str(outcome)] += count
        return list(found.values()), total

    def mentions(self, outcomes: Collection[Outcome], most: int, hidden: Collection[str] = ()) -> list[ResolvedMention]:
        """Mentions with one of these outcomes in the order of reading, at most `most`; `hidden` sources left out."""
        asked = account_rows().where(_OUTCOME.in_(list(outcomes)), documents.c.source.not_in(sorted(hidden)))
        asked = asked.order_by(*READING).limit(most)
        with reading(self._engine) as connection:
            return [account(row) for row in plain_rows(connection, asked)]

    def contradictions(self, most: int, hidden: Collection[str] = ()) -> tuple[list[ResolvedMention], int]:
        """Ids beside which the title of another work stands, at most `most`, and how many there are."""
        wrong = (mentions.c.stand == Stand.OTHER) & mentions.c.reason.is_not(None)
        wrong &= documents.c.source.not_in(sorted(hidden))
        asked = account_rows().where(wrong).order_by(*READING).limit(most)
        joined = mentions.join(documents, documents.c.id == mentions.c.document_id)
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(joined).where(wrong)).scalar_one()
            return [account(row) for row in plain_rows(connection, asked)], total
