"""Names that people asked to be replaced: which name stands in whose place, for which author of which paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows
from enrich.identities.decided.decisions import claims_of, rows_of
from enrich.identities.renew import renew
from enrich.identities.state import await_update
from enrich.identities.survivors import survivors
from enrich.identities.tables import person_renames
from enrich.names import name_key
from enrich.options.author_claims import AuthorClaim
from enrich.people.person import Spot
from enrich.store.schema import person_spots


class NameChange(Struct, frozen=True):
    """A person has another name now, and the old ones are to be seen no more."""

    batch: int
    """As of decisions."""
    person: str
    old: tuple[str, ...]
    """As printed."""
    new: str
    spots: tuple[AuthorClaim, ...]
    """Where the old names stood when the change was asked for: there they stay replaced, whoever the person is later."""
    who: str
    when: datetime
    """UTC."""
    why: str = ""
    undone: datetime | None = None
    undone_by: str | None = None


class ReplacedName(Struct, frozen=True):
    """What is shown in the place of a name."""

    old: str
    """As printed in the paper: it is not to be shown."""
    new: str


def record_name_change(connection: Connection, change: NameChange) -> None:
    """Keep it, within the caller's transaction; the papers count as changed."""
    row = {
        "batch": change.batch, "person": change.person, "old": list(change.old), "new": change.new,
        "spots": rows_of(change.spots), "who": change.who, "at": change.when, "why": change.why,
        "undone": change.undone, "undone_by": change.undone_by,
    }  # fmt: skip
    connection.execute(insert(person_renames), [row])
    _renew(connection, change.spots)


def undo_name_changes(connection: Connection, batch: int, who: str, now: datetime) -> list[NameChange]:
    """Take back what was changed under this number; returns what that was."""
    same = (person_renames.c.batch == batch) & person_renames.c.undone.is_(None)
    taken = [_change(row) for row in connection.execute(select(person_renames).where(same)).mappings()]
    if taken:
        replaced = replaced_names(connection)
        connection.execute(update(person_renames).where(same).values(undone=now, undone_by=who))
        spots = [AuthorClaim(paper, at, None, one.old) for (paper, at), one in replaced.items()]
        _renew(connection, [claim for change in taken for claim in change.spots] + spots)
    return taken


_EVERY = select(person_renames).order_by(person_renames.c.id)
_VALID = _EVERY.where(person_renames.c.undone.is_(None))


def name_changes(connection: Connection, *, undone: bool = False) -> list[NameChange]:
    """Those that are valid, the oldest first; with those that were undone too, on demand."""
    return [_change(row) for row in connection.execute(_EVERY if undone else _VALID).mappings()]


def replaced_names(connection: Connection) -> dict[Spot, ReplacedName]:
    """Where which name stands instead of the printed one; only where the printed one is still there."""
    changes = name_changes(connection)
    if not changes:
        return {}
    now_of = survivors(connection, [change.person for change in changes])
    theirs: dict[str, list[tuple[str, int, str]]] = {}
    columns = person_spots.c.person, person_spots.c.record, person_spots.c.position, person_spots.c.name
    asked = select(*columns).where(one_of(connection, person_spots.c.person, set(now_of.values())))
    for person, record, position, name in plain_rows(connection, asked):
        theirs.setdefault(person, []).append((record, position, name))
    found: dict[Spot, ReplacedName] = {}
    for change in changes:
        old = {name_key(name) for name in change.old} - {name_key(change.new)}
        at_first = ((claim.paper or "", claim.position or 0, claim.name) for claim in change.spots)
        for record, position, name in (*at_first, *theirs.get(now_of[change.person], ())):
            if name_key(name) in old:
                found[record, position] = ReplacedName(name, change.new)
    return found


def _renew(connection: Connection, claims: Sequence[AuthorClaim]) -> None:
    """The records get a new serial, and the next update looks at these authors."""
    papers = sorted({claim.paper for claim in claims if claim.paper is not None})
    renew(connection, papers)
    await_update(connection, claims)


def _change(row: Any) -> NameChange:
    return NameChange(
        batch=row["batch"],
        person=row["person"],
        old=tuple(row["old"]),
        new=row["new"],
        spots=claims_of(row["spots"]),
        who=row["who"],
        when=row["at"],
        why=row["why"],
        undone=row["undone"],
        undone_by=row["undone_by"],
    )
