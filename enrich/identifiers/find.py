"""Text to the papers it names: every written form of an arXiv id, and every DOI, with the place of each.

::

    text or bytes -> blocks -> anchors (fast) -> windows around them -> readings -> hits

Nearly all text holds no id, so most of the work is to find that out: in a skeleton of each block (letters in lower case,
every digit 0) a few substrings are searched for, and only around these anything is looked at. What is decided about an
anchor depends on its window and on the hit before it, never on how the text was cut into pieces: `scan` over bytes finds
what `find_ids` finds in the text, in memory that does not grow. Pure.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from enrich.identifiers.bare import LONGEST_GAP, read_bare
from enrich.identifiers.marked import Reading, read_doi, read_marked, read_old_style
from enrich.identifiers.spelling import NormalisedText, make_window


@dataclass(frozen=True, slots=True)
class IdMatch:
    """One place in a text where an arXiv id or a DOI is written."""

    start: int
    """Offset of its first character in the text."""
    end: int
    """Offset after its last character."""
    text: str
    """As written: with its URL or prefix, without text fused to it."""
    id: str | None
    """Canonical id without version; None when it is malformed or a foreign DOI."""
    version: int | None
    how: Literal["id", "doi", "url"]
    malformed: str | None = None
    """Why what is announced as an id cannot be one."""
    doi: str | None = None
    """A DOI that is not arXiv's."""
    warning: str | None = None
    """What was put right about the id, and may be wrong."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit is in its document."""

    line: int
    """From 1; lines end with a line feed."""
    column: int
    """From 1, in characters."""
    context: str
    """The text around it, white space folded, at most 200 characters."""


BEHIND = 400
"""Characters before an anchor that are looked at."""
AHEAD = 400
"""Characters after an anchor that are looked at."""
_BLOCK = 1 << 18
"""Characters that are searched at a time."""
_CONTEXT = 80
"""Characters on each side of a hit that are shown."""

_SKELETON = bytes.maketrans(b"123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"000000000abcdefghijklmnopqrstuvwxyz")
_ANCHORS: tuple[tuple[_Kind, bytes, int], ...] = (
    ("marker", b"xiv", 0),
    ("number", b"00.0000", 2),
    ("slash", b"/0000000", 0),
    ("slash", b"/\n0000000", 0),
    ("slash", b"%0f0000000", 0),
)
"""Kind, what to search for in the skeleton, and where in it the anchor is."""
_SHAPE = re.compile(
    r"(?:(?<![0-9])|(?<=%20))[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}(?![0-9])|(?<=[/=])[0-9]{4}\.", re.ASCII
)
_WIDE = re.compile("[\uff38\uff58][Ii\uff29\uff49][Vv\uff36\uff56]")
_DOI = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,3}(?:/|%|&)", re.ASCII)

_Kind = Literal["marker", "number", "slash"]


def find_ids(text: str, today: date) -> list[IdMatch]:
    """Every id and foreign DOI in `text`, in order, none overlapping; announced ids that cannot be are included."""
    blocks = (text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK))
    return [hit for hit, _ in _walk(blocks, today)]


def scan(pieces: Iterable[bytes], today: date) -> Iterator[tuple[IdMatch, Place]]:
    """The same over UTF-8 in pieces of any size (invalid bytes are read as U+FFFD), with the place of each hit."""
    return _walk(_blocks(pieces), today)


def _blocks(pieces: Iterable[bytes]) -> Iterator[str]:
    """The text of the pieces, in blocks that are neither tiny nor huge."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        while len(gathered) >= _BLOCK:
            yield decoder.decode(bytes(gathered[:_BLOCK]))
            del gathered[:_BLOCK]
    yield decoder.decode(bytes(gathered), final=True)


def _walk(blocks: Iterable[str], today: date) -> Iterator[tuple[IdMatch, Place]]:
    """The hits of the text that the blocks make up; only the neighbourhood of a block's end is carried over."""
    buffer, base, undecided = "", 0, 0
    line, line_start, counted = 1, 0, 0
    last: IdMatch | None = None
    for block in _with_end(blocks):
        buffer += block or ""
        limit = len(buffer) - AHEAD - 2 * _CONTEXT if block is not None else len(buffer)
        for at, kind in _anchors(buffer, undecided - base, limit):
            if last is not None and base + at < last.end:
                continue
            hit = _decide(buffer, base, at, kind, last, today, final=block is None)
            if hit is None:
                continue
            last, here = hit, hit.start - base
            newlines = buffer.count("\n", counted - base, here)
            if newlines:
                line, line_start = line + newlines, base + buffer.rindex("\n", 0, here) + 1
            counted = max(counted, hit.start)
            yield hit, Place(line, hit.start - line_start + 1, _context(buffer, here, hit.end - base))
        undecided = max(undecided, base + limit)
        keep = max(0, limit - 2 * BEHIND)
        newlines = buffer.count("\n", counted - base, max(keep, counted - base))
        if newlines:
            line, line_start = line + newlines, base + buffer.rindex("\n", 0, keep) + 1
        counted = max(counted, base + keep)
        buffer, base = buffer[keep:], base + keep


def _with_end(blocks: Iterable[str]) -> Iterator[str | None]:
    yield from blocks
    yield None


def _anchors(buffer: str, start: int, limit: int) -> list[tuple[int, _Kind]]:
    """Where in `buffer[start:limit]` an id or DOI may be, in order."""
    if limit <= start:
        return []
    floor = max(0, start - 8)
    part = buffer[floor : limit + 16]
    skeleton = part.encode("latin-1", "replace").translate(_SKELETON)
    found: list[tuple[int, _Kind]] = []
    for kind, needle, shift in _ANCHORS:
        at = skeleton.find(needle)
        while at >= 0:
            place = floor + at + shift
            if start <= place < limit and (kind != "number" or _worth_a_look(buffer, place)):
                found.append((place, kind))
            at = skeleton.find(needle, at + 1)
    if not part.isascii():
        found += (
            (floor + wide.start(), "marker") for wide in _WIDE.finditer(part) if start <= floor + wide.start() < limit
        )
    found.sort()
    return found


def _worth_a_look(buffer: str, dot: int) -> bool:
    """Whether the digits around `dot` may be an id or the beginning of a DOI: numbers are many, ids are few."""
    if dot >= 4 and _SHAPE.match(buffer, dot - 4):
        return True
    return _DOI.match(buffer, dot - 2) is not None


def _decide(
    buffer: str, base: int, at: int, kind: _Kind, last: IdMatch | None, today: date, *, final: bool
) -> IdMatch | None:
    """The hit at the anchor `at`, if there is one; `last` is the hit before it."""
    low, high = max(0, at - BEHIND), at + AHEAD
    opens, closes = base + at - BEHIND <= 0, final and high >= len(buffer)
    window = make_window(buffer[low:high], at - low, opens, closes)
    ended = None if last is None or last.doi else last.end - base
    found = _read(window, kind, None if ended is None or ended < low else window.plain(ended - low), today)
    if found is None:
        return None
    start, end = window.written(found.start, found.end)
    start = low + start if last is None else max(low + start, last.end - base)
    text = buffer[start : low + end]
    return IdMatch(base + start, base + low + end, text, found.id, found.version, found.how, found.malformed, found.doi)


def _read(window: NormalisedText, kind: _Kind, listed: int | None, today: date) -> Reading | None:
    if kind == "marker":
        return read_marked(window, today)
    if kind == "slash":
        return read_old_style(window)
    if found := read_doi(window, window.anchor - 2, today):
        return found
    near = listed if listed is not None and window.anchor - listed <= LONGEST_GAP else None
    return read_bare(window, window.anchor - 4, near, today) if window.anchor >= 4 else None


def _context(buffer: str, start: int, end: int) -> str:
    return " ".join(buffer[max(0, start - _CONTEXT) : end + _CONTEXT].split())[:200]
