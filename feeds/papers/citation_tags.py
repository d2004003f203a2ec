"""What reference managers and search engines read in a paper's page: Highwire's citation_* tags, and JSON-LD (pure).

Zotero's translator for embedded metadata takes names apart at a semicolon, and at a comma when there are two words on
both of its sides; so a name is written here in the form that it reads as one person. It takes the last date that there
is, so there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from enrich.identifiers.arxiv_id import abs_url
from enrich.paper_id import doi_url, is_beyond, marked_id
from enrich.record import Author, Record
from feeds.exports.cited_names import cited_name
from feeds.formats.content import open_copy_of, shown_authors
from feeds.formats.record_json import exact_date, json_bytes, links_of, utc_text
from feeds.readable_text import repair_text, safe_url

_CONTAINERS = {"proceedings-article": "citation_conference_title", "book-chapter": "citation_inbook_title"}
_PUBLISHERS = {"report": "citation_technical_report_institution", "dissertation": "citation_dissertation_institution"}
"""By these tags the kind of a work is known; that of a journal is `citation_journal_title`."""
Rors = Mapping[str, str | None]
"""The address at ROR of an affiliation, by its name."""
_IN_SCRIPT = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
"""What could end a script, or a line of one, is written as JSON's own escape."""


def cited_dois(record: Record) -> list[str]:
    """DOIs of the published version: arXiv's own, then the one that services know."""
    publication = record.enrichment.publication if record.enrichment else None
    known = (*record.dois, (publication.doi if publication else None) or "")
    return list({doi.casefold(): doi for raw in reversed(known) if (doi := repair_text(raw))}.values())[::-1]


def meta_tags(record: Record) -> str:
    """The citation_* tags of a record that is `as_published`, for the head of its page."""
    found = ((name, repair_text(text)) for name, text in _tags(record))
    return "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in found if text)


def _tags(record: Record) -> Iterator[tuple[str, str]]:
    publication = record.enrichment.publication if record.enrichment else None
    links = links_of(record)
    yield "citation_title", record.title or marked_id(record.id)
    for author in shown_authors(record.authors):
        yield "citation_author", tag_name(author.name)
        yield from (("citation_author_institution", place) for place in author.affiliations)
        if author.orcid:
            yield "citation_author_orcid", f"https://orcid.org/{author.orcid}"
    published = exact_date(publication) if publication else None
    yield "citation_publication_date", (published or utc_text(record.published)[:10]).replace("-", "/")
    yield "citation_online_date", utc_text(record.published)[:10].replace("-", "/")
    known = record.enrichment.published_as if record.enrichment else None
    if publication and publication.venue:
        yield _CONTAINERS.get(known.type if known else "", "citation_journal_title"), publication.venue
    elif not is_beyond(record.id):
        yield "citation_publisher", "arXiv"
    if known:
        first, _, last = (known.pages or "").replace("–", "-").partition("-")
        yield "citation_volume", known.volume or ""
        yield "citation_issue", known.issue or ""
        yield "citation_firstpage", first.strip()
        yield "citation_lastpage", last.strip()
        yield _PUBLISHERS.get(known.type, "citation_publisher"), known.publisher or ""
    yield "citation_doi", next(iter(cited_dois(record)), "")
    yield "citation_arxiv_id", "" if is_beyond(record.id) else record.id
    copy = open_copy_of(record)
    yield "citation_pdf_url", links["pdf"] or (copy[0] if copy else "")
    yield "citation_public_url", links["abs"]
    yield "citation_abstract_html_url", links["abs"]
    yield "citation_abstract", record.abstract
    for keyword in record.enrichment.keywords if record.enrichment else ():
        yield "citation_keywords", keyword


def tag_name(name: str) -> str:
    """`Last, First`, or the name as it is read where that would be taken for two people or is no person's."""
    cited = cited_name(" ".join(name.replace(";", " ").split()))
    last = " ".join(filter(None, (cited.particle, cited.family)))
    first = " ".join(filter(None, (cited.given, cited.suffix)))
    if cited.literal or not first or (" " in last and " " in first):
        whole = cited.literal or f"{first} {last}"
        return " ".join(whole.replace(",", " ").split())
    return f"{last}, {first}"


def linked_data(record: Record, address: str, rors: Rors) -> str:
    """A ScholarlyArticle of schema.org as JSON-LD that is safe inside a script element; `address` is the page's own."""
    links = links_of(record)
    dois = cited_dois(record)
    known = record.enrichment
    publication, retraction = (known.publication, known.retraction) if known else (None, None)
    venue = repair_text((publication and publication.venue) or "")
    whole: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": address,
        "name": repair_text(record.title) or marked_id(record.id),
        "author": [_person(author, rors) for author in shown_authors(record.authors)],
        "datePublished": (exact_date(publication) if publication else None) or utc_text(record.published)[:10],
        "dateCreated": utc_text(record.published)[:10],
        "dateModified": utc_text(record.updated)[:10],
        "version": None if is_beyond(record.id) else record.version,
        "abstract": repair_text(record.abstract),
        "identifier": _identifiers(record.id, dois),
        "url": address,
        "sameAs": list(dict.fromkeys([abs_url(record.id), *map(doi_url, dois)])),
        "isPartOf": {"@type": "CreativeWork", "name": venue} if venue else None,
        "keywords": [repair_text(one) for one in known.keywords] if known else [],
        "about": [{"@type": "Thing", "name": repair_text(one.name)} for one in known.topics] if known else [],
        "license": safe_url(record.license or ""),
        "encoding": {"@type": "MediaObject", "contentUrl": links["pdf"], "encodingFormat": "application/pdf"}
        if links["pdf"]
        else None,
        "creativeWorkStatus": "Retracted" if retraction else "Withdrawn" if record.withdrawn else None,
        "correction": [doi_url(one.notice) for one in known.notices if one.notice] if known else [],
    }
    text = json_bytes({name: value for name, value in whole.items() if value}).decode()
    for sign, escaped in _IN_SCRIPT:  # a tenth of the time that `translate` takes for an abstract
        text = text.replace(sign, escaped)
    return text


def _person(author: Author, rors: Rors) -> dict[str, Any]:
    places: Sequence[dict[str, Any]] = [
        {"@type": "Organization", "name": name} | ({"@id": ror} if (ror := rors.get(name)) else {})
        for name in author.affiliations
    ]
    person: dict[str, Any] = {"@type": "Person", "name": author.name}
    if author.orcid and (orcid := safe_url(f"https://orcid.org/{author.orcid}")):
        person["@id"] = orcid
    return person | ({"affiliation": places} if places else {})


def _identifiers(paper: str, dois: Sequence[str]) -> list[dict[str, str]]:
    own = [] if is_beyond(paper) else [_identifier("arXiv", paper)]
    return [*own, *(_identifier("DOI", doi) for doi in dois)]


def _identifier(kind: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": kind, "value": value}
