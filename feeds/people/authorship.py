"""What is published of an author of a paper who is known to be somebody (pure)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from enrich.record import PublishableRecord
from feeds.channels.plan import Plan
from feeds.enriched import as_published, authors_by_place
from feeds.formats.content import shown_authors
from feeds.formats.record_json import json_bytes, orcid_source
from feeds.state.types import AuthorshipRow


class AuthorFacts(Struct, frozen=True, omit_defaults=True):
    """One author as one paper has it."""

    name: str
    """Readable."""
    year: int
    """In which the paper was published."""
    affiliations: tuple[str, ...] = ()
    orcid: str | None = None
    orcid_source: str | None = None
    """The service that asserts it, or `document`; None when that is not known."""
    asserted: str | None = None
    """`person` when the person's own ORCID record lists the paper."""


read_facts = msgspec.json.Decoder(AuthorFacts).decode


def authorships(plan: Plan, kept: PublishableRecord) -> tuple[AuthorshipRow, ...]:
    """The authors of a paper who are known to be somebody; who has no name is nobody."""
    return tuple(_authorships(plan, kept)) if kept.persons else ()


def _authorships(plan: Plan, kept: PublishableRecord) -> Iterator[AuthorshipRow]:
    record = as_published(kept.record)
    services = authors_by_place(record.authors, record.enrichment.authors) if record.enrichment else {}
    for place, person in sorted(kept.persons.items()):
        key = plan.author_key(record.authors[place].name)
        shown = shown_authors((record.authors[place],))
        if not key or not shown:
            continue
        author, known = shown[0], services.get(place)
        source = orcid_source(record.authors[place], known, kept.mentions)
        by_service = known is not None and source is not None and known.orcid_source == source
        facts = AuthorFacts(
            name=author.name,
            year=record.published.year,
            affiliations=author.affiliations,
            orcid=author.orcid,
            orcid_source=source and source.partition(":")[0],
            asserted=known.asserted if known is not None and by_service else None,
        )
        yield AuthorshipRow(place, person, key, json_bytes(msgspec.to_builtins(facts)).decode())
