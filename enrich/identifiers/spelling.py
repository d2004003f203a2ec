"""A stretch of text around a place that may name a paper, its spelling made plain.

The only module that knows how ids get distorted on their way: other scripts' digits and punctuation, invisible
characters, percent-encoding, HTML entities, words hyphenated at a line's end. Each character of the plain text keeps
the place it came from. Pure.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

INVISIBLE = "\xad"
_HIDDEN = frozenset("\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u30fb")
_ALIKE = {"\u2236": ":", "\ua789": ":", "\u02d0": ":", "\u2044": "/", "\u2215": "/", "\u29f8": "/", "\u2024": "."}
_LINE_ENDS = frozenset("\x0b\x0c\x85\u2028\u2029")
_FOLDED_KINDS = ("<wide>", "<narrow>", "<font>", "<noBreak>", "<small>", "<vertical>")
"""Kinds of decomposition that change a character's dress; superscripts are not among them: they are footnote marks."""


class _Plain(dict[int, str]):
    """Maps each character to the plain one that stands for it, one to one; filled as characters occur."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


def _plain_character(char: str) -> str:
    if char in _HIDDEN or (unicodedata.category(char) == "Mn" and "\ufe00" <= char <= "\ufe0f"):
        return INVISIBLE
    if char in _DASHES:
        return "-"
    if char in _LINE_ENDS:
        return "\n"
    if char.isspace() and char not in "\t\n\r":
        return " "
    if char in _ALIKE:
        return _ALIKE[char]
    if unicodedata.decomposition(char).startswith(_FOLDED_KINDS):
        folded = unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 and folded.isascii() else char
    return char


_PLAIN = _Plain()
_SPECIAL = re.compile(
    r"""(?P<gone>(?:\xad[ \t]*\r?\n[ \t]*|\xad)+)
      | (?P<percent>%(?:25)*(?P<hex>[2-7][0-9A-Fa-f]))
      | (?P<octets>(?:%[89A-Fa-f][0-9A-Fa-f])+)
      | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)
      | (?P<escaped>\\(?=/))
      | (?P<digits>(?<=[0-9])-[ \t]*\r?\n[ \t]*(?=[0-9]))
      | (?P<word>(?<=[A-Za-z])-[ \t]*\r?\n[ \t]*(?=[A-Za-z]))
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile(r"%[0-9A-Fa-f][0-9A-Fa-f]|&[A-Za-z#][A-Za-z0-9]{1,8};|-[ \t]*\r?\n|\\/|\xad")
"""A part of every special spelling; each alternative begins with one character, which makes the search fast."""
_DRESSED = re.compile(
    "[\x85\xa0\xad\u02d0\u034f\u061c\u0f0c\u1680\u180e\u2000-\u2015\u2024\u2028-\u202f\u2043\u2044\u205f-\u2064"
    "\u2100-\u214f\u2212\u2215\u2236\u29f8\u3000\u30fb\ua789\ufb20-\ufb29\ufe00-\uffef\U0001d400-\U0001d7ff"
    "\U0001ee00-\U0001eeff\U0001fbf0-\U0001fbf9]"
)
"""Every character that has a plain one, and some more: to see at once that a text has none."""


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Plain text around an anchor."""

    text: str
    anchor: int
    """Where in `text` the anchor is."""
    opens: bool
    """The window begins where the whole text begins."""
    closes: bool
    """The window ends where the whole text ends."""
    starts: Sequence[int] | None = None
    """For each plain character, where its written form begins in the window; None when nothing was moved."""
    ends: Sequence[int] | None = None

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The span of written characters that the plain span `start:end` (not empty) came from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def plain(self, offset: int) -> int:
        """The plain offset of the written character at `offset`, or of the next one that has a plain form."""
        return offset if self.starts is None else bisect_left(self.starts, offset)


def make_window(written: str, anchor: int, opens: bool, closes: bool) -> NormalisedText:
    """The window of `written`, with the anchor at its offset `anchor`."""
    text = written.translate(_PLAIN) if not written.isascii() and _DRESSED.search(written) else written
    if _TRIGGER.search(text) is None:
        return NormalisedText(text, anchor, opens, closes)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        plain = _replacement(match)
        parts += (text[last:start], plain)
        starts += (*range(last, start), *(start for _ in plain))
        ends += (*range(last + 1, start + 1), *(end for _ in plain))
        last = end
    parts.append(text[last:])
    starts += range(last, len(text))
    ends += range(last + 1, len(text) + 1)
    return NormalisedText("".join(parts), bisect_left(starts, anchor), opens, closes, starts, ends)


def _replacement(match: re.Match[str]) -> str:
    """What a special spelling stands for; `hep-` at a line's end keeps its hyphen, `13-` before `575` does not."""
    if match["percent"]:
        return chr(int(match["hex"], 16)).replace("\x7f", "")
    if match["octets"]:
        return unquote(match["octets"]).translate(_PLAIN).replace(INVISIBLE, "")
    if match["entity"]:
        return html.unescape(match["entity"]).translate(_PLAIN).replace(INVISIBLE, "")
    return "-" if match["word"] else ""
