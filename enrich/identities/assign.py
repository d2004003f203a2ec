"""Groups of mentions get the ids of the persons that they were (pure).

::

    persons of before --overlap--> groups of now
      one person, one group        keeps its id
      two persons, one group       who has more papers there, then who is older, stays; the other leads there
      one person, two groups       the id stays with more of its papers; for the rest who had left comes back, or an id is minted
      one person, no group         has no papers for the time being

An id is minted once, from the first mention, and never given to anybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct, field

from enrich.people.person import Spot

ID_LETTERS = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Of base 32 (RFC 4648), in small letters; `base64` takes three times as long for each of the many ids of a first update."""
_SHIFTS = range(5 * (ID_LETTERS - 1), -1, -5)


class FormerPerson(Struct, frozen=True):
    """A person as it was: of one that has no papers now, the last that it had."""

    id: str
    minted: datetime
    spots: frozenset[Spot]
    """Where these mentions are now, when lists of authors have changed."""


class Assignment(Struct):
    """Which person each group is, and what became of the others."""

    ids: list[str]
    """One for each group, in their order."""
    minted: set[str] = field(default_factory=set)
    revived: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """Who is no longer a person of its own -> whom it is now."""
    emptied: set[str] = field(default_factory=set)
    splits: list[tuple[str, str]] = field(default_factory=list)
    """(the person that was split, whom the other part is)."""


def assign(
    groups: Sequence[Collection[Spot]],
    living: Collection[FormerPerson],
    gone: Collection[FormerPerson],
    mint: Callable[[Spot], str],
) -> Assignment:
    """Give each group its id; `groups` are sorted and have no mention in common.

    `gone` are merged ones and those without papers whose last mentions are among the groups'; `mint` makes an id that
    nobody has or had.
    """
    where = {spot: number for number, group in enumerate(groups) for spot in group}
    shares = {one.id: _share(one, where) for one in living}
    back = _returning(groups, gone, where)
    home = {name: _home(share, groups, back) for name, share in shares.items() if share}
    result = Assignment([""] * len(groups))
    result.emptied = {name for name, share in shares.items() if not share}
    by_id = {one.id: one for one in living}
    claims: dict[int, list[FormerPerson]] = {}
    for name, number in home.items():
        claims.setdefault(number, []).append(by_id[name])
    for number, ones in claims.items():
        first, *others = sorted(ones, key=lambda one: _seniority(one, shares[one.id][number]))
        result.ids[number] = first.id
        result.merged |= {other.id: first.id for other in others}
    for number, group in enumerate(groups):
        if not result.ids[number]:
            _name(result, number, back.get(number), mint, min(group))
    for name, share in sorted(shares.items()):
        stays = result.merged.get(name, name)
        result.splits += [(name, other) for number in sorted(share) if (other := result.ids[number]) != stays]
    return result


def _share(one: FormerPerson, where: Mapping[Spot, int]) -> dict[int, int]:
    """Group -> how many of the person's papers it has."""
    share: dict[int, int] = {}
    for spot in one.spots:
        if (number := where.get(spot)) is not None:
            share[number] = share.get(number, 0) + 1
    return share


def _seniority(one: FormerPerson, papers: int) -> tuple[int, int, datetime, str]:
    return -papers, -len(one.spots), one.minted, one.id


def _home(share: Mapping[int, int], groups: Sequence[Collection[Spot]], back: Mapping[int, str]) -> int:
    """The group in which a person's id stays: of two with as many of its papers, one that nobody else comes back to."""
    return min(share, key=lambda number: (-share[number], number in back, min(groups[number])))


def _returning(
    groups: Sequence[Collection[Spot]], gone: Collection[FormerPerson], where: Mapping[Spot, int]
) -> dict[int, str]:
    """Group -> who had left and comes back when nobody is there: more than half of its last mentions are in the group."""
    found: dict[int, tuple[tuple[int, datetime, str], str]] = {}
    for one in gone:
        for number, papers in _share(one, where).items():
            if 2 * papers > len(one.spots):
                rank = -papers, one.minted, one.id
                if number not in found or rank < found[number][0]:
                    found[number] = rank, one.id
    return {number: name for number, (_, name) in found.items()}


def _name(result: Assignment, number: int, returning: str | None, mint: Callable[[Spot], str], first: Spot) -> None:
    if returning is not None:
        result.ids[number] = returning
        result.revived.add(returning)
    else:
        result.ids[number] = mint(first)
        result.minted.add(result.ids[number])


def person_id(spot: Spot, name: str, attempt: int) -> str:
    """The id that a person gets whose first mention this is; another one at each attempt."""
    digest = sha256("\0".join((spot[0], str(spot[1]), name, str(attempt))).encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    return "p" + "".join([_LETTERS[number >> shift & 31] for shift in _SHIFTS])
