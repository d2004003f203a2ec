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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise

from msgspec import Struct

from enrich.people.fit_names import fit_names
from enrich.people.person import AuthoredPaper, AuthorMention, Evidence, EvidenceKind, Spot
from enrich.people.rarity import Rarity
from enrich.people.read_name import PersonName, read_name

FEW_AUTHORS = 20
"""Authors of a paper whose co-authors count."""
SHORT_LIST = 5
"""Authors of a paper of which one shared co-author can be enough."""
YEARS = 10
"""Years between two papers whose shared co-authors count, at most."""
NEAREST = 40
"""With so many of one name and one co-author each is compared with the next ones in time only."""


class BlockMember(Struct, frozen=True, gc=False):
    """A mention of a block with what the rules look at."""

    spot: Spot
    mention: AuthorMention
    name: PersonName
    year: int | None


class BelievedOrcid(Struct, frozen=True, gc=False):
    """An ORCID iD with the mentions that have it, the one whose name fits all the others' first."""

    orcid: str
    spots: tuple[Spot, ...]


class Edge(Struct, frozen=True, gc=False):
    """Two mentions that a rule joins."""

    rank: tuple[int, int]
    """The lower, the earlier: the kind of evidence, then less of it."""
    evidence: Evidence
    is_weak: bool
    """Whether it is not enough to join two groups of several papers by itself."""


class Block:
    """The mentions of one block, and the co-authors of each."""

    def __init__(self, papers: Mapping[str, AuthoredPaper], spots: Iterable[Spot], rarity: Rarity) -> None:
        self.papers, self.rarity = papers, rarity
        self.members: dict[Spot, BlockMember] = {}
        for spot in sorted(spots):
            paper = papers[spot[0]]
            mention = paper.authors[spot[1]]
            name = read_name(mention.name)
            if name is not None:
                self.members[spot] = BlockMember(spot, mention, name, paper.year)

    @cached_property
    def by_identity(self) -> dict[str, list[BlockMember]]:
        """Normalised full name -> its mentions."""
        found: dict[str, list[BlockMember]] = {}
        for member in self.members.values():
            found.setdefault(member.name.identity, []).append(member)
        return found

    @cached_property
    def homonyms(self) -> frozenset[str]:
        """Full names that stand twice on one paper: at least two people have them."""
        return frozenset(
            identity
            for identity, members in self.by_identity.items()
            if len({member.spot[0] for member in members}) < len(members)
        )

    def is_rare(self, name: PersonName) -> bool:
        """Whether a full name is rare, and not known to be two people's."""
        return name.identity not in self.homonyms and self.rarity.is_rare(name)

    def is_uncommon(self, name: PersonName) -> bool:
        """Whether few others are to be expected of a full name, which is not known to be two people's."""
        return name.identity not in self.homonyms and self.rarity.is_uncommon(name)

    def coauthors(self, member: BlockMember) -> Mapping[str, str]:
        """Full name -> as printed, of the other authors of a paper that has few."""
        authors = self.papers[member.spot[0]].authors
        if len(authors) > FEW_AUTHORS:
            return {}
        found: dict[str, str] = {}
        for author in authors:
            if author.position != member.spot[1] and (read := read_name(author.name)) is not None and read.is_full:
                found[read.identity] = author.name
        return found


def edges(block: Block, orcids: Sequence[BelievedOrcid]) -> list[Edge]:
    """All edges of a block, the strongest first."""
    found = [*_by_orcid(block, orcids), *_by_rare_name(block), *_by_coauthors(block)]
    return sorted(found, key=lambda edge: (edge.rank, edge.evidence.left, edge.evidence.right))


def _by_orcid(block: Block, orcids: Sequence[BelievedOrcid]) -> Iterator[Edge]:
    """From the mention whose name fits all the others' to each of these."""
    for believed in orcids:
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
    """By rules 3 and 4: mentions that share co-authors, found by way of these."""
    for members in _comparable(block):
        for one, other, shared in sharing(block, members):
            if (found := _judged(block, one, other, shared)) is not None:
                yield found


def _comparable(block: Block) -> Iterator[list[BlockMember]]:
    """Mentions of one surname and one written-out first name."""
    found: dict[tuple[str, str], list[BlockMember]] = {}
    for member in block.members.values():
        if member.name.is_full:
            first = member.name.given[0] if member.name.given else member.name.identity
            # A name of one word and one of syllables that are apart is the same name.
            for key in {first, member.name.full_given}:
                found.setdefault((member.name.surname, key), []).append(member)
    yield from found.values()


def sharing(block: Block, members: Sequence[BlockMember]) -> Iterator[tuple[BlockMember, BlockMember, tuple[str, ...]]]:
    """Pairs of mentions with the co-authors that both papers have, as printed; papers far apart in time share none."""
    by_coauthor: dict[str, list[BlockMember]] = {}
    for member in members:
        for coauthor in block.coauthors(member):
            by_coauthor.setdefault(coauthor, []).append(member)
    pairs: dict[tuple[Spot, Spot], list[str]] = {}
    for coauthor, ones in by_coauthor.items():
        if len(ones) > 1:
            for one, other in _near(ones):
                pairs.setdefault((one.spot, other.spot), []).append(coauthor)
    for (left, right), coauthors in pairs.items():
        one, other = block.members[left], block.members[right]
        printed = block.coauthors(one)
        yield one, other, tuple(printed[coauthor] for coauthor in sorted(coauthors))


def _near(members: list[BlockMember]) -> Iterator[tuple[BlockMember, BlockMember]]:
    """Pairs on different papers at most ten years apart; a year that is not known is near every other."""
    ones = sorted(members, key=lambda member: (member.year or 0, member.spot))
    if len(ones) <= NEAREST:
        pairs = combinations(ones, 2)
    else:
        pairs = ((one, other) for k, one in enumerate(ones) for other in ones[k + 1 : k + NEAREST])  # type: ignore[assignment]
    for one, other in pairs:
        if one.spot[0] != other.spot[0]:
            near = one.year is None or other.year is None or abs(one.year - other.year) <= YEARS
            if near:
                yield (one, other) if one.spot < other.spot else (other, one)


def _judged(block: Block, one: BlockMember, other: BlockMember, shared: tuple[str, ...]) -> Edge | None:
    count = len(shared) + agreeing_votes(one, other)
    if one.name.identity != other.name.identity:
        return _spelled(block, one, other, shared, count)
    if block.is_rare(one.name) or contradicting_votes(one, other):
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
    shared = {vote.partition(":")[0] for vote in {*one.mention.votes} & {*other.mention.votes}}
    return 1 if len(shared) > 1 else 0


def contradicting_votes(one: BlockMember, other: BlockMember) -> tuple[str, ...]:
    """Indexes that have two authors at the two mentions."""
    left, right = ({vote.partition(":")[0]: vote for vote in member.mention.votes} for member in (one, other))
    return tuple(sorted(index for index in left.keys() & right.keys() if left[index] != right[index]))
