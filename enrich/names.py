"""Names of people, and ORCID iDs: when two names are the same, what one looks like in a URL (pure; the only user of slugify).

Two names are the same when they are equal without case, accents, punctuation and spacing. Initials are never
expanded: "Z. Gan" and "Zhe Gan" are two until the settings say otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

MAX_SLUG = 80
"""Characters; leaves room for `.archive-<n>.atom` and a collision number within every file system's 255 bytes."""

_WORDS = (
    "af al av ben bin da das de del della den der di do dos du e el i ibn la le st ten ter van vom von y zu zum zur"
)
PARTICLES = frozenset(_WORDS.split())
"""Small words that belong to the family name after them (`van der Waals`)."""
PARTICLE = "|".join(sorted(PARTICLES, key=lambda word: (-len(word), word)))
"""The alternatives for one of them within a pattern, in an order that is the same in every process."""
ATTACHED_PARTICLE = "al|d|el|l|van"
"""Those that an apostrophe or hyphen joins to the name: `d'Alembert`, `al-Khwarizmi`. Of the others too much begins like
that which is no name (`de-noising`, `e-mail`, `le-gal`).
"""
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9 .'-]*")
"""Names whose slug needs no library: most names, and asking it takes ten times as long."""
_LETTER_WITH = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?$")
_ACCENTS = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
"""Marks that a name is the same without: accents, Hebrew points, Arabic vowel signs. Not the vowel signs of
Indic scripts nor the voicing marks of kana, without which a name is another name."""
_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?", re.ASCII)
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices, whatever their ending."""


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """What is equal for two spellings of one name; "" for a name without a letter or digit."""
    if name.isascii():
        word = name.lower().replace(" ", "")
        return word if word.isalnum() else _NOT_ASCII_WORD.sub("", word)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = "".join(without_accents(c) for c in folded if unicodedata.category(c)[0] in "LNM")
    return unicodedata.normalize("NFC", kept)


def slug_base(name: str) -> str:
    """A readable part of a URL and of a file name: `[a-z0-9-]`, 1 to 80 characters, safe on every system."""
    if _PLAIN.fullmatch(name) and len(name) <= MAX_SLUG:
        slug = _NOT_ASCII_WORD.sub("-", name.lower()).strip("-")
    else:
        from slugify import slugify

        # The backend is named, since slugs would depend on what else is installed otherwise.
        slug = slugify(name, max_length=MAX_SLUG, word_boundary=True, backend="text-unidecode").strip("-")
        slug = slug or slugify(name, max_length=MAX_SLUG, backend="text-unidecode").strip("-")
    slug = slug or "unnamed"
    return f"{slug}-1" if slug in _RESERVED else slug


@lru_cache(maxsize=4096)
def without_accents(char: str) -> str:
    """A character that Unicode takes no further apart: "" for an accent, `o` for `ø`, `l` for `Ł`, else itself.

    Strokes and hooks are accents, too.
    """
    point = ord(char)
    if any(low <= point <= high for low, high in _ACCENTS):
        return ""
    matched = None if char.isascii() else _LETTER_WITH.match(unicodedata.name(char, ""))
    return matched[1].lower() if matched else char


def orcid_id(value: Any) -> str | None:
    """An ORCID iD as `0000-0002-1825-0097`, from its URL too; None when its checksum (ISO 7064 11-2) is wrong.

    https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
    """
    match = _ORCID.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if total == 0 or digits[15] != ("X" if check == 10 else str(check)):
        return None
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


LABELLED = re.compile(r"^(?:by|authors?|von|par)\s*:?\s+|^(?:authors?\(?s?\)?)\s*:\s*", re.IGNORECASE)
"""How a list of authors begins that is said to be one."""
JOINTLY = re.compile(
    r"(?:joint(?:ly)?(?: work)? |together |in collaboration )?(?:with|con|avec|mit|com|met|med|co-?authors?)(?: (?:my )?co-?authors?)?:? (?=\S)",
    re.IGNORECASE,
)
"""Before the others who wrote it, on the page of one of the authors."""
_FIRST_END = re.compile(r"[,;&·•|(\[*†‡]")
_JOINS = frozenset(("and", "und", "et", "–", "—"))
_MOST_WORDS = 10
"""Words that no name has."""
_LOOKED_AT = 200
"""Characters at the beginning of a text."""
_AROUND_NAMES = ' \t,;:|-–—[](*_"“”«».'
"""What is taken off around names."""
_IN_NAMES = PARTICLES | {"et", "al", "and", "others", "more", "authors"}


def may_be_names(text: str) -> bool:
    """Whether what is before the first comma or the like may be a name: a look that spares most titles and sentences the rest."""
    head = text[:_LOOKED_AT]
    words = head.split(None, _MOST_WORDS)
    last = len(words) - 1
    for at, word in enumerate(words[:_MOST_WORDS]):
        if word in _JOINS and (at or head[:1].isspace()) and (at < last or head[-1:].isspace()):
            return True
        if not word.isalpha() and (end := _FIRST_END.search(word)):
            return at + bool(end.start()) < _MOST_WORDS and not _is_small(word[: end.start()])
        if _is_small(word):
            return False
    return last + 1 < _MOST_WORDS


def opens_without_names(text: str, *, cut: bool = False) -> bool:
    """Whether the first words show that no beginning of a text is names, as far as those who read lists of names can tell.

    A look that spares sentences the rest. The beginning ends at any mark, where it may be `cut` also before `in` or a word in capitals.
    """
    text = text.lstrip(_AROUND_NAMES)
    words = text[:_LOOKED_AT].split(None, _MOST_WORDS)[:_MOST_WORDS]
    for at, word in enumerate(words if len(text) <= _LOOKED_AT else words[:-1]):
        if not word.isalpha() or (at and (word in _JOINS or (cut and (word == "in" or word[1:] != word[1:].lower())))):
            return False
        if _is_small(word):
            return not (JOINTLY.match(text) or LABELLED.match(text))
    return False


def _is_small(word: str) -> bool:
    return len(word) > 3 and word.islower() and word.isalpha() and word.isascii() and word not in _IN_NAMES
