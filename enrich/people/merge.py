"""Edges become groups: joined one after the other, the strongest first, each join checked against what forbids it (pure).

No group ever has two authors of one paper, names that conflict, two ORCID iDs, or mentions that a human parted. A human's
answer beats all of these. Weak edges never make a chain: one that alone links two parts of two papers or more each joins
nothing, and two such groups are joined only when the edges between them meet at least two papers, and a tenth of the papers, on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from enrich.people.block import Block
from enrich.people.evidence import Edge
from enrich.people.fit_names import fit_names
from enrich.people.lone_links import lone_links
from enrich.people.person import Evidence, PersonDecision, Spot

SHARE = 0.1
"""Of the papers of each of two groups that edges between them must meet."""


class MergedGroup(Struct):
    """A group while it grows."""

    spots: list[Spot]
    records: set[str]
    names: set[str]
    """As printed."""
    orcids: set[str]
    apart: set[Spot] = field(default_factory=set)
    """Mentions that a human parted from it."""
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether there is enough: two papers, or one and an ORCID iD."""
        return len(self.records) > 1 or bool(self.orcids)


class Merger:
    """The groups of one block; every mention begins as a group of its own."""

    def __init__(self, block: Block) -> None:
        of_spot = {spot: believed.orcid for believed in block.orcids for spot in believed.spots}
        self._group: dict[Spot, MergedGroup] = {
            spot: MergedGroup([spot], {spot[0]}, {member.mention.name}, {of_spot[spot]} if spot in of_spot else set())
            for spot, member in block.members.items()
        }

    def group_of(self, spot: Spot) -> MergedGroup:
        """The group that a mention is in now."""
        return self._group[spot]

    def groups(self) -> list[MergedGroup]:
        """All groups, single mentions included, sorted by their first mention."""
        return sorted({id(group): group for group in self._group.values()}.values(), key=lambda group: min(group.spots))

    def decide(self, decisions: Iterable[PersonDecision]) -> None:
        """Apply what humans decided, the newest first; an answer that contradicts newer ones is passed over."""
        newest = sorted(decisions, key=lambda one: (one.when, one.left, one.right, one.answer, one.who), reverse=True)
        for decision in newest:
            if decision.left not in self._group or decision.right not in self._group:
                continue
            one, other = self._group[decision.left], self._group[decision.right]
            if one is other:
                continue
            if decision.answer == "different":
                one.apart.update(other.spots)
                other.apart.update(one.spots)
            elif decision.answer == "same" and not are_parted(one, other):
                left, right = sorted((decision.left, decision.right))
                detail: tuple[str, ...] = (decision.who, decision.when.date().isoformat(), decision.why)
                detail += ("kept",) if decision.is_kept else ()
                self._join(one, other, [Evidence("decision", left, right, detail)])

    def join_all(self, edges: Sequence[Edge]) -> list[Edge]:
        """Join by these edges, which stand in order of strength; those that joined nothing in the end."""
        left = [edge for edge in edges if not self._try(edge)]
        cut = self._single_links(left)
        refused = [edge for edge in left if self._pair(edge) in cut] if cut else []
        left = [edge for edge in left if self._pair(edge) not in cut] if cut else left
        while True:
            rest = self._pass(left)
            if len(rest) == len(left):
                return [*refused, *rest]
            left = rest

    def _try(self, edge: Edge) -> bool:
        """Whether the ends of an edge are in one group now; a weak edge waits for all the others."""
        one, other = self._group[edge.evidence.left], self._group[edge.evidence.right]
        if one is other:
            return True
        if edge.is_weak or obstacle(one, other, edge.evidence.kind.startswith("orcid")):
            return False
        self._join(one, other, [edge.evidence])
        return True

    def _pair(self, edge: Edge) -> tuple[int, int]:
        """The two groups that an edge is between, by their place in memory, the same whichever end comes first."""
        one, other = id(self._group[edge.evidence.left]), id(self._group[edge.evidence.right])
        return (one, other) if one < other else (other, one)

    def _single_links(self, edges: Sequence[Edge]) -> set[tuple[int, int]]:
        """Pairs of groups whose weak link alone holds two parts of several papers each together."""
        sizes: dict[int, int] = {}
        links: dict[tuple[int, int], bool] = {}
        barred: set[tuple[int, int]] = set()
        for edge in edges:
            if not edge.is_weak or (pair := self._pair(edge)) in barred:
                continue
            if pair in links:
                # Two groups that are linked twice are not linked by one edge alone.
                links[pair] = True
                continue
            one, other = self._group[edge.evidence.left], self._group[edge.evidence.right]
            if obstacle(one, other):
                barred.add(pair)
                continue
            sizes[id(one)], sizes[id(other)] = len(one.records), len(other.records)
            links[pair] = False
        parts = lone_links(sizes, links)
        return {pair for pair, (near, far) in parts.items() if near > 1 and far > 1 and not links[pair]}

    def _pass(self, edges: Sequence[Edge]) -> list[Edge]:
        """One round of weak edges; those whose ends are still in two groups."""
        between: dict[tuple[int, int], list[Evidence]] = {}
        for edge in edges:
            one, other = self._group[edge.evidence.left], self._group[edge.evidence.right]
            if one is other or not edge.is_weak or obstacle(one, other):
                continue
            if len(one.records) > 1 and len(other.records) > 1:
                key = (id(one), id(other)) if id(one) < id(other) else (id(other), id(one))
                bridges = between.setdefault(key, [])
                bridges.append(edge.evidence)
                if not are_bridged(bridges, one, other):
                    continue
                self._join(one, other, bridges)
            else:
                self._join(one, other, [edge.evidence])
        return [edge for edge in edges if self._group[edge.evidence.left] is not self._group[edge.evidence.right]]

    def _join(self, one: MergedGroup, other: MergedGroup, evidence: Sequence[Evidence]) -> None:
        if len(one.spots) < len(other.spots):
            one, other = other, one
        one.spots += other.spots
        one.records |= other.records
        one.names |= other.names
        one.orcids |= other.orcids
        one.apart |= other.apart
        one.evidence += [*other.evidence, *evidence]
        for spot in other.spots:
            self._group[spot] = one


def are_bridged(bridges: Sequence[Evidence], one: MergedGroup, other: MergedGroup) -> bool:
    """Whether edges between two groups meet at least two papers, and a tenth of the papers, on both sides.

    Two who write much with the same third person have more than one link by chance.
    """
    inside = set(one.spots)
    near = {edge.left if edge.left in inside else edge.right for edge in bridges}
    far = {edge.right if edge.left in inside else edge.left for edge in bridges}
    return all(len(ends) >= max(2, SHARE * len(group.records)) for ends, group in ((near, one), (far, other)))


def are_parted(one: MergedGroup, other: MergedGroup) -> bool:
    """Whether a human parted two groups."""
    return not one.apart.isdisjoint(other.spots) or not other.apart.isdisjoint(one.spots)


def obstacle(one: MergedGroup, other: MergedGroup, by_orcid: bool = False) -> str:
    """What forbids that two groups are one person's, in words; "" for nothing.

    By the same ORCID iD names are not compared again: a person may have had two surnames.
    """
    if are_parted(one, other):
        return "a human parted them"
    if not one.records.isdisjoint(other.records):
        return "both are authors of one paper"
    if len(one.orcids | other.orcids) > 1:
        return "two ORCID iDs"
    if not by_orcid and conflicting(one.names, other.names):
        return "the names conflict"
    return ""


def conflicting(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a name conflicts with one of the others."""
    behind = list(others)
    return any(fit_names(name, other).verdict == "conflict" for name in names for other in behind)
