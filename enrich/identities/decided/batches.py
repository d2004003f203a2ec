"""What people decided last, by the numbers under which it can be undone."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from enrich.identities.decided.decisions import SETTINGS, claims_of
from enrich.identities.tables import person_decisions
from enrich.options.author_claims import AuthorClaim
from enrich.people.person import Answer


class DecidedBatch(Struct, frozen=True):
    """What was decided at once and is valid."""

    batch: int
    answer: Answer
    left: tuple[AuthorClaim, ...]
    """Of the first decision."""
    right: tuple[AuthorClaim, ...]
    decisions: int
    who: str
    when: datetime
    """UTC."""
    why: str


def newest_batches(connection: Connection, most: int) -> list[DecidedBatch]:
    """The newest first, at most `most`; what stands in the settings is left out, since it is undone there."""
    valid = person_decisions.c.undone.is_(None) & (person_decisions.c.who != SETTINGS)
    numbers = select(person_decisions.c.batch).where(valid).distinct().order_by(person_decisions.c.batch.desc())
    chosen = [number for (number,) in connection.execute(numbers.limit(most))]
    asked = select(person_decisions).where(valid & person_decisions.c.batch.in_(chosen)).order_by(person_decisions.c.id)
    found: dict[int, DecidedBatch] = {}
    for row in connection.execute(asked).mappings():
        known = found.get(row["batch"])
        found[row["batch"]] = DecidedBatch(
            batch=row["batch"],
            answer=known.answer if known else row["answer"],
            left=known.left if known else claims_of(row["left"]),
            right=known.right if known else claims_of(row["right"]),
            decisions=1 + (known.decisions if known else 0),
            who=row["who"],
            when=row["at"],
            why=row["why"],
        )
    return [found[number] for number in chosen]
