"""Whether dollars enclose a formula: they may be those of amounts of money, of shell variables, or stray. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.tex.symbols import SPACED

_NUMBER = re.compile(r"\s*\d[\d.,]*\s*")
_UNIT = re.compile(r"[A-Za-z]{2}")
_BEFORE_NEXT = re.compile(r"[A-Za-z]?\s*(?:[-–—/,;:.(]+\s*)?")
_WORD = re.compile(r"[^\W\d_]{3}")
_SECOND_AMOUNT = re.compile(r"(?:[-–—/]{1,2}|[,;] ?)\d[\d.,]*")
"""What is between the dollars of "5$-10$", "5$, 10$"."""
_CURRENCY = re.compile(r"\s(?:US|AU|CA|NZ|HK|SG|NT|[ACRS])$")
_SENTENCE = re.compile(r"[^\W\d_]{2}\W++(?<=\s)[^\W\d_]{2}")
_PLAIN_WORD = re.compile(r"(?<!\S)[^\W\d_]{2,}[,.;:]?(?!\S)")
_OUTER_WORD = re.compile(r"[.,;:!?)]*\s+[^\W\d_]{2,}[,.;:]?(?:\s|$)|\s.*\s[^\W\d_]{2,}+[,.;:]?+\s++$", re.DOTALL)
"""A word that begins or ends a text with white space around it, if only after the end of a sentence."""
_COMMAND = re.compile(r"[\\^_{}]")
_COMMAND_WHOLE = re.compile(r"\\[A-Za-z]+\s*(\{[^{}]*\})?")
_SCRIPT_ALONE = re.compile(r"\s*[_^]")
_GAP_FIRST = re.compile(r"\s|~|\\[ ,;:]")
_GAP_LAST = re.compile(r"(?:\s|~|\\[,;:])$")


def encloses_formula(inner: str, before: str, after: str) -> bool:
    """Whether `inner`, its white space folded, is one: by itself and by the characters (or none) beside its dollars."""
    outside = (inner[:1] == " " and _ends_something(before)) or (inner[-1:] == " " and _begins_something(after))
    return _is_formula(inner, before.isdigit(), after.isdigit(), outside)


def _ends_something(char: str) -> bool:
    return char.isalnum() or char in (")", "]", "}")


def _begins_something(char: str) -> bool:
    return char.isalnum() or char in ("(", "[", "{", "\\")


@lru_cache(maxsize=16384)
def _is_formula(inner: str, digit_before: bool, digit_follows: bool, outside: bool) -> bool:
    """Whether it is one; `outside`: the white space is within the dollars and what it parts is outside of them."""
    if not inner.strip():
        return False
    has_command = _COMMAND.search(inner) is not None
    if outside and not (has_command and not _PLAIN_WORD.search(_COMMAND_WHOLE.sub("", inner))):
        return False
    if has_command:
        return not (inner[-1].isspace() and _SENTENCE.search(_COMMAND_WHOLE.sub("", inner)))
    if _is_amount(inner) and (
        digit_follows or (inner[-1].isspace() and not inner[0].isspace()) or _SENTENCE.search(inner)
    ):
        return False
    if (inner[0].isdigit() and digit_follows) or _CURRENCY.search(inner) or _OUTER_WORD.match(inner):
        return False
    if digit_before and _SECOND_AMOUNT.fullmatch(inner):
        return False
    return not _SENTENCE.search(inner) and not (inner[-1].isspace() and not inner[0].isspace())


def _is_amount(inner: str) -> bool:
    """Whether it is what follows the dollar of "$5 and $10", "$5-$10", "$1.5M, $2M"."""
    number = _NUMBER.match(inner)
    rest = inner[number.end() :] if number else ""
    return number is not None and bool(_UNIT.match(rest) or _BEFORE_NEXT.fullmatch(rest) or _WORD.search(rest))


def parted(shown: str, inner: str, before: str, after: str) -> str:
    """The converted formula, with the white space at its ends where words would run together without."""
    if _SCRIPT_ALONE.match(inner):
        return shown
    first = " " if before.isalnum() and shown[0] not in SPACED and _GAP_FIRST.match(inner) else ""
    last = " " if after.isalnum() and shown[-1] not in SPACED and _GAP_LAST.search(inner) else ""
    return f"{first}{shown}{last}"
