"""How far two spellings of a name may be one person's: the same, fitting, the surname alone, not comparable, another's (pure).

::

    Jane B. Doe   Doe, Jane B.         SAME      equal without case, accents, punctuation and order of surname
    Jane B. Doe   J. Doe, Jane Doe     FITS      an initial stands for a name, a middle name is missing
    Jane B. Doe   Doe                  SURNAME   nothing speaks against it
    Jane B. Doe   Joan Doe             INITIAL   surname and initial agree, the given names do not
    Jane B. Doe   (nothing), 王伟      UNKNOWN   cannot be compared
    Jane B. Doe   Jane C. Doe, B. Li   NONE
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct

from enrich.names import PARTICLES, name_key, slug_base

_BODY = re.compile(
    r"\b(?:collaborations?|consortium|consortia|team|group|project|initiative|committee|organi[sz]ation|foundation"
    r"|society|alliance|task ?force|network)\b",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\s?\([^()]{0,200}\)")  # bounded: 200 characters behind each bracket
APART = re.compile(r"[\s.\-‐‑‒–·・,]+")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_UMLAUT = re.compile(r"([aou])e")
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


class Fit(IntEnum):
    """How far two spellings agree, the least first."""

    NONE = 0
    UNKNOWN = 1
    INITIAL = 2
    SURNAME = 3
    FITS = 4
    SAME = 5


class Name(Struct, frozen=True):
    """A name taken apart."""

    key: str
    """Equal for two spellings of it in this order of its parts; "" for no name."""
    given: tuple[str, ...]
    family: str
    script: str
    """`LATIN`, `CJK`, ...: that of its first letter."""
    turned: str
    """The key with the surname first."""


def is_body(name: str) -> bool:
    """Whether a name is that of a collaboration or an organisation."""
    return _BODY.search(name) is not None


@lru_cache(maxsize=50_000)
def parse(name: str) -> Name:
    """The parts of a name, whichever of them stands first."""
    text = BRACKETS.sub("", name).strip() or name
    last, comma, first = text.partition(",")
    if comma and name_key(first) not in {*SUFFIXES, ""}:
        text = f"{first} {last}"
    written = [word for word in APART.split(text) if name_key(word)]
    words = [name_key(word) for word in written]
    kept = [k for k, word in enumerate(words) if k == 0 or word not in SUFFIXES]
    words, written = [words[k] for k in kept], [written[k] for k in kept]
    if not words:
        return Name("", (), "", "", "")
    given = words[:-1]
    if all(word.islower() and word in PARTICLES for word in written[:-1]):
        given = []
    joined = "".join(given)
    return Name("".join(words), tuple(given), words[-1], script_of(words[-1]), words[-1] + joined)


def script_of(word: str) -> str:
    script = unicodedata.name(next((c for c in word if c.isalpha()), " "), "").split(" ")[0]
    return "CJK" if script in _EAST_ASIAN else script


@lru_cache(maxsize=50_000)
def compare(one: str, other: str) -> Fit:
    """How far two spellings agree; the same for (a, b) and (b, a)."""
    if one == other and one:
        return Fit.SAME
    a, b = parse(one), parse(other)
    if not a.key or not b.key:
        return Fit.UNKNOWN
    if a.script != b.script:
        return _across_scripts(one, other)
    if a.key == b.key:
        return Fit.SAME
    if a.given and b.given and (a.key == b.turned or b.key == a.turned):
        return Fit.FITS
    if same_word(a.family, b.family):
        return _same_family(a, b)
    return Fit.FITS if _shorter_family(a, b) or _shorter_family(b, a) else Fit.NONE


def _across_scripts(one: str, other: str) -> Fit:
    """Names in two scripts fit when the usual letters for one of them give the other, and are not comparable otherwise."""
    a, b = parse(slug_base(one).replace("-", " ")), parse(slug_base(other).replace("-", " "))
    if not a.given or not b.given or min(len(a.given[0]), len(b.given[0])) < 2:
        return Fit.UNKNOWN
    turned = a.key in {b.key, b.turned} or b.key == a.turned
    alike = turned or (same_word(a.family, b.family) and _given(a.given, b.given) is Fit.FITS)
    return Fit.FITS if alike else Fit.UNKNOWN


def same_word(one: str, other: str) -> bool:
    """Whether two words are the same, or are so once `ue` is `ü`."""
    return one == other or ("e" in one + other and without_umlaut(one) == without_umlaut(other))


def without_umlaut(word: str) -> str:
    return _UMLAUT.sub(r"\1", word)


@lru_cache(maxsize=20_000)
def search_words(name: str) -> frozenset[str]:
    """Words by which a name is found among others, however it is turned; two that fit share one, but across scripts."""
    parsed = parse(name)
    words = (*parsed.given, parsed.family, parsed.key, parsed.turned)
    return frozenset(without_umlaut(word) for word in words if len(word) > 1)


def _same_family(a: Name, b: Name) -> Fit:
    if not a.given or not b.given:
        return Fit.SURNAME
    return _given(a.given, b.given)


def _given(a: Sequence[str], b: Sequence[str]) -> Fit:
    """How far given names agree whose surname is the same."""
    joined, other = "".join(a), "".join(b)
    if other in {joined, "".join(word[0] for word in a)} or joined == "".join(word[0] for word in b):
        return Fit.FITS
    if len(a) < len(b):
        a, b = b, a
    if _fits(a[0], b[0]):
        if _in_order(b[1:], a[1:]) or (min(len(joined), len(other)) > 3 and _begins(joined, other)):
            return Fit.FITS
        return Fit.NONE
    if _begins(joined, other) and min(len(joined), len(other)) > 3 and {len(a), len(b)} != {1}:
        return Fit.FITS
    if len(b[0]) > 1 and b[0] in a[1:] and _in_order(b, a):
        return Fit.FITS
    return Fit.INITIAL if a[0][0] == b[0][0] else Fit.NONE


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _fits(one: str, other: str) -> bool:
    """Whether a given name is the other or its initial."""
    return same_word(one, other) or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether each of a few given names fits one of the many, in the same order."""
    rest = iter(many)
    return all(any(_fits(word, other) for other in rest) for word in few)


def _shorter_family(a: Name, b: Name) -> bool:
    """Whether `b` has one surname more than `a`: Maria Garcia, Maria Garcia Lopez."""
    return bool(a.given) and len(a.given[0]) > 1 and b.given[:1] == a.given[:1] and a.family in b.given[1:]
