"""Ids of before April 2007 that only their archive announces: `hep-th/9901001`, `hep-th 9901001`, `math.AG/0203015`. Pure."""

from __future__ import annotations

import re
from typing import Literal

from enrich.identifiers.arxiv_id import OLD_ARCHIVES, archive_name, old_style_problem
from enrich.identifiers.hosts import address_before
from enrich.identifiers.marked import RELATIVE, VERSION, MarkedText, old_style
from enrich.identifiers.spelling import NormalisedText

_NAMES = {*OLD_ARCHIVES, *(name.replace("-", "") for name in OLD_ARCHIVES)}
_HYPHENATED = {name for name in OLD_ARCHIVES if "-" in name}
# Read backwards from the digits, so that it is found in one go: the name may be fused to whatever is before it.
_ARCHIVE_BACKWARDS = re.compile(
    r"\s{0,2}(?:(?:[a-z]{2}|[a-z]{2,4}-[a-z]{2,4})\.)?(?P<archive>"
    + "|".join(name[::-1] for name in sorted(_NAMES, key=lambda name: (-len(name), name)))
    + r")(?P<fused>[a-z]?)",
    re.IGNORECASE,
)
_LONGEST = 40
_SEVEN = re.compile(r"/\s{0,8}(?P<digits>[0-9]{7})(?![0-9])" + VERSION, re.I | re.A)
_APART = re.compile(r"(?P<digits>[0-9]{7})(?![0-9]|\.[0-9])" + VERSION, re.I | re.A)
_DIALLED = re.compile(  # bounded: _LONGEST characters before an id
    r"\b(?:tel[eé]?(?:fono|fon|phone|f)?|t[eé]l[eé]?(?:phone)?|phone|fax|mobile|móvil|movil|handy)\.?\s?:?\s?[\d+][\s\d+()/-]{2,20}$",
    re.IGNORECASE,
)
"""What stands before a number of a telephone that looks like the end of an id."""
_TEMPLATE = re.compile(r"\barchive\s?=\s?(?P<archive>[a-z-]{2,9})(?:\.[a-z-]{2,9})?\s?\|\s?id\s?=\s?$", re.IGNORECASE)


def read_old_style(window: NormalisedText) -> MarkedText | None:
    """The id of the old style whose slash is at the anchor and that only its archive announces."""
    text, slash = window.text, window.anchor
    right = _SEVEN.match(text, slash)
    left = _archive_before(text, slash) if right else None
    if not left or not right or old_style_problem(left.name, right["digits"]):
        return None
    begin, how = _begin(text, left)
    if begin is None or _DIALLED.search(text, max(0, begin - _LONGEST), begin):
        return None
    return old_style(begin, right.end(), left.name, right["digits"], right["version"], how)


def read_apart(window: NormalisedText) -> MarkedText | None:
    """The id whose seven digits begin at the anchor, its archive before them without a slash (`hep-th 9901001`)."""
    text, place = window.text, window.anchor
    right = _APART.match(text, place)
    if right is None:
        return None
    if template := _TEMPLATE.search(text, max(0, place - _LONGEST), place):
        if old_style_problem(template["archive"], right["digits"]):
            return None
        return old_style(template.start(), right.end(), template["archive"], right["digits"], right["version"], "id")
    apart = place - 1 if text[place - 1 : place] in (" ", ":") else None
    left = None if apart is None else _archive_before(text, apart)
    if not left or left.name not in _HYPHENATED or old_style_problem(left.name, right["digits"]):
        return None
    begin, how = _begin(text, left)
    if begin is None or how == "url":
        return None
    return old_style(begin, right.end(), left.name, right["digits"], right["version"], "id")


class _Archive:
    """The name of an archive in a text."""

    __slots__ = ("fused", "name", "start")

    def __init__(self, name: str, start: int, fused: bool) -> None:
        self.name, self.start, self.fused = name, start, fused


def _archive_before(text: str, place: int) -> _Archive | None:
    match = _ARCHIVE_BACKWARDS.match(text[max(0, place - _LONGEST) : place][::-1])
    if match is None:
        return None
    written = match["archive"][::-1]
    return _Archive(archive_name(written) or written, place - match.end("archive"), bool(match["fused"]))


def _begin(text: str, left: _Archive) -> tuple[int | None, Literal["id", "url"]]:
    start = left.start
    if text[start - 1 : start] in (",", ";") and _after_id(text, start):
        return start, "id"
    announced, begin = address_before(text, start)
    if announced != "none":
        return (begin if announced == "mirror" else None), "url"
    hyphenated = left.name in _HYPHENATED and "-" in text[start : start + len(left.name)]
    before = text[max(0, start - 1) : start]
    if before == "/" and RELATIVE.search(text, max(0, start - 6), start):
        return start, "id"
    if re.match(r"[0-9_/\\-]", before) and not _after_id(text, start):
        return None, "id"
    if not hyphenated and (left.fused or before == "." or re.match(r"\w", before, re.ASCII)):
        return None, "id"
    return start, "id"


def _after_id(text: str, start: int) -> bool:
    """Whether the sign before the archive only parts it from the id before (`1905.02331/math/0001005`)."""
    return (
        re.search(r"(?:[0-9]{4}\.[0-9]{4,5}|/[0-9]{7})(?:v[0-9]{1,3})?[/,;]$", text[max(0, start - 16) : start])
        is not None
    )
