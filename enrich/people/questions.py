"""What is one step short of a join becomes an open question for a human, with what speaks for and against it (pure).

A step short are: one shared co-author where two are asked for; a single link between two groups; another spelling of the name
without enough shared co-authors; evidence that an index or a second ORCID iD contradicts. What is forbidden is no question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from enrich.people.block import Block, BlockMember
from enrich.people.evidence import Edge, agreeing_votes, contradicting_votes
from enrich.people.fit_names import fit_names
from enrich.people.merge import MergedGroup, Merger, are_parted, obstacle
from enrich.people.person import OpenQuestion, Spot
from enrich.people.rarity import parts_counted
from enrich.people.words import in_words, service_name, shared_coauthors

MOST = 100
"""Questions of one block; those that gain least are left out."""
NAMESAKES = 20
"""Mentions of a rare name with known namesakes that are asked about."""
_NO_RIVAL = ("", "two ORCID iDs")
"""What may stand between two groups that are asked about."""


class _Step(Struct, frozen=True, gc=False):
    """Two mentions that nearly join."""

    left: Spot
    right: Spot
    closeness: float
    """0 to 1: how often such a pair is one person's, roughly, by the figures on dblp's persons."""
    reason: str
    short_by: str


def open_questions(block: Block, merger: Merger, refused: Sequence[Edge]) -> tuple[OpenQuestion, ...]:
    """The questions of one block, the highest gain first; `refused` are edges that joined nothing."""
    unsure = [(one.left, one.right) for one in block.decisions if one.answer == "unsure"]
    between: dict[tuple[Spot, Spot], list[_Step]] = {}
    for step in (*_refused(refused), *_near(block, merger), *_other_spellings(block), *_namesakes(block)):
        one, other = merger.group_of(step.left), merger.group_of(step.right)
        if one is not other and obstacle(one, other) in _NO_RIVAL:
            ends = sorted((min(one.spots), min(other.spots)))
            between.setdefault((ends[0], ends[1]), []).append(step)
    found = []
    for (left, right), steps in between.items():
        one, other = merger.group_of(left), merger.group_of(right)
        if not _is_answered(one, other, unsure):
            found.append(_question(block, one, other, steps))
    return tuple(sorted(found, key=lambda one: (-one.gain, one.left, one.right))[:MOST])


def _is_answered(one: MergedGroup, other: MergedGroup, unsure: Iterable[tuple[Spot, Spot]]) -> bool:
    """Whether a human parted the two, or could not tell."""
    near, far = set(one.spots), set(other.spots)
    across = ((left in near and right in far) or (left in far and right in near) for left, right in unsure)
    return are_parted(one, other) or any(across)


def _refused(edges: Iterable[Edge]) -> Iterator[_Step]:
    """Edges whose evidence is enough, but for a second ORCID iD or because it is a single link."""
    for edge in edges:
        reason = in_words(edge.evidence)
        yield _Step(
            edge.evidence.left, edge.evidence.right, 0.8, reason, "a second link between other papers of the two"
        )


def _near(block: Block, merger: Merger) -> Iterator[_Step]:
    """Mentions of two groups that share co-authors, but not enough of them."""
    for one, other, shared in block.sharing:
        if merger.group_of(one.spot) is merger.group_of(other.spot):
            continue
        fit = fit_names(one.mention.name, other.mention.name)
        if fit.verdict == "conflict":
            continue
        reason = shared_coauthors(shared)
        if contradicting_votes(one, other):
            yield _Step(one.spot, other.spot, 0.5, reason, "indexes that have one author there")
        elif fit.verdict == "same":
            yield _Step(one.spot, other.spot, 0.7, reason, "one more shared co-author")
        else:
            short_by = f"a full name that is the same; what differs: {', '.join(fit.differs)}"
            yield _Step(one.spot, other.spot, 0.6 if len(shared) > 1 else 0.4, reason, short_by)


def _other_spellings(block: Block) -> Iterator[_Step]:
    """Rare names that fit without being the same, and share no co-author."""
    ones = [members[0] for members in block.by_identity.values() if members[0].name.is_full]
    by_first: dict[tuple[str, str], list[BlockMember]] = {}
    for member in ones:
        if member.name.given and block.rarity.has_rare_surname(member.name):
            by_first.setdefault((member.name.surname, member.name.given[0]), []).append(member)
    for members in by_first.values():
        for k, one in enumerate(members):
            for other in members[k + 1 :]:
                fit = fit_names(one.mention.name, other.mention.name)
                if fit.verdict == "fits":
                    reason = f"a rare surname, and names that fit: {one.mention.name}, {other.mention.name}"
                    yield _Step(one.spot, other.spot, 0.6, reason, "a shared co-author")


def _namesakes(block: Block) -> Iterator[_Step]:
    """Mentions of a name that would be rare, if two people of that name were not known."""
    for identity in sorted(block.homonyms):
        members = block.by_identity[identity]
        if block.rarity.is_rare(members[0].name):
            for one, other in combinations(members[:NAMESAKES], 2):
                reason = f"rare name: {one.mention.name}"
                yield _Step(one.spot, other.spot, 0.5, reason, "a sign which of the people of that name it is")


def _question(block: Block, one: MergedGroup, other: MergedGroup, steps: Sequence[_Step]) -> OpenQuestion:
    if min(other.spots) < min(one.spots):
        one, other = other, one
    best = min(steps, key=lambda step: (-step.closeness, step.left, step.right))
    rivals = sorted(one.orcids | other.orcids) if len(one.orcids | other.orcids) > 1 else []
    closeness = 0.4 if rivals else best.closeness
    return OpenQuestion(
        left=tuple(sorted(one.spots)),
        right=tuple(sorted(other.spots)),
        reasons_for=tuple(_reasons_for(block, one, other, steps)),
        reasons_against=tuple(_reasons_against(block, one, other, rivals)),
        short_by="one ORCID iD for both" if rivals else best.short_by,
        gain=round(_moved(one, other) * closeness, 3),
    )


def _moved(one: MergedGroup, other: MergedGroup) -> int:
    """Mentions that a yes would give a person, or another one."""
    if one.is_person and other.is_person:
        return min(len(one.spots), len(other.spots))
    return sum(len(group.spots) for group in (one, other) if not group.is_person)


def _reasons_for(block: Block, one: MergedGroup, other: MergedGroup, steps: Sequence[_Step]) -> Iterator[str]:
    names = sorted(one.names & other.names)
    if names:
        yield f"the same name: {names[0]}"
    yield from sorted({step.reason for step in steps})[:5]
    near, far = ([block.members[spot] for spot in sorted(group.spots)] for group in (one, other))
    if any(agreeing_votes(a, b) for a in near[:20] for b in far[:20]):
        yield "two indexes have one author there"
    places = _affiliations(near) & _affiliations(far)
    if places:
        yield f"the same affiliation: {min(places)}"


def _affiliations(members: Iterable[BlockMember]) -> set[str]:
    return {place for member in members for place in member.mention.affiliations}


def _reasons_against(block: Block, one: MergedGroup, other: MergedGroup, rivals: Sequence[str]) -> Iterator[str]:
    if rivals:
        yield f"different ORCID iDs: {', '.join(rivals)}"
    near, far = (sorted((block.members[spot] for spot in group.spots), key=lambda m: m.spot) for group in (one, other))
    name, printed = near[0].name, near[0].mention.name
    if name.identity in block.homonyms:
        yield f"more than one person is known to have the name {printed}"
    elif parts_counted(name) is not None and not block.is_rare(name):
        # Of initials alone, how rare the name is cannot be told, which speaks against nothing.
        yield f"{printed} is no rare name: {block.rarity.surname_in_words(name.surname)}"
    for index in sorted({index for a in near[:20] for b in far[:20] for index in contradicting_votes(a, b)}):
        yield f"{service_name(index)} has two authors there"
    years = [[member.year for member in members if member.year is not None] for members in (near, far)]
    if all(years) and (gap := max(min(years[0]) - max(years[1]), min(years[1]) - max(years[0]))) > 10:
        yield f"{gap} years lie between the papers of the two"
