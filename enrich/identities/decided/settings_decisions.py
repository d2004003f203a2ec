"""`[authors] same` and `different` count as decisions: recorded when they first stand there, undone when they no longer do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import combinations

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from enrich.identities.decided.claims import Unclear, claims_named
from enrich.identities.decided.decisions import SETTINGS, decisions, next_batch, record_decisions, undo_decisions
from enrich.identities.decided.stored_decision import StoredDecision
from enrich.options.author_claims import PERSON_ID, AuthorClaim, parse_claim
from enrich.options.channels import AuthorsSettings
from enrich.people.person import Answer


class SettledPairs(Struct, frozen=True):
    """What the settings decide: each row names authors, in the forms of `enrich.options.author_claims`."""

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, authors: AuthorsSettings) -> SettledPairs:
        """From that section of the settings."""
        return cls(authors.same, authors.different)

    @property
    def digest(self) -> str:
        """Distinguishes what stands there from everything else; "" for nothing."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:20] if self.same or self.different else ""


def follow_settings(connection: Connection, wanted: SettledPairs, now: datetime, say: Callable[[str], None]) -> bool:
    """Record what is new in the settings and undo what is gone from them, within the caller's transaction.

    False when a row names a person whom the store does not know: it is passed over, which `say` gets to know, and comes
    again.
    """
    known = {one.why: one.batch for one in decisions(connection) if one.who == SETTINGS}
    rows = {reason(answer, row): (answer, row) for answer, listed in _listed(wanted) for row in listed}
    for why, batch in known.items():
        if why not in rows:
            undo_decisions(connection, batch, SETTINGS, now)
    is_whole = True
    for why, (answer, row) in rows.items():
        if why in known:
            continue
        try:
            sides = [claims_named(connection, parse_claim(text)) for text in row]
        except Unclear as wrong:
            say(f"{why}: {wrong}; until that is corrected, it decides nothing")
            is_whole = False
            continue
        _decide(
            connection, answer, row, sides, StoredDecision(next_batch(connection), answer, (), (), SETTINGS, now, why)
        )
    return is_whole


def _decide(
    connection: Connection,
    answer: Answer,
    row: Sequence[str],
    sides: Sequence[tuple[AuthorClaim, ...]],
    plain: StoredDecision,
) -> None:
    """Record a row; `plain` has everything of its decisions but the sides."""
    found = [replace(plain, left=left, right=right) for left, right in _pairs(answer, sides)]
    if answer == "different":
        # A person who is named as one stays one, when the name is evidence no more since two people have it.
        whole = [side for text, side in zip(row, sides, strict=True) if PERSON_ID.fullmatch(text) and len(side) > 1]
        found += [replace(plain, answer="same", left=side[:1], right=side[1:]) for side in whole]
    record_decisions(connection, found)


def reason(answer: Answer, row: Sequence[str]) -> str:
    """A row as it stands in the settings, which is why it was decided so."""
    return f"[authors] {answer}: {msgspec.json.encode(list(row)).decode()}"


def _listed(wanted: SettledPairs) -> Iterator[tuple[Answer, Sequence[tuple[str, ...]]]]:
    yield "same", wanted.same
    yield "different", wanted.different


def _pairs(answer: Answer, sides: Sequence[tuple[AuthorClaim, ...]]) -> Iterator[tuple[tuple[AuthorClaim, ...], ...]]:
    """The two sides of each decision that a row stands for."""
    if answer == "different":
        yield from combinations(sides, 2)
    else:
        first, *others = sides
        yield first, tuple(claim for side in others for claim in side) or first
