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
from urllib.parse import unquote

from msgspec import Struct

INVISIBLE = "\xad"
HIDDEN = "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
"""Characters that nobody sees."""
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u30fb")
_ALIKE = {"\u2236": ":", "\ua789": ":", "\u02d0": ":", "\u2044": "/", "\u2215": "/", "\u29f8": "/", "\u2024": "."}
_LETTERS = dict(
    zip(
        "\u0391\u0410\u0430\u1d00\u0280\u0420\u0425\u0445\u03a7\u03c7\u2179\u2169\u0406\u0456\u026a\u1d20\u1d0d\u1d1b\u029c",
        "AAaarPXxXxxXIiivmth",
        strict=True,
    )
)
"""Letters of other alphabets, and small capitals, that `arXiv` is written with: its logo has a Greek chi."""
_LINE_ENDS = frozenset("\x0b\x0c\x85\u2028\u2029")
_FOLDED_KINDS = ("<wide>", "<narrow>", "<font>", "<noBreak>", "<small>", "<vertical>")
"""Kinds of decomposition that change a character's dress; superscripts are not among them: they are footnote marks."""


class _Plain(dict[int, str]):
    """Maps each character to the plain one that stands for it, one to one; filled as characters occur."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


def _plain_character(char: str) -> str:
    if char in HIDDEN or (unicodedata.category(char) == "Mn" and "\ufe00" <= char <= "\ufe0f"):
        return INVISIBLE
    if char in _DASHES:
        return "-"
    if char in _LINE_ENDS:
        return "\n"
    if char.isspace() and char not in "\t\n\r":
        return " "
    if char in _ALIKE:
        return _ALIKE[char]
    if char in _LETTERS:
        return _LETTERS[char]
    if "\u0660" <= char <= "\u0e59" and char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.decomposition(char).startswith(_FOLDED_KINDS) or "\u24b6" <= char <= "\u24e9":
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
_TRIGGERS = (
    ("%", re.compile(r"%[0-9A-Fa-f][0-9A-Fa-f]")),
    ("&", re.compile(r"&[A-Za-z#][A-Za-z0-9]{1,8};")),
    ("-", re.compile(r"-[ \t]*\r?\n")),
    ("\\", re.compile(r"\\/")),
    ("\xad", re.compile(r"\xad")),
)
"""A part of every special spelling, each with its first character: nothing is searched for faster than one character."""
_DRESSED = re.compile(
    "[\x85\xa0\xad\u0280\u026a\u029c\u02d0\u034f\u0391\u03a7\u03c7\u0406\u0410\u0420\u0425\u0430\u0445\u0456"
    "\u061c\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-\u0b6f"
    "\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0de6-\u0def\u0e50-\u0e59\u0f0c\u1680\u180e\u1d00\u1d0d\u1d1b"
    "\u1d20\u2000-\u2015\u2024\u2028-\u202f\u2043\u2044\u205f-\u2064\u2100-\u214f\u2169\u2179\u2212\u2215\u2236"
    "\u24b6-\u24e9\u29f8\u3000\u30fb\ua789\ufb20-\ufb29\ufe00-\uffef\U0001d400-\U0001d7ff\U0001ee00-\U0001eeff"
    "\U0001fbf0-\U0001fbf9]"
)
"""Every character that has a plain one, and some more: to see at once that a text has none."""


def dressed(plain: str) -> str:
    """Every character but these that stands for one of `plain`, as it belongs into a class of a regular expression."""
    codes = (*range(0x80, 0xD800), *range(0xE000, 0x10000), *range(0x1D400, 0x1D800), *range(0x1FBF0, 0x1FBFA))
    found = _DRESSED.findall("".join(map(chr, codes)))
    return "".join(char for char in found if _PLAIN[ord(char)] in plain and char not in plain)


class NormalisedText(Struct, frozen=True, gc=False):
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
    if not any(sign in text and trigger.search(text) for sign, trigger in _TRIGGERS):
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
