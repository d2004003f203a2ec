"""A person as pages and dumps show it, from everything that the person wrote (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from enrich.names import name_key
from feeds.people.authorship import AuthorFacts, read_facts
from feeds.people.evidence_words import Reason, reason_of
from feeds.state.types import AuthorshipOf

Place = tuple[str, int]
"""A paper, and the author's position in it."""


class KnownAuthorship(Struct, frozen=True):
    """One paper of a person."""

    paper: str
    position: int
    author: str
    """The key of the channel of the name that stands there."""
    day: int
    """When it was published: seconds since 1970."""
    facts: AuthorFacts
    edges: tuple[Reason, ...]
    """Why it is this person's, each once."""


class KnownPerson(Struct, frozen=True):
    """A person with everything that is published."""

    id: str
    name: str
    wrote: tuple[KnownAuthorship, ...]
    """The newest first."""
    aliases: tuple[str, ...] = ()
    """Ids that mean the same person, since they were merged."""

    @property
    def papers(self) -> int:
        return len({one.paper for one in self.wrote})

    def spellings(self) -> list[tuple[str, int]]:
        """(name, on how many papers) as names are printed, the most frequent first."""
        counts = Counter(one.facts.name for one in self.wrote)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def affiliations(self) -> list[tuple[str, int, int]]:
        """(name, first year, last year), the newest first; in whatever letters, an institution is there once."""
        found: dict[str, tuple[str, int, int]] = {}
        for one in self.wrote:
            for name in one.facts.affiliations:
                shown, first, last = found.get(name_key(name) or name, (name, one.facts.year, one.facts.year))
                found[name_key(name) or name] = shown, min(first, one.facts.year), max(last, one.facts.year)
        return sorted(found.values(), key=lambda each: (-each[2], -each[1], each[0]))

    def orcids(self) -> list[tuple[str, tuple[str, ...]]]:
        """(ORCID iD, who asserts it), the most frequent first; persons have more than one now and then."""
        counts: Counter[str] = Counter()
        sources: dict[str, set[str]] = {}
        for one in self.wrote:
            if one.facts.orcid:
                counts[one.facts.orcid] += 1
                sources.setdefault(one.facts.orcid, set()).update(filter(None, [one.facts.orcid_source]))
        ordered = sorted(counts, key=lambda orcid: (-counts[orcid], orcid))
        return [(orcid, tuple(sorted(sources[orcid]))) for orcid in ordered]

    def authors(self) -> list[str]:
        """Keys of the channels of the person's names, in order."""
        return sorted({one.author for one in self.wrote})


def known_people(
    rows: Iterable[AuthorshipOf],
    names: Mapping[str, str],
    aliases: Mapping[str, Sequence[str]],
    unspoken: Collection[str] = (),
) -> dict[str, KnownPerson]:
    """Persons by id, from everything that they wrote; `names` and `aliases` are theirs by id.

    `unspoken` are keys of names that stand nowhere any more: what rests on one does not show it.
    """
    wrote: dict[str, list[AuthorshipOf]] = {}
    for row in rows:
        wrote.setdefault(row.person, []).append(row)
    return {
        person: KnownPerson(person, names[person], _wrote(its, unspoken), tuple(sorted(aliases.get(person, ()))))
        for person, its in wrote.items()
        if person in names
    }


def _wrote(rows: Sequence[AuthorshipOf], unspoken: Collection[str]) -> tuple[KnownAuthorship, ...]:
    """An edge stands with one of its papers and is a reason for both."""
    edges: dict[Place, dict[Reason, None]] = {(row.entry, row.position): {} for row in rows}
    for raw in (edge for row in rows for edge in row.evidence):
        for here, there in ((raw[1:3], raw[3:5]), (raw[3:5], raw[1:3])):
            if here in edges:
                edges[here][reason_of(raw, there[0], unspoken)] = None
    found = [
        KnownAuthorship(
            row.entry, row.position, row.author, row.day, read_facts(row.facts), tuple(edges[row.entry, row.position])
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.day, one.paper, one.position)))
