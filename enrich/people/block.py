"""The mentions of one block: their names read, the ORCID iDs that are believed, who has a namesake, who shares co-authors (pure).

Sources hang iDs on the co-author, swap those of two, or give one iD to several authors of a paper. So an iD counts on no
paper that has it twice, and where the names that carry it conflict it is believed only of the names that two thirds of its
papers have, or of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from enrich.names import orcid_id
from enrich.people.fit_names import fit_names, given_names_fit
from enrich.people.person import AuthoredPaper, AuthorMention, PersonDecision, Spot
from enrich.people.rarity import Rarity
from enrich.people.read_name import PersonName, read_name

FEW_AUTHORS = 20
"""Authors of a paper whose co-authors count."""
YEARS = 10
"""Years between two papers whose shared co-authors count, at most."""
FEW_NAMES = 6
"""Different names of a block that are compared with each other before their co-authors are."""
NEAREST = 60
"""So many mentions with one co-author are compared with each, the next ones in time."""


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


class Block:
    """The mentions of one block, and the co-authors of each."""

    def __init__(
        self,
        papers: Mapping[str, AuthoredPaper],
        spots: Iterable[Spot],
        rarity: Rarity,
        decisions: Iterable[PersonDecision] = (),
    ) -> None:
        self.papers, self.rarity = papers, rarity
        self.decisions = tuple(decisions)
        self.members: dict[Spot, BlockMember] = {}
        self._name_pairs: dict[tuple[str, str], bool] = {}
        """Names as printed -> whether co-authors may be evidence for mentions of them."""
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
    def orcids(self) -> list[BelievedOrcid]:
        """The iDs of the block with the mentions that they are believed of, sorted by iD."""
        by_orcid: dict[str, list[BlockMember]] = {}
        for member in self.members.values():
            orcid = asserted_orcid(member.mention)
            if orcid is not None and _is_there_once(orcid, self.papers[member.spot[0]].authors):
                by_orcid.setdefault(orcid, []).append(member)
        found = ((orcid, _bearers(members)) for orcid, members in sorted(by_orcid.items()))
        return [BelievedOrcid(orcid, tuple(member.spot for member in members)) for orcid, members in found if members]

    @cached_property
    def homonyms(self) -> frozenset[str]:
        """Full names that more than one person is known to have.

        They stand twice on one paper, with two ORCID iDs, or at two mentions that a human parted.
        """
        orcids: dict[str, set[str]] = {}
        for believed in self.orcids:
            for spot in believed.spots:
                orcids.setdefault(self.members[spot].name.identity, set()).add(believed.orcid)
        found = {identity for identity, ones in orcids.items() if len(ones) > 1}
        for identity, members in self.by_identity.items():
            if len({member.spot[0] for member in members}) < len(members):
                found.add(identity)
        for one in self.decisions:
            ends = [self.members[spot].name.identity for spot in (one.left, one.right) if spot in self.members]
            if one.answer == "different" and len(ends) == 2 and ends[0] == ends[1]:
                found.add(ends[0])
        return frozenset(found)

    @cached_property
    def sharing(self) -> list[tuple[BlockMember, BlockMember, tuple[str, ...]]]:
        """Pairs of mentions whose names do not conflict, with the co-authors that both papers have, as printed.

        Papers far apart in time share none. Mentions of one rare name need none, and are not listed.
        """
        members = [*self._compared()]
        by_coauthor: dict[str, list[tuple[int, str]]] = {}
        for number, member in enumerate(members):
            for coauthor, name in self.coauthors(member).items():
                by_coauthor.setdefault(coauthor, []).append((number, name))
        pairs: dict[tuple[int, int], list[str]] = {}
        for coauthor in sorted([coauthor for coauthor, ones in by_coauthor.items() if len(ones) > 1]):
            ones = by_coauthor[coauthor]
            printed = min([name for _, name in ones])
            for pair in self._near(members, [number for number, _ in ones]):
                pairs.setdefault(pair, []).append(printed)
        return [(members[left], members[right], tuple(shared)) for (left, right), shared in pairs.items()]

    def _near(self, members: Sequence[BlockMember], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of these numbers of members, which ascend, on different papers at most ten years apart whose names do not
        conflict, the lower first; an unknown year is near every other."""
        compared = self._name_pairs
        ones = [(members[number].year or 0, number) for number in numbers]
        ones.sort()
        for k, (year, number) in enumerate(ones, 1):
            paper, name = members[number].spot[0], members[number].mention.name
            for late, far in ones[k : k + NEAREST]:
                if year and late - year > YEARS:
                    break
                other = members[far]
                names = (name, other.mention.name) if number < far else (other.mention.name, name)
                fits = compared.get(names)
                if fits is None:
                    one = members[number]
                    fits = self._is_compared(one, other) if number < far else self._is_compared(other, one)
                    compared[names] = fits
                if fits and other.spot[0] != paper:
                    yield (number, far) if number < far else (far, number)

    def _compared(self) -> Iterable[BlockMember]:
        """The mentions that co-authors may be evidence for; all, where finding out costs more than comparing."""
        bearers: dict[str, BlockMember] = {}
        for member in self.members.values():
            bearers.setdefault(member.mention.name, member)
        if len(bearers) > FEW_NAMES:
            return self.members.values()
        wanted = {
            one.mention.name
            for one in bearers.values()
            if len(self.by_identity[one.name.identity]) > 1 and not self.is_rare(one.name)
        }
        for one, other in combinations(bearers.values(), 2):
            ends = {one.mention.name, other.mention.name}
            if not ends <= wanted and self._is_compared(one, other):
                wanted |= ends
        return [member for member in self.members.values() if member.mention.name in wanted]

    def _is_compared(self, one: BlockMember, other: BlockMember) -> bool:
        if one.name.identity == other.name.identity:
            return not self.is_rare(one.name)
        return fit_names(one.mention.name, other.mention.name).verdict != "conflict"

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


def asserted_orcid(mention: AuthorMention) -> str | None:
    """The mention's iD when it came with the work or from the person, in its usual form with a good checksum."""
    if not mention.orcid or mention.asserted == "index":
        return None
    return orcid_id(mention.orcid)


def _is_there_once(orcid: str, authors: Iterable[AuthorMention]) -> bool:
    return sum(asserted_orcid(author) == orcid for author in authors) == 1


def _bearers(members: list[BlockMember]) -> list[BlockMember]:
    """The mentions whose name fits that of most: one of this name in front, then the others; nobody in doubt.

    A surname may differ, as people change it; two first names that conflict are two people's, also where `J. Doe` fits both.
    """
    papers: dict[str, int] = {}
    for member in members:
        papers[member.mention.name] = papers.get(member.mention.name, 0) + 1
    if len(papers) == 1:
        return members
    fitting = {name: [other for other in papers if fit_names(name, other).verdict != "conflict"] for name in papers}
    best = min(papers, key=lambda name: (-sum(papers[other] for other in fitting[name]), -papers[name], name))
    kept = [best]
    for name in sorted(fitting[best], key=lambda name: (-papers[name], name)):
        rivals = [other for other in kept if not given_names_fit(name, other)]
        if any(papers[other] == papers[name] for other in rivals):
            return []
        if name != best and not rivals:
            kept.append(name)
    if 3 * sum(papers[name] for name in kept) < 2 * len(members):
        return []
    first = next(member for member in members if member.mention.name == best)
    return [first, *(one for one in members if one is not first and one.mention.name in kept)]
