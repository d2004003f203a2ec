"""Titles that prose sets off by quotation marks, italics or double brackets -> Entries (pure): `see also “Title” (Roe & Doe)`.

What is set off is a work where it is written as titles are, and what stands before it names no book, talk or the like. An id
that stands for it is its mention; one of which a sentence speaks is another paper's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from enrich.citations.author_lists import Byline
from enrich.citations.citation import title_like
from enrich.citations.surnames import read_surnames
from enrich.citations.venues import venue_like
from enrich.identifiers.find import IdMatch
from enrich.listings.listing_entry import ListedEntry
from enrich.listings.prose import names_after, speaks_of_other
from enrich.record import Item
from enrich.titles.sentences import is_plainly_title, is_short_title

# bounded: 300 characters behind each mark
_SET_OFF = re.compile(
    r"“([^“”\"„«»]{12,300})[”\"]|„([^“”„«»]{12,300})[“”]|«\s?([^«»“”]{12,300})»|(?<!\w)»([^«»“”]{12,300})«"
    r"|(?<![\w\"])\"(?=[^\s\"])([^\"“”]{12,300})(?<=\S)\"(?![\w\"])|‘((?:[^‘’\n]|’(?=\w)){12,300})’(?!\w)|《([^《》]{12,300})》"
    r"|``([^`\"]{12,300})''|(?<![\w*])\*(?=[^\s*])([^*\n]{12,300})(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]{12,300})(?<=\S)_(?!\w)"
    r"|(?<!!)\[\[([^\[\]|#^\n]{12,300})(?:\|[^\[\]\n]{0,300})?\]\]"
    r"|(?<![\w'])'(?=[A-Za-z])([^'\n]{15,300})(?<=\S)'(?![\w'])"
    r"|(?<![\w*])\*\*(?=[^\s*])([^*\n]{12,300})(?<=\S)\*\*(?![\w*])"
)
_MARK = re.compile(r"[“„«»\"‘《`*_\[']")
"""The characters with which these begin."""
_NOTE = 11
"""The group that is the name of a note, which may be in small letters."""
_ITALICS = frozenset({9, 10, 13})
"""The groups that are in italics or bold: a venue, or words that are stressed, may be so, too."""
_FEWEST_WORDS, _FEWEST_SHORT = 5, 3
_SMALL = re.compile(r"(?<![\w-])[a-zà-ÿ]{3,}(?![\w-])")
_FEWEST_SPOKEN = 2
_SPEAKS_ON = re.compile(r",? (?:is|was|has|will|got|appeared|can)\b")
"""How a sentence goes on behind the title that it begins with."""
_DATED_IN_BRACKETS = re.compile(
    r",?[ \t]{0,2}[(\[][^()\[\]\n]{0,60}(?:19|20)\d\d"
)  # bounded: 60 characters of brackets
"""What cites the title before it: `*Title* (Roe, 1983, out of print)`."""
_NEAR = 120
"""Characters between a title and the id that stands for it."""
_JOINS = frozenset(
    [
        "arxiv",
        "preprint",
        "abs",
        "pdf",
        "html",
        "link",
        "paper",
        "by",
        "and",
        "et",
        "al",
        "in",
        "at",
        "on",
        "see",
        "available",
        "from",
        "with",
        "http",
        "https",
        "www",
        "org",
        "doi",
        "id",
        "e-print",
        "eprint",
        "is",
        "as",
        "v",
        "the",
        "und",
        "von",
        "here",
    ]
)
"""Words between a title and its own id."""
_BEFORE = 160
_IN_VENUE = re.compile(r"\b(?:in|at|to|dans|bei|en|im)\s*+(?:the\s*+)?$", re.IGNORECASE)  # bounded: by _BEFORE
"""What stands before a venue in italics."""
_DATED_AFTER = re.compile(r",\s{0,3}(?:(?:19|20)\d\d|vol\b|\d{1,3}\s?\(|forthcoming|to appear|in press|accepted)")
"""What stands behind a venue in italics."""
_POINTS = re.compile(
    r"\b(?:look|looks|looking|looked|peek|glance|reply|replies|response|sequel|compare[ds]?|similar|prefer|back|ahead|refer(?:s|red)?)\s++(?:at|to|in)\s*+$",
    re.IGNORECASE,
)  # bounded: by _BEFORE
"""What stands before a title all the same: `have a look at *Title*`."""
# bounded: 80 characters in brackets
_CITED_AFTER = re.compile(r"[\"”“»’*_\]]{0,4},?\s{0,3}[(\[]([^()\[\]\n]{2,80}?)(?:,?\s+\(?(?:19|20)\d\d[a-z]?)?[)\]]")


def _set_off_in(text: str) -> Iterator[re.Match[str]]:
    """What the text sets off: looked for where a mark is, as nothing is searched for faster than a few characters."""
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() >= end and (found := _SET_OFF.match(text, mark.start())):
            end = found.end()
            yield found


def read_set_off(
    text: str,
    hits: Sequence[IdMatch],
    entries: Sequence[ListedEntry],
    known: Collection[str] = (),
    spoken: bool = False,
) -> Iterator[ListedEntry]:
    """The works that sentences set off, but for those among `entries` and those whose titles are `known`, in small letters.

    With `spoken`, only those of which a sentence speaks: words of one stand before them.
    """
    known = {*known, *((entry.item.title or "").lower() for entry in entries)}
    for found in _set_off_in(text):
        at = found.lastindex or 0
        inside = found.group(at)
        title = " ".join(inside.split()).strip(" ,.")
        if (
            "\n\n" in inside
            or title.lower() in known
            or not (_is_title(title, at in _ITALICS) or (at == _NOTE and is_title_in_small(title)))
        ):
            continue
        before = re.split(
            r"\n\s*\n|\n(?=[\[•*-])|(?<=[a-zà-ÿ]{3})[.!?]\s", text[max(0, found.start() - _BEFORE) : found.start()]
        )[-1]
        after = text[found.end() : found.end() + _NEAR].partition(". ")[0]
        if spoken and not (_speaks(before, after) or _DATED_IN_BRACKETS.match(text, found.end())):
            continue
        if at in _ITALICS and _DATED_AFTER.match(text, found.end()):
            continue
        if at in _ITALICS and _IN_VENUE.search(before) and not _POINTS.search(before):
            continue
        if speaks_of_other(before) or _has_own_id(text, hits, found.start(), found.end()) or _covered(entries, found):
            continue
        known.add(title.lower())
        byline = _people(text, found.end())
        item = Item(title=title)
        if byline:
            item = replace(item, authors=byline.authors, authors_complete=byline.complete)
        yield ListedEntry(found.start(at), item, span=found.span())


def _speaks(before: str, after: str) -> bool:
    """Whether a sentence speaks of what it sets off: words of it stand before, or a verb behind."""
    return len(_SMALL.findall(before)) >= _FEWEST_SPOKEN or _SPEAKS_ON.match(after) is not None


def _is_title(text: str, italics: bool) -> bool:
    """Whether what is set off is written as a title, and is no venue in italics."""
    if not title_like(text, _FEWEST_SHORT) or (italics and ":" not in text and venue_like(text)):
        return False
    return is_plainly_title(text, _FEWEST_WORDS) or is_short_title(text)


def is_title_in_small(text: str) -> bool:
    """Whether the name of a note, in small letters, is a title by its form: five words or more, most long ones of the field."""
    return text[:1].islower() and is_plainly_title(text[:1].upper() + text[1:], _FEWEST_WORDS)


def _has_own_id(text: str, hits: Sequence[IdMatch], start: int, end: int) -> bool:
    """Whether an id is in a title, or near it with nothing between but names and words that announce it."""
    at = bisect_left(hits, start - _NEAR, key=lambda hit: hit.start)
    while at < len(hits) and hits[at].start < end + _NEAR:
        hit = hits[at]
        between = text[end : hit.start] if hit.start >= end else text[hit.end : start]
        small = [word for word in re.findall(r"[^\W\d_]+", between) if word.islower() and word not in _JOINS]
        if hit.id and not small and not re.search(r"[.;]\s+[A-Z][a-z]|\n\s*\n|\n\s*[-*•]", between):
            return True
        at += 1
    return False


def _covered(entries: Sequence[ListedEntry], found: re.Match[str]) -> bool:
    """Whether a stretch is part of what an entry says."""
    at = bisect_left(entries, found.end(), key=lambda entry: entry.start)
    return any(one.start <= found.start() < max(one.span[1], one.start + 1) for one in entries[max(0, at - 1) : at])


def _people(text: str, end: int) -> Byline | None:
    """The authors behind a title: `by Ann Roe and Bob Doe`, `(Roe & Doe, 2015)`."""
    cited = _CITED_AFTER.match(text, end - 1)
    if cited and re.search(r"\bet al\b|&|,|\band\b", cited.group(1)) and not venue_like(cited.group(1)):
        return read_surnames(cited.group(1))
    return names_after(text, end)
