"""Titles of one document -> what of each may be the title alone (pure): without the words that its owner has before or behind several of them.

`Reproduce: A`, `Reproduce: B`; `read A`, `read B`; `A. Two stars`, `B. Three stars`. By themselves such words may be part of a title, so that the
whole is kept beside what is left of it, and the paper that is found has to have the one or the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from enrich.record import Mention
from enrich.titles.normalise import LONGEST, normal_title
from enrich.titles.remarks import NEVER_CUT
from enrich.titles.words import word_set

_TOGETHER = 2_000
"""Mentions of a document that are judged together."""
_FEWEST = 2
"""Titles that have the same words in the same place."""
_FEWEST_LEFT = 3
"""Words of a title that are left."""
_MOST = 5
"""Words of a label."""
# bounded: LONGEST characters of a title
_LEAD = re.compile(r"([^:：|»→]{2,40}?)(?:\s?[:：]\s*|\s+(?:[-–—|»→]+|->|=>)\s+)(?=\S)")
# bounded: LONGEST characters of a title
_SMALL_LEAD = re.compile(r"([a-z][\w-]{2,20}(?: [a-z][\w-]{0,20}){0,2}) (?=[\"“«'*_]{0,3}[A-Z])")
"""Words in small letters before the capital with which a title begins."""
# bounded: LONGEST characters of a title
_TRAIL = re.compile(
    r"(?:\s+(?:[-–—|·•]+|->|//)\s+|[.,;:]\s+|\s*[(\[])([^.,;:|()\[\]]{1,60})[)\].!]?$|\s(?=[+×]\d)(\S{2,4})$"
)
# bounded: two words in brackets
_COUNTED = re.compile(r"\s[(\[](\d{1,3} [^\W\d_]{2,12})[)\]](?=,\s)")
"""What is counted of a work, before who wrote it: `Title (2 votes), Roe`."""
_NUMBERS = word_set("zero one two three four five six seven eight nine ten half")
_STEM = 3
"""Letters by which what is counted is the same: one `voto` and two `voti`, one `Stimme` and no `Stimmen`."""
_READING = frozenset({"review", "notes", "summary", "preprint", "draft"})
"""Names of editions that a reader has for what he does with a paper, too."""


def with_titles_alone(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions of a document, those by title with what may be the title alone."""
    left = iter(mentions)
    while together := list(islice(left, _TOGETHER)):
        yield from _judged(together)


def _judged(mentions: Sequence[Mention]) -> Iterator[Mention]:
    titles = {one.item.title[:LONGEST] for one in mentions if one.item and one.item.title}
    if len(titles) < _FEWEST or not any(one.how == "title" for one in mentions):
        yield from mentions
        return
    leads = _shared(titles, _lead)
    trails = _shared(titles, _trail)
    for one in mentions:
        item = one.item
        alone = _without(item.title[:LONGEST], leads, trails) if item and item.title and one.how == "title" else None
        yield replace(one, item=replace(item, alone=alone)) if item and alone and not item.alone else one


Piece = tuple[str, int, int]
"""A label in the form in which others have it, and where what it leaves of the title begins and ends."""


def _lead(title: str) -> Piece | None:
    found = _LEAD.match(title) or (_SMALL_LEAD.match(title) if title[:1].islower() else None)
    return (_form(found[1]), found.end(), len(title)) if found else None


def _trail(title: str) -> Piece | None:
    if ("(" in title or "[" in title) and (counted := _COUNTED.search(title)):
        return _form(counted[1]), 0, counted.start()
    found = None
    while again := _TRAIL.search(title, found.start() + 1 if found else 0):
        found = again
    return (_form(found[1] or found[2]), 0, found.start()) if found else None


def _form(label: str) -> str:
    """A label without case, all numbers alike; empty where it may tell one work from another."""
    words = normal_title(label).split()
    kinds = NEVER_CUT.intersection(words)
    if not 0 < len(words) <= _MOST or kinds - _READING or (kinds and len(words) == 1):
        return ""
    counted = ["0" if word.isdigit() or word in _NUMBERS else word for word in words]
    return " ".join(word[:_STEM] for word in counted) if "0" in counted else " ".join(counted)


def _shared(titles: Iterable[str], piece_of: Callable[[str], Piece | None]) -> dict[str, Piece]:
    """The titles whose label others have as well, with what it leaves of each."""
    found: defaultdict[str, dict[str, Piece]] = defaultdict(dict)
    for title in titles:
        piece = piece_of(title)
        if piece and piece[0] and len(title[piece[1] : piece[2]].split()) >= _FEWEST_LEFT:
            found[piece[0]][title] = piece
    several = [
        some for some in found.values() if len({normal_title(t[p[1] : p[2]]) for t, p in some.items()}) >= _FEWEST
    ]
    return {title: piece for some in several for title, piece in some.items()}


def _without(title: str, leads: dict[str, Piece], trails: dict[str, Piece]) -> str | None:
    lead, trail = leads.get(title), trails.get(title)
    start, end = lead[1] if lead else 0, trail[2] if trail else len(title)
    alone = title[start:end].strip(' "“”«»*_')
    return alone if (lead or trail) and len(alone.split()) >= _FEWEST_LEFT else None
