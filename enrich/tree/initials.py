"""Authors before a title with commas between all of them (pure): by their initials, as references of physics have it, or by whole names."""

from __future__ import annotations

import re
from itertools import takewhile

from enrich.citations.author_lists import Byline, read_form
from enrich.citations.citation import title_like
from enrich.citations.venues import venue_like
from enrich.record import Author
from enrich.titles.words import known

_INITIALED = re.compile(
    r"(?:[^\W\d_a-z]\.[ -]{0,2}){1,4}(?:[a-z]{2,4} ){0,2}[^\W\d_a-z][\w'’-]{1,30}(?: [^\W\d_a-z][\w'’-]{1,30})?(?:,? Jr\.)?(?![\w.])"
)
_BETWEEN = re.compile(r",? (?:and|&|und|et)(?! al| others) |, ")
_AND_MORE = re.compile(r",? (?:and others|et al\.?)")
_ABBREVIATED = re.compile(r"\b[A-Z][a-z]{0,7}\. ?[A-Z(\d]|\bIn: |\d")


def initials_before(text: str) -> tuple[str, Byline, list[str]] | None:
    """Authors by their initials, and what follows them behind a comma: `A. Sen, B. Zwiebach, Title, Journal 1 (2015)`.

    The title is empty where only a journal follows, as in many lists of physics.
    """
    names, at, _ = _initialed(text)
    if not names:
        return None
    more = _AND_MORE.match(text, at) or _AND_MORE.match(text, at - 2)
    rest = text[more.end() if more else at :].lstrip(" ,:.")
    if not rest or (len(names) == 1 and not more and text[at - 2 : at] != ", "):
        return None
    byline = Byline(tuple(map(Author, names)), not more)
    parts = re.split(r", ", rest)
    title = parts.pop(0)
    while parts and parts[0][:1].islower() and not _ABBREVIATED.search(parts[0]):
        title = f"{title}, {parts.pop(0)}"
    if _ABBREVIATED.search(title) or venue_like(title) or not title_like(title, 2):
        return "", byline, [title, *parts]
    return title, byline, parts


_SHORT_NAME = re.compile(r"(?:[^\W\d_a-z]\.[ -]{0,2}){1,4}(?:[a-z]{2,4} ){0,2}[^\W\d_a-z][\w'’-]{1,30}(?![\w.])")
_SLASHES = re.compile(r" // |\. [—–] ")


def before_slashes(text: str) -> tuple[str, Byline, list[str]] | None:
    """A title with nothing between it and the last name, up to two slashes or a dash: `A. Author, B. Builder Title // Journal. — 2015`."""
    end = _SLASHES.search(text)
    names, _, last = _initialed(text) if end else ([], 0, 0)
    name = _SHORT_NAME.match(text, last) if names else None
    if end is None or name is None or text[name.end() : name.end() + 1] != " ":
        return None
    title = text[name.end() : end.start()].strip(" .,:")
    if not title_like(title, 2):
        return None
    return title, Byline(tuple(map(Author, [*names[:-1], name[0]])), True), [text[end.end() :]]


def _initialed(text: str) -> tuple[list[str], int, int]:
    """The names with initials that a text begins with, where they end, and where the last one begins."""
    names, at, last = [], 0, 0
    while found := _INITIALED.match(text, at):
        last = at
        names.append(found[0])
        after = _BETWEEN.match(text, found.end())
        at = after.end() if after else found.end()
        if not after:
            break
    return names, at, last


def names_before(text: str) -> tuple[str, Byline, list[str]] | None:
    """A title with whole names before it and nothing but commas between: `Moritz Hardt, Jonathan Ullman, Preventing Discovery`.

    One name is enough where a journal with its volume follows.
    """
    pieces = text.split(", ")
    people = list(takewhile(_is_person, pieces[:_MOST_NAMES]))
    title = ", ".join(pieces[len(people) :])
    journal = _JOURNAL.search(title[:_LONGEST])
    if len(people) < (1 if journal else 2) or len(title.split()) < 3 or not title[:1].isupper():
        return None
    end = journal.start() if journal and len(title[: journal.start()].split()) > 2 else len(title)
    return title[:end], Byline(tuple(map(Author, people)), True), [title[end:].strip(", ")] if end < len(title) else []


_MOST_NAMES = 20
_LONGEST = 400
# bounded: _LONGEST characters of a title
_JOURNAL = re.compile(r", (?:in )?[A-Z][\w.&' -]{1,60}? \d{1,4} ?(?:\(\d|: ?\d|, ?(?:pp?\.|no\.|\d))")
"""A journal with its volume, behind a title."""


def _is_person(piece: str) -> bool:
    """Whether this is a given and a family name, and one of them no word of the field."""
    words = piece.split()
    return 2 <= len(words) <= 4 and read_form(piece) and not all(known(word.lower().strip(".")) for word in words)
