"""How rare a name is: how many other people of one full name are to be expected (pure; reads the shipped tables).

The tables are counts of distinct full names, not of people; where the user's own records have more, theirs counts. Counts
only grow as records come, so a name only ever turns from rare to common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from enrich.people.read_name import PersonName, read_name

NAMES_COUNTED = 33_470
"""Full names that the table of given names was counted among."""
SURNAMES_COUNTED = 85_335
"""Full names of dblp that the table of surnames was counted among."""
FEW = 20
"""Different full names that a rare surname has at most."""
RARE, UNCOMMON = 0.03, 0.1
"""Expected namesakes of such a name at most."""
SAME_INITIAL = 0.1
"""How many of one first name and surname share a middle initial."""


class Rarity:
    """Counts of distinct full names by surname and by given names."""

    def __init__(self, surnames: Mapping[str, int], given: Mapping[str, int]) -> None:
        """The user's own counts, as `counted` or `counted_parts` give them; they must not change afterwards."""
        self.surnames, self.given = surnames, given
        self._expected: dict[PersonName, float] = {}
        self._rare: dict[PersonName, bool] = {}

    @classmethod
    def counted(cls, names: Iterable[str]) -> Rarity:
        """From printed names, of which equal ones count once."""
        surnames: dict[str, int] = {}
        given: dict[str, int] = {}
        distinct = {
            read.identity: parts for name in names if (read := read_name(name)) and (parts := parts_counted(read))
        }
        for surname, first in distinct.values():
            surnames[surname] = surnames.get(surname, 0) + 1
            given[first] = given.get(first, 0) + 1
        return cls(surnames, given)

    def of_surname(self, surname: str) -> int:
        """How many different full names have this surname at least, as `PersonName.surname` has it."""
        return max(shipped_counts("surnames.tsv").get(surname, 0), self.surnames.get(surname, 0))

    def surname_in_words(self, surname: str) -> str:
        """`41 full names in dblp's list have that surname`: the larger count, with where it was counted."""
        own, shipped = max(self.surnames.get(surname, 0), 1), shipped_counts("surnames.tsv").get(surname, 0)
        where = f"in dblp's list of {SURNAMES_COUNTED:,}" if shipped >= own else "of the papers here"
        count = max(own, shipped)
        return f"{count:,} full name{'' if count == 1 else 's'} {where} {'has' if count == 1 else 'have'} that surname"

    def of_given(self, given: str) -> int:
        """How many different full names have these given names at least, as `PersonName.full_given` has them."""
        return max(shipped_counts("given_names.tsv").get(given, 0), self.given.get(given, 0), 1)

    def expected(self, name: PersonName) -> float:
        """How many others of this full name are to be expected among the names counted; infinite for initials alone."""
        known = self._expected.get(name)
        if known is None:
            known = self._expected[name] = self._estimate(name)
        return known

    def _estimate(self, name: PersonName) -> float:
        if parts_counted(name) is None:
            return float("inf")
        initials = sum(len(word) == 1 for word in name.given)
        both = self.of_surname(name.surname) * self.of_given(name.full_given)
        return both / NAMES_COUNTED * SAME_INITIAL**initials

    def has_rare_surname(self, name: PersonName) -> bool:
        """Whether the surname alone makes a full name rare."""
        return name.script == "LATIN" and self.of_surname(name.surname) <= FEW

    def is_rare(self, name: PersonName) -> bool:
        """Whether two mentions of this full name are one person's unless something speaks against it."""
        known = self._rare.get(name)
        if known is None:
            known = parts_counted(name) is not None and (self.has_rare_surname(name) or self.expected(name) <= RARE)
            self._rare[name] = known
        return known

    def is_uncommon(self, name: PersonName) -> bool:
        """Whether a full name is rare or nearly so."""
        return self.is_rare(name) or self.expected(name) <= UNCOMMON


def parts_counted(name: PersonName) -> tuple[str, str] | None:
    """The surname and the given names that one distinct full name adds one to, each; None when the name does not count."""
    if name.script != "LATIN" or not name.given or not name.is_full:
        return None
    return name.surname, name.full_given


def counted_parts(name: str) -> tuple[str, str] | None:
    """The same of a printed name."""
    read = read_name(name)
    return None if read is None else parts_counted(read)


@cache
def shipped_counts(file: str) -> Mapping[str, int]:
    """A shipped table: `surnames.tsv` or `given_names.tsv`, word -> number of different full names."""
    lines = files("enrich.people").joinpath(file).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {word: int(count) for word, count in rows}
