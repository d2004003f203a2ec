"""Numbers before or behind the titles of a list, judged together as a column of a table is (pure).

`` `1706.03762` Attention Is All You Need `` is a paper where the other items begin so too, and no paper among prices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.author_lists import Byline
from enrich.citations.column_ids import match_of
from enrich.identifiers.columns import Column, judge_column, read_cell
from enrich.identifiers.find import IdMatch, find_ids
from enrich.tree.blocks import BREAK, SOFT, TextRuns

_BOX = re.compile(r"\s*(?:\[[ xX]?\]\s+)?")
_NUMBER = re.compile(
    r"[`\[(]{0,2}(?:arXiv:\s?)?((?:\d{3,4}[.,]\d{1,5}|[a-z-]{2,9}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?|[?xX]{2,4}\.[?xX]{2,5}|n/?a)[`\])]{0,2}(?=[\s:–—-]|$)",
    re.IGNORECASE,
)
"""An id that may be before a title, and what is written where there is none."""
_AFTER = re.compile(r"\s*(?:[:–—|]|-(?=\s))?\s*")


class Head(Struct, frozen=True, gc=False):
    """An item of a list without the number before it."""

    runs: TextRuns
    ids: tuple[IdMatch, ...] = ()
    byline: Byline | None = None
    """Names that stood before or behind the title, as with the other items."""


def without_numbers(heads: Sequence[TextRuns], papers: bool, today: date) -> list[Head]:
    """The items of a list, and the ids before their titles; `papers` says that the heading speaks of papers."""
    found = [_leading(runs) for runs in heads]
    written = [one[0] for one in found if one]
    if not written or (len(written) < 2 and not papers):
        return [Head(runs) for runs in heads]
    if not papers and _log(heads, found):
        return [Head(runs) for runs in heads]
    column = judge_column("paper id" if papers else None, [text for text in written if text[:1].isdigit()], today)
    return [
        Head(runs) if one is None else _without(runs, *one, column, today)
        for runs, one in zip(heads, found, strict=True)
    ]


def _log(heads: Sequence[TextRuns], found: Sequence[tuple[str, TextRuns] | None]) -> bool:
    """Whether what stands behind most of the numbers is no title: other numbers, or the same for all but for numbers in it."""
    texts = ["".join(run.text for run in one[1] if not run.hidden) for one in found if one]
    frames = Counter(" ".join(_FIGURES.sub("0", text).split()) for text in texts)
    if sum(_WORD.search(text) is None for text in texts) * 2 > len(texts):
        return True
    frame, times = frames.most_common(1)[0]
    return times > 1 and times * 2 > len(texts) and "0" in frame


_WORD = re.compile(r"[^\W\d_]{3}|[\u0e00-\uffdc]{2}")
_FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def _without(runs: TextRuns, number: str, left: TextRuns, column: Column, today: date) -> Head:
    if not any(map(str.isdigit, number)):
        return Head(left)
    if not number[:1].isdigit():
        return Head(left, tuple(hit for hit in find_ids(number, today) if hit.id))
    if column.kind != "ids":
        return Head(runs)
    return Head(left, tuple(map(match_of, read_cell(number, column, today) or ())))


def _leading(runs: TextRuns) -> tuple[str, TextRuns] | None:
    """The number that an item begins with, and the item without it; None where it begins otherwise or holds nothing else."""
    at = next((at for at, run in enumerate(runs) if not run.hidden and _BOX.sub("", run.text, count=1)), None)
    if at is None or runs[at].text in {BREAK, SOFT}:
        return None
    box = _BOX.match(runs[at].text)
    start = box.end() if box else 0
    number = _NUMBER.match(runs[at].text, start)
    if number is None:
        return None
    rest = [replace(runs[at], text=runs[at].text[number.end() :], code=False), *runs[at + 1 :]]
    after = next((to for to, run in enumerate(rest) if run.text and not run.hidden), None)
    if after is None:
        return None
    cut = _AFTER.match(rest[after].text)
    rest[after] = replace(rest[after], text=rest[after].text[cut.end() if cut else 0 :])
    left = (*[run for run in runs[:at] if run.hidden], *[run for run in rest if run.text or run.href])
    if not any(run.text.strip() for run in left if not run.hidden):
        return None
    return number.group(1), left
