"""Evidence among the mentions of one block: every pair that a rule joins, the strongest kind first (pure).

The rules, and what forbids a join, stand here in one place:

1. the same ORCID iD, asserted with both works or by the person, on names that do not conflict;
2. the same full name, and the name is rare;
3. the same full name, papers at most ten years apart, and two shared co-authors; or one, when both papers have at most five
   authors and the author's or the co-author's name is uncommon;
4. a rare surname, a middle name left out or an initial of it, and a shared co-author.

Co-authors count by their full name, and only from papers with at most twenty authors: the longer two lists are, the more often
they share somebody by chance. Two indexes that both have one author there count for one shared co-author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from msgspec import Struct

from enrich.people.block import Block, BlockMember
from enrich.people.fit_names import fit_names
from enrich.people.person import Evidence, EvidenceKind, Spot
from enrich.people.read_name import read_name

SHORT_LIST = 5
"""Authors of a paper of which one shared co-author can be enough."""


class Edge(Struct, frozen=True, gc=False):
    """Two mentions that a rule joins."""

    rank: tuple[int, int]
    """The lower, the earlier: the kind of evidence, then less of it."""
    evidence: Evidence
    is_weak: bool
    """Whether it is not enough to join two groups of several papers by itself."""


def edges(block: Block) -> list[Edge]:
    """All edges of a block, the strongest first."""
    found = [*_by_orcid(block), *_by_rare_name(block), *_by_coauthors(block)]
    return sorted(found, key=lambda edge: (edge.rank, edge.evidence.left, edge.evidence.right))


def _by_orcid(block: Block) -> Iterator[Edge]:
    """From the mention whose name fits all the others' to each of these."""
    for believed in block.orcids:
        one = block.members[believed.spots[0]]
        for other in (block.members[spot] for spot in believed.spots[1:]):
            listed = "person" in (one.mention.asserted, other.mention.asserted)
            sources = sorted({one.mention.orcid_source or "", other.mention.orcid_source or ""} - {""})
            kind: EvidenceKind = "orcid-record" if listed else "orcid"
            left, right = sorted((one.spot, other.spot))
            yield Edge((1, 0), Evidence(kind, left, right, (believed.orcid, *sources)), is_weak=False)


def _by_rare_name(block: Block) -> Iterator[Edge]:
    for members in block.by_identity.values():
        if len(members) > 1 and block.is_rare(members[0].name):
            for one, other in pairwise(members):
                yield Edge((2, 0), Evidence("rare-name", one.spot, other.spot, (one.mention.name,)), is_weak=False)


def _by_coauthors(block: Block) -> Iterator[Edge]:
    """By rules 3 and 4."""
    spelled: list[Edge] = []
    for one, other, shared in block.sharing:
        if (found := _judged(block, one, other, shared)) is not None:
            if found.evidence.kind == "spelling":
                spelled.append(found)
            else:
                yield found
    yield from _unambiguous(block, spelled)


def _unambiguous(block: Block, spelled: Sequence[Edge]) -> Iterator[Edge]:
    """Without those of a mention that fits two names which conflict: Jane Doe is Jane A. Doe or Jane B. Doe."""
    fitting: dict[Spot, set[str]] = {}
    for edge in spelled:
        for spot, far in ((edge.evidence.left, edge.evidence.right), (edge.evidence.right, edge.evidence.left)):
            fitting.setdefault(spot, set()).add(block.members[far].mention.name)
    unclear = {
        spot
        for spot, names in fitting.items()
        if any(fit_names(one, other).verdict == "conflict" for one, other in combinations(sorted(names), 2))
    }
    return (edge for edge in spelled if unclear.isdisjoint((edge.evidence.left, edge.evidence.right)))


def _judged(block: Block, one: BlockMember, other: BlockMember, shared: tuple[str, ...]) -> Edge | None:
    count = len(shared) + agreeing_votes(one, other)
    if not (one.name.is_full and other.name.is_full):
        return None
    if one.name.identity != other.name.identity:
        return _spelled(block, one, other, shared, count)
    if contradicting_votes(one, other):
        return None
    if count < 2 and not is_telling(block, one, other, shared):
        return None
    return Edge((3, -count), Evidence("coauthors", one.spot, other.spot, shared), is_weak=True)


def is_telling(block: Block, one: BlockMember, other: BlockMember, shared: Sequence[str]) -> bool:
    """Whether one shared co-author is enough for two mentions of one full name."""
    if max(len(block.papers[member.spot[0]].authors) for member in (one, other)) > SHORT_LIST:
        return False
    names = (one.name, *(read for name in shared if (read := read_name(name)) is not None))
    return any(block.is_uncommon(name) for name in names)


def _spelled(block: Block, one: BlockMember, other: BlockMember, shared: tuple[str, ...], count: int) -> Edge | None:
    fit = fit_names(one.mention.name, other.mention.name)
    if fit.verdict != "fits" or not set(fit.differs) <= {"middle left out", "middle initial"}:
        return None
    rare = block.rarity.has_rare_surname(one.name)
    if not rare and not (count >= 2 and fit.differs == ("middle initial",)):
        return None
    detail = (one.mention.name, other.mention.name, *shared)
    return Edge((4, -count), Evidence("spelling", one.spot, other.spot, detail), is_weak=True)


def agreeing_votes(one: BlockMember, other: BlockMember) -> int:
    """1 when two different indexes have one author at both mentions, else 0."""
    if not one.mention.votes or not other.mention.votes:
        return 0
    shared = {vote.partition(":")[0] for vote in {*one.mention.votes} & {*other.mention.votes}}
    return 1 if len(shared) > 1 else 0


def contradicting_votes(one: BlockMember, other: BlockMember) -> tuple[str, ...]:
    """Indexes that have other authors at one mention than at the other."""
    if not one.mention.votes or not other.mention.votes:
        return ()
    left, right = ({vote.partition(":")[0] for vote in member.mention.votes} for member in (one, other))
    agreeing = {vote.partition(":")[0] for vote in {*one.mention.votes} & {*other.mention.votes}}
    return tuple(sorted((left & right) - agreeing))
