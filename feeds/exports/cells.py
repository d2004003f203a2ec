"""Text as a spreadsheet should show it: neither run as a formula nor made a number, a date or a truth value. Pure.

The sign for it is an apostrophe before the text: gnumeric takes it away, others show it, and all of them leave the rest
as it is. So text that begins with one of its own gets a second, and the first is always the sign. Quotes do not help: the
cell "2501.00010" is a number all the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OFTEN = 48
"""Characters of a text that may stand in many records."""
PARAGRAPH = "\n\n"
"""Between the paragraphs of an abstract, as in the record."""

_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(rf"[\s'\"{_UNSEEN}]*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20\ufe62\ufe63\ufe66\ufe6b]")
"""What a spreadsheet may run, also behind quotes, spaces and what has no width, and in the wide and small forms that
programs fold into the usual ones (https://owasp.org/www-community/attacks/CSV_Injection)."""

_MONTH = (
    r"(?:jan|ene|gen|sty|f[eé]b|f[eé]v|lut|mar|m[aä]r|maa|mrt|apr|avr|abr|kwi|mai|may|maj|mag|mei|maio|ju[inl]|giu|lug|cze|lip"
    r"|aug|ago|ao[uû]|sie|sep|set|wrz|o[ckt]t|out|pa[zź]|nov|lis|de[czs]|dic|d[eé]c|gru|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт"
    r"|ноя|дек)[^\W\d_]*"
)
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?"
_NUMBER = re.compile(
    rf"(?:[\W\d_]++|(?:{_MONTH}|{_DAY}|[年月日時时分秒]|e|t|z|am|pm|a|p|ad|bc|utc|gmt|usd|eur|gbp|chf|r|kr|fr|rs|zł|kč)"
    r"(?![^\W\d_年月日時时分秒]))++",
    re.IGNORECASE,
)
"""Signs and digits, with no other words than those of dates, times, powers of ten and money."""
_DIGIT = re.compile(r"\d")
_DOI = re.compile(r"10\.\d{4,9}/\S*")
"""No spreadsheet knows numbers of this form."""
_TRUTH = re.compile(
    rf"[\W{_UNSEEN}]*(?:true|false|wahr|falsch|vrai|faux|verdadero|falso|vero|verdadeiro|waar|onwaar|prawda|fałsz|sant|falskt"
    r"|истина|ложь|真|假)\W*|#(?:n/a|null!|div/0!|value!|ref!|name\?|num!|spill!|calc!|getting_data)",
    re.IGNORECASE,
)
"""Truth values, and the errors of spreadsheets."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNPRINTABLE = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_NO_CHARACTERS}]")
"""Controls, halves of surrogate pairs, and what Unicode calls a noncharacter: a program may end a file at one."""


def inert(text: str) -> str:
    """A cell on one line; one that a spreadsheet would change gets an apostrophe before it."""
    return _inert_again(text) if len(text) <= _OFTEN else _inert(text)


def _inert(text: str) -> str:
    text = one_line(text)
    return "'" + text if _is_changed(text) else text


_inert_again = lru_cache(16384)(_inert)
"""Names, categories, licences: most stand in many records."""


def inert_paragraphs(text: str) -> str:
    """The same for a cell of several paragraphs: each is inert, for programs that split them."""
    return PARAGRAPH.join(filter(None, map(inert, _BLANK_LINE.split(text))))


def one_line(text: str) -> str:
    """White space folded, and without what is not text."""
    if text.isprintable() and "  " not in text:  # the only white space that is printable; a third of the time
        return text.strip()
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_UNPRINTABLE.sub(" ", text).split())


def _is_changed(text: str) -> bool:
    """Whether a spreadsheet may show something else than the text."""
    if text.startswith("'") or _FORMULA.match(text) or _TRUTH.fullmatch(text):
        return True
    return bool(_NUMBER.fullmatch(text) and _DIGIT.search(text)) and not _DOI.fullmatch(text)
