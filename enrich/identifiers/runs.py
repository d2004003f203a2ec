"""Long runs of nothing but ids, as exports and dumps have them: read at once, with what looking at each would give (pure).

Every number in a run is possible, and each is surrounded by many that are: there is nothing that could speak against it.
The ends of a run, whose neighbours are something else, are left to be looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from msgspec import Struct

from enrich.identifiers.arxiv_id import OLD_ARCHIVES, digits_of, old_style_problem

_MARGIN = 48
"""Ids at each end that are looked at one by one: more than a window around an id holds."""
_ID = (
    r"(?:[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|(?:"
    + "|".join(sorted(sorted(OLD_ARCHIVES), key=len, reverse=True))
    + r")/[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})(?:v[1-9])?"
)
_RUN = re.compile(rf"(?P<prefix>arXiv:|){_ID}(?P<sign>\r?\n|[,;] ?|[ \t])(?:(?P=prefix){_ID}(?P=sign))++", re.ASCII)
_NONE = re.compile(r"\.0{4,5}(?![0-9])|/[0-9]{4}000(?![0-9])", re.ASCII)
_SAMPLE = 64
_NUMBER = re.compile(r"[0-9]{4}\.[0-9]{4}", re.ASCII)


class IdRun(Struct, frozen=True, gc=False):
    """The ids of a run that need no look."""

    start: int
    end: int
    prefix: str
    sign: str
    """What separates them."""
    ids: tuple[str, ...]
    """Without their prefix, with their version."""


def runs_in(buffer: str, start: int, limit: int, today: date) -> Iterator[IdRun]:
    """The runs in `buffer[start:limit]`; none where numbers are few, or rarely possible as ids."""
    signs = buffer.count(".", start, limit) + buffer.count("/", start, limit)
    if signs * 25 < limit - start or not _likely(buffer, start, limit):
        return
    for match in _RUN.finditer(buffer, start, limit):
        prefix, sign = match["prefix"], match["sign"]
        ids = match[0].removeprefix(prefix).removesuffix(sign).split(sign + prefix)
        if len(ids) <= 2 * _MARGIN + 1:
            continue
        if not _NONE.search(match[0]) and _possible(ids, today):
            apart = len(prefix) + len(sign)
            first = sum(len(one) + apart for one in ids[:_MARGIN])
            last = sum(len(one) + apart for one in ids[-_MARGIN:])
            kept = tuple(ids[_MARGIN:-_MARGIN])
            yield IdRun(match.start() + first, match.end() - last, prefix, sign, kept)


def _possible(ids: list[str], today: date) -> bool:
    """Whether the months of ids are those of papers, and their digits as many as these have."""
    beginnings = set(zip(map(_first_four, ids), map(len, ids), strict=True))
    shapes = [one for one in beginnings if one[0].isdecimal()]
    old = [one for one in ids if one[4] != "."] if len(shapes) < len(beginnings) else []
    months = {one[at + 1 : at + 5] for one in old for at in [one.index("/")]}
    return all(length in (5 + (digits := digits_of(yymm, today)), 7 + digits) for yymm, length in shapes) and not any(
        old_style_problem("math", f"{month}001") for month in months
    )


_first_four = itemgetter(slice(4))


def _likely(buffer: str, start: int, limit: int) -> bool:
    """Whether most of the first numbers have the months of ids."""
    found = _NUMBER.finditer(buffer, start, limit)
    months = [match[0][2:4] for match, _ in zip(found, range(_SAMPLE), strict=False)]
    return len(months) == _SAMPLE and sum("01" <= month <= "12" for month in months) * 4 > 3 * _SAMPLE
