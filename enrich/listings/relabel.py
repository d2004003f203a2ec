"""Typed lines -> the same, typed better by their place among the others (pure): single authors, titles like names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from enrich.citations.author_lists import read_byline, read_form, split_fused
from enrich.listings.lines import ListingLine


def relabel(lines: Sequence[ListingLine]) -> tuple[ListingLine, ...]:
    """A single author is told by place: where other entries have their authors, fused to the title or below it."""
    kinds = ["", *(line.kind for line in lines)]
    before_fused = Counter(before for before, kind in pairwise(kinds) if kind == "fused")
    named = Counter((before, kind) for before, kind in pairwise(kinds))[("short", "byline")]
    over_long = Counter(kind for kind, then in pairwise(kinds) if then == "long")
    rare = over_long["byline"] * 3 < over_long["short"]
    placed: list[ListingLine] = []
    after = [*lines[1:], None]
    for before, line, then in zip(kinds, lines, after, strict=False):
        fusable = line.kind in {"short", "byline"} and before == "head" and before_fused["head"]
        if fusable and split_fused(line.text, single=True):
            line = replace(line, kind="fused")
        elif line.kind == "fused" and before == "short" and not line.blank_before and read_byline(line.text):
            line = replace(line, kind="byline")
        elif (
            (line.kind == "id" and _is_aside(placed, line))
            or (line.kind == "byline" and (line.blank_before or before == "head") and _is_named_below(then))
            or (line.kind == "byline" and rare and then and then.kind == "long" and before != "short")
        ):
            line = replace(line, kind="short")
        elif line.kind == "short" and named and _below_title(placed, line) and read_form(line.text):
            line = replace(line, kind="byline")
        placed.append(line)
    return tuple(placed)


_REFERRING = re.compile(
    r"\b(?:with|of|from|to|see|and|also|by|extends|on|in|version|paper|note)[\s:,(]*$", re.IGNORECASE
)


def _is_aside(lines: list[ListingLine], line: ListingLine) -> bool:
    """Whether an id on a line of its own ends a remark that was broken (`text overlap with` / `arXiv:1503.06333`)."""
    if line.blank_before or not lines or lines[-1].kind != "short":
        return False
    return line.text.startswith("(") or bool(_REFERRING.search(lines[-1].text))


def _is_named_below(then: ListingLine | None) -> bool:
    """Whether the next line of the block names authors, so that this one (`Fat Triangulations and Nets`) is a title."""
    if then is None or then.blank_before:
        return False
    return then.kind == "byline" or (then.kind == "short" and read_form(then.text))


def _below_title(lines: list[ListingLine], line: ListingLine) -> bool:
    """Whether a line is the second of a block, or the second after the head of an entry."""
    if not lines or lines[-1].kind != "short" or line.blank_before or len(lines[-1].text.split()) < 2:
        return False
    return lines[-1].blank_before or (len(lines) > 1 and lines[-2].kind in {"head", "noise"})
