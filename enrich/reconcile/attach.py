"""What services add is put into a record, where arXiv and documents are silent (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from enrich.record import Author, Provenance, Record
from enrich.statements.enrichment import AuthorEnrichment, Enrichment

_ORIGINS = {"author_affiliations": "authors.affiliations", "author_orcids": "authors.orcid", "code": "code"}
"""Field of a provenance -> the field of Enrichment's origins that it is taken from."""


def with_enrichment(record: Record, enrichment: Enrichment | None) -> Record:
    """The record with its enrichment, and with authors and code links filled in from it where nothing was known.

    Nothing that the record has is replaced. What was attached to an author who stands no longer at that place under
    that name is dropped: the list has changed since, and it might be somebody else's. None takes nothing away but an
    earlier enrichment as a whole.
    """
    if enrichment is None:
        return record if record.enrichment is None else replace(record, enrichment=None)
    kept = tuple(one for one in enrichment.authors if _still_there(one, record.authors))
    if len(kept) != len(enrichment.authors):
        enrichment = structs.replace(enrichment, authors=kept)
    authors = list(record.authors)
    filled: set[str] = set()
    for one in kept:
        author = authors[one.position]
        if one.orcid and not author.orcid:
            author = structs.replace(author, orcid=one.orcid)
            filled.add("author_orcids")
        if one.affiliations and not author.affiliations:
            author = structs.replace(author, affiliations=tuple(place.name for place in one.affiliations))
            filled.add("author_affiliations")
        authors[one.position] = author
    known = {address(url) for url in record.code}
    linked = (link.url for link in enrichment.code if link.by == "user" and address(link.url) not in known)
    code = dict.fromkeys((*record.code, *linked))
    if code and not record.code:
        filled.add("code")
    return replace(
        record,
        authors=tuple(authors),
        code=tuple(code),
        provenance=_provenance(record, enrichment, filled),
        enrichment=enrichment,
    )


def address(url: str) -> str:
    """Equal for two forms of one repository's address."""
    return re.sub(r"^https?://(?:www\.)?", "", url.lower()).rstrip("/").removesuffix(".git")


def _still_there(one: AuthorEnrichment, authors: Sequence[Author]) -> bool:
    return 0 <= one.position < len(authors) and authors[one.position].name == one.name


def _provenance(record: Record, enrichment: Enrichment, filled: set[str]) -> tuple[Provenance, ...]:
    """The record's own, and one for each field that was filled and had none; the first origin speaks for all."""
    marks = {mark.field: mark for mark in record.provenance}
    for field in filled - marks.keys():
        origin = next((one for one in enrichment.origins if one.field == _ORIGINS[field]), None)
        if origin is not None:
            marks[field] = Provenance(field, origin.service, origin.when)
    return tuple(marks[field] for field in sorted(marks))
