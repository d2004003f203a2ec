"""One work as Crossref writes it -> what it says (pure).

https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from enrich.names import orcid_id
from enrich.services.ids import ARXIV_PREFIX, arxiv_id, plain_doi, ror_id, web_url
from enrich.services.wire import (
    affiliation_name,
    as_list,
    as_object,
    as_prose,
    as_text,
    date_of_parts,
    first_prose,
    objects,
)
from enrich.statements.enrichment import Affiliation, EditorialNotice, Exactness, NoticeKind, OpenCopy, RelatedVersion
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement

SELECT = (
    "DOI,type,title,container-title,published,published-print,published-online,issued,author,relation,update-to,updated-by,"
    "license,link,volume,issue,page,publisher"
)
Relation = Literal["published-as", "preprint"]
_KINDS: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "removal": "retraction",
    "withdrawal": "retraction",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "partial_retraction": "correction",
    "expression_of_concern": "expression_of_concern",
}
"""Other kinds of updates (new versions, addenda, clarifications) change nothing that a reader must know."""


def read_work(row: dict[str, Any], when: datetime) -> Statement | None:
    """What one item says; None when it has no DOI. `when` is when it was heard."""
    doi = plain_doi(row.get("DOI"))
    if doi is None:
        return None
    preprint, notice = row.get("type") == "posted-content", _is_notice(row, doi)
    kind = "preprint" if preprint else "work" if notice else "journal"
    day, exact = _published(row, when) if kind != "work" else (None, None)
    relation = as_object(row.get("relation"))
    papers = (arxiv_id(one.get("id"), when.date()) for one in objects(relation.get("has-preprint")))
    return Statement(
        service="crossref",
        work=doi,
        when=when,
        kind=kind,
        title=first_prose(row.get("title")),
        arxiv_id=next((paper for paper in papers if paper), None),
        doi=doi if kind == "journal" and not doi.startswith(ARXIV_PREFIX) else None,
        venue=first_prose(row.get("container-title")) if kind == "journal" else None,
        published=day,
        published_exact=exact,
        authors=tuple(_author(one) for one in objects(row.get("author"))),
        open_copy=_open_copy(row, doi, when) if kind == "journal" else None,
        notices=tuple(_notices(row, when)),
        related=tuple(dict.fromkeys(_related(relation, doi))),
        type=as_text(row.get("type")),
        volume=as_text(row.get("volume")),
        issue=as_text(row.get("issue")),
        pages=as_text(row.get("page")),
        publisher=as_prose(row.get("publisher")),
    )


def _is_notice(row: dict[str, Any], doi: str) -> bool:
    """Whether the item is itself the retraction or correction of another work."""
    return any(
        _kind(one) is not None and plain_doi(one.get("DOI")) not in {None, doi} for one in objects(row.get("update-to"))
    )


def _kind(update: dict[str, Any]) -> NoticeKind | None:
    return _KINDS.get((as_text(update.get("type")) or "").lower().replace("-", "_").replace(" ", "_"))


def _published(row: dict[str, Any], when: datetime) -> tuple[date | None, Exactness | None]:
    """`published` is the earlier of the dates in print and online; records without it have those, or `issued`."""
    for names in (("published",), ("published-online", "published-print"), ("issued",)):
        found = [day for name in names if (day := _date(row.get(name), when))]
        if found:
            return min(found)
    return None, None


def _date(value: Any, when: datetime) -> tuple[date, Exactness] | None:
    """`{"date-parts": [[2014, 10, 27]]}`, whose inner list has one to three numbers, or null."""
    parts = as_list(as_object(value).get("date-parts"))
    inner = parts[0] if parts and isinstance(parts[0], list) else parts
    return date_of_parts(inner, when)


def _author(row: dict[str, Any]) -> StatedAuthor:
    """One author; a collaboration has a `name` alone, and some have nothing at all, which keeps the others' places."""
    names = [as_prose(row.get(part)) for part in ("given", "family", "suffix")]
    body = None if any(names) else as_prose(row.get("name"))
    orcid = orcid_id(row.get("ORCID"))
    affiliations = [
        Affiliation(name, _ror(one))
        for one in objects(row.get("affiliation"))
        if (name := affiliation_name(one.get("name")))
    ]
    authenticated = row.get("authenticated-orcid") is True
    return StatedAuthor(
        name=body or " ".join(name for name in names if name),
        orcids=(StatedOrcid(orcid, "work" if authenticated else "index"),) if orcid else (),
        affiliations=tuple(dict.fromkeys(affiliations)),
        is_body=body is not None,
    )


def _ror(affiliation: dict[str, Any]) -> str | None:
    return next((ror for one in objects(affiliation.get("id")) if (ror := ror_id(one.get("id")))), None)


def _notices(row: dict[str, Any], when: datetime) -> Iterator[EditorialNotice]:
    """What `updated-by` lists: notices about this work, by its publisher or by Retraction Watch."""
    for one in objects(row.get("updated-by")):
        if kind := _kind(one):
            day = _date(one.get("updated"), when)
            source = as_text(one.get("source")) or "crossref"
            yield EditorialNotice(kind, day[0] if day else None, plain_doi(one.get("DOI")), source)


def _open_copy(row: dict[str, Any], doi: str, when: datetime) -> OpenCopy | None:
    """The version of record, when it stands under a Creative Commons licence that has begun.

    Links for similarity checking lead to places that readers may not enter, so the DOI itself stands in for them.
    """
    for licence in objects(row.get("license")):
        url, version = web_url(licence.get("URL")), as_text(licence.get("content-version"))
        begins = _date(licence.get("start"), when)
        host = urlsplit(url).hostname if url else None
        if version != "vor" or host not in {"creativecommons.org", "www.creativecommons.org"}:
            continue
        if begins is None or begins[0] <= when.date():
            return OpenCopy(_copy_of_record(row) or f"https://doi.org/{doi}", "published", url)
    return None


def _copy_of_record(row: dict[str, Any]) -> str | None:
    urls = (
        web_url(link.get("URL"))
        for link in objects(row.get("link"))
        if link.get("intended-application") != "similarity-checking"
        and link.get("content-version") == "vor"
        and link.get("content-type") == "application/pdf"
    )
    return next((url for url in urls if url), None)


def _related(relation: dict[str, Any], doi: str) -> Iterator[RelatedVersion]:
    """Other versions; most links to arXiv are missing, so that absence says nothing."""
    kinds: tuple[tuple[str, Relation], ...] = (("has-preprint", "preprint"), ("is-preprint-of", "published-as"))
    for name, kind in kinds:
        for one in objects(relation.get(name)):
            other = plain_doi(one.get("id")) or web_url(one.get("id"))
            if other and other != doi:
                yield RelatedVersion(kind, other)
