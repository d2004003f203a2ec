"""A record and a mention as JSON: the form of the dumps, of `lookup` and of `status --mentions`.

The only module that knows this form (its description is schema/record.schema.json). Pure: the same record gives
the same bytes, on any machine and at any time; nothing here depends on a run but `first_seen`, which never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import msgspec

from enrich.identifiers.arxiv_id import abs_url, html_url, pdf_url
from enrich.record import SCHEMA_VERSION, Author, Mention, Provenance, Record, ResolvedMention, Version

HTML_SINCE = datetime(2023, 12, 1, tzinfo=UTC)
"""arXiv makes HTML of what is submitted since then (https://info.arxiv.org/about/accessible_HTML.html)."""

_DOI_SAFE = "/:;.,()-_~!*'@$&=+"
"""What a DOI may hold unescaped in the path of a URL; `<`, `>`, `#`, `?`, `%` and spaces are escaped."""


@lru_cache(4096)
def utc_text(when: datetime) -> str:
    """A time as `2025-07-17T12:00:00Z`.

    Raises ValueError for a time without a zone, since it means another moment elsewhere.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()}: a time without a zone; give it tzinfo=UTC where it is made")
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def doi_url(doi: str) -> str:
    """The https address that resolves a DOI, safe in any URL context."""
    return "https://doi.org/" + quote(doi, safe=_DOI_SAFE)


def links_of(record: Record) -> dict[str, Any]:
    """Where the paper can be read; a withdrawn one has no text, an old one no HTML."""
    readable = not record.withdrawn
    return {
        "abs": abs_url(record.id),
        "pdf": pdf_url(record.id) if readable else None,
        "html": html_url(record.id) if readable and record.updated >= HTML_SINCE else None,
        "doi": doi_url(record.dois[0]) if record.dois else None,
        "code": list(record.code),
    }


def record_json(
    record: Record,
    *,
    topics: Sequence[str],
    mentions: Sequence[ResolvedMention],
    slugs: Sequence[str | None],
    outcome: str,
    first_seen: datetime,
) -> dict[str, Any]:
    """One record as a JSON object, its keys always in this order.

    `slugs` has one item for each author, None for one without a channel; `topics` are the topics' slugs.
    """
    return _arxiv_json(record, slugs) | {
        "venue": record.venue,
        "affiliations": list(record.affiliations),
        "pages": list(record.pages),
        "topics": list(topics),
        "mentions": [_place_json(accounted.mention) for accounted in mentions],
        "outcome": str(outcome),
        "first_seen": utc_text(first_seen),
        "provenance": _provenance_json(record.provenance),
    }


def _arxiv_json(record: Record, slugs: Sequence[str | None]) -> dict[str, Any]:
    """What arXiv says of a paper, with the pages of its authors."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": record.id,
        "version": record.version,
        "versions": [_version_json(version) for version in record.versions],
        "title": record.title,
        "title_tex": record.title_tex,
        "abstract": record.abstract,
        "abstract_tex": record.abstract_tex,
        "authors": [_author_json(author, slug) for author, slug in zip(record.authors, slugs, strict=True)],
        "categories": list(record.categories),
        "primary_category": record.primary_category,
        "classifications": list(record.classifications),
        "published": utc_text(record.published),
        "updated": utc_text(record.updated),
        "comment": record.comment,
        "journal_ref": record.journal_ref,
        "doi": record.dois[0] if record.dois else None,
        "dois": list(record.dois),
        "license": record.license,
        "submitter": record.submitter,
        "report_no": record.report_no,
        "withdrawn": record.withdrawn,
        "links": links_of(record),
    }


def mention_json(accounted: ResolvedMention) -> dict[str, Any]:
    """One mention with what became of it, as `status --mentions --json` lists it."""
    verdict = accounted.verdict
    return _place_json(accounted.mention) | {
        "outcome": str(verdict.outcome),
        "id": verdict.id or accounted.mention.id,
        "reason": verdict.reason,
        "evidence": verdict.evidence,
        "candidates": list(verdict.candidates),
        "next_try": utc_text(verdict.next_try) if verdict.next_try else None,
    }


def json_bytes(value: Any) -> bytes:
    """Compact JSON in UTF-8 without a line end; halves of surrogate pairs, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(value))


def _version_json(version: Version) -> dict[str, Any]:
    return {"number": version.number, "created": utc_text(version.created)}


def _author_json(author: Author, slug: str | None) -> dict[str, Any]:
    return {"name": author.name, "affiliations": list(author.affiliations), "orcid": author.orcid, "slug": slug}


def _place_json(mention: Mention) -> dict[str, Any]:
    return {
        "document": mention.document,
        "source": mention.source,
        "place": mention.place,
        "text": mention.text,
        "how": mention.how,
    }


def _provenance_json(provenance: Sequence[Provenance]) -> dict[str, Any]:
    """By field; where several sources gave one field (code links), the first of them."""
    by_field: dict[str, Any] = {}
    for origin in provenance:
        by_field.setdefault(origin.field, {"source": origin.source, "when": utc_text(origin.when)})
    return dict(sorted(by_field.items()))


def without_surrogates(value: Any) -> Any:
    """JSON whose texts can be written in UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(item) for item in value]
    return value
