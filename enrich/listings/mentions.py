"""A text that is in memory -> its mentions, in order (pure): entries of listings, and ids in what is not one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from enrich.citations.citation import LINK
from enrich.citations.items import around, by_title, from_hit
from enrich.identifiers.find import IdMatch, find_ids
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry
from enrich.record import Document, Mention

Placed = tuple[int, Mention]
"""Where a mention is in its text, and the mention."""


def once_each_link(text: str, hits: list[IdMatch]) -> list[IdMatch]:
    """The hits without those that say the id of their own link once more."""
    if not hits or "](" not in text:
        return hits
    spans = [found.span() for found in LINK.finditer(text)]
    kept: list[IdMatch] = []
    at = 0
    for hit in hits:
        while at < len(spans) and spans[at][1] <= hit.start:
            at += 1
        inside = at < len(spans) and spans[at][0] <= hit.start
        if inside and kept and kept[-1].id == hit.id and hit.id and kept[-1].start >= spans[at][0]:
            continue
        kept.append(hit)
    return kept


def only_ids(text: str, hits: Sequence[IdMatch]) -> bool:
    """Whether a text is a list of ids, one a line: nothing else has to be looked for in it."""
    lines = [line for line in text.split("\n") if line]
    return (
        len(lines) == len(hits) > 1
        and all(hit.id and line == hit.text and len(line) < _SHORT for line, hit in zip(lines, hits, strict=True))
        and all(one.id != then.id for one, then in pairwise(hits))
    )


_SHORT = 50
"""Characters below which a line is too short to be part of one that was wrapped."""


def text_mentions(text: str, document: Document, today: date, place: Callable[[int], str]) -> list[Placed]:
    """The mentions of a text; `place` names the place of an offset in it."""
    hits = once_each_link(text, find_ids(text, today))
    return entry_mentions(text, read_listing(text, hits), hits, document, place)


def entry_mentions(
    text: str, entries: Sequence[ListedEntry], hits: Sequence[IdMatch], document: Document, place: Callable[[int], str]
) -> list[Placed]:
    """The mentions of the entries of a text, and of those `hits` that belong to no entry."""
    owned = {hit for entry in entries for hit in entry.owned}
    found: list[Placed] = []
    for entry in entries:
        hit, item = entry.hit, entry.item
        if hit:
            context = around(text, hit.start, hit.end)
            found.append((hit.start, from_hit(hit, document, place(hit.start), context, item)))
        else:
            context = around(text, entry.start, entry.start + len(item.title or ""))
            found.append((entry.start, by_title(document, place(entry.start), item, context, entry.not_a_paper)))
    plain = (hit for hit in hits if hit not in owned)
    found += [(hit.start, from_hit(hit, document, place(hit.start), around(text, hit.start, hit.end))) for hit in plain]
    return sorted(found, key=lambda one: one[0])


class LineIndex:
    """Offsets in a text -> `line 12, column 1`."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """The number of the line, from 1."""
        return bisect_right(self.starts, offset)

    def __call__(self, offset: int) -> str:
        line = self.line(offset)
        return f"line {line}, column {offset - self.starts[line - 1] + 1}"
