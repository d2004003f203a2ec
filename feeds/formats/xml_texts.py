"""What each element of an XML entry says, before feedgen writes it (pure).

RSS and Atom differ in what their texts are: an RSS description is HTML to every reader, an Atom title is plain text
unless it says otherwise. That is decided here; how elements are written is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from enrich.record import Author
from feeds.formats.content import FeedEntry, author_uri
from feeds.readable_text import paragraphs_html, repair_text, without_tags
from feeds.taxonomy import category_name

_HTML_IN_TEXT = re.compile(r"</\w+>")
"""What makes readers and validators take a text for HTML; it is then written as HTML, which shows it as it is."""


TEXTS = (
    "id", "url", "title", "rss_title", "summary", "description", "html", "primary_category", "pdf", "related_pdf",
    "rights",
)  # fmt: skip
"""Elements that stand once at most, and hold one text."""
ARXIV_TEXTS = ("comment", "journal_ref", "doi", "announce_type")
"""Elements of arXiv's namespace, in their order; a paper may have several DOIs."""


@dataclass(frozen=True, slots=True)
class Texts:
    """An entry's texts."""

    elements: Mapping[str, tuple[tuple[str, ...], ...]]
    """Name of the first text of an element -> the texts of each element of this kind; without any, it is left out.

    Beside TEXTS and ARXIV_TEXTS these are `permalink` (whether the id is an address, the id), `author` (name, URI if
    there is one), `category` (code, name), `open_pdf` and `open_copy` (address, name), and what Atom has as HTML instead of as text: `html_title`, `html_summary`.
    """
    published: datetime
    updated: datetime

    def text(self, name: str) -> str:
        """The one text of an element, empty when it is left out."""
        return self.elements[name][0][0] if self.elements[name] else ""


def texts_of(entry: FeedEntry) -> Texts:
    """What the entry says, element by element."""
    record = entry.record
    title_is_html = bool(_HTML_IN_TEXT.search(entry.title))
    # Of a text in paragraphs, validators take a sign on a later line for markup.
    signs = "\n" in entry.summary and ("&" in entry.summary or "<" in entry.summary)
    summary_is_html = signs or bool(_HTML_IN_TEXT.search(entry.summary))
    # A description is HTML to every reader, so its text is escaped.
    summary_html = paragraphs_html(entry.summary)
    copy = entry.open_copy
    is_pdf = copy is not None and urlsplit(copy[0]).path.casefold().endswith(".pdf")
    elements: dict[str, tuple[tuple[str, ...], ...]] = {
        "id": ((entry.id,),),
        "permalink": (("true" if entry.id.startswith("http") else "false", entry.id),),
        "url": ((entry.url,),),
        "title": () if title_is_html else ((entry.title,),),
        "html_title": ((_as_html(entry.title),),) if title_is_html else (),
        "rss_title": (((without_tags(entry.title) if "<" in entry.title else entry.title) or entry.url,),),
        "summary": () if summary_is_html else _if_any(entry.summary),
        "html_summary": ((summary_html,),) if summary_is_html else (),
        "description": ((summary_html or entry.html,),),
        "html": ((entry.html,),),
        "author": tuple([_author(author) for author in entry.authors]),
        "category": tuple([(code, category_name(code)) for code in entry.categories]),
        "primary_category": _if_any(repair_text(record.primary_category) if record else ""),
        "pdf": _if_any(entry.pdf),
        "related_pdf": _if_any(entry.pdf),
        "open_pdf": ((*copy,),) if copy and is_pdf else (),
        "open_copy": ((*copy,),) if copy and not is_pdf else (),
        "rights": _if_any(repair_text(record.license) if record and record.license else ""),
        "comment": _if_any(repair_text(record.comment) if record and record.comment else ""),
        "journal_ref": _if_any(repair_text(record.journal_ref) if record and record.journal_ref else ""),
        "doi": tuple([(doi,) for raw in record.dois if (doi := repair_text(raw))]) if record else (),
        "announce_type": _if_any(repair_text(entry.announce_type) if entry.announce_type else ""),
    }
    return Texts(elements, entry.published, entry.updated)


def _if_any(text: str | None) -> tuple[tuple[str, ...], ...]:
    return ((text,),) if text else ()


def _as_html(text: str) -> str:
    return paragraphs_html(text).removeprefix("<p>").removesuffix("</p>")


def _author(author: Author) -> tuple[str, ...]:
    uri = author_uri(author)
    return (author.name, uri) if uri else (author.name,)
