"""What an entry shows, whatever its format: title, authors, summary, and content as safe HTML (pure).

Text of a record never becomes markup, and only http and https URLs become links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from enrich.identifiers.arxiv_id import abs_url
from enrich.paper_id import doi_url, is_beyond, marked_id
from enrich.record import Author, Record
from enrich.statements.enrichment import Enrichment
from feeds.enriched import as_published, notice_text, publication_text
from feeds.feed import RETRACTED, EntrySource, Event, LinkedAuthor, NoticeEntry
from feeds.formats.author_list import named_of, shown_of
from feeds.formats.record_json import entry_address, links_of
from feeds.readable_text import (
    anchor,
    day,
    escaped,
    linked,
    paragraphs_html,
    paragraphs_of,
    read_text,
    repair_text,
    safe_url,
    whole_seconds,
)
from feeds.taxonomy import category_label

_ODD_NAMES = re.compile(r"[\\${~`\ufffd]|--|  |\| | \||\|\|")
"""What a name may hold, or names with `|` around them, that would have to be made readable or tidy."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry before it takes a format."""

    id: str
    url: str
    title: str
    """Plain text, not empty."""
    summary: str
    """Plain text; paragraphs separated by a blank line."""
    html: str
    authors: tuple[Author, ...]
    """Those with a name; in feeds of authors but some of very many."""
    published: datetime
    updated: datetime
    categories: tuple[str, ...] = ()
    pdf: str | None = None
    open_copy: tuple[str, str] | None = None
    """Address and name of the published version, where anybody may read it."""
    record: Record | None = None
    announce_type: str | None = None


def entry_of(source: EntrySource | NoticeEntry) -> FeedEntry:
    """The entry that a source stands for."""
    if isinstance(source, NoticeEntry):
        return _notice(source)
    record, event = as_published(source.record), source.event
    published, updated = dates_of(source)
    if event and event.version:
        # The entry of a version goes on telling of that version when there are newer ones.
        record = replace(record, version=event.version, updated=event.when)
    address, entry_id = abs_url(record.id), entry_address(record)
    title = repair_text(record.title) or marked_id(record.id)
    title = f"{repair_text(event.label)}: {title}" if event else title
    links = links_of(record)
    summary, authors = paragraphs_of(record.abstract), shown_authors(_with_uris(record.authors, source.uris))
    retraction = record.enrichment.retraction if record.enrichment else None
    html = _paper_html(record, event, links, summary, authors)
    if retraction:
        title = retracted_title(title)
        summary = "\n\n".join(filter(None, (f"{repair_text(notice_text(retraction))}.", summary)))
    return FeedEntry(
        id=f"{entry_id}#{event.key}" if event else entry_id,
        url=abs_url(record.id, event.version) if event and event.version else address,
        title=title,
        summary=summary,
        html=html,
        authors=named_of(authors) if source.brief else authors,
        published=published,
        updated=updated,
        categories=_codes(record.categories),
        pdf=links["pdf"],
        open_copy=open_copy_of(record),
        record=record,
        announce_type=source.announce_type,
    )


def dates_of(source: EntrySource) -> tuple[datetime, datetime]:
    """When an entry was published and when it was updated: by the paper, or by when it was found where that is asked for."""
    event, record = source.event, source.record
    published, updated = (event.when, event.when) if event else (record.published, record.updated)
    if source.found is not None:
        published, updated = source.found, max(updated, source.found)
    return whole_seconds(published), whole_seconds(updated)


def _notice(notice: NoticeEntry) -> FeedEntry:
    title, summary = repair_text(notice.title) or notice.id, paragraphs_of(notice.text)
    return FeedEntry(
        id=notice.id,
        url=notice.url,
        title=title,
        summary=summary,
        html=paragraphs_html(summary or title),
        authors=(),
        published=whole_seconds(notice.published),
        updated=whole_seconds(notice.updated),
    )


def _with_uris(authors: tuple[Author, ...], uris: Mapping[int, str]) -> tuple[Author, ...]:
    """The authors, with their addresses those at these positions."""
    if not uris:
        return authors
    return tuple(
        [
            LinkedAuthor(author.name, author.affiliations, author.orcid, uris[place]) if place in uris else author
            for place, author in enumerate(authors)
        ]
    )


def author_uri(author: Author) -> str | None:
    """What stands for an author in feeds: the address of the person, else the ORCID iD."""
    if isinstance(author, LinkedAuthor) and author.uri:
        return author.uri
    return safe_url(f"https://orcid.org/{author.orcid}") if author.orcid else None


_affiliations = attrgetter("affiliations")


def shown_authors(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that have a name, their names readable."""
    names = "|".join([author.name for author in authors])
    # Asking once about all of them takes a third of the time; nearly all names are readable as they are.
    if names.isprintable() and not _ODD_NAMES.search(f"|{names}|") and not any(map(_affiliations, authors)):
        return authors
    return tuple([shown for author in authors if (shown := _shown(author)).name])


def _shown(author: Author) -> Author:
    name = read_text(author.name)
    if name == author.name and not author.affiliations:
        return author
    affiliations = tuple(filter(None, map(_affiliation, author.affiliations)))
    if isinstance(author, LinkedAuthor):
        return LinkedAuthor(name, affiliations, author.orcid, author.uri)
    return Author(name, affiliations, author.orcid)


def _affiliation(text: str) -> str:
    return read_text(text)


def _paper_html(
    record: Record, event: Event | None, links: Mapping[str, Any], summary: str, authors: Sequence[Author]
) -> str:
    parts = notices_html(record.enrichment) if record.enrichment else []
    parts.append(
        f"<p><strong>{escaped(repair_text(event.label))}.</strong> {linked(repair_text(event.note))}</p>"
        if event and event.key != RETRACTED
        else ""
    )
    # Authors are at the top, since several readers show but one of those that the feed names.
    parts.append(_authors_html(authors, links["abs"]))
    if record.withdrawn and not (event and event.key.startswith("withdrawn")):
        parts.append("<p><strong>Withdrawn.</strong> This paper has been withdrawn; arXiv offers no text of it.</p>")
    parts.append(paragraphs_html(summary))
    facts = [
        f"<li>{name}: {shown}</li>" if name else f"<li>{shown}</li>" for name, shown in _facts(record, links) if shown
    ]
    return "".join(parts) + f"<ul>{''.join(facts)}</ul>"


def retracted_title(title: str) -> str:
    """The title of a retracted paper, which begins with that."""
    return title if title.casefold().startswith("retracted") else f"RETRACTED: {title}"


def notices_html(known: Enrichment) -> list[str]:
    """Paragraphs on retractions, expressions of concern and corrections, retractions first; each with its notice."""
    return [
        f"<p><strong>{escaped(repair_text(notice_text(one)))}.</strong>{_notice_link(one.notice)}</p>"
        for one in known.notices
    ]


def _notice_link(doi: str | None) -> str:
    doi = repair_text(doi or "")
    return f" {anchor(doi_url(doi), f'doi:{doi}')}" if doi else ""


def published_html(known: Enrichment) -> str:
    """`Published in Nature (8 May 2024), doi:10.1038/x`, as far as it is known; empty when nothing is."""
    if known.publication is None:
        return ""
    doi = repair_text(known.publication.doi or "")
    text = " ".join(filter(None, ("Published", repair_text(publication_text(known.publication)))))
    return f"{escaped(text)}, {anchor(doi_url(doi), f'doi:{doi}')}" if doi else escaped(text)


def open_copy_of(record: Record) -> tuple[str, str] | None:
    """Address and name of a copy of the published version that anybody may read."""
    copy = record.enrichment.open_copy if record.enrichment else None
    address = safe_url(copy.url) if copy else None
    if copy is None or address is None:
        return None
    name = {"published": "Published version", "accepted": "Accepted version"}.get(copy.version or "", "Open copy")
    return address, f"{name} (free)"


def _authors_html(authors: Sequence[Author], address: str) -> str:
    """Who wrote the paper; of a long list the rest is a number that leads to the whole of it."""
    shown = shown_of(authors)
    named = escaped(", ".join(map(_with_affiliations, shown.first)))
    if shown.others:
        others = escaped(", ".join(map(_with_affiliations, shown.others)))
        named = f"{named}, …, {others}, {anchor(address, shown.more)}" if shown.rest else f"{named}, {others}"
    return f"<p>{named}</p>" if named else ""


def _with_affiliations(author: Author) -> str:
    return f"{author.name} ({'; '.join(author.affiliations)})" if author.affiliations else author.name


def _text_fact(text: str | None) -> str:
    return linked(read_text(text)) if text else ""


@lru_cache(maxsize=256)
def _license_fact(license: str) -> str:
    return _text_fact(license)


def _doi_fact(record: Record) -> str:
    return ", ".join(anchor(doi_url(doi), doi) for raw in record.dois if (doi := repair_text(raw)))


@lru_cache(maxsize=4096)
def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """Each category once."""
    return tuple(dict.fromkeys([code for raw in given if (code := repair_text(raw))]))


@lru_cache(maxsize=4096)
def _categories_html(codes: tuple[str, ...]) -> str:
    return escaped(", ".join(map(category_label, codes)))


def _version_fact(record: Record) -> str:
    if is_beyond(record.id):
        return ""
    newest = f"v{record.version}, {day(record.updated)}"
    return newest if record.version == 1 else f"{newest} (v1, {day(record.published)})"


def _links_fact(record: Record, links: Mapping[str, Any]) -> str:
    named = [("DOI" if is_beyond(record.id) else "arXiv", links["abs"]), ("PDF", links["pdf"]), ("HTML", links["html"])]
    if copy := open_copy_of(record):
        named.append((copy[1], copy[0]))
    named += [("Code", safe_url(url)) for url in record.code] + [("Page", safe_url(url)) for url in record.pages]
    if links["project"]:
        named.append(("Project", safe_url(links["project"])))
    return " · ".join([anchor(url, name) for name, url in named if url])


def _facts(record: Record, links: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, HTML) of what is known of a paper beside its abstract; empty where nothing is. A sentence has no name."""
    affiliations = [shown for one in record.affiliations if (shown := _affiliation(one))]
    known = record.enrichment
    return (
        ("", published_html(known) if known else ""),
        ("Affiliations", escaped("; ".join(affiliations))),
        ("Comment", _text_fact(record.comment)),
        ("Venue", _text_fact(record.venue)),
        ("Journal reference", _text_fact(record.journal_ref)),
        ("DOI", _doi_fact(record)),
        ("Categories", _categories_html(_codes((*record.categories, *record.classifications)))),
        ("Version", _version_fact(record)),
        ("Links", _links_fact(record, links)),
        ("License", _license_fact(record.license or "")),
    )
