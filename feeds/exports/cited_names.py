"""The names of authors taken apart as citations need them: family name, particle, given names, suffix. Pure.

A name is taken apart only where that is sure; an organisation, and what could be read in two ways, stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from enrich.names import PARTICLES
from feeds.exports.cells import one_line

_ORGANISATION = re.compile(
    r"\b(collaborations?|consortium|team|group|project|initiative|committee|working|network|institute|university"
    r"|laborator(y|ies)|department|society|foundation|community|corporation|contributors|members|survey|telescope"
    r"|for the|on behalf of)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?", re.IGNORECASE)


class CitedName(Struct, frozen=True):
    """A name for a citation: either `literal`, or the other fields."""

    literal: str = ""
    """What is not a person's name or cannot be taken apart."""
    family: str = ""
    """Without its particle; the whole name of who has one name only."""
    particle: str = ""
    """`van der`."""
    given: str = ""
    suffix: str = ""
    """`Jr.`."""


@lru_cache(16384)
def cited_name(name: str) -> CitedName:
    """One author's name, taken apart."""
    name = one_line(name)
    words = name.split(" ")
    if _is_indivisible(name, words):
        return CitedName(name)
    if "," in name:
        return _name_with_commas(name)
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    start = _start_of_last_name(words)
    return _named(words[start:], words[:start], suffix)


def _named(last: Sequence[str], given: Sequence[str], suffix: str) -> CitedName:
    """The small words at the beginning of a last name are its particle."""
    own = next((place for place, word in enumerate(last) if word not in PARTICLES), len(last) - 1)
    return CitedName("", " ".join(last[own:]), " ".join(last[:own]), " ".join(given), suffix)


def _is_indivisible(name: str, words: Sequence[str]) -> bool:
    """An organisation, or a name in which BibTeX itself would see something else (`and`, `others`, two commas)."""
    lowered = [word.lower() for word in words]
    odd = (
        "and" in lowered
        or "others" in lowered
        or lowered == ["et", "al."]
        or name.startswith(",")
        or name.endswith(",")
    )
    # `Heath Jr.` would be a person of the first name Heath.
    odd |= len(words) == 2 and _SUFFIX.fullmatch(words[1]) is not None and "," not in name
    return odd or any(c.isdigit() for c in name) or bool(_ORGANISATION.search(name)) or name.count(",") > 2


def _name_with_commas(name: str) -> CitedName:
    """`John Heath, Jr.` and `Heath, John` are persons; any other comma makes the name one word."""
    parts = [part.split() for part in name.split(",")]
    if not all(parts) or any(len(words) > 3 for words in parts):
        return CitedName(name)
    if len(parts) == 2 and _SUFFIX.fullmatch(" ".join(parts[1])):
        words = parts[0]
        # `Heath, Jr.` would be read as a person of the first name Jr.
        start = _start_of_last_name(words)
        return _named(words[start:], words[:start], " ".join(parts[1])) if len(words) > 1 else CitedName(name)
    if len(parts) == 3 and not _SUFFIX.fullmatch(" ".join(parts[1])):
        return CitedName(name)
    return _named(parts[0], parts[-1], " ".join(parts[1]) if len(parts) == 3 else "")


def _start_of_last_name(words: Sequence[str]) -> int:
    """Where the last name begins: at its first particle in small letters (`van der Waals`), else at the last word."""
    for place, word in enumerate(words[:-1]):
        if word in PARTICLES:
            return place
    return len(words) - 1
