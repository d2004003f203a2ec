"""Sentences that name a paper -> Entries (pure): `Our paper "Title" (A. Author, B. Author) was accepted at ...`.

A quoted title counts only where the sentence says that it is a paper's, or names two authors or more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from enrich.citations.author_lists import Byline, read_names
from enrich.citations.citation import title_like
from enrich.identifiers.find import IdMatch
from enrich.listings.listing_entry import ListedEntry
from enrich.names import PARTICLE
from enrich.record import Item
from enrich.text import matches_at
from enrich.titles.sentences import is_written_as_title

_QUOTED = re.compile(r"[\"“](?<![\w\"“”].)(?=\S)([^\"“”]{12,250}?)[,.]?(?<=\S)[\"”](?!\w)")
_PAPER = re.compile(  # bounded: by _BEFORE
    r"\b(?:papers?|pre-?prints?|manuscripts?|technical reports?)\b[^\"“”.!?;]{0,60}$|\bbest (?:student )?paper award\b[^\"“”.!?]{0,40}$",
    re.IGNORECASE,
)
_NAMED = re.compile(  # bounded: by _BEFORE
    r"(?:\b(?:papers?|pre-?prints?|manuscripts?)(?:\s+(?:titled|entitled|at|in|for)\b[^\"“”.!?;]{0,30})?|\baward\b[^\"“”.!?;]{0,30}\bfor)[:,]?\s*$",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(  # bounded: by _BEFORE
    r"\b(?:seminar|talk|lecture|keynote|speaks?|podcast|episode|book|novel|song|film|movie|chapter|blog|post|newspaper|white paper|position paper"
    r"|paper (?:called|says?|said|writes?|wrote)|call for papers|workshop|session|course|panel|interview|thesis|papers? (?:about|on|with))\b",
    re.IGNORECASE,
)
_OTHER = re.compile(  # bounded: by _BEFORE
    r"\b(?:s(?:aid|ays?)|told|asked|replied|called|named|motto|slogan|speak(?:ing)?|title of|series|game|award|prize|project|grant|programme?|tutorial"
    r"|vortrag|buch|kurs|vorlesung|projekt|film|lied|livre|cours|exposé|conférence|libro|curso|charla|proyecto|película|progetto|corso|канал|книг\w{1,3}"
    r"|лекци\w{1,2}|讲座|书|课程|講演|강연)\b[^\"“”.!?;]{0,60}$",
    re.IGNORECASE,
)
"""What else is set off in the same way as titles of papers are."""
_ANOTHER = re.compile(r"\s*(?:,|;|and|&|,\s*and)\s*")
_NAME = rf"[A-ZÀ-ÞŁŠŽ][\w'’.-]*(?:[ \n]+(?:(?:{PARTICLE})[ \n]+)*[A-ZÀ-ÞŁŠŽ][\w'’.-]*)+"
_NAMES_AFTER = re.compile(
    rf"[,\s]*(?:\(\s*(?:by|with)?|by|with)\s*({_NAME}(?:(?:,\s*and|,|\s+and|\s*&)\s+{_NAME}){{0,30}}(?:,?\s+et\s+al\.?)?)"
)
_BEFORE, _AFTER, _OWN = 160, 1200, 40


def read_announced(text: str, hits: Sequence[IdMatch], entries: Sequence[ListedEntry]) -> Iterator[ListedEntry]:
    """The papers that sentences name by a quoted title; none in a paragraph that names an id, or that is an entry's."""
    yield from _unmarked(text, hits, entries)
    last_end = -1
    for found in matches_at(_QUOTED, text, '"', "“"):
        start, end = found.span()
        before = re.split(r"\n\s*\n|\n(?=[\[•*-])", text[max(0, start - _BEFORE) : start])[-1]
        goes_on = last_end >= 0 and bool(_ANOTHER.fullmatch(text[last_end:start]))
        is_paper = goes_on or (bool(_PAPER.search(before)) and not _NO_PAPER.search(before))
        last_end = -1
        title = " ".join(found.group(1).split()).rstrip(".,")
        if (
            not _title(title, 3 if goes_on or _NAMED.search(before) else 6)
            or _NO_PAPER.search(before)
            or _near(hits, start, end)
            or _within(entries, title, text, start, end)
        ):
            continue
        byline = names_after(text, end)
        if is_paper or (byline and (len(byline.authors) > 1 or not byline.complete)):
            last_end = end if is_paper else -1
            yield ListedEntry(found.start(1), _item(title, byline), span=found.span())


# bounded: 200 characters of a title
_UNMARKED = re.compile(
    r"\b(?:paper|preprint|article|manuscript)\s(?:(?:called|titled|entitled)\s)?(?=[A-Z])([^\n.!;()\"“”]{20,200}?)\s(?:by|of|from)\s(?=[A-Z])"
)
"""A title without marks between what announces it and who wrote it: `the paper Sheep in Barns and Fields by Roe`."""


def _unmarked(text: str, hits: Sequence[IdMatch], entries: Sequence[ListedEntry]) -> Iterator[ListedEntry]:
    for found in matches_at(_UNMARKED, text, "paper", "preprint", "article", "manuscript"):
        start, end = found.span(1)
        title = " ".join(found[1].split())
        own = any(start <= hit.start < end + _OWN for hit in hits)
        if is_written_as_title(title) and not (own or _within(entries, title, text, start, end)):
            yield ListedEntry(start, Item(title=title), span=(start, end))


def _title(text: str, tenths: int) -> bool:
    """Whether a quotation has the form of a title: `tenths` tenths of its long words at least are capitalised."""
    words = [word for word in text.split() if len(word) > 3]
    capital = sum(not word[0].islower() for word in words)
    return (
        title_like(text, 3)
        and len(words) > 1
        and (capital * 10 >= len(words) * tenths or (tenths < 6 and len(words) > 5))
        and text[-1] not in "!…"
    )


def names_after(text: str, end: int) -> Byline | None:
    """The authors that stand behind a title: `by Ann Roe and Bob Doe`, `(Ann Roe)`."""
    found = _NAMES_AFTER.match(text[end : end + _AFTER])
    return read_names(found.group(1)) if found else None


def speaks_of_other(before: str) -> bool:
    """Whether what stands before a quotation says that it is a talk, a book, a course or what somebody said."""
    return bool(_NO_PAPER.search(before) or _OTHER.search(before))


def _item(title: str, byline: Byline | None) -> Item:
    if byline is None:
        return Item(title=title)
    return Item(title=title, authors=byline.authors, authors_complete=byline.complete)


def _near(hits: Sequence[IdMatch], start: int, end: int) -> bool:
    """Whether an id stands so near that it is that of the title."""
    at = bisect_left(hits, start - 100, key=_start)
    return at < len(hits) and hits[at].start < end + 120


def _within(entries: Sequence[ListedEntry], title: str, text: str, start: int, end: int) -> bool:
    """Whether the quotation is an entry's own line, or is in what an entry before it says."""
    at = bisect_left(entries, end, key=_start)
    for entry in entries[max(0, at - 1) : at + 1]:
        item = entry.item
        contained = title in f"{item.title} {item.abstract} {item.comment}"
        if contained or (entry.start <= start and text.find("\n", entry.start, start) < 0):
            return True
    return False


def _start(one: IdMatch | ListedEntry) -> int:
    return one.start
