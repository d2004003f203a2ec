"""What an entry shows, whatever its format: title, authors, summary, and content as safe HTML (pure).

Text of a record never becomes markup, and only http and https URLs become links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from urllib.parse import quote, urlsplit

from enrich.identifiers.arxiv_id import abs_url
from enrich.months import MONTHS
from enrich.record import Author, Record
from enrich.tex.to_unicode import readable
from feeds.feed import EntrySource, Event, Notice
from feeds.formats.author_list import named_of, shown_of
from feeds.formats.record_json import doi_url, links_of
from feeds.taxonomy import category_label

_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""What XML forbids, and what HTML parsers and feed validators complain about: controls, noncharacters, U+FFFD."""
_ODD_NAMES = re.compile(r"[\\${~`\ufffd]|--|  |\| | \||\|\|")
"""What a name may hold, or names with `|` around them, that would have to be made readable or tidy."""
_OPENS_TAG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+[^\s<>\"'`{}|\\^\[\].,;:!?()*]/?", re.IGNORECASE)


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
    record: Record | None = None
    announce_type: str | None = None


def entry_of(source: EntrySource | Notice) -> FeedEntry:
    """The entry that a source stands for."""
    if isinstance(source, Notice):
        return _notice(source)
    record, event = source.record, source.event
    if event and event.version:
        # The entry of a version goes on telling of that version when there are newer ones.
        record = replace(record, version=event.version, updated=event.when)
    address = abs_url(record.id)
    title = repair_text(record.title) or f"arXiv:{record.id}"
    links = links_of(record)
    summary, authors = _paragraphs_of(record.abstract), shown_authors(record.authors)
    return FeedEntry(
        id=f"{address}#{event.key}" if event else address,
        url=abs_url(record.id, event.version) if event and event.version else address,
        title=f"{repair_text(event.label)}: {title}" if event else title,
        summary=summary,
        html=_paper_html(record, event, links, summary, authors),
        authors=named_of(authors) if source.brief else authors,
        published=whole_seconds(event.when if event else record.published),
        updated=whole_seconds(event.when if event else record.updated),
        categories=_codes(record.categories),
        pdf=links["pdf"],
        record=record,
        announce_type=source.announce_type,
    )


def _notice(notice: Notice) -> FeedEntry:
    title, summary = repair_text(notice.title) or notice.id, _paragraphs_of(notice.text)
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


def repair_text(text: str) -> str:
    """One line without what XML forbids or readers stumble over; C1 controls are read as browsers read them."""
    # Printable text holds none of what is odd but U+FFFD, and no white space but spaces; asking first is ten times as
    # fast as searching.
    if text.isprintable() and "\ufffd" not in text:
        return text.strip() if "  " not in text else " ".join(text.split())
    return " ".join(_ODD.sub(_repaired, text).split())


def _repaired(found: re.Match[str]) -> str:
    char = found[0]
    if "\x80" <= char <= "\x9f":
        return char.encode("latin-1").decode("cp1252", "ignore")
    return "?" if char == "\ufffd" else " " if char < " " else ""


def _paragraphs_of(text: str) -> str:
    if "\n" not in text:
        return repair_text(text)
    return "\n\n".join(line for paragraph in re.split(r"\n\s*\n", text) if (line := repair_text(paragraph)))


_affiliations = attrgetter("affiliations")


def shown_authors(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that have a name, their names readable."""
    names = "|".join([author.name for author in authors])
    # Asking once about all of them takes a third of the time; nearly all names are readable as they are.
    if names.isprintable() and not _ODD_NAMES.search(f"|{names}|") and not any(map(_affiliations, authors)):
        return authors
    return tuple([shown for author in authors if (shown := _shown(author)).name])


def _shown(author: Author) -> Author:
    name = repair_text(readable(author.name))
    if name == author.name and not author.affiliations:
        return author
    return Author(name, tuple(filter(None, map(_affiliation, author.affiliations))), author.orcid)


def _affiliation(text: str) -> str:
    return repair_text(readable(text))


def without_tags(text: str) -> str:
    """Text without whatever an HTML parser would take for a tag, or for one when that is gone; a lone `<` stays."""
    if "<" not in text or ">" not in text:
        return " ".join(text.split())
    kept: list[str] = []
    opened: int | None = None
    for char in text:
        if char == ">" and opened is not None:
            del kept[opened:]
            opened = None
            continue
        if opened is None and kept and kept[-1] == "<" and char in _OPENS_TAG:
            opened = len(kept) - 1
        kept.append(char)
    return " ".join("".join(kept).split())


@lru_cache(maxsize=1024)
def safe_url(url: str) -> str | None:
    """An absolute http or https URL in the characters that URLs may have; None for anything else."""
    url = repair_text(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    return quote(url, safe="%/:?#@!$&'()*+,;=~-._")


def day(when: datetime) -> str:
    """`21 July 2025`, whatever the locale."""
    when = whole_seconds(when)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def whole_seconds(when: datetime) -> datetime:
    """The moment in UTC, without the fraction of its second."""
    return when if when.tzinfo is UTC and not when.microsecond else when.astimezone(UTC).replace(microsecond=0)


@lru_cache(maxsize=512)
def paragraphs_html(text: str) -> str:
    """Plain text as HTML paragraphs."""
    return "".join(f"<p>{_linked(paragraph)}</p>" for paragraph in text.split("\n\n") if paragraph)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _linked(text: str) -> str:
    """Escaped text in which http and https URLs are links."""
    if "://" not in text:
        return _escaped(text)
    out, at = [], 0
    for found in _URL.finditer(text):
        out += [_escaped(text[at : found.start()]), _link(found[0], found[0])]
        at = found.end()
    return "".join([*out, _escaped(text[at:])])


def _link(url: str, text: str) -> str:
    target = safe_url(url)
    return _anchor(target, text) if target else _escaped(text)


def _anchor(target: str, text: str) -> str:
    return f'<a href="{html.escape(target)}">{_escaped(text)}</a>'


def _paper_html(
    record: Record, event: Event | None, links: Mapping[str, Any], summary: str, authors: Sequence[Author]
) -> str:
    parts = [
        f"<p><strong>{_escaped(repair_text(event.label))}.</strong> {_linked(repair_text(event.note))}</p>"
        if event
        else ""
    ]
    # Authors are at the top, since several readers show but one of those that the feed names.
    parts.append(_authors_html(authors, links["abs"]))
    if record.withdrawn and not (event and event.key.startswith("withdrawn")):
        parts.append("<p><strong>Withdrawn.</strong> This paper has been withdrawn; arXiv offers no text of it.</p>")
    parts.append(paragraphs_html(summary))
    facts = [f"<li>{name}: {shown}</li>" for name, shown in _facts(record, links) if shown]
    return "".join(parts) + f"<ul>{''.join(facts)}</ul>"


def _authors_html(authors: Sequence[Author], address: str) -> str:
    """Who wrote the paper; of a long list the rest is a number that leads to the whole of it."""
    shown = shown_of(authors)
    named = _escaped(", ".join(map(_with_affiliations, shown.first)))
    if shown.others:
        others = _escaped(", ".join(map(_with_affiliations, shown.others)))
        named = f"{named}, …, {others}, {_anchor(address, shown.more)}" if shown.rest else f"{named}, {others}"
    return f"<p>{named}</p>" if named else ""


def _with_affiliations(author: Author) -> str:
    return f"{author.name} ({'; '.join(author.affiliations)})" if author.affiliations else author.name


def _text_fact(text: str | None) -> str:
    return _linked(repair_text(readable(text))) if text else ""


@lru_cache(maxsize=256)
def _license_fact(license: str) -> str:
    return _text_fact(license)


def _doi_fact(record: Record) -> str:
    return ", ".join(_anchor(doi_url(doi), doi) for raw in record.dois if (doi := repair_text(raw)))


@lru_cache(maxsize=4096)
def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """Each category once."""
    return tuple(dict.fromkeys([code for raw in given if (code := repair_text(raw))]))


@lru_cache(maxsize=4096)
def _categories_html(codes: tuple[str, ...]) -> str:
    return _escaped(", ".join(map(category_label, codes)))


def _version_fact(record: Record) -> str:
    newest = f"v{record.version}, {day(record.updated)}"
    return newest if record.version == 1 else f"{newest} (v1, {day(record.published)})"


def _links_fact(record: Record, links: Mapping[str, Any]) -> str:
    named = [("arXiv", links["abs"]), ("PDF", links["pdf"]), ("HTML", links["html"])]
    named += [("Code", safe_url(url)) for url in record.code] + [("Page", safe_url(url)) for url in record.pages]
    return " · ".join([_anchor(url, name) for name, url in named if url])


def _facts(record: Record, links: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, HTML) of what is known of a paper beside its abstract; empty where nothing is."""
    affiliations = [shown for one in record.affiliations if (shown := _affiliation(one))]
    return (
        ("Affiliations", _escaped("; ".join(affiliations))),
        ("Comment", _text_fact(record.comment)),
        ("Venue", _text_fact(record.venue)),
        ("Journal reference", _text_fact(record.journal_ref)),
        ("DOI", _doi_fact(record)),
        ("Categories", _categories_html(_codes((*record.categories, *record.classifications)))),
        ("Version", _version_fact(record)),
        ("Links", _links_fact(record, links)),
        ("License", _license_fact(record.license or "")),
    )
