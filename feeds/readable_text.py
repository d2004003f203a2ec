"""Texts and addresses of records as they can be shown: repaired, and escaped as HTML (pure).

Text of a record never becomes markup, and only http and https URLs become links.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from enrich.months import MONTHS

_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""What XML forbids, and what HTML parsers and feed validators complain about: controls, noncharacters, U+FFFD."""
_OPENS_TAG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+[^\s<>\"'`{}|\\^\[\].,;:!?()*]/?", re.IGNORECASE)


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


def paragraphs_of(text: str) -> str:
    """Repaired paragraphs, a blank line between them."""
    if "\n" not in text:
        return repair_text(text)
    return "\n\n".join(line for paragraph in re.split(r"\n\s*\n", text) if (line := repair_text(paragraph)))


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
    return "".join(f"<p>{linked(paragraph)}</p>" for paragraph in text.split("\n\n") if paragraph)


def escaped(text: str) -> str:
    """Text for HTML, not for attributes."""
    return html.escape(text, quote=False)


def linked(text: str) -> str:
    """Escaped text in which http and https URLs are links."""
    if "://" not in text:
        return escaped(text)
    out, at = [], 0
    for found in _URL.finditer(text):
        out += [escaped(text[at : found.start()]), link(found[0], found[0])]
        at = found.end()
    return "".join([*out, escaped(text[at:])])


def link(url: str, text: str) -> str:
    """The text, as a link where the address is one of the web."""
    target = safe_url(url)
    return anchor(target, text) if target else escaped(text)


def anchor(target: str, text: str) -> str:
    """A link to a safe address."""
    return f'<a href="{html.escape(target)}">{escaped(text)}</a>'


def read_text(text: str) -> str:
    """A text that may hold LaTeX, such as a name, as people read it and XML can hold it."""
    # Loaded with the first such text: it takes long, and few runs have one.
    from enrich.tex.to_unicode import readable

    return repair_text(readable(text))
