"""What is known of each author: iD, institutions, and ids in indexes, at the author's place in arXiv's list (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enrich.names import name_key
from enrich.reconcile.about import About
from enrich.reconcile.chosen import Chosen, by_rank, disagreement, origin
from enrich.reconcile.orcids import choose_orcids
from enrich.record import Record
from enrich.statements.enrichment import Affiliation, AuthorEnrichment, Origin
from enrich.statements.statement import PersonStatement

_INSTITUTIONS = ("openalex", "inspire", "crossref")
"""Who is believed on institutions, after arXiv itself."""
_INDEXES = ("openalex", "semantic_scholar", "inspire", "huggingface")


def choose_authors(
    record: Record, abouts: Sequence[About], persons: Mapping[str, PersonStatement], doi: str | None
) -> Chosen[tuple[AuthorEnrichment, ...]]:
    """The authors of whom something is known, ascending by position."""
    orcids = choose_orcids(record, abouts, persons, doi)
    origins: set[Origin] = set(orcids.origins)
    places = _affiliations(record, abouts)
    votes = _votes(abouts)
    authors = []
    for position in sorted(orcids.value.keys() | places.keys() | votes.keys()):
        orcid = orcids.value.get(position)
        affiliations, source = places.get(position, ((), None))
        if source is not None:
            origins.add(origin("authors.affiliations", source))
        ids = votes.get(position, {})
        origins.update(origin("authors.votes", about) for about in ids.values())
        authors.append(
            AuthorEnrichment(
                position,
                record.authors[position].name,
                orcid.orcid if orcid else None,
                orcid.source if orcid else None,
                orcid.asserted if orcid else None,
                affiliations,
                source.statement.service if source else None,
                tuple(sorted(ids)),
            )
        )
    known = [
        one
        for position, attached in orcids.value.items()
        if (own := record.authors[position].orcid)
        for one in disagreement("authors.orcid", [("arxiv", own), (attached.source, attached.orcid)])
    ]
    return Chosen(tuple(authors), tuple(origins), (*orcids.disagreements, *known))


def _affiliations(record: Record, abouts: Sequence[About]) -> dict[int, tuple[tuple[Affiliation, ...], About]]:
    """Position -> institutions from the most believed statement that has any, and that statement.

    Of an author whose institutions arXiv has, those very ones, where the statement adds a ROR id to them.
    """
    found: dict[int, tuple[tuple[Affiliation, ...], About]] = {}
    for about in by_rank(abouts, *_INSTITUTIONS):
        for at, position in about.alignment.items():
            stated = about.statement.authors[at].affiliations
            own = {name_key(text): text for text in record.authors[position].affiliations}
            if own:
                stated = tuple(
                    Affiliation(own[key], one.ror) for one in stated if one.ror and (key := name_key(one.name)) in own
                )
            if stated and position not in found:
                found[position] = tuple(dict.fromkeys(stated)), about
    return found


def _votes(abouts: Sequence[About]) -> dict[int, dict[str, About]]:
    """Position -> the author's ids in indexes, each with a statement that has it."""
    found: dict[int, dict[str, About]] = {}
    for about in by_rank(abouts, *_INDEXES):
        for at, position in about.alignment.items():
            if index_id := about.statement.authors[at].index_id:
                found.setdefault(position, {}).setdefault(f"{about.statement.service}:{index_id}", about)
    return found
