"""Forms of single lines (pure): whether a sentence goes on behind one, whether it quotes something, whether it says that works are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNFINISHED = re.compile(
    r"(?:,|\b(?:and|or|of|the|a|an|in|on|to|for|by|with|from|as|at|is|are|was|were|that|which|we|und|der|die|das|et|de|la|le))$"
)
_LONGEST_UNFINISHED = 6
"""Characters of the end by which this is told."""
_ENDS = (".", "!", "?", ":", ";", ")", "]", '"', "”", "…")
_DATED = re.compile(r",\s+\(?(?:19|20)\d\d\)?$")
"""The end of what cites a work, and seldom of a line of prose."""
_SENTENCES = re.compile(r"[a-z]{2}[.!?] [A-Z]")


def is_unfinished(line: str) -> bool:
    """Whether a line ends with a comma or with a word that the next one goes on from."""
    return _UNFINISHED.search(line, max(0, len(line) - _LONGEST_UNFINISHED)) is not None


def had_room(line: str, above: str, width: int) -> bool:
    """Whether the first word of a line that begins small had room behind the line above it, which says by nothing that it goes on: none was wrapped."""
    room = len(above) + len(line.partition(" ")[0]) < width
    return room and line[:1].islower() and not is_unfinished(above)


def is_finished(line: str) -> bool:
    """Whether a line ends with a mark that sentences, remarks and quotations end with."""
    return line.endswith(_ENDS)


def is_dated(line: str) -> bool:
    """Whether a line ends with a year behind a comma."""
    return line[-1:] in _YEAR_ENDS and _DATED.search(line) is not None


_YEAR_ENDS = frozenset("0123456789)")


def holds_sentence_end(line: str) -> bool:
    """Whether a line holds the end of a sentence and the beginning of another."""
    return _SENTENCES.search(line) is not None


# bounded: by 300 characters
_QUOTES = re.compile(r"[“\"„«‘]([^“”\"„«»]{12,300})[”\"»“’]")


def quotes_words(line: str) -> bool:
    """Whether a line has three words or more in quotation marks."""
    return any(len(found[1].split()) > 2 for found in _QUOTES.finditer(line))


_NAMES_LIST = re.compile(
    r"\b(?:lists?|liste|leseliste|reading|readings|to read|publications?|papers|pdfs|references|bibliogra\w{2,6}|literatur\w{0,12}|works cited"
    r"|sources|minutes|protokoll|notes|todos?|agenda|schedule|programme?|syllabus|pile)\b",
    re.IGNORECASE,
)
"""What a line says that opens a text and tells what is listed in it."""


def names_list(line: str) -> bool:
    """Whether a line says that something is listed below it."""
    return _NAMES_LIST.search(line) is not None


def are_in_capitals(lines: Sequence[str]) -> bool:
    """Whether most lines that say anything have no small letters."""
    capitals = sum(map(str.isupper, lines))
    return capitals > 0 and capitals * 2 > sum(map(bool, map(str.strip, lines)))
