"""What short lines say by their words alone (pure): labels of fields (`Title:`, `3 Autores:`), headings of sections, buttons, counters."""

from __future__ import annotations

import re

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of

LABELS = {
    "title": "title",
    "authors": "authors",
    "author": "authors",
    "author(s)": "authors",
    "abstract": "abstract",
    "summary": "abstract",
    "tl;dr": "abstract",
    "comments": "comment",
    "comment": "comment",
    "note": "comment",
    "subjects": "categories",
    "subject": "categories",
    "categories": "categories",
    "category": "categories",
    "journal-ref": "venue",
    "journal reference": "venue",
    "journal": "venue",
    "venue": "venue",
    "conference": "venue",
    "published in": "venue",
    "publication": "venue",
    "date": "date",
    "created": "date",
    "published": "date",
    "submitted": "date",
    "updated": "updated",
    "doi": "doi",
    "code": "code",
    "github": "code",
    "affiliation": "affiliations",
    "affiliations": "affiliations",
    "institution": "affiliations",
    "institutions": "affiliations",
    "link": "link",
    "url": "link",
    "pdf": "link",
    "paper": "link",
    "arxiv": "link",
}
"""What labels before a colon mean."""
_LABEL = re.compile(
    r"\s*(?:[-*•]\s+)?[*_]{0,2}(" + "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True)) + r")[*_]{0,2}"
    r"\s*(?::|：)[*_]{0,2}\s*(?!//)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\s*(?:[-*•]\s+|\d{1,3}[.)]?\s+)?[*_]{0,2}([^\W\d_][^\W\d_()]{2,20}(?:\(\w{1,3}\))?)[*_]{0,2}\s?[:：][*_]{0,2}\s+(?!//)"
)
_FOREIGN = frozenset({"title", "authors", "abstract", "venue", "date"})
"""What labels in other languages may mean, as `role_of` has them."""
_PLAIN = frozenset(
    {
        "where",
        "description",
        "headline",
        "issued",
        "series",
        "year",
        "creator",
        "creators",
        "contributors",
        "titles",
        "rok",
        "autor",
    }
)
"""Names of fields that begin lines of other texts, too."""


def label_of(text: str) -> tuple[str, str] | None:
    """`Title: Foo`, `3 Título: Foo` -> ("title", "Foo"); None without a known label."""
    if found := _LABEL.match(text):
        name, value = found.group(1).lower(), text[found.end() :].strip()
        return "title" if name == "paper" and _is_work(value) else LABELS[name], value
    found = _NAMED.match(text)
    role = role_of(found.group(1)) if found else None
    if found is None or role not in _FOREIGN or found.group(1).lower() in _PLAIN:
        return None
    return role, text[found.end() :].strip()


def _is_work(value: str) -> bool:
    """Whether what is behind `Paper:` is a title rather than an address or a button."""
    return "://" not in value and title_like(value, _FEWEST_WORDS)


_FEWEST_WORDS = 3
_OUTLINE = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:abstract|introduction|related work|background|methods?|results?|discussion|conclusions?|references"
    r"|acknowledge?ments?|schedule|overview|publications?|papers?|research|news|events?|contents|about|contact|home|selected publications"
    r"|recent publications|accepted papers|preprints?|(?:19|20)\d\d|appendix|links|resources|team|people|further reading|works cited|bibliography|literature)\W*",
    re.IGNORECASE,
)
_FURNITURE = re.compile(  # bounded: by 80 characters
    r"[\W\d_]+|(?:(?:show|load|read|view|see|learn) (?:more|less|all|details|paper|publication|the (?:paper|publication|full text))"
    r"|(?:presenters?|speakers?|moderators?|hosts?|chairs?|discussants?|zoom|room|location|when|time|slides|recording|dial-in|meeting link) ?:.*"
    r"|(?:show|hide) (?:details|abstract)|filter by\b.*|sort by\b.*|articles \d+.*|readers:.*|page \d+.*|\d+ authors?)\W*"
    r"|(?:abs|pdf|ps|html|bib|bibtex|code|slides|video|poster|other|format|formats|cite|share|download|link|doi|[\W_])+",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether a line is a button, a counter or a filter of the page that a listing was copied from."""
    return len(text) < 80 and bool(_FURNITURE.fullmatch(text))


def is_outline(text: str) -> bool:
    """Whether a short line is the heading of a section (Introduction, 2024, Papers) rather than a title."""
    return bool(_OUTLINE.fullmatch(text.strip("#*_ :")))
