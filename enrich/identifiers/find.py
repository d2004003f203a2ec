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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, repeat
from operator import add, itemgetter
from typing import Literal

import msgspec

from enrich.identifiers.anchors import Kind, anchors_in, has_none
from enrich.identifiers.bare import LONGEST_GAP, read_bare
from enrich.identifiers.lists import read_odd, read_odd_old
from enrich.identifiers.marked import MarkedText, read_doi, read_key, read_marked
from enrich.identifiers.old_style import read_apart, read_old_style
from enrich.identifiers.runs import IdRun, runs_in
from enrich.identifiers.spelling import NormalisedText, make_window
from enrich.text import flat


class IdMatch(msgspec.Struct, frozen=True, gc=False):
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


class Place(msgspec.Struct, frozen=True, gc=False):
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
_BLOCK = 1 << 19
"""Characters that are searched at a time."""
_CONTEXT = 80
"""Characters on each side of a hit that are shown."""
_SHORT = 900
"""Characters of a text in which no run of ids can be."""
_MANY = 100
"""Hits for which it is worth while to look for all white space that must be folded."""


def find_ids(text: str, today: date) -> list[IdMatch]:
    """Every id and foreign DOI in `text`, in order, none overlapping; announced ids that cannot be are included."""
    if len(text) < _SHORT:
        return [] if has_none(text) else list(_in_short(text, today))
    return [hit for part in _walk([text], today) for hit in part.hits]


@lru_cache(maxsize=8192)
def _in_short(text: str, today: date) -> tuple[IdMatch, ...]:
    """The hits of a text that is too short for runs; those who look at an item from different sides ask for them again."""
    return tuple(_hits(text, 0, anchors_in(text, 0, len(text), today), None, today, final=True))


def scan(pieces: Iterable[bytes], today: date) -> Iterator[tuple[IdMatch, Place]]:
    """The same over UTF-8 in pieces of any size (invalid bytes are read as U+FFFD), with the place of each hit."""
    lines = _Lines()
    for part in _walk(_blocks(pieces), today):
        buffer, base = part.buffer, part.base
        on_one_line = flat(buffer) if len(part.hits) > _MANY else None
        for hit in part.hits:
            here, end = hit.start - base, hit.end - base
            lines.go_to(buffer, base, here)
            begin = here - _CONTEXT if here > _CONTEXT else 0
            if on_one_line:
                around = on_one_line[begin : end + _CONTEXT].strip()
            else:
                around = " ".join(buffer[begin : end + _CONTEXT].split())
            yield hit, Place(lines.line, hit.start - lines.start + 1, around[:200])
        lines.go_to(buffer, base, part.kept)


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


class _Part(msgspec.Struct, frozen=True, gc=False):
    """The hits of a stretch of a text."""

    hits: Sequence[IdMatch]
    buffer: str
    """The stretch, with what is around it."""
    base: int
    """Where the buffer begins in the text."""
    kept: int
    """From where on the buffer is that of the next part, too."""


def _walk(blocks: Iterable[str], today: date) -> Iterator[_Part]:
    """The hits of the text that the blocks make up; only the neighbourhood of a block's end is carried over."""
    buffer, base, undecided = "", 0, 0
    last: IdMatch | None = None
    for block in _with_end(blocks):
        buffer += block or ""
        limit = len(buffer) - AHEAD - 2 * _CONTEXT if block is not None else len(buffer)
        steps = _steps(buffer, undecided - base, limit, today)
        hits = _hits(buffer, base, steps, last, today, final=block is None)
        last = hits[-1] if hits else last
        undecided = max(undecided, base + limit)
        keep = max(0, limit - 2 * BEHIND)
        yield _Part(hits, buffer, base, keep)
        buffer, base = buffer[keep:], base + keep


def _hits(
    buffer: str,
    base: int,
    steps: Iterable[tuple[int, Kind | IdRun]],
    last: IdMatch | None,
    today: date,
    *,
    final: bool,
) -> list[IdMatch]:
    """The hits at the anchors and in the runs of a stretch of a text; `last` is the hit before it."""
    hits: list[IdMatch] = []
    for at, kind in steps:
        if isinstance(kind, IdRun):
            hits += _read_run(kind, base)
            last = hits[-1]
        elif (last is None or base + at >= last.end) and (
            hit := _decide(buffer, base, at, kind, last, today, final=final)
        ):
            hits.append(hit)
            last = hit
    return hits


class _Lines:
    """Counts the lines up to a place that only moves on."""

    def __init__(self) -> None:
        self.line, self.start, self.counted = 1, 0, 0

    def go_to(self, buffer: str, base: int, here: int) -> None:
        """Count up to `here` in the buffer, which begins at `base`."""
        counted = self.counted - base
        if here <= counted:
            return
        if newlines := buffer.count("\n", counted, here):
            self.line, self.start = self.line + newlines, base + buffer.rindex("\n", counted, here) + 1
        self.counted = base + here


def _steps(buffer: str, start: int, limit: int, today: date) -> list[tuple[int, Kind | IdRun]]:
    """The anchors and the runs in `buffer[start:limit]`, in order; there are no anchors in runs."""
    if limit <= start:
        return []
    runs = list(runs_in(buffer, start, limit, today))
    steps: list[tuple[int, Kind | IdRun]] = [
        *anchors_in(_without(buffer, runs), start, limit, today),
        *((run.start, run) for run in runs),
    ]
    return sorted(steps, key=itemgetter(0)) if runs else steps


def _without(buffer: str, runs: Sequence[IdRun]) -> str:
    """The buffer with blanks for runs."""
    pieces, at = [], 0
    for run in runs:
        pieces += [buffer[at : run.start], " " * (run.end - run.start)]
        at = run.end
    return "".join([*pieces, buffer[at:]]) if pieces else buffer


def _read_run(run: IdRun, base: int) -> Iterator[IdMatch]:
    """The hits of a run of nothing but ids."""
    apart, prefix = len(run.prefix) + len(run.sign), len(run.prefix)
    lengths = list(map(len, run.ids))
    starts = list(accumulate(map(apart.__add__, lengths), initial=base + run.start))
    ends = map(add, starts, map(prefix.__add__, lengths))
    texts = [run.prefix + one for one in run.ids] if run.prefix else run.ids
    papers: Sequence[str] = run.ids
    versions: Iterable[int | None] = repeat(None)
    if "v" in "".join(run.ids):
        papers = [one[:-2] if one[-2] == "v" else one for one in run.ids]
        versions = [int(one[-1]) if one[-2] == "v" else None for one in run.ids]
    return map(IdMatch, starts, ends, texts, papers, versions, repeat("id"))


def _with_end(blocks: Iterable[str]) -> Iterator[str | None]:
    yield from blocks
    yield None


def _decide(
    buffer: str, base: int, at: int, kind: Kind, last: IdMatch | None, today: date, *, final: bool
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


def _read(window: NormalisedText, kind: Kind, listed: int | None, today: date) -> MarkedText | None:
    if kind == "marker":
        return read_marked(window, today)
    if kind == "slash":
        return read_old_style(window) or read_odd_old(window, today)
    if kind == "seven":
        return read_apart(window) or read_odd(window, window.anchor, today)
    if kind == "odd":
        return read_odd(window, window.anchor, today)
    if kind == "key":
        return read_key(window, today)
    if found := read_doi(window, window.anchor - 2, today):
        return found
    near = listed if listed is not None and window.anchor - listed <= LONGEST_GAP else None
    return read_bare(window, window.anchor - 4, near, today) if window.anchor >= 4 else None
