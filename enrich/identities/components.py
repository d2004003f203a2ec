"""The mentions that have to be looked at together: those that share a key, or have a decision between them, transitively."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from msgspec import Struct
from sqlalchemy import Connection, delete, select

from enrich.database.arrays import AskedOf, one_of, pieces
from enrich.database.connection import plain_insert
from enrich.identities.authored_papers import kept_papers
from enrich.identities.decided.stored_decision import StoredDecision, expand, spot_in
from enrich.identities.tables import person_blocks
from enrich.names import name_key
from enrich.options.author_claims import AuthorClaim
from enrich.people.block import FEW_AUTHORS
from enrich.people.evidence import SHORT_LIST
from enrich.people.group import mention_keys
from enrich.people.person import AuthoredPaper, PersonDecision, Spot
from enrich.people.read_name import block_keys, identity

_BLOCKS = AskedOf(select(person_blocks.c.key, person_blocks.c.record, person_blocks.c.position), person_blocks.c.key)


class Component(Struct, frozen=True):
    """Mentions apart from all others."""

    spots: tuple[Spot, ...]
    """Sorted."""
    decisions: tuple[PersonDecision, ...]
    """Between these mentions."""


def keys_of(papers: Iterable[AuthoredPaper]) -> set[str]:
    """The keys of all authors of these papers."""
    return {key for paper in papers for author in paper.authors for key in mention_keys(author)}


def keys_of_spots(connection: Connection, spots: Collection[Spot]) -> set[str]:
    """The keys of these mentions, as far as they are there."""
    papers = kept_papers(connection, {record for record, _ in spots})
    found: set[str] = set()
    for record, at in spots:
        if record in papers and at < len(papers[record].authors):
            found.update(mention_keys(papers[record].authors[at]))
    return found


def keys_of_names(connection: Connection, printed: Collection[str]) -> set[str]:
    """The keys of everybody whose evidence may rest on these names: of those who bear them and of their co-authors.

    Co-authors of a paper of very many authors are no evidence.
    """
    keys = {key for name in printed for key in block_keys(name)}
    if not keys:
        return keys
    wanted = {identity(name) for name in printed}
    records = {record for _, record, _ in _BLOCKS.every_row(connection, keys)}
    for paper in kept_papers(connection, records).values():
        if len(paper.authors) <= FEW_AUTHORS and any(identity(author.name) in wanted for author in paper.authors):
            keys |= keys_of([paper])
    return keys


def write_blocks(connection: Connection, before: Iterable[AuthoredPaper], after: Iterable[AuthoredPaper]) -> None:
    """Replace the rows of these papers, as they were, with those of the papers as they are."""
    old, new = {*_rows(before)}, _rows(after)
    gone: dict[str, set[str]] = {}
    for key, record, _ in old.difference(new):
        gone.setdefault(key, set()).add(record)
    for key, names in gone.items():
        for piece in pieces(sorted(names)):
            same = (person_blocks.c.key == key) & one_of(connection, person_blocks.c.record, piece)
            connection.execute(delete(person_blocks).where(same))
    added = [row for row in new if row not in old or row[1] in gone.get(row[0], ())]
    plain_insert(connection, person_blocks, ("key", "record", "position"), sorted(added))


def _rows(papers: Iterable[AuthoredPaper]) -> list[tuple[str, str, int]]:
    return [
        (key, paper.id, author.position)
        for paper in papers
        for author in paper.authors
        for key in (block_keys(author.name) if author.orcid is None else mention_keys(author))
    ]


class Neighbourhood:
    """Everything that can be one person with whoever has one of the given keys."""

    def __init__(self, connection: Connection, decisions: Sequence[StoredDecision]) -> None:
        self.papers: dict[str, AuthoredPaper] = {}
        """Whole papers of all mentions that were met."""
        self.keys: set[str] = set()
        """Those that were asked for, and all that they led to."""
        self._connection = connection
        self._decisions = decisions
        self._active: set[int] = set()
        self._spots: dict[Spot, str] = {}
        """Mention -> its first key."""
        self._links: dict[str, str] = {}
        self._of_paper: dict[str, list[int]] = {}
        self._of_name: dict[str, list[int]] = {}
        self._named: dict[str, list[Spot]] = {}
        for number, one in enumerate(decisions):
            for claim in one.claims:
                index, key = (
                    (self._of_name, name_key(claim.name)) if claim.paper is None else (self._of_paper, claim.paper)
                )
                index.setdefault(key, []).append(number)

    def components(self, keys: Collection[str]) -> list[Component]:
        """The mentions with these keys and all that are linked to them, apart where they can be."""
        pending = set(keys)
        while pending:
            self.keys |= pending
            pending = self._meet(pending) - self.keys
        decided = expand([self._decisions[number] for number in sorted(self._active)], self._resolve)
        for one in decided:
            if one.left in self._spots and one.right in self._spots:
                self._link(self._spots[one.left], self._spots[one.right])
        return self._apart(decided)

    def decided_keys(self) -> set[str]:
        """The keys of all whom decisions are about."""
        return self._follow(range(len(self._decisions)))

    def names_weighed(self, components: Iterable[Component]) -> set[str]:
        """Whose rarity the rule may ask for: of these mentions, and of co-authors that two short lists share."""
        found = {self.papers[record].authors[at].name for one in components for record, at in one.spots}
        lists = [[author.name for author in paper.authors] for paper in self.papers.values()]
        short = [names for names in lists if len(names) <= SHORT_LIST]
        papers = Counter(chain.from_iterable({*map(identity, names)} for names in short))
        return found | {name for names in short for name in names if papers[identity(name)] > 1}

    def _meet(self, keys: Collection[str]) -> set[str]:
        """Look at all mentions with these keys; the other keys that they lead to."""
        found: list[tuple[str, str, int]] = _BLOCKS.every_row(self._connection, keys)
        self._load({record for _, record, _ in found})
        further: set[str] = set()
        active: set[int] = set()
        for _, record, position in found:
            mention = self.papers[record].authors[position]
            first, *others = mention_keys(mention)
            spot = (record, position)
            if spot in self._spots:
                continue
            self._spots[spot] = first
            for key in others:
                self._link(key, first)
                further.add(key)
            further.add(first)
            active |= self._about(spot, name_key(mention.name))
        return further | self._follow(active - self._active)

    def _about(self, spot: Spot, key: str) -> set[int]:
        """Decisions on a mention."""
        active = set(self._of_name.get(key, ()))
        if key in self._of_name:
            self._named.setdefault(key, []).append(spot)
        for number in self._of_paper.get(spot[0], ()):
            claims = self._decisions[number].claims
            if any(claim.paper == spot[0] and spot_in(self.papers[spot[0]], claim) == spot for claim in claims):
                active.add(number)
        return active

    def _follow(self, numbers: Collection[int]) -> set[str]:
        """The keys of whom these decisions are about."""
        self._active |= set(numbers)
        claims = [claim for number in numbers for claim in self._decisions[number].claims]
        self._load({claim.paper for claim in claims if claim.paper is not None})
        keys = {key for claim in claims if claim.paper is None for key in block_keys(claim.name)}
        for claim in claims:
            if claim.paper is not None and (spot := spot_in(self.papers.get(claim.paper), claim)) is not None:
                keys.update(mention_keys(self.papers[spot[0]].authors[spot[1]]))
        return keys

    def _resolve(self, claim: AuthorClaim) -> Sequence[Spot]:
        if claim.paper is None:
            return self._named.get(name_key(claim.name), ())
        spot = spot_in(self.papers.get(claim.paper), claim)
        return () if spot is None else (spot,)

    def _load(self, records: Collection[str]) -> None:
        self.papers |= kept_papers(self._connection, [name for name in records if name not in self.papers])

    def _root(self, key: str) -> str:
        while (above := self._links.get(key, key)) != key:
            key = above
        return key

    def _link(self, key: str, other: str) -> None:
        roots = sorted((self._root(key), self._root(other)))
        self._links[roots[1]] = roots[0]

    def _apart(self, decided: Sequence[PersonDecision]) -> list[Component]:
        spots: dict[str, list[Spot]] = {}
        for spot, key in self._spots.items():
            spots.setdefault(self._root(key), []).append(spot)
        decisions: dict[str, list[PersonDecision]] = {}
        for one in decided:
            if one.left in self._spots and one.right in self._spots:
                decisions.setdefault(self._root(self._spots[one.left]), []).append(one)
        return [
            Component(tuple(sorted(group)), tuple(decisions.get(root, ()))) for root, group in sorted(spots.items())
        ]


def resolver(papers: Mapping[str, AuthoredPaper], decisions: Iterable[StoredDecision]) -> list[PersonDecision]:
    """The decisions between single mentions, where all papers are at hand."""
    listed = list(decisions)
    wanted = {name_key(claim.name) for one in listed for claim in one.claims if claim.paper is None}
    named: dict[str, list[Spot]] = {}
    if wanted:
        for paper in papers.values():
            for author in paper.authors:
                if (key := name_key(author.name)) in wanted and mention_keys(author):
                    named.setdefault(key, []).append((paper.id, author.position))

    def resolve(claim: AuthorClaim) -> Sequence[Spot]:
        if claim.paper is None:
            return named.get(name_key(claim.name), ())
        spot = spot_in(papers.get(claim.paper), claim)
        return () if spot is None else (spot,)

    return expand(listed, resolve)
