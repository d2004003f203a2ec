"""What each element of an XML entry says, before feedgen writes it (pure).

RSS and Atom differ in what their texts are: an RSS description is HTML to every reader, an Atom title is plain text
unless it says otherwise. That is decided here; how elements are written is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from enrich.record import Author, Record
from feeds.content import Entry, paragraphs_html, safe_url, tidy, without_tags
from feeds.taxonomy import category_name

_HTML_IN_TEXT = re.compile(r"</\w+>")
"""What makes readers and validators take a text for HTML; it is then written as HTML, which shows it as it is."""


TEXTS = ("id", "url", "title", "rss_title", "summary", "description", "html", "primary_category", "pdf", "rights")
"""The fields of Texts that are one text each."""
ARXIV_TEXTS = ("comment", "journal_ref", "doi", "announce_type")
"""Elements of arXiv's namespace, in their order; a paper may have several DOIs."""


@dataclass(frozen=True, slots=True)
class Texts:
    """An entry's texts; an empty one means that there is no such element."""

    id: str
    permalink: str
    """Whether the id is an address: `true` or `false`."""
    url: str
    published: datetime
    updated: datetime
    title: str
    """Atom's; plain text, or HTML."""
    title_is_html: bool
    rss_title: str
    """Plain text without anything that looks like a tag."""
    summary: str
    """Atom's; plain text, or HTML."""
    summary_is_html: bool
    description: str
    """RSS's; HTML."""
    html: str
    """The whole content."""
    authors: tuple[tuple[str, ...], ...]
    """(name,) or (name, URI)."""
    categories: tuple[tuple[str, str], ...]
    """(code, name)."""
    primary_category: str
    arxiv: tuple[tuple[str, str], ...]
    """(element of arXiv's namespace, text)."""
    pdf: str
    rights: str


def texts_of(entry: Entry) -> Texts:
    """What the entry says, element by element."""
    record = entry.record
    title_is_html = bool(_HTML_IN_TEXT.search(entry.title))
    # Of a text in paragraphs, validators take a sign on a later line for markup.
    signs = "\n" in entry.summary and ("&" in entry.summary or "<" in entry.summary)
    summary_is_html = signs or bool(_HTML_IN_TEXT.search(entry.summary))
    # A description is HTML to every reader, so its text is escaped.
    summary_html = paragraphs_html(entry.summary)
    return Texts(
        id=entry.id,
        permalink="true" if entry.id.startswith("http") else "false",
        url=entry.url,
        published=entry.published,
        updated=entry.updated,
        title=_as_html(entry.title) if title_is_html else entry.title,
        title_is_html=title_is_html,
        rss_title=(without_tags(entry.title) if "<" in entry.title else entry.title) or entry.url,
        summary=summary_html if summary_is_html else entry.summary,
        summary_is_html=summary_is_html,
        description=summary_html or entry.html,
        html=entry.html,
        authors=tuple([_author(author) for author in entry.authors]),
        categories=tuple([(code, category_name(code)) for code in entry.categories]),
        primary_category=tidy(record.primary_category) if record else "",
        arxiv=tuple(_arxiv(entry, record)) if record else (),
        pdf=entry.pdf or "",
        rights=tidy(record.license) if record and record.license else "",
    )


def _arxiv(entry: Entry, record: Record) -> Iterator[tuple[str, str]]:
    told = ((record.comment,), (record.journal_ref,), record.dois, (entry.announce_type,))
    for name, texts in zip(ARXIV_TEXTS, told, strict=True):
        for text in texts:
            if text and (shown := tidy(text)):
                yield name, shown


def _as_html(text: str) -> str:
    return paragraphs_html(text).removeprefix("<p>").removesuffix("</p>")


def _author(author: Author) -> tuple[str, ...]:
    uri = safe_url(f"https://orcid.org/{author.orcid}") if author.orcid else None
    return (author.name, uri) if uri else (author.name,)
