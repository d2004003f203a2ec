"""One work as OpenAlex writes it -> what it says and which keys it answers (pure).

https://developers.openalex.org/api-reference/works
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from enrich.names import orcid_id
from enrich.services.ids import ARXIV_PREFIX, arxiv_id, plain_doi, published_doi, ror_id, web_url
from enrich.services.wire import (
    affiliation_name,
    as_list,
    as_object,
    as_prose,
    as_share,
    as_text,
    objects,
    person_name,
    read_date,
    texts,
)
from enrich.statements.enrichment import Affiliation, Asserted, EditorialNotice, Exactness, OpenCopy, WorkTopic
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement

SELECT = (
    "id,doi,ids,title,publication_date,authorships,primary_location,best_oa_location,locations,topics,"
    "keywords,is_retracted,type"
)
"""Root fields are all that can be selected."""
CUT = 100
"""Lists end a work's authors after this many, whatever `is_authors_truncated` says."""
LEAST_SCORE = 0.5
"""Topics below are guesses."""
NOBODY = "A5317838346"
"""The author id to which works of deleted authors were moved."""

_ID = re.compile(r"(?:https?://openalex\.org/)?([WAT]\d{1,15})", re.IGNORECASE | re.ASCII)
_BODY = re.compile(r"\b(?:collaborations?|consorti(?:um|a)|committee|working group|team|project)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"^\s*,|\d|,.*,.*,")
"""What is no name of a person: `,LAGEP, Université de Lyon, Lyon, F-69003` stands in lists of authors."""


class OpenAlexWork(Struct, frozen=True):
    """One work, and what it is asked by."""

    id: str
    """`W4389761608`."""
    statement: Statement
    keys: frozenset[str]
    """arXiv ids and published DOIs that its own ids and locations name."""
    dois: frozenset[str]
    """Its own DOI and those among its ids, arXiv's included."""
    pages: frozenset[str]
    """Addresses of its copies, as they are written there."""
    cut: bool
    """There may be more authors than are listed."""


def read_work(row: dict[str, Any], when: datetime, whole: bool = False) -> OpenAlexWork | None:
    """What a row of a list, or a single work (`whole`), says; None when it has no id.

    `when` is when it was heard.
    """
    name = openalex_id(row.get("id"))
    if name is None:
        return None
    locations = [*objects(row.get("locations")), *objects(row.get("primary_location"))]
    dois = frozenset(doi for one in (row.get("doi"), as_object(row.get("ids")).get("doi")) if (doi := plain_doi(one)))
    pages = frozenset(page for one in locations if (page := as_text(one.get("landing_page_url"))))
    papers = _papers(dois, pages, locations, when.date())
    journal = _is_published(row, dois, locations)
    doi = next((one for one in sorted(dois) if published_doi(one)), None) if journal else None
    authors = objects(row.get("authorships"))
    cut = not whole and (len(authors) == CUT or row.get("is_authors_truncated") is True)
    day, exact = _published(row, when)
    statement = Statement(
        service="openalex",
        work=name,
        when=when,
        kind="journal" if journal else "preprint",
        title=as_prose(row.get("title")),
        arxiv_id=papers[0] if papers else None,
        doi=doi,
        venue=_venue(locations, doi) if journal else None,
        published=day,
        published_exact=exact,
        authors=tuple(_author(one) for one in authors),
        authors_complete=not cut,
        topics=tuple(_topics(row)),
        keywords=texts([one.get("display_name") for one in objects(row.get("keywords"))]),
        open_copy=_open_copy(row, locations) if journal else None,
        notices=(EditorialNotice("retraction", source="openalex"),) if row.get("is_retracted") is True else (),
        type=as_text(row.get("type")),
    )
    published = {one for one in dois if published_doi(one)}
    return OpenAlexWork(name, statement, frozenset({*papers, *published}), dois, pages, cut)


def openalex_id(value: Any) -> str | None:
    """`W4389761608` from its address; None for what is no id."""
    match = _ID.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].upper() if match else None


def _papers(dois: frozenset[str], pages: frozenset[str], locations: list[dict[str, Any]], today: date) -> list[str]:
    """The arXiv ids that the work names; that of its own DOI first."""
    names = [as_text(one.get("id")) or "" for one in locations]
    places = [name.removeprefix("pmh:").removeprefix("doi:") for name in names]
    written = [*sorted(one for one in dois if one.startswith(ARXIV_PREFIX)), *sorted(pages), *sorted(places)]
    return list(dict.fromkeys(paper for one in written if "arxiv" in one.lower() and (paper := arxiv_id(one, today))))


def _is_published(row: dict[str, Any], dois: frozenset[str], locations: list[dict[str, Any]]) -> bool:
    """Whether the work is the published version rather than the preprint: OpenAlex keeps the two apart, mostly."""
    if row.get("type") == "preprint" or any(doi.startswith(ARXIV_PREFIX) for doi in dois):
        return False
    return bool(dois) or any(one.get("is_published") is True and not _is_repository(one) for one in locations)


def _is_repository(location: dict[str, Any]) -> bool:
    return as_object(location.get("source")).get("type") in {"repository", "metadata"}


def _published(row: dict[str, Any], when: datetime) -> tuple[date | None, Exactness | None]:
    """The day of publication. A first of a month or year is what is written when the day is not known."""
    found = read_date(row.get("publication_date"), when)
    if found is None:
        return None, None
    day, exact = found
    if exact == "day" and day.day == 1:
        exact = "year" if day.month == 1 else "month"
    return day, exact


def _venue(locations: list[dict[str, Any]], doi: str | None) -> str | None:
    """The journal or proceedings: that of the place to which the DOI leads, else of the first that is no repository.

    `source` is null for proceedings, whose name is in `raw_source_name`.
    """
    places = [one for one in locations if not _is_repository(one)]
    places.sort(key=lambda one: not (doi and doi in (as_text(one.get("landing_page_url")) or "").lower()))
    for one in places:
        name = as_prose(as_object(one.get("source")).get("display_name")) or as_prose(one.get("raw_source_name"))
        if name and not name.lower().startswith("arxiv"):
            return name
    return None


def _author(row: dict[str, Any]) -> StatedAuthor:
    author = as_object(row.get("author"))
    index_id = openalex_id(author.get("id"))
    known = index_id != NOBODY
    printed = as_prose(row.get("raw_author_name")) or (as_prose(author.get("display_name")) if known else None) or ""
    body = bool(_BODY.search(printed)) or (index_id is None and bool(_ADDRESS.search(printed)))
    sources: list[tuple[str | None, Asserted]] = [(orcid_id(row.get("raw_orcid")), "work")]
    if known:
        sources.append((orcid_id(author.get("orcid")), "index"))
    orcids = {orcid: asserted for orcid, asserted in reversed(sources) if orcid}
    return StatedAuthor(
        name=printed if body else person_name(printed),
        orcids=tuple(StatedOrcid(orcid, orcids[orcid]) for orcid in reversed(orcids)),
        affiliations=tuple(_affiliations(row)),
        index_id=index_id if known else None,
        is_body=body,
    )


def _affiliations(row: dict[str, Any]) -> list[Affiliation]:
    """Affiliations as printed, with the ROR id of the institution where exactly one was found in the text."""
    institutions = {
        str(one.get("id")): Affiliation(name, ror_id(one.get("ror")))
        for one in objects(row.get("institutions"))
        if (name := as_prose(one.get("display_name")))
    }
    found: list[Affiliation] = []
    for one in objects(row.get("affiliations")):
        matched = [institutions[str(i)] for i in as_list(one.get("institution_ids")) if str(i) in institutions]
        found += _printed(affiliation_name(one.get("raw_affiliation_string")), matched)
    if not found:
        printed = [name for one in as_list(row.get("raw_affiliation_strings")) if (name := affiliation_name(one))]
        alone = list(institutions.values())
        found = _printed(printed[0], alone) if len(printed) == 1 else alone or [Affiliation(one) for one in printed]
    return list(dict.fromkeys(found))


def _printed(text: str | None, matched: list[Affiliation]) -> list[Affiliation]:
    """One text with the institutions in it; of several institutions nobody says which part of the text is whose."""
    if text is None or len(matched) > 1:
        return matched
    return [Affiliation(text, matched[0].ror if matched else None)]


def _topics(row: dict[str, Any]) -> Iterator[WorkTopic]:
    for one in objects(row.get("topics")):
        name, score = as_prose(one.get("display_name")), as_share(one.get("score"))
        topic = openalex_id(one.get("id"))
        if topic and name and score is not None and score >= LEAST_SCORE:
            yield WorkTopic(topic, name, score)


def _open_copy(row: dict[str, Any], locations: list[dict[str, Any]]) -> OpenCopy | None:
    """The copy of the published version that anybody may read; `best_oa_location` may be a copy of another version."""
    for one in (*objects(row.get("best_oa_location")), *locations):
        if one.get("is_oa") is True and one.get("version") == "publishedVersion":
            url = web_url(one.get("pdf_url")) or web_url(one.get("landing_page_url"))
            if url:
                return OpenCopy(url, "published", as_text(one.get("license")))
    return None
