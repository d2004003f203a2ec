"""Papers of the last months apart from older ones: which of the two parts of the index a paper is in (pure).

A day changes papers of the last months above all. As their terms are in files of their own, a day writes files that
hold some months, however many years there are. The border follows from the papers alone, so the same papers give the
same files; it moves once in a quarter.
"""

from __future__ import annotations

from collections.abc import Mapping

OLDER, RECENT = "words", "recent"
"""The parts, by their folders."""
FEW = 5_000
"""Papers; with no more all are in one part, OLDER."""
MONTHS = 4
"""Months before the newest that are recent for certain; the quarter that the first of them is in is so as a whole."""
_SHARE = 1024
"""A month is believed to be the newest when it has one of so many papers: a date far in the future is no month's end."""


def border_of(months: Mapping[str, int]) -> str:
    """The first month (YYMM) that is recent, "" for none; `months` has the papers of each."""
    count = sum(months.values())
    if count <= FEW:
        return ""
    newest = max((_number(month) for month, papers in months.items() if papers * _SHARE >= count), default=0)
    first = (newest - MONTHS) // 3 * 3
    return f"{first // 12 % 100:02}{first % 12 + 1:02}" if newest else ""


def part_of(month: str, border: str) -> str:
    """The part of a paper of this month."""
    return RECENT if border and _number(month) >= _number(border) else OLDER


def _number(month: str) -> int:
    """Months since the year 0; arXiv began in 1991."""
    year = int(month[:2])
    return ((1900 if year > 90 else 2000) + year) * 12 + int(month[2:]) - 1
