"""Where in a text an id or a DOI may be: the fast search, which looks at nothing twice and understands nothing (pure).

In a skeleton of the text (letters in lower case, every digit 0) a few substrings are searched for. Numbers are many and ids
few: what cannot be a month is left out at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from enrich.identifiers.arxiv_id import months_of_ids
from enrich.identifiers.spelling import HIDDEN, dressed

_NEAR = 240
"""Characters around a place whose numbers decide whether it is looked at."""
_SKELETON = bytes.maketrans(b"123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"000000000abcdefghijklmnopqrstuvwxyz")
Kind = Literal["marker", "number", "slash", "seven", "odd", "key"]
_ANCHORS: tuple[tuple[Kind, bytes, int], ...] = (
    ("marker", b"xiv", 0),
    ("slash", b"/0000000", 0),
    ("slash", b"/\n0000000", 0),
    ("slash", b"/ 0000000", 0),
    ("slash", b"%0f0000000", 0),
    ("key", b"/abs-0000-0000", 5),
)
"""Kind, what to search for in the skeleton, and where in it the anchor is."""
_SHAPE = re.compile(
    r"(?:(?<![0-9])|(?<=%20))[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}(?![0-9])|(?<=[/=])[0-9]{4}\.", re.ASCII
)
_DOT = re.compile(r"\.(?:(?<=0[1-9]\.)|(?<=1[0-2]\.)|(?<=[/=]..[0-9]{2}\.))[0-9]{4}", re.DOTALL)
"""Behind what can be a month, or in an address; the dot comes first, as one character is searched for fastest."""
_ROW = re.compile(r"(?:[0-9]{4}\.[0-9]{4,6} )++", re.ASCII)
_WINDOW = 400
"""Characters on each side of a number by which it is judged at most."""
_AT_EDGES = 4
"""Numbers at most that are seen otherwise where the window cuts them."""
_APART = re.compile(r"(?<![0-9A-Za-z./_#%-])[0-9]{7}(?![0-9A-Za-z/_%-]|\.[0-9A-Za-z])", re.ASCII)
_DOI = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,3}(?:/|%|&)", re.ASCII)
_BELOW = re.compile(
    r"\.[0-9]{4,5}(?:v[0-9]{1,3})?[ \t,;]{0,4}\r?\n[ \t>*+-]{0,6}(?:[0-9]{1,5}[.):][ \t]{1,4})?(?P<odd>[0-9]{3,4}\.[0-9]{1,6})(?![0-9.])",
    re.ASCII,
)
_ABOVE = re.compile(
    r"[ \t>*+-]{0,4}(?:[0-9]{1,4}[.):][ \t]{1,2})?(?P<odd>[0-9]{3,4}\.[0-9]{1,6})[ \t,;\r]{0,4}$", re.ASCII
)
_H = f"[{HIDDEN}]{{0,3}}"
_DIGIT = f"[0-9{dressed('0123456789')}]"
_DRESSED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("marker", re.compile(f"(?P<anchor>[xX{dressed('xX')}]){_H}[iI{dressed('iI')}]{_H}[vV{dressed('vV')}]")),
    ("number", re.compile(f"{_DIGIT}{_H}{_DIGIT}{_H}(?P<anchor>[.{dressed('.')}])(?:{_H}{_DIGIT}){{4}}")),
    ("slash", re.compile(f"(?P<anchor>[/{dressed('/')}])(?:{_H}{_DIGIT}){{7}}")),
)
"""The same where letters, digits or signs are those of other scripts, or where something invisible parts them."""
_AROUND = 60
"""Characters beside such a one that are searched."""
_COMMON = "\u0391\u03a7\u03c7\u0406\u0410\u0420\u0425\u0430\u0445\u0456"
"""Letters that Greek and Cyrillic texts are full of."""
_RARE = frozenset(char for char in HIDDEN + dressed("0123456789./xXiIvV") if char not in _COMMON)
_IS_RARE = (
    re.compile("[" + "".join(sorted(char for char in _RARE if ord(char) < 0x10000)) + "]"),
    re.compile("[\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9]"),
)
"""Apart, since a class of characters is searched for fast only below U+10000."""
_MIXED = (b"?iv", b"x?v", b"??v")
"""`Xiv` in the skeleton, with letters that are common elsewhere."""


def has_none(text: str) -> bool:
    """Whether a short text cannot have any: neither four digits in a row nor a part of `arXiv`, nor characters of other scripts."""
    if not text.isascii():
        return False
    skeleton = text.encode("latin-1").translate(_SKELETON)
    return b"0000" not in skeleton and b"xiv" not in skeleton


def anchors_in(buffer: str, start: int, limit: int, today: date) -> list[tuple[int, Kind]]:
    """Where in `buffer[start:limit]` an id or DOI may be, in order."""
    if limit <= start:
        return []
    floor = max(0, start - _NEAR)
    part = buffer[floor : limit + _NEAR]
    skeleton = part.encode("latin-1", "replace").translate(_SKELETON)
    numbers = _without_measured(buffer, _numbers(buffer, floor, floor + len(part), today), floor + len(part))
    found: list[tuple[int, Kind]] = [(place, "number") for place in numbers]
    found += ((place, "odd") for number in numbers for place in _odd_lines(buffer, number))
    for kind, needle, shift in _ANCHORS:
        if needle[:1] in skeleton:  # one character is searched for fastest
            found += ((place, kind) for place in _places(skeleton, needle, floor + shift))
    found += ((place, "seven") for place in _places(skeleton, b"0000000", floor) if _is_apart(buffer, place, numbers))
    if not part.isascii():
        found += ((floor + place, kind) for place, kind in _dressed_in(part, skeleton))
    return sorted(anchor for anchor in set(found) if start <= anchor[0] < limit)


def _dressed_in(part: str, skeleton: bytes) -> Iterator[tuple[int, Kind]]:
    """The anchors that are written with characters of other scripts, or have something invisible in them."""
    for needle in _MIXED:
        yield from ((at, "marker") for at in _places(skeleton, needle, 0) if _DRESSED[0][1].match(part, at))
    end = 0
    for place in _rare(part, skeleton):
        if place >= end:
            begin, end = max(0, place - _AROUND), place + _AROUND
            for kind, pattern in _DRESSED:
                yield from ((match.start("anchor"), kind) for match in pattern.finditer(part, begin, end + _AROUND))


def _rare(part: str, skeleton: bytes) -> Iterator[int]:
    """Where the characters are that stand for plain ones; few texts have any, and most of them few."""
    foreign = skeleton.count(b"?") - part.count("?")
    if foreign * 20 > len(part):
        yield from sorted(match.start() for pattern in _IS_RARE for match in pattern.finditer(part))
        return
    places = sorted((*(_places(skeleton, b"?", 0) if foreign else ()), *_places(skeleton, b"\xad", 0)))
    yield from (place for place in places if part[place] in _RARE)


def _places(skeleton: bytes, needle: bytes, shift: int) -> Iterator[int]:
    at = skeleton.find(needle)
    while at >= 0:
        yield at + shift
        at = skeleton.find(needle, at + 1)


def _numbers(buffer: str, start: int, limit: int, today: date) -> list[int]:
    """The dots in `buffer[start:limit]` of what may be an id or the beginning of a DOI.

    In an address also what cannot be one, so that it is called malformed.
    """
    found, months = [], months_of_ids(today)
    for match in _DOT.finditer(buffer, start, limit):
        dot = match.start()
        digits = months.get(buffer[dot - 4 : dot] if dot > 3 else "")
        if (
            (
                digits
                and _ends(buffer, dot + digits)
                and not (dot > 4 and "0" <= buffer[dot - 5] <= "9" and buffer[dot - 7 : dot - 4] != "%20")
            )
            or (dot > 4 and buffer[dot - 5] in "/=")
            or (buffer[dot - 2] == "1" and _DOI.match(buffer, dot - 2))
        ):
            found.append(dot)
    return found


def _without_measured(buffer: str, dots: list[int], limit: int) -> list[int]:
    """Without those amid hundreds of numbers of their shape, of which so many can be no ids that all are measurements.

    Each of these would be found to be one by itself (`lined_up` in enrich/identifiers/lists.py), with all that is around it.
    """
    kept, begin, end = [], 0, 0
    for dot in dots:
        if dot >= end:
            row = _ROW.match(buffer, max(0, dot - 4), limit)
            begin, end = dot - 4, row.end() if row else dot + 1
        first, last = dot - _WINDOW, dot + _WINDOW
        if begin <= first and last <= end:
            possible = bisect_right(dots, last) - bisect_left(dots, first)
            other = buffer.count(".", first, last) - possible - _AT_EDGES
            if possible + _AT_EDGES < 3 * other:
                continue
        kept.append(dot)
    return kept


def _ends(buffer: str, last: int) -> bool:
    """Whether the number whose last digit should be at `last` has neither fewer nor more."""
    digits = buffer[last : last + 2]
    return "0" <= digits[:1] <= "9" and not "0" <= digits[1:] <= "9"


def _odd_lines(buffer: str, dot: int) -> Iterator[int]:
    """Where in the lines above and below an id a number stands that is none, and that a list of ids may have ruined."""
    below = _BELOW.match(buffer, dot)
    if below and not _SHAPE.match(below["odd"]):
        yield below.start("odd")
    line = buffer.rfind("\n", max(0, dot - _NEAR // 2), dot)
    before = buffer.rfind("\n", max(0, line - _NEAR // 2), line) + 1 if line > 0 else 0
    above = _ABOVE.match(buffer, before, line) if line > 0 else None
    if above and not _SHAPE.match(above["odd"]):
        yield above.start("odd")


def _is_apart(buffer: str, place: int, numbers: Sequence[int]) -> bool:
    """Whether seven digits stand apart, after the name of an archive or near ids."""
    before = buffer[place - 1 : place]
    named = before == "=" or (before in (" ", ":") and buffer[place - 2 : place - 1].isalpha())
    if not named:
        at = bisect_left(numbers, place - _NEAR // 2) if numbers else 0
        if at >= len(numbers) or numbers[at] > place + _NEAR // 2:
            return False
    return _APART.match(buffer, place) is not None
