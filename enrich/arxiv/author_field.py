"""arXiv's own author field, where all authors are in one line -> single names, as its submission rules order it. Pure.

(https://info.arxiv.org/help/prep.html#author: names separated by commas or "and", affiliations in parentheses.)
"""

from __future__ import annotations

import re

from enrich.record import Author

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd|ph\.?\s?d|m\.?\s?d|esq)\.?", re.I)
_AND = re.compile(r"(?:^|(?<=[\s,;)]))(?:and|&)\s+(?=\S)")
_ET_AL = re.compile(r"\bet\.?\s+al\b\.?|\band\s+others\b", re.I)
_LIST = re.compile(r"\(\s*(?:\d+|[a-z†‡*§])\s*\)")
_REFERENCE = re.compile(r"[\d\s,;*†‡§]+(?:and\s[\d\s]+)?|[a-z](?:\s*(?:,|and)\s*[a-z])*")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def split_authors(text: str) -> tuple[Author, ...]:
    r"""The authors of `A. One (Univ. X), B. Two, Jr. and C. Three (1 and 2) ((1) Univ. Y, (2) Inst. Z)`.

    What is in parentheses after a name is an affiliation unless it refers to a list or is that list. A comma
    before `Jr.` separates no names. "et al." is ignored.
    """
    text = _ET_AL.sub("", " ".join(_TAG.sub("", text).split()))
    authors: list[Author] = []
    for piece in _pieces(text):
        name, notes = _notes(piece)
        if authors and _SUFFIX.fullmatch(name):
            authors[-1] = Author(f"{authors[-1].name}, {name}", authors[-1].affiliations + notes)
            continue
        if name:
            authors.append(Author(name, notes))
    return tuple(authors)


def _pieces(text: str) -> list[str]:
    """Parts between the commas and semicolons that are outside all parentheses and braces.

    A parenthesis that is never closed hides nothing.
    """
    last = max(text.rfind(")"), text.rfind("}"))
    pieces, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "({":
            depth += 1
        elif char in ")}":
            depth = max(0, depth - 1)
        elif char in ",;" and (depth == 0 or at > last):
            pieces += _and(text[start:at])
            start, depth = at + 1, 0
    return pieces + _and(text[start:])


def _and(piece: str) -> list[str]:
    """The pieces around an "and" outside parentheses."""
    outside = [m for m in _AND.finditer(piece) if piece.count("(", 0, m.start()) <= piece.count(")", 0, m.start())]
    cuts = [0, *(end for m in outside for end in m.span()), len(piece)]
    return [piece[cuts[at] : cuts[at + 1]] for at in range(0, len(cuts), 2)]


def _notes(piece: str) -> tuple[str, tuple[str, ...]]:
    """A piece without its parentheses, and the affiliations that stood in them."""
    kept: list[str] = []
    notes: list[str] = []
    depth = start = 0
    for at, char in enumerate(piece):
        if char == "(":
            if depth == 0:
                kept.append(piece[start:at])
                start = at + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if depth == 0:
                notes.append(piece[start:at].strip())
                start = at + 1
    if depth == 0:
        kept.append(piece[start:])
    meant = (note for note in notes if note and not _LIST.match(note) and not _REFERENCE.fullmatch(note))
    return " ".join(" ".join(kept).split()), tuple(meant)
