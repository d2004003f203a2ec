"""A text that is in memory -> its mentions, in order (pure): entries of listings, and ids in what is not one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, repeat
from operator import eq, itemgetter

from enrich.citations.citation import LINK
from enrich.citations.items import CONTEXT_LIMIT, TEXT_LIMIT, around, by_title, from_hit
from enrich.identifiers.find import IdMatch, find_ids
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry
from enrich.listings.set_off import read_set_off
from enrich.record import Document, Mention
from enrich.text import flat, matches_at

Placed = tuple[int, Mention]
"""Where a mention is in its text, and the mention."""


def without_beginnings(found: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that are malformed only as a line breaks off where another one goes on."""
    broken = [one.text.replace(" ", "") for one in found if one.id and " " in one.text][:_MOST_BROKEN]
    return [one for one in found if not (one.malformed and any(text.startswith(one.text) for text in broken))]


_MOST_BROKEN = 50


def once_each_link(text: str, hits: list[IdMatch]) -> list[IdMatch]:
    """The hits without those that say the id of their own link once more."""
    if not hits or "[" not in text or "](" not in text:
        return hits
    spans = [found.span() for found in matches_at(LINK, text, "![", "[")]
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


def id_list(text: str, hits: Sequence[IdMatch], document: Document) -> list[Mention]:
    """The mentions of a text that is a list of ids, one a line, in which nothing else has to be looked for; empty where it is none."""
    lines = text.split("\n")
    if not 1 < len(hits) <= len(lines):
        return []
    written, ids = [line for line in lines if line], [hit.id for hit in hits]
    if (
        written != [hit.text for hit in hits]
        or len(max(written, key=len)) >= _SHORT
        or not all(ids)
        or any(map(eq, ids, ids[1:]))
    ):
        return []
    places = [f"line {number}, column 1" for number, line in enumerate(lines, 1) if line]
    return _of_hits(hits, document, places, _contexts(text, hits))


_SHORT = 50
"""Characters below which a line is too short to be part of one that was wrapped."""
_MANY = 100
"""Ids for which it is worth while to fold the white space of a text once for all of them."""


def _contexts(text: str, hits: Sequence[IdMatch]) -> list[str]:
    """The text around each hit, as `around` gives it."""
    line = flat(text) if len(hits) > _MANY else None
    starts, ends = [hit.start for hit in hits], [hit.end for hit in hits]
    rooms = [(CONTEXT_LIMIT - end + start) // 2 for start, end in zip(starts, ends, strict=True)]
    if line is None or min(rooms) < 0:
        return list(map(around, repeat(text), starts, ends))
    return [
        line[start - room if start > room else 0 : end + room].strip()
        for start, end, room in zip(starts, ends, rooms, strict=True)
    ]


def _of_hits(
    hits: Sequence[IdMatch], document: Document, places: Iterable[str], contexts: Iterable[str]
) -> list[Mention]:
    """The mentions of many ids and DOIs, each as `from_hit` gives it."""
    texts = [hit.text for hit in hits]
    written = "".join(texts)
    if " " in written or not written.isprintable() or len(max(texts, key=len, default="")) > TEXT_LIMIT:
        return [from_hit(*one) for one in zip(hits, repeat(document), places, contexts, strict=False)]
    return list(
        map(
            Mention,
            repeat(document.name),
            repeat(document.source),
            places,
            texts,
            [hit.how for hit in hits],
            [hit.id for hit in hits],
            [hit.version for hit in hits],
            [None if hit.id else hit.doi for hit in hits],
            contexts,
            repeat(None),
            [hit.malformed for hit in hits],
            repeat(None),
            [hit.warning for hit in hits],
        )
    )


def text_mentions(text: str, document: Document, today: date, place: Callable[[int], str]) -> list[Placed]:
    """The mentions of a text; `place` names the place of an offset in it."""
    hits = once_each_link(text, find_ids(text, today))
    return entry_mentions(text, read_listing(text, hits), hits, document, place)


def loose_mentions(
    text: str, document: Document, today: date, place: Callable[[int], str], listed: bool
) -> list[Placed]:
    """The mentions of a text in which no item was told: with entries where something may be `listed`, ids and titles set off otherwise."""
    hits = once_each_link(text, find_ids(text, today)) if listed else find_ids(text, today)
    entries = read_listing(text, hits) if listed else []
    entries = sorted([*entries, *read_set_off(text, hits, entries)], key=lambda entry: entry.start)
    return entry_mentions(text, entries, hits, document, place)


def spoken_mentions(texts: Sequence[str], title: str, document: Document, today: date, place: str) -> list[Mention]:
    """The works that sentences in an entry of this `title` name by theirs; ids in them are the entry's to judge."""
    return [one for text in texts for one in _set_off(text, document, today, place, {title.lower()}, spoken=True)]


def set_off_mentions(text: str, document: Document, today: date, place: str) -> list[Mention]:
    """The works that a text of one line sets off in sentences, and none of its ids."""
    return list(_set_off(text, document, today, place, set(), spoken=False)) if len(text.split()) > _NAME else []


_NAME = 5
"""Words up to which a text is a name or a title rather than a sentence."""


def _set_off(
    text: str, document: Document, today: date, place: str, known: set[str], *, spoken: bool
) -> Iterator[Mention]:
    for one in read_set_off(text, find_ids(text, today), (), known, spoken=spoken):
        yield by_title(document, place, one.item, around(text, *one.span))


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
    plain = [hit for hit in hits if hit not in owned] if owned else hits
    places = [place(hit.start) for hit in plain]
    mentions = _of_hits(plain, document, places, _contexts(text, plain))
    found += ((hit.start, mention) for hit, mention in zip(plain, mentions, strict=True))
    return sorted(found, key=itemgetter(0)) if entries else found


def unfound(hits: Iterable[IdMatch], found: Sequence[Mention]) -> list[IdMatch]:
    """The hits that no mention is of: of ids, of malformed ones by how they are written, of DOIs where every mention has an id."""
    ids, texts = {mention.id for mention in found}, {mention.text for mention in found if mention.malformed}
    return [hit for hit in hits if (hit.text not in texts if hit.malformed else hit.id not in ids)]


class LineIndex:
    """Offsets in a text -> `line 12, column 1`."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))][:-1]

    def line(self, offset: int) -> int:
        """The number of the line, from 1."""
        return bisect_right(self.starts, offset)

    def __call__(self, offset: int) -> str:
        line = bisect_right(self.starts, offset)
        return f"line {line}, column {offset - self.starts[line - 1] + 1}"
