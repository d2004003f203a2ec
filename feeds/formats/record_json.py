"""A record and a mention as JSON: the form of the dumps, of `lookup` and of `status --mentions`.

The only module that knows this form (its description is schema/record.schema.json). Pure: the same record gives
the same bytes, on any machine and at any time; nothing here depends on a run but `first_seen`, which never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from enrich.addresses import is_web
from enrich.identifiers.arxiv_id import abs_url, html_url, pdf_url
from enrich.paper_id import doi_url, is_beyond
from enrich.record import SCHEMA_VERSION, Author, Mention, Provenance, Record, ResolvedMention, Version
from enrich.statements.enrichment import AuthorEnrichment, EditorialNotice, Enrichment, Origin, Publication, PublishedAs
from feeds.enriched import as_published, authors_by_place, is_of_service, rors_of

HTML_SINCE = datetime(2023, 12, 1, tzinfo=UTC)
"""arXiv makes HTML of what is submitted since then (https://info.arxiv.org/about/accessible_HTML.html)."""

_NOTHING = Enrichment()
NOBODY: Mapping[int, str] = MappingProxyType({})
"""For a record none of whose authors is known to be anybody."""
_ITS_OWN = frozenset({"title", "authors", "published", "dois"})
"""Fields that the record of a paper has from a service that arXiv does not have."""
_IN_DUMPS = {"topics": "topics_of_work"}
"""Fields of Enrichment that have another name in the dumps, where the name means something else."""


@lru_cache(4096)
def utc_text(when: datetime) -> str:
    """A time as `2025-07-17T12:00:00Z`.

    Raises ValueError for a time without a zone, since it means another moment elsewhere.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()}: a time without a zone; give it tzinfo=UTC where it is made")
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def links_of(record: Record) -> dict[str, Any]:
    """Where the paper can be read; a withdrawn one has no text, an old one no HTML, one that arXiv does not have neither."""
    readable = not record.withdrawn and not is_beyond(record.id)
    known = record.enrichment or _NOTHING
    return {
        "abs": abs_url(record.id),
        "pdf": pdf_url(record.id) if readable else None,
        "html": html_url(record.id) if readable and record.updated >= HTML_SINCE else None,
        "doi": doi_url(record.dois[0]) if record.dois else None,
        "code": list(record.code),
        "open_copy": _web(known.open_copy.url) if known.open_copy else None,
        "project": _web(known.project),
    }


def entry_address(record: Record) -> str:
    """The id of the paper's entries: the address under which it was published first."""
    return abs_url(record.entry_id or record.id)


def record_json(
    record: Record,
    *,
    topics: Sequence[str],
    mentions: Sequence[ResolvedMention],
    slugs: Sequence[str | None],
    outcome: str,
    first_seen: datetime,
    persons: Mapping[int, str] = NOBODY,
) -> dict[str, Any]:
    """One record as a JSON object, its keys always in this order.

    `slugs` has one item for each author, None for one without a channel; `topics` are the topics' slugs; `persons` are
    ids by position.
    """
    public = as_published(record)
    enrichment = public.enrichment or _NOTHING
    authors = list(_authors_json(public.authors, enrichment, slugs, mentions, persons))
    return _arxiv_json(public, authors) | {
        "venue": record.venue,
        "affiliations": list(record.affiliations),
        "pages": list(record.pages),
        **enrichment_json(enrichment),
        "topics": list(topics),
        "mentions": [_place_json(accounted.mention) for accounted in mentions],
        "outcome": str(outcome),
        "first_seen": utc_text(first_seen),
        "provenance": _provenance_json(record.provenance, enrichment.origins, is_beyond(record.id)),
        **published_as_json(enrichment.published_as),
        **({"entry_id": entry_address(record)} if record.entry_id else {}),
    }


def _arxiv_json(record: Record, authors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What arXiv states of a paper, with the authors as they are known."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": record.id,
        "version": record.version,
        "versions": [_version_json(version) for version in record.versions],
        "title": record.title,
        "title_tex": record.title_tex,
        "abstract": record.abstract,
        "abstract_tex": record.abstract_tex,
        "authors": list(authors),
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


def enrichment_json(enrichment: Enrichment) -> dict[str, Any]:
    """What services other than arXiv add to a record, but for its authors and its links."""
    retraction, copy = enrichment.retraction, enrichment.open_copy
    copy = copy if copy and _web(copy.url) else None
    return {
        "publication": publication_json(enrichment.publication),
        "retraction": notice_json(retraction) if retraction else None,
        "notices": [notice_json(one) for one in enrichment.notices if one is not retraction],
        "topics_of_work": [{"id": one.id, "name": one.name, "score": one.score} for one in enrichment.topics],
        "keywords": list(enrichment.keywords),
        "open_copy": {"url": copy.url, "version": copy.version, "licence": copy.licence} if copy else None,
        "related": [{"relation": one.relation, "id": one.id} for one in enrichment.related],
        "disagreements": [
            {
                "field": _IN_DUMPS.get(one.field, one.field),
                "values": [{"source": value.source, "value": value.value} for value in one.values],
            }
            for one in enrichment.disagreements
        ],
    }


def publication_json(publication: Publication | None) -> dict[str, Any] | None:
    """Where a paper was published; the date is as exact as it is known: `2024-05-12`, `2024-05` or `2024`."""
    if publication is None:
        return None
    return {"doi": publication.doi, "venue": publication.venue, "date": exact_date(publication)}


def published_as_json(known: PublishedAs | None) -> dict[str, Any]:
    """As what a paper that arXiv does not have was published, where that is known."""
    if known is None:
        return {}
    names = ("type", "volume", "issue", "pages", "publisher")
    return {"published_as": {name: getattr(known, name) for name in names}}


def exact_date(publication: Publication) -> str | None:
    """The date of a publication in ISO 8601, without the parts that are not known."""
    if publication.date is None:
        return None
    return publication.date.isoformat()[: {"year": 4, "month": 7}.get(publication.date_exact or "day", 10)]


def notice_json(notice: EditorialNotice) -> dict[str, Any]:
    """A retraction, correction or expression of concern."""
    when: date | None = notice.date
    return {
        "kind": notice.kind,
        "date": when.isoformat() if when else None,
        "notice": notice.notice,
        "source": notice.source,
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


def _authors_json(
    authors: Sequence[Author],
    enrichment: Enrichment,
    slugs: Sequence[str | None],
    mentions: Sequence[ResolvedMention],
    persons: Mapping[int, str],
) -> Iterator[dict[str, Any]]:
    known = authors_by_place(authors, enrichment.authors) if enrichment.authors else {}
    for place, (author, slug) in enumerate(zip(authors, slugs, strict=True)):
        yield {
            "name": author.name,
            "affiliations": list(author.affiliations),
            "rors": rors_of(author, known.get(place)),
            "orcid": author.orcid,
            "orcid_source": orcid_source(author, known.get(place), mentions),
            "slug": slug,
            "person": persons.get(place),
        }


def orcid_source(shown: Author, known: AuthorEnrichment | None, mentions: Sequence[ResolvedMention]) -> str | None:
    """The service that asserts the author's ORCID, or the document that gives it; None when neither is known."""
    if shown.orcid is None:
        return None
    if known is not None and is_of_service(shown, known):
        return known.orcid_source
    for accounted in mentions:
        mention = accounted.mention
        for author in mention.item.authors if mention.item else ():
            if author.orcid == shown.orcid and author.name.casefold() == shown.name.casefold():
                return f"document:{mention.document}"
    return None


def _web(address: str | None) -> str | None:
    return address if address and is_web(address) else None


def _place_json(mention: Mention) -> dict[str, Any]:
    return {
        "document": mention.document,
        "source": mention.source,
        "place": mention.place,
        "text": mention.text,
        "how": mention.how,
    }


def _provenance_json(
    provenance: Sequence[Provenance], origins: Sequence[Origin], its_own: bool
) -> dict[str, dict[str, Any]]:
    """By field: its source, with a service's own id of the work; others that state the same are beside it, by name.

    What a record states itself of a service is in the origins too, unless services are all that it comes from (`its_own`).
    """
    services = {one.service for one in origins}
    known: dict[tuple[str, str], tuple[str | None, datetime]] = {
        (mark.field, mark.source): (None, mark.when)
        for mark in reversed(provenance)
        if mark.source not in services or (its_own and mark.field in _ITS_OWN)
    }
    known |= {(_IN_DUMPS.get(one.field, one.field), one.service): (one.id, one.when) for one in origins}
    by_field: dict[str, dict[str, Any]] = {}
    for (field, source), (its, when) in sorted(known.items(), key=lambda item: item[0]):
        one = {"source": source, "id": its, "when": utc_text(when)}
        if field in by_field:
            by_field[field].setdefault("also", []).append(one)
        else:
            by_field[field] = one
    return by_field


def without_surrogates(value: Any) -> Any:
    """JSON whose texts can be written in UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(item) for item in value]
    return value
