"""A decision as it is kept, and as the rule takes it: between single mentions (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import product

from msgspec import Struct

from enrich.names import name_key
from enrich.options.author_claims import AuthorClaim
from enrich.people.person import Answer, AuthoredPaper, PersonDecision, Spot

Resolve = Callable[[AuthorClaim], Sequence[Spot]]
"""Whom a claim names among the papers that there are; nobody where that is not certain."""


class StoredDecision(Struct, frozen=True):
    """One answer of a human about two sides, each of one mention or more."""

    batch: int
    """What was done at once has one number, by which it is undone."""
    answer: Answer
    left: tuple[AuthorClaim, ...]
    """Papers with positions and names, or whole names; never persons."""
    right: tuple[AuthorClaim, ...]
    who: str
    when: datetime
    """UTC."""
    why: str = ""
    undone: datetime | None = None
    undone_by: str | None = None

    @property
    def claims(self) -> tuple[AuthorClaim, ...]:
        """Both sides."""
        return self.left + self.right


def spot_in(paper: AuthoredPaper | None, claim: AuthorClaim) -> Spot | None:
    """Which author of the paper a claim names.

    By its position, if that name still stands there; else by its name, if one author alone has it. None otherwise, and
    when there is no such paper.
    """
    if paper is None:
        return None
    at, key = claim.position, name_key(claim.name)
    if at is not None and at < len(paper.authors) and (not key or name_key(paper.authors[at].name) == key):
        return paper.id, at
    if not key:
        return None
    found = [author.position for author in paper.authors if name_key(author.name) == key]
    return (paper.id, found[0]) if len(found) == 1 else None


def expand(decisions: Iterable[StoredDecision], resolve: Resolve) -> list[PersonDecision]:
    """The decisions between single mentions.

    `different` is meant between each of the left and each of the right, `same` of all on both sides together. A `same`
    under the number of a `different` keeps those together whom it tells from others.
    """
    resolved = [(one, _spots(one.left, resolve), _spots(one.right, resolve)) for one in decisions]
    parting = {one.batch for one, _, _ in resolved if one.answer == "different"}
    parted = [(one.when, {*left}, {*right}) for one, left, right in resolved if one.answer == "different"]
    found = []
    for one, left, right in resolved:
        whole = {*left, *right}
        contested = any(
            when >= one.when and not whole.isdisjoint(some) and not whole.isdisjoint(others)
            for when, some, others in parted
        )
        pairs = product(left, right) if one.answer == "different" or contested else _star(left, right)
        for a, b in dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]):
            is_kept = one.answer == "same" and one.batch in parting
            found.append(PersonDecision(one.answer, a, b, one.who, one.when, one.why, is_kept))
    return found


def _spots(claims: Sequence[AuthorClaim], resolve: Resolve) -> list[Spot]:
    return sorted({spot for claim in claims for spot in resolve(claim)})


def _star(left: Sequence[Spot], right: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """As few pairs as link every mention of both sides; none when a side is empty."""
    if left and right:
        first = min(left[0], right[0])
        yield from ((first, other) for other in (*left, *right))
