"""A printed name taken apart: given names, particles, surnames, suffix; or no person at all (pure).

A name is read the same however it is turned: `Doe, Jane B.`, `Jane B. Doe` and `Jane B. DOE` are one. A Chinese, Korean or
Vietnamese name is read in the order in which it is printed, and two orders of one name fit without being the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from enrich.names import PARTICLES, name_key
from enrich.people.name_tables import ONE_NAME, VIETNAMESE_SURNAMES
from enrich.reconcile.compare_names import APART, BRACKETS, SUFFIXES, is_body, script_of, without_umlaut

_NOBODY = re.compile(
    r"\b(?:university|universit[aé]t?|institut[eo]?|laborator(?:y|ies)|department|survey|telescope|observatory|corporation"
    r"|contributors|collaborators|members|workshop|working|for the|on behalf of|collab|others|anonymous|authors?|editors?|unknown|et\.? al)\b",
    re.IGNORECASE,
)
_NO_NAMES = frozenset({"anonymous", "unknown", "others", "authors", "n/a", "na", "none", "null", "nil", "tba", "tbd"})
_SOFTWARE = ("AI", "GPT", "LLM")
_MARKS = " *†‡§¶#^~0123456789₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹"
_HOMONYM = re.compile(r" (\d{4})$")
"""dblp's number for one of several people of a name."""
_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "sir"})
_LETTERS = str.maketrans({"þ": "th", "ð": "d", "œ": "oe", "æ": "ae"})
_DEGREES = frozenset({"phd", "md", "msc", "bsc", "dphil", "ieee", "fellow", "student", "member"})
_SUFFIX_SPELLINGS = {"junior": "jr", "senior": "sr", "2nd": "ii", "3rd": "iii", "filho": "filho", "neto": "neto"}
_OFTEN_CAPITAL = "van von vom der den del della dos das al el ter zum zur ibn"
_CAPITAL_PARTICLES = PARTICLES & frozenset(_OFTEN_CAPITAL.split())
"""Particles that stay particles when they are written with a capital; `Da`, `Di`, `Bin` are given names as well."""
_VOWEL = re.compile(r"[aeiouyáéíóúäöüø]", re.IGNORECASE)
_ORDINARY = re.compile(r"(?:[A-Z](?:\.|[a-z]+) )+[A-Z][a-z]+")
"""`Jane Doe`, `J. B. Doe`: most names, and taking them apart step by step takes four times as long."""
_NOT_ORDINARY = _TITLES | _DEGREES | SUFFIXES | {"iv"} | _SUFFIX_SPELLINGS.keys() | _CAPITAL_PARTICLES
"""Words by which such a name is more than given names and a surname."""


class PersonName(Struct, frozen=True, gc=False):
    """A person's name, taken apart. All words are as `name_key` has them: no case, no accents."""

    identity: str
    """Equal for two spellings of one full name; the normalised full name."""
    given: tuple[str, ...]
    """Given and middle names, an initial as one letter; a hyphen parts two words."""
    hyphened: bool
    """Whether the first two words of `given` were joined by a hyphen."""
    particles: tuple[str, ...]
    family: tuple[str, ...]
    """More than one word only where that is printed: `Garcia Lopez, Ana`, `Ana Garcia-Lopez`. Never empty."""
    suffix: str
    """`jr`, `iii`, or a homonym's number (`0002`); mostly "". """
    script: str
    """`LATIN`, `CJK`, `CYRILLIC`, ...: that of the surname."""
    is_full: bool = False
    """Whether a given name is written out."""
    is_ordered: bool = False
    """Whether a comma or capitals show which word is the surname."""

    @property
    def surname(self) -> str:
        """The last word of the surname, by which names are counted."""
        return self.family[-1]

    @property
    def full_given(self) -> str:
        """The given names that are written out, as one word: `dongho` for Dong Ho and Dong-Ho."""
        return "".join(word for word in self.given if len(word) > 1) or "".join(self.given)


@lru_cache(maxsize=100_000)
def read_name(name: str) -> PersonName | None:
    """The parts of a printed name; None for what is no person: a collaboration, an institution, "et al.", nothing."""
    if _ORDINARY.fullmatch(name) and (found := _ordinary(name)) is not None:
        return None if _is_nobody(name) else found
    text = BRACKETS.sub(" ", name).rstrip(_MARKS).strip() if not name.isalpha() else name
    if not name_key(text) or _is_nobody(text):
        return None
    number = _HOMONYM.search(name)
    given, family, suffix, is_ordered = _turned(text)
    if not family:
        return None
    return _person(given, family, number[1] if number else suffix, is_ordered)


def _ordinary(name: str) -> PersonName | None:
    """What `read_name` gives for such a name, be it a person's; None for one that has to be taken apart step by step."""
    *words, surname = name.replace(".", "").lower().split(" ")
    if surname in _NOT_ORDINARY or not _NOT_ORDINARY.isdisjoint(words):
        return None
    given = tuple([ONE_NAME.get(word, word) for word in words])
    is_full = any(len(word) > 1 for word in given)
    return PersonName("".join((*given, surname)), given, False, (), (surname,), "", "LATIN", is_full)


def _is_nobody(text: str) -> bool:
    """Whether a name is a collaboration's, a company's, software's or nobody's; `Group, John` and `Bing Team-Lee` are people."""
    words = text.split()
    if len(words) == 1:
        return text.casefold() in _NO_NAMES or (not text.isupper() and text.endswith(_SOFTWARE)) or is_body(text)
    if len(words) > 1 and words[0].endswith(",") and len(words) < 4:
        return _NOBODY.search(" ".join(words[1:])) is not None
    plain = " ".join(word for word in words if "-" not in word)
    return is_body(plain) or _NOBODY.search(plain) is not None


def _turned(text: str) -> tuple[list[str], list[str], str, bool]:
    """Words of given names and of the surname as printed, the suffix, and whether it is shown which is which."""
    parts, suffix = _without_suffix([part.split() for part in text.split(",") if name_key(part)])
    if not parts:
        return [], [], "", False
    if len(parts) > 1:
        return [word for part in parts[1:] for word in part], parts[0], suffix, True
    words = parts[0]
    capitals = [word for word in words if len(word) > 2 and word.isupper() and "." not in word and _VOWEL.search(word)]
    if len(capitals) == 1 and capitals[0] == words[0] and len(words) > 1 and not words[-1].isupper():
        return words[1:], words[:1], suffix, True
    initials = next((k for k, word in enumerate(words) if all(map(_is_initials, words[k:]))), len(words))
    if 0 < initials < len(words) and not any(map(_is_initials, words[:initials])):
        # Kolmogorov A. N.: initials never are a surname.
        return words[initials:], words[:initials], suffix, True
    start = _start_of_surname(words)
    return words[:start], words[start:], suffix, False


def _without_suffix(parts: list[list[str]]) -> tuple[list[list[str]], str]:
    """The parts between commas without titles, degrees and suffix."""
    suffix = ""
    kept: list[list[str]] = []
    for place, part in enumerate(parts):
        words = [word for word in part if name_key(word) not in _TITLES]
        if place and all(name_key(word) in _DEGREES for word in words):
            continue
        least = 2 if len(parts) == 1 else 1 if place == 0 else 0
        if len(words) > least and (found := _suffix(words[-1])):
            suffix, words = found, words[:-1]
        if words:
            kept.append(words)
    return kept, suffix


def _is_initials(word: str) -> bool:
    """`A.`, `A.N.`, `A.-N.`, `A`."""
    letters = APART.split(word.strip(".-"))
    return bool(letters[0]) and all(len(letter) == 1 and letter.isupper() for letter in letters)


def _suffix(word: str) -> str:
    key = name_key(word)
    if key in SUFFIXES or (key in {"iv"} and word.isupper()):
        return key
    return _SUFFIX_SPELLINGS.get(key, "")


def _start_of_surname(words: list[str]) -> int:
    """Where the surname begins: at its first particle, else at the last word."""
    vietnamese = name_key(words[0]) in VIETNAMESE_SURNAMES
    for place, word in enumerate(words[:-1]):
        lower = word.lower()
        if word in PARTICLES and (place or all(one in PARTICLES for one in words[:-1])):
            return place
        if place and lower in _CAPITAL_PARTICLES and not vietnamese:
            return place
    return len(words) - 1


def _person(given: list[str], family: list[str], suffix: str, is_ordered: bool) -> PersonName | None:
    own = next((k for k, word in enumerate(family) if word.lower() not in PARTICLES), len(family) - 1)
    particles = tuple(name_key(word) for word in family[:own])
    surnames = tuple(key for word in family[own:] for key in _words(word))
    words = tuple(ONE_NAME.get(key, key) for word in given for key in _given_words(word))
    if not surnames:
        return None
    hyphened = bool(given) and len(_given_words(given[0])) > 1 and "." not in given[0].rstrip(".")
    identity = "".join((*words, *particles, *surnames, *((" ", suffix) if suffix else ())))
    script = script_of(surnames[-1])
    # A Chinese or Japanese name without a space is whole, too.
    whole = script == "CJK" and (bool(words) or len(surnames[0]) > 1)
    is_full = whole or any(len(word) > 1 for word in words)
    return PersonName(identity, words, hyphened, particles, surnames, suffix, script, is_full, is_ordered)


def _words(word: str) -> list[str]:
    return [key.translate(_LETTERS) for part in APART.split(word) if (key := name_key(part.strip("'’`")))]


def _given_words(word: str) -> list[str]:
    """`J.-P.` and `JP` are two initials."""
    if 1 < len(word) <= 3 and word.isupper() and word.isascii() and word.isalpha() and not _VOWEL.search(word[1:]):
        return [letter.lower() for letter in word]
    return _words(word)


def identity(name: str) -> str:
    """The normalised full name of a printed name; "" for what is no person."""
    read = read_name(name)
    return read.identity if read else ""


@lru_cache(maxsize=100_000)
def block_keys(name: str) -> tuple[str, ...]:
    """What names that may be one person's share: surname and first initial; () for what is no person."""
    read = read_name(name)
    if read is None:
        return ()
    first = read.given[0][0] if read.given else ""
    return (f"{without_umlaut(read.surname)} {first}".strip(),)
