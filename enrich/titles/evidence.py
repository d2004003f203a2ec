"""What beside the title speaks for or against a paper (pure): authors, abstract, date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from enrich.record import Item
from enrich.titles.normalise import normal_title
from enrich.titles.words import MINOR, THESES, VERSIONS, word_set

_NOBODY = word_set(
    "research lab labs laboratory team group university institute department inc corp ltd blog news staff admin editor"
    " editors press office center centre unknown anonymous others arxiv learning intelligence ai"
)
_PARTICLES = word_set("von van der den de la di da del dos")
"""Words of names that stand for no given name, nor does `von` where it says who wrote it."""
_AFTER_CUT = 60
"""Letters that a site may have put behind the ellipsis of an abstract."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that a title may mean."""

    id: str
    """Canonical arXiv id without version."""
    title: str
    authors: tuple[str, ...]
    abstract: str
    published: date
    updated: date


class Support(Struct, frozen=True):
    """What beside the title speaks for or against a candidate."""

    authors_given: int = 0
    """People whom the document names as authors."""
    authors_agreeing: int = 0
    full_names: int = 0
    """How many of them agree in more than a surname."""
    abstract: float | None = None
    """Share of the document's pairs of neighbouring abstract words that the paper's abstract has; None if too short."""
    abstract_words: int = 0
    """How many words the document's abstract has."""
    vocabulary: float = 1.0
    """Share of the document's abstract words that the paper's abstract, title or authors have: `with J. Doe and A. Roe` is about it, too."""
    days_apart: int | None = None
    """Between the document's date and the nearer of the paper's dates."""

    @property
    def by_authors(self) -> bool:
        few = self.authors_given <= 2 and self.full_names == self.authors_given > 0
        return few or (self.authors_agreeing >= 2 and 2 * self.authors_agreeing >= self.authors_given)

    @property
    def against_authors(self) -> bool:
        return self.authors_given > 0 and 5 * self.authors_agreeing < self.authors_given

    @property
    def by_abstract(self) -> bool:
        return self.abstract is not None and self.abstract >= 0.6

    @property
    def against_abstract(self) -> bool:
        return self.abstract is not None and self.abstract < 0.1 and self.vocabulary < 0.4

    @property
    def agrees(self) -> bool:
        return (self.by_abstract or self.by_authors) and not self.disagrees

    @property
    def by_all(self) -> bool:
        """Whether the authors agree and nearly the whole abstract."""
        return self.by_authors and self.abstract is not None and self.abstract >= 0.8

    @property
    def other_abstract(self) -> bool:
        """Whether the document has an abstract, and not a line about the paper, that is hardly the paper's."""
        is_abstract = self.abstract_words >= 25 or self.vocabulary < 0.5
        return self.abstract is not None and self.abstract < 0.3 and is_abstract

    @property
    def disagrees(self) -> bool:
        by_abstract, by_authors = self.by_abstract, self.by_authors
        return (self.against_authors and not by_abstract) or (self.against_abstract and not by_authors)


def versions_of(support: Support) -> frozenset[str]:
    """The words of a lost subtitle that leave it the same work, for all the authors that agree."""
    named = support.authors_agreeing == support.authors_given > 0
    return (THESES if support.by_authors else frozenset()) | (VERSIONS if named else frozenset())


@lru_cache(maxsize=16384)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, normalised, the given names first: `Soileau, Kerry M.` is kerry, m, soileau."""
    last, comma, first = re.sub(r"[\d*†‡§]+", " ", name).partition(",")
    family, _, initials = last.strip().rpartition(" ")
    capitals = (
        len(initials) <= _INITIALS and initials.isalpha() and initials.isupper() and initials.lower() not in _NOBODY
    )
    if capitals and not comma and family != family.upper() and len(family.split()[-1]) > 1 and "." not in family:
        last, comma, first = family, ",", " ".join(initials)  # as medical journals write it: `Hermann KM`
    return tuple(normal_title(f"{first} {last}" if comma else last).split())


_INITIALS = 3
"""Capitals that are initials behind a family name."""


def letters_of(authors: Iterable[str]) -> frozenset[str]:
    """The words and initials that the names of these authors may be written with."""
    words = {w for a in authors for w in name_words(a)} - {"and"}
    return frozenset(words | {w[0] for w in words} | {"".join(name_words(a)) for a in authors} - {""})


def _people(item: Item) -> list[tuple[str, ...]]:
    """The document's authors who look like people."""
    named = [name_words(name) for a in item.authors for name in a.name.split("/")]
    return [n for n in named if n and not _NOBODY.intersection(n)]


_ALIKE, _MISTYPED, _LONG_GIVEN = 85, 80, 6
"""How alike two family names must be, of 100; the same where all given names are the same and have so many letters."""


def _initials_fit(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether given names do not contradict each other; an initial fits a name, and a missing one fits all."""
    return not a or not b or any(x[0] == y[0] for x in a for y in b)


def _same_person(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """0 for two people, 1 when surname and initial fit, 2 when a given name agrees too."""
    if "".join(a) == "".join(b) or (len(a) > 1 and sorted(a) == sorted(b)):
        return 2 if len(a) > 1 else 1
    alike = _MISTYPED if a[:-1] == b[:-1] and len("".join(a[:-1])) >= _LONG_GIVEN else _ALIKE
    if fuzz.ratio(a[-1], b[-1]) < alike and not (len(a[-1]) > 3 and a[-1] in b) and not (len(b[-1]) > 3 and b[-1] in a):
        return 0
    given = {w for w in a[:-1] if len(w) > 1} & {w for w in b[:-1] if len(w) > 1}
    shared = a[-1] if a[-1] in b else b[-1]  # the family name, which may be the first word of one
    mine, theirs = ([w for w in _given(name, shared) if w not in _PARTICLES] for name in (a, b))
    return 2 if given else int(_initials_fit(mine, theirs))


def _given(name: tuple[str, ...], family: str) -> Sequence[str]:
    """The words of a name but for the family name."""
    at = name.index(family) if family in name else len(name) - 1
    return (*name[:at], *name[at + 1 :])


@lru_cache(maxsize=4096)
def _abstract_words(abstract: str) -> tuple[str, ...]:
    return tuple(normal_title(abstract).split())


def _uncut(abstract: str) -> str:
    """The abstract up to an ellipsis near its end."""
    marks = ((mark, max(0, len(abstract) - _AFTER_CUT - len(mark))) for mark in ("…", "..."))
    found = [at for mark, start in marks if (at := abstract.find(mark, start)) >= 0]
    return abstract[: min(found)] if found else abstract


def _abstracts(item: Item, candidate: Candidate) -> tuple[float | None, int, float]:
    """How much of the document's abstract the paper's has: word pairs, of how many words, and words."""
    given = _abstract_words(_uncut(item.abstract or ""))
    has = _abstract_words(candidate.abstract)
    if len(given) < 8 or not has:
        return None, len(given), 1.0
    pairs, theirs = set(pairwise(given)), set(pairwise(has))
    words = {w for w in given if w not in MINOR}
    vocabulary = {*has, *normal_title(candidate.title).split(), *letters_of(candidate.authors)}
    return len(pairs & theirs) / len(pairs), len(given), len(words & vocabulary) / max(len(words), 1)


def _days_apart(item: Item, candidate: Candidate) -> int | None:
    """Days between the dates; a month or year that holds the paper's date is zero days away."""
    if item.date is None:
        return None
    within = {"month": 31, "year": 366}.get(item.date_exact or "day", 0)
    apart = [(d - item.date).days for d in (candidate.published, candidate.updated)]
    return min(0 if 0 <= d < within else max(abs(d) - within, 0) for d in apart)


def with_named(support: Support, beside: str, candidate: Candidate) -> Support:
    """The evidence of a line as well: the authors whom it names `beside` the title, where more agree than were told in it."""
    words = set(normal_title(beside).split())
    theirs = [name for name in map(name_words, candidate.authors) if name and name[-1] in words and len(name[-1]) > 1]
    if len(theirs) <= support.authors_agreeing:
        return support
    full = sum(not words.isdisjoint(one for one in name[:-1] if len(one) > 1) for name in theirs)
    return replace(support, authors_given=len(theirs), authors_agreeing=len(theirs), full_names=full)


def _each(name: tuple[str, ...], theirs: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A name, or the two family names of the paper's authors that were read as one with a comma within (`Roe, Doe`)."""
    families = {one[-1] for one in theirs}
    two = len(name) == 2 and name[0] != name[1] and families.issuperset(name)
    return [name[1:], name[:1]] if two and not any(_same_person(name, one) for one in theirs) else [name]


def weigh(item: Item, candidate: Candidate) -> Support:
    """Everything beside the title that bears on whether the document means this paper."""
    theirs = [n for n in map(name_words, candidate.authors) if n]
    people = [one for name in _people(item) for one in _each(name, theirs)]
    grades = [max((_same_person(p, t) for t in theirs), default=0) for p in people] if theirs else []
    abstract, length, vocabulary = _abstracts(item, candidate)
    return Support(
        authors_given=len(grades),
        authors_agreeing=sum(g > 0 for g in grades),
        full_names=sum(g > 1 for g in grades),
        abstract=abstract,
        abstract_words=length,
        vocabulary=vocabulary,
        days_apart=_days_apart(item, candidate),
    )
