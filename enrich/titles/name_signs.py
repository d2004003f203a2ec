"""Signs fixed to a word that make another name of it, set apart as words (pure): `k-means++`, `FPN+`, `#SAT`, `RRT*`, `F'`.

The same signs are often no part of a name, and are left alone then: a footnote's star after the last word, an
apostrophe, a quotation mark, the plus between two words, a trade mark.
"""

from __future__ import annotations

import re

_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\bc\+\+"), "cpp"),
    (re.compile(r"(?i)\b([cf])#"), r"\1sharp"),
    (re.compile(r"\b([A-Z])\*(?!\w)"), r"\1star"),
    (re.compile(r"(?<=\w)\s?(?:\+/-|±|\+-(?![A-Za-z]))"), " plusminus "),
    (re.compile(r"(?<=\w) ?\+\+"), " plusplus "),
    (re.compile(r"(?<=[A-Za-z][A-Za-z\d])\+(?![\w+(])"), " plus "),
    (re.compile(r"(?<=\b[A-Z])\+(?=[,)\s]*$|[:)]|\s+[A-Za-z]{2})|(?<=\d)\+(?=\s+[A-Za-z]{2})"), " plus "),
    (re.compile(r"(?<=\w)#(?!\w)|#(?=[A-Za-z])"), " sharp "),
    (re.compile(r"(?<=\w)\*+(?=[\s,;:()/-]+\w)"), " star "),
    (re.compile(r"(?<=\w)[†‡](?=[\s:)-]+\w)"), " dagger "),
)
_STAR_AT_END = re.compile(r"(?<=[A-Z][A-Z\d])\*+(?=[\s.]*$)")
_TRADE_MARK = re.compile(r"[™®©℠]|(?<=\w)\((?:TM|R)\)")
_PRIME = re.compile(r"(?<=\w)′+")
_APOSTROPHE = re.compile(
    r"(?<=[^\W_s])['’](?=:)|(?:(?<=\b[A-Z])|(?<=[a-zA-Z][A-RT-Z\d])|(?<=[A-Z][a-rt-z]))['’](?![\w'’])"
)
_NAMED = re.compile(r"[A-Z][a-z]*[A-Z\d]\w*|[A-Z]")
_WORD = re.compile(r"[^\W_]+")
_OPENED = re.compile(r"(?:^|[\s(\[])['‘`]+\w")


def _primed(text: str) -> str:
    """Primes as words; an apostrophe is one only after a name that is written as no other word is, or before a colon."""
    text = _PRIME.sub(" prime ", text)
    if _OPENED.search(text):
        return text

    def word(found: re.Match[str]) -> str:
        before = _WORD.match(text[: found.start()][::-1])
        named = before is not None and _NAMED.fullmatch(before[0][::-1])
        return " prime " if named or text[found.end() : found.end() + 1] == ":" else found[0]

    return _APOSTROPHE.sub(word, text)


def without_trade_marks(text: str) -> str:
    return _TRADE_MARK.sub(" ", text)


def signed(text: str) -> str:
    """The text with each sign that belongs to a name as a word of its own."""
    if not re.search(r"[+#*†‡′'’±]", text):
        return text
    if any(c.islower() for c in text):
        text = _STAR_AT_END.sub(" star", text)
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    return _primed(text)
