"""Lines of a page that list nothing (pure): headings of sections, buttons, counters, filters."""

from __future__ import annotations

import re

_OUTLINE = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:abstract|introduction|related work|background|methods?|results?|discussion|conclusions?|references"
    r"|acknowledge?ments?|schedule|overview|publications?|papers?|research|news|events?|contents|about|contact|home|selected publications"
    r"|recent publications|accepted papers|preprints?|(?:19|20)\d\d|appendix|links|resources|team|people|further reading|works cited|bibliography|literature)\W*",
    re.IGNORECASE,
)
_FURNITURE = re.compile(  # bounded: by 80 characters
    r"[\W\d_]+|(?:(?:show|load|read|view|see|learn) (?:more|less|all|details|paper|publication|the (?:paper|publication|full text))"
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
