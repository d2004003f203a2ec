"""Decisions in the store: recorded with who, when and why, undone, listed; the next update looks at what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, func, insert, select, update

from enrich.identities.decided.stored_decision import StoredDecision
from enrich.identities.state import await_update
from enrich.identities.tables import person_decisions, person_renames
from enrich.options.author_claims import AuthorClaim
from enrich.store.joining.join import successors

SETTINGS = "settings"
"""Who decided what stands in the settings."""
_EVERY = select(person_decisions).order_by(person_decisions.c.id)
_VALID = _EVERY.where(person_decisions.c.undone.is_(None))


def next_batch(connection: Connection) -> int:
    """The number of what is done next, decisions and name changes alike."""
    asked = (select(func.max(table.c.batch)) for table in (person_decisions, person_renames))
    return max(connection.execute(one).scalar() or 0 for one in asked) + 1


def record_decisions(connection: Connection, decisions: Sequence[StoredDecision]) -> None:
    """Keep them, within the caller's transaction; whom they are about is looked at by the next update."""
    if decisions:
        connection.execute(insert(person_decisions), [_row(one) for one in decisions])
        await_update(connection, [claim for one in decisions for claim in one.claims])


def decisions(connection: Connection, *, undone: bool = False) -> list[StoredDecision]:
    """Those that are valid, in the order in which they were recorded; with those that were undone too, on demand."""
    found = [_decision(row) for row in connection.execute(_EVERY if undone else _VALID).mappings()]
    moved = successors(connection, [claim.paper for one in found for claim in one.claims if claim.paper is not None])
    return [_followed(one, moved) for one in found] if moved else found


def _followed(one: StoredDecision, moved: Mapping[str, str]) -> StoredDecision:
    """The decision on papers as they are now: another record may have taken a paper's place."""
    left, right = (
        tuple(replace(claim, paper=moved.get(claim.paper or "", claim.paper)) for claim in side)
        for side in (one.left, one.right)
    )
    return replace(one, left=left, right=right)


def undo_decisions(connection: Connection, batch: int, who: str, now: datetime) -> list[StoredDecision]:
    """Take back what was decided under this number; returns what that was."""
    same = (person_decisions.c.batch == batch) & person_decisions.c.undone.is_(None)
    rows = connection.execute(select(person_decisions).where(same).order_by(person_decisions.c.id)).mappings().all()
    taken = [_decision(row) for row in rows]
    if taken:
        connection.execute(update(person_decisions).where(same).values(undone=now, undone_by=who))
        await_update(connection, [claim for one in taken for claim in one.claims])
    return taken


def claims_of(rows: Iterable[Sequence[Any]]) -> tuple[AuthorClaim, ...]:
    """A side as the store has it."""
    return tuple(AuthorClaim(paper, position, None, name) for paper, position, name in rows)


def rows_of(claims: Iterable[AuthorClaim]) -> list[list[Any]]:
    """A side as the store keeps it: [paper, position, name] each; paper is null of whole names."""
    return [[claim.paper, claim.position, claim.name] for claim in claims]


def _decision(row: Any) -> StoredDecision:
    return StoredDecision(
        batch=row["batch"],
        answer=row["answer"],
        left=claims_of(row["left"]),
        right=claims_of(row["right"]),
        who=row["who"],
        when=row["at"],
        why=row["why"],
        undone=row["undone"],
        undone_by=row["undone_by"],
    )


def _row(one: StoredDecision) -> dict[str, Any]:
    return {
        "batch": one.batch, "answer": one.answer, "left": rows_of(one.left), "right": rows_of(one.right), "who": one.who,
        "at": one.when, "why": one.why, "undone": one.undone, "undone_by": one.undone_by,
    }  # fmt: skip
