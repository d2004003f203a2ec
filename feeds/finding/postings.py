"""The papers that have a term, as a short text that a browser reads quickly (pure).

::

    2507a1b,3,1c;^hep-th/9901:1,5;~doi:10.1000/x@2403
    |   ids of July 2025, each as what it is more than the one before (base 36)
                 |   ids of the old form likewise
                                 |   any other id, escaped, with the month in which the paper was published

Months tell a browser which papers are the newest before it knows more of them.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, unquote

_NEW = re.compile(r"(\d{4})\.(\d{4,5})", re.ASCII)
_OLD = re.compile(r"([a-z-]+(?:\.[A-Z]{2})?/\d{4})(\d{3})", re.ASCII)
_FIVE_DIGITS = 1501, 9100
"""Months (YYMM) from and up to which numbers have five digits."""
MOST_KNOWN = 1 << 16
"""Ids that are remembered taken apart."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = tuple(one + other for one in _DIGITS for other in _DIGITS)
_SMALL: tuple[str, ...] = (*_DIGITS, *_PAIRS[len(_DIGITS) :])


def encode(papers: Mapping[str, str]) -> str:
    """The text for papers by id, each with the month (YYMM) of its publication; ids of arXiv's tell theirs."""
    known = RankedPapers(papers.keys(), papers.values())
    return known.encode([*range(len(papers))])


class RankedPapers:
    """Papers that many terms have, in the order of their text: what is read of an id is read once."""

    def __init__(self, names: Iterable[str], months: Iterable[str]) -> None:
        apart = [(*_taken_apart(name), month) for name, month in zip(names, months, strict=True)]
        keys = [
            (False, head, number) if number is not None else (True, f"{head}@{month}", 0)
            for head, number, month in apart
        ]
        ordered = sorted(range(len(keys)), key=keys.__getitem__)
        self._heads = [keys[place][1] for place in ordered]
        self._numbers = [apart[place][1] for place in ordered]
        self.ranks = array("I", bytes(4 * len(ordered)))
        """Of each paper, as they were given."""
        for rank, place in enumerate(ordered):
            self.ranks[place] = rank

    def encode(self, ranks: list[int]) -> str:
        """The text for the papers of these ranks, which are put in order."""
        ranks.sort()
        heads, numbers, parts, deltas, last, before = self._heads, self._numbers, list[str](), list[str](), "", 0
        for rank in ranks:
            head, number = heads[rank], numbers[rank]
            if head != last:
                if deltas:
                    parts.append(f"{last}{','.join(deltas)}")
                deltas, last, before = [], head, 0
            if number is None:
                parts.append(head)
                continue
            deltas.append(base_36(number - before))
            before = number
        return ";".join([*parts, f"{last}{','.join(deltas)}"] if deltas else parts)


def decode(text: str) -> dict[str, str]:
    """The papers of a text, each with its month where that had to be told, and an empty one otherwise."""
    found: dict[str, str] = {}
    for part in text.split(";") if text else ():
        if part[0] == "~":
            name, _, month = part[1:].rpartition("@")
            found[unquote(name)] = month
        elif part[0] == "^":
            head, _, numbers = part[1:].partition(":")
            found.update((f"{head}{number:03}", "") for number in _numbers(numbers))
        else:
            head, width = part[:4], _width(part[:4])
            found.update((f"{head}.{number:0{width}}", "") for number in _numbers(part[4:]))
    return found


def patched(text: str, papers: Mapping[str, str | None]) -> str:
    """The text with these papers in it, each with its month, but for those with None, which leave it.

    The same as encoding all of them anew, but groups of other months are not read.
    """
    groups = {_head(part): part for part in text.split(";")} if text else {}
    changes: dict[str, dict[int, bool]] = defaultdict(dict)
    for name, month in papers.items():
        head, number = _taken_apart(name)
        if number is not None:
            changes[head][number] = month is not None
        elif month is None:
            groups.pop(head, None)
        else:
            groups[head] = f"{head}@{month}"
    for head, its in changes.items():
        numbers = {*_numbers(groups.pop(head)[len(head) :])} if head in groups else set[int]()
        numbers = (numbers - its.keys()) | {number for number, is_there in its.items() if is_there}
        if numbers:
            groups[head] = f"{head}{','.join(_deltas(sorted(numbers)))}"
    return ";".join(sorted(groups.values()))


def month_of(paper: str, published: str) -> str:
    """The month (YYMM) that its id tells, or else that in which it was published."""
    head, number = _taken_apart(paper)
    return published if number is None else head.removesuffix(":")[-4:]


def _head(part: str) -> str:
    """How a part begins, by which it is found."""
    if part[0] == "~":
        return part.rpartition("@")[0]
    return part[: part.index(":") + 1] if part[0] == "^" else part[:4]


@lru_cache(maxsize=MOST_KNOWN)
def _taken_apart(name: str) -> tuple[str, int | None]:
    """How the group of an id begins, and its number there; asked for once for each term of a paper."""
    if (new := _NEW.fullmatch(name)) and len(new[2]) == _width(new[1]):
        return new[1], int(new[2])
    if old := _OLD.fullmatch(name):
        return f"^{old[1]}:", int(old[2])
    return f"~{quote(name, safe=':/.-_()', errors='replace')}", None


def _width(month: str) -> int:
    return 5 if _FIVE_DIGITS[0] <= int(month) < _FIVE_DIGITS[1] else 4


def _deltas(numbers: list[int]) -> Iterator[str]:
    before = 0
    for number in numbers:
        yield base_36(number - before)
        before = number


def _numbers(text: str) -> Iterator[int]:
    at = 0
    for delta in text.split(","):
        at += int(delta, 36)
        yield at


def base_36(number: int) -> str:
    """A number in as few digits as hold it."""
    if number < len(_SMALL):
        return _SMALL[number]
    digits = ""
    while number >= len(_PAIRS):
        number, rest = divmod(number, len(_PAIRS))
        digits = _PAIRS[rest] + digits
    return (_PAIRS[number] if number >= len(_DIGITS) else _DIGITS[number]) + digits
