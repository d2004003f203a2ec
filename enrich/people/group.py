"""Mentions of authors become persons (pure): blocks of names that may be one person's, and the groups of each block.

The same facts give the same groups, in whatever order papers and decisions come. What of a block is not joined stays
without a person; what is one step short of a join is an open question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from enrich.names import name_key
from enrich.people.block import Block, asserted_orcid
from enrich.people.evidence import edges
from enrich.people.merge import MergedGroup, Merger
from enrich.people.person import (
    AuthoredPaper,
    AuthorMention,
    Evidence,
    Grouping,
    OpenQuestion,
    PersonDecision,
    PersonGroup,
    Spot,
)
from enrich.people.questions import open_questions
from enrich.people.rarity import Rarity
from enrich.people.read_name import block_keys, read_name


def mention_keys(mention: AuthorMention) -> tuple[str, ...]:
    """Keys of a mention: surname with first initial, and its asserted ORCID iD (`orcid:...`); () for what is no person.

    Mentions that share a key, or have a decision between them, belong into one block, and so do those that are linked by
    way of others.
    """
    keys = block_keys(mention.name)
    if mention.orcid is None or not keys:
        return keys
    orcid = asserted_orcid(mention)
    return keys if orcid is None else (*keys, f"orcid:{orcid}")


def blocks(papers: Iterable[AuthoredPaper], decisions: Iterable[PersonDecision] = ()) -> list[list[Spot]]:
    """The mentions of persons, apart in blocks that can be grouped one by one; each sorted, and sorted by their first."""
    by_key: dict[str, list[Spot]] = {}
    links: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := links.get(key, key)) != key:
            links[key] = links.get(above, above)
            key = above
        return key

    keys_of: dict[Spot, str] = {}
    decided = [one for one in decisions if one.answer in {"same", "different", "unsure"}]
    awaited = {spot for one in decided for spot in (one.left, one.right)}
    for paper in papers:
        for author in paper.authors:
            keys = mention_keys(author) if author.orcid is not None else block_keys(author.name)
            if not keys:
                continue
            spot = (paper.id, author.position)
            by_key.setdefault(keys[0], []).append(spot)
            if awaited and spot in awaited:
                keys_of[spot] = keys[0]
            for key in keys[1:]:
                links[root(key)] = root(keys[0])
    for one in decided:
        if one.left in keys_of and one.right in keys_of:
            links[root(keys_of[one.left])] = root(keys_of[one.right])
    joined: dict[str, list[Spot]] = {}
    for key, spots in by_key.items():
        if (at := root(key) if key in links else key) in joined:
            joined[at] += spots
        else:
            joined[at] = spots
    return sorted(sorted(spots) for spots in joined.values())


def group_block(
    papers: Mapping[str, AuthoredPaper], spots: Iterable[Spot], rarity: Rarity, decisions: Iterable[PersonDecision] = ()
) -> Grouping:
    """The persons of one block: all mentions that share a key, transitively (`mention_keys`), or are linked by decisions.

    `papers` by id, whole, holds at least those of the spots: co-authors are evidence. Decisions on other mentions are
    passed over. A spot that no paper has raises KeyError or IndexError.
    """
    ones = list(spots)
    if len(ones) < 2 and not any(asserted_orcid(papers[key].authors[position]) for key, position in ones):
        return Grouping((), ())
    decided = tuple(decisions)
    if not decided and (found := _of_one_rare_name(papers, ones, rarity)) is not None:
        return found
    block = Block(papers, ones, rarity, decided)
    merger = Merger(block)
    merger.decide(block.decisions)
    refused = merger.join_all(edges(block))
    return Grouping(_persons(merger.groups()), open_questions(block, merger, refused))


def _of_one_rare_name(papers: Mapping[str, AuthoredPaper], spots: Sequence[Spot], rarity: Rarity) -> Grouping | None:
    """What the rules give for a rare name in one spelling, without ORCID iDs: one person. None where there is more to weigh.

    Most blocks are like that, and going through the rules takes ten times as long.
    """
    listed = sorted(spots)
    mentions = [papers[record].authors[at] for record, at in listed]
    printed = mentions[0].name
    name = read_name(printed)
    if name is None or any(one.name != printed or one.orcid is not None for one in mentions):
        return None
    if len({record for record, _ in listed}) < len(listed) or not rarity.is_rare(name):
        return None
    chain = [Evidence("rare-name", one, other, (printed,)) for one, other in pairwise(listed)]
    return Grouping((PersonGroup(tuple(listed), tuple(chain), doubt=False),), ())


def group_all(papers: Iterable[AuthoredPaper], rarity: Rarity, decisions: Sequence[PersonDecision] = ()) -> Grouping:
    """The persons of all papers."""
    by_id = {paper.id: paper for paper in papers}
    ends: dict[Spot, list[PersonDecision]] = {}
    for decision in decisions:
        ends.setdefault(decision.left, []).append(decision)
    groups: list[PersonGroup] = []
    questions: list[OpenQuestion] = []
    for spots in blocks(by_id.values(), decisions):
        here = [one for spot in spots for one in ends.get(spot, ())] if ends else []
        found = group_block(by_id, spots, rarity, here)
        groups += found.groups
        questions += found.questions
    questions.sort(key=lambda one: (-one.gain, one.left, one.right))
    return Grouping(tuple(sorted(groups, key=lambda group: group.spots)), tuple(questions))


def _persons(groups: Sequence[MergedGroup]) -> tuple[PersonGroup, ...]:
    bearers: dict[str, int] = {}
    for group in groups:
        for key in {name_key(name) for name in group.names}:
            bearers[key] = bearers.get(key, 0) + 1
    return tuple(
        PersonGroup(
            spots=tuple(sorted(group.spots)),
            evidence=tuple(sorted(group.evidence, key=lambda edge: (edge.left, edge.right, edge.kind))),
            doubt=any(bearers[name_key(name)] > 1 for name in group.names),
        )
        for group in groups
        if group.is_person
    )
