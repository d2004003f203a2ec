"""Whether two printed names may be one person's: the same, fitting (and what differs), or a conflict (pure).

::

    Jane B. Doe      Doe, Jane B.        same
    Jane B. Doe      Jane Doe, J. Doe    fits: a middle name is left out, an initial
    Dan Doe          Daniel Doe          fits: a short form
    Wei Wang         Wang Wei            fits: the order
    Jane B. Doe      Jane C. Doe         conflict
    Jin Wei          Jin-Mao Wei         conflict: a Chinese given name is whole

Fitting is no evidence. It only does not forbid that two mentions are one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from enrich.people.name_tables import are_short_forms, are_spellings, is_chinese, is_cut_short, is_east_asian_surname
from enrich.people.read_name import PersonName, read_name
from enrich.reconcile.compare_names import same_word

Difference = Literal[
    "middle left out",
    "middle initial",
    "first initial",
    "first left out",
    "short form",
    "spelling",
    "order",
    "surname",
    "particle",
    "suffix",
    "script",
]


class NameFit(Struct, frozen=True, gc=False):
    """How two names compare."""

    verdict: Literal["same", "fits", "conflict"]
    differs: tuple[Difference, ...] = ()
    """What differs in names that fit, each once."""


SAME = NameFit("same")
CONFLICT = NameFit("conflict")


@lru_cache(maxsize=100_000)
def fit_names(one: str, other: str) -> NameFit:
    """How two printed names compare; the same for (a, b) and (b, a). What is no person conflicts with everything."""
    one, other = sorted((one, other))
    a, b = read_name(one), read_name(other)
    if a is None or b is None:
        return CONFLICT
    if a.identity == b.identity:
        # Jian-An and Jia-Nan are two names of the same letters.
        return CONFLICT if a.hyphened and b.hyphened and a.given != b.given else SAME
    if a.script != b.script:
        return NameFit("fits", ("script",))
    found = _fitting(a, b)
    return CONFLICT if found is None else NameFit("fits", tuple(sorted(set(found))))


def given_names_fit(one: str, other: str) -> bool:
    """Whether the given names of two printed names may be one person's, whatever the surnames; so too where there are none."""
    a, b = read_name(one), read_name(other)
    if a is None or b is None:
        return False
    return not a.given or not b.given or a.script != b.script or _given(a, b) is not None


def _fitting(a: PersonName, b: PersonName) -> list[Difference] | None:
    """What differs; None when the names conflict."""
    suffix = _suffix(a, b)
    if suffix is None:
        return None
    family = _family(a, b)
    if family is None:
        return _other_reading(a, b, suffix)
    if bool(a.given) != bool(b.given):
        # A surname alone fits everybody of that name.
        return [*suffix, *family, "first left out"]
    if a.particles != b.particles and not family:
        family = ["particle"]
    given = _given(a, b)
    return None if given is None else [*suffix, *family, *given]


def _suffix(a: PersonName, b: PersonName) -> list[Difference] | None:
    if a.suffix == b.suffix:
        return []
    return ["suffix"] if not a.suffix or not b.suffix else None


def _family(a: PersonName, b: PersonName) -> list[Difference] | None:
    if a.family == b.family or "".join(a.family) == "".join(b.family):
        return []
    if len(a.family) == len(b.family):
        if all(same_word(one, other) for one, other in zip(a.family, b.family, strict=True)):
            return ["spelling"]
        spelled = all(are_spellings(one, other) for one, other in zip(a.family, b.family, strict=True))
        return ["spelling"] if spelled else None
    few, many = sorted((a.family, b.family), key=len)
    return ["surname"] if set(few) <= set(many) else None


def _other_reading(a: PersonName, b: PersonName, suffix: list[Difference]) -> list[Difference] | None:
    """Two orders of one name (Wang Wei), and two surnames of which one is left out (Ana Garcia, Ana Garcia Lopez)."""
    if not a.given or not b.given:
        single, whole = (a, b) if b.given else (b, a)
        return [*suffix, "surname"] if single.family[0] in whole.given else None
    if not (a.is_ordered and b.is_ordered) and _is_turned(a, b):
        return [*suffix, "order"]
    # Printed without a comma, the first of two surnames stands among the given names.
    for short, long in ((a, b), (b, a)):
        names = [*long.given, *long.family]
        behind = names[1:]
        if len(short.family) == 1 and short.surname in behind[:-1] and len(long.given[0]) > 1:
            place = names.index(short.surname, 1)
            rest = PersonName("", tuple(names[:place]), False, (), (short.surname,), "", long.script)
            given = _given(PersonName("", short.given, False, (), short.family, "", short.script), rest)
            if given is not None and not is_east_asian_surname(short.surname):
                return [*suffix, *given, "surname"]
        joined = [*short.given, *short.family]
        if len(joined) == len(names) and joined == names:
            return [*suffix, "surname"]
    return None


def _is_turned(a: PersonName, b: PersonName) -> bool:
    words = [(*name.given, *name.particles, *name.family) for name in (a, b)]
    turned = any("".join((*one.family, *one.given)) == other.identity for one, other in ((a, b), (b, a)))
    return turned or sorted(words[0]) == sorted(words[1])


def _given(a: PersonName, b: PersonName) -> list[Difference] | None:
    """What differs in the given names of two people of one surname."""
    one, other = "".join(a.given), "".join(b.given)
    if one == other:
        return []
    if other == "".join(word[0] for word in a.given) or one == "".join(word[0] for word in b.given):
        return ["first initial"]
    first = _first(a, b)
    if first is None:
        return _called_by_middle(a.given, b.given)
    if _is_one_name(a) != _is_one_name(b) and not first and len(a.given) != len(b.given):
        # Jin is another given name than Jin-Mao.
        return None
    middle = _middle(a.given[1:], b.given[1:])
    return None if middle is None else [*first, *middle]


def _is_one_name(name: PersonName) -> bool:
    """Whether the given words are syllables of one name: Jin-Mao, but not Jean-Pierre who may be Jean."""
    whole = len(name.given) > 1 and all(len(word) > 1 for word in name.given[:2])
    return whole and name.hyphened and is_east_asian_surname(name.surname)


def _first(a: PersonName, b: PersonName) -> list[Difference] | None:
    one, other = a.given[0], b.given[0]
    if one == other:
        return []
    if min(len(one), len(other)) == 1:
        return ["first initial"] if one[0] == other[0] else None
    if are_short_forms(one, other):
        return ["short form"]
    if same_word(one, other) or are_spellings(one, other):
        return ["spelling"]
    short, long = sorted((one, other), key=len)
    if is_cut_short(short, long):
        chinese = is_east_asian_surname(a.surname) or (is_chinese(one) and is_chinese(other))
        return None if chinese else ["short form"]
    return None


def _middle(one: Sequence[str], other: Sequence[str]) -> list[Difference] | None:
    """What differs in the names behind the first; None when they conflict."""
    if not one and not other:
        return []
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found: list[Difference] = ["middle left out"] if len(few) < len(many) else []
    rest = iter(many)
    for word in few:
        match = next((late for late in rest if _agree(word, late)), None)
        if match is None:
            return None
        if match != word:
            found.append("middle initial" if 1 in (len(match), len(word)) else "spelling")
    return found


def _agree(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    return same_word(one, other) or are_spellings(one, other) or are_short_forms(one, other)


def _called_by_middle(one: Sequence[str], other: Sequence[str]) -> list[Difference] | None:
    """`S. Hamed Hassani` and `Hamed Hassani`: the name that a person is called by stands behind another."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    if len(few[0]) > 1 and any(few[0] == word for word in many[1:]):
        middle = _middle(few, many[1:])
        return None if middle is None else [*middle, "first left out"]
    return None
