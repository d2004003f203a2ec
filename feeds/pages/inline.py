"""Texts of records as HTML within a line: names, titles, links, how an abstract begins (pure)."""

from __future__ import annotations

import re
from html import escape

from feeds.readable_text import repair_text

LEAD = 240
"""Characters of an abstract that are in view."""
_TURNED = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
"""What is written from right to left, or turns the direction of what is beside it."""


def isolated(text: str) -> str:
    """Escaped text that does not turn the direction of what is beside it."""
    shown = escape(text)
    return f"<bdi>{shown}</bdi>" if not text.isascii() and _TURNED.search(text) else shown


def link_to(url: str, shown: str) -> str:
    """A link to an address; what it shows is HTML already."""
    return f'<a href="{escape(url)}">{shown}</a>'


def lead_of(abstract: str, most: int = LEAD) -> str:
    """How an abstract begins: whole words, with an ellipsis where there is more."""
    text = repair_text(abstract if abstract.isprintable() else " ".join(abstract.split()))
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0] or text[:most]}…"


def lead_html(abstract: str) -> str:
    """The same as a paragraph; nothing for an empty one."""
    # As much as two lines of a wide page hold; the style sheet leaves two of a narrow one.
    return f'<p class="lead">{isolated(lead)}</p>\n' if (lead := lead_of(abstract)) else ""
