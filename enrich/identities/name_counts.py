"""How rare names are among the published papers, and which names turn rare or common when papers come and go.

A full name counts once, however many papers bear it. Counts that the shipped tables of names exceed decide nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, select

from enrich.database.arrays import AskedOf, one_of, pieces
from enrich.database.connection import plain_insert, plain_rows
from enrich.identities.tables import person_names, person_words
from enrich.people.person import AuthoredPaper
from enrich.people.rarity import Rarity, counted_parts, parts_counted
from enrich.people.read_name import read_name

FullName = tuple[str, str, str]
"""Surname, given names, and the whole, each normalised."""
Word = tuple[str, str]
"""`surname` or `given`, and the word."""

_TAKEN = AskedOf(
    delete(person_names).returning(*person_names.c["surname", "given", "name", "spots", "printed"]), person_names.c.name
)
_WORDS = AskedOf(
    select(*person_words.c["kind", "word", "names"]).where(person_words.c.kind.in_(("surname", "given"))),
    person_words.c.word,
)


def full_name(printed: str) -> FullName | None:
    """What a printed name counts as; None for one that does not count."""
    name = read_name(printed)
    parts = None if name is None else parts_counted(name)
    return None if name is None or parts is None else (*parts, name.identity)


class NameCounts:
    """Full names with how many spots bear each, and one spelling of each."""

    def __init__(self, papers: Iterable[AuthoredPaper] = ()) -> None:
        self.spots: Counter[FullName] = Counter()
        self.printed: dict[FullName, str] = {}
        self._words: Counter[Word] | None = None
        self.add(papers, 1)

    def add(self, papers: Iterable[AuthoredPaper], times: int) -> None:
        """Count the authors of these papers so many times, which may be -1."""
        self._words = None
        for printed, spots in Counter([author.name for paper in papers for author in paper.authors]).items():
            if (name := full_name(printed)) is not None:
                self.spots[name] += spots * times
                self.printed[name] = printed

    def words(self) -> Counter[Word]:
        """How many full names have each word."""
        if self._words is None:
            self._words = Counter([("surname", surname) for surname, _, _ in self.spots])
            self._words.update([("given", given) for _, given, _ in self.spots])
        return self._words

    def rarity(self) -> Rarity:
        """How rare names are, when these are all."""
        return _rarity(self.words())


def write_all(connection: Connection, counts: NameCounts) -> None:
    """Put these counts in the place of all that are kept."""
    connection.execute(delete(person_names))
    connection.execute(delete(person_words))
    _insert_names(connection, counts.spots, counts.printed)
    _insert_words(connection, counts.words())


def write_added(connection: Connection, counts: NameCounts) -> None:
    """Add what is counted here, which may be less than nothing, to what is kept."""
    moved = _write_names(connection, counts)
    before = _counts(connection, moved)
    _write_words(connection, {word: before.get(word, 0) + step for word, step in moved.items()})


def write_changed(connection: Connection, counts: NameCounts) -> frozenset[str]:
    """The same; the names, each in one spelling, that are rare where they were common or common where they were rare."""
    return _turned(connection, _write_names(connection, counts))


def _write_names(connection: Connection, counts: NameCounts) -> dict[Word, int]:
    """By how many names more the words are there that are then in more or fewer than before."""
    changed = {name: spots for name, spots in counts.spots.items() if spots}
    before = _taken(connection, changed)
    after = {name: spots for name, (spots, _) in before.items()}
    for name, spots in changed.items():
        after[name] = after.get(name, 0) + spots
    printed = {name: spelling for name, (_, spelling) in before.items()} | counts.printed
    _insert_names(connection, after, printed)
    moved: Counter[Word] = Counter()
    for surname, given, whole in changed:
        step = (after[surname, given, whole] > 0) - ((surname, given, whole) in before)
        if step:
            moved["surname", surname] += step
            moved["given", given] += step
    return {word: step for word, step in moved.items() if step}


def rarity_of(connection: Connection, names: Iterable[str]) -> Rarity:
    """How rare these printed names are; no others may be asked for."""
    words: set[Word] = set()
    for printed in names:
        if (parts := counted_parts(printed)) is not None:
            words |= {("surname", parts[0]), ("given", parts[1])}
    return _rarity(_counts(connection, words))


def _turned(connection: Connection, moved: Mapping[Word, int]) -> frozenset[str]:
    """Write the counts of words, and find the names whose rarity turns by it."""
    before = _counts(connection, moved)
    after = {word: before.get(word, 0) + step for word, step in moved.items()}
    _write_words(connection, after)
    old, new = _rarity(before), _rarity(after)
    surnames = {word for kind, word in after if kind == "surname" and old.of_surname(word) != new.of_surname(word)}
    givens = {word for kind, word in after if kind == "given" and old.of_given(word) != new.of_given(word)}
    concerned = {*_spelled(connection, "surname", surnames), *_spelled(connection, "given", givens)}
    if not concerned:
        return frozenset()
    words = {("surname", name[0]) for name, _ in concerned} | {("given", name[1]) for name, _ in concerned}
    counts = _counts(connection, words)
    new, old = _rarity(counts), _rarity(counts | {word: before.get(word, 0) for word in after})
    return frozenset(printed for _, printed in concerned if _verdict(old, printed) != _verdict(new, printed))


def _verdict(rarity: Rarity, printed: str) -> tuple[bool, bool, bool]:
    name = read_name(printed)
    if name is None:
        return False, False, False
    return rarity.is_rare(name), rarity.is_uncommon(name), rarity.has_rare_surname(name)


def _rarity(counts: Mapping[Word, int]) -> Rarity:
    surnames = {word: count for (kind, word), count in counts.items() if kind == "surname"}
    return Rarity(surnames, {word: count for (kind, word), count in counts.items() if kind == "given"})


def _taken(connection: Connection, names: Collection[FullName]) -> dict[FullName, tuple[int, str]]:
    """Take out these names, and all others that are written as one word alike: how many spots bear each, and a spelling."""
    taken = _TAKEN.every_row(connection, {name for _, _, name in names})
    return {(surname, given, name): (spots, printed) for surname, given, name, spots, printed in taken}


def _spelled(connection: Connection, kind: str, words: Collection[str]) -> set[tuple[FullName, str]]:
    """The full names that have one of these words, each with a spelling."""
    column = person_names.c.surname if kind == "surname" else person_names.c.given
    columns = person_names.c.surname, person_names.c.given, person_names.c.name, person_names.c.printed
    found: set[tuple[FullName, str]] = set()
    for piece in pieces(sorted(words)):
        for surname, given, name, printed in plain_rows(
            connection, select(*columns).where(one_of(connection, column, piece))
        ):
            found.add(((surname, given, name), printed))
    return found


def _counts(connection: Connection, words: Iterable[Word]) -> dict[Word, int]:
    wanted = {*words}
    rows = _WORDS.every_row(connection, {word for _, word in wanted})
    return {(kind, word): names for kind, word, names in rows if (kind, word) in wanted}


def _write_words(connection: Connection, counts: Mapping[Word, int]) -> None:
    for kind in ("surname", "given"):
        listed = sorted(word for of, word in counts if of == kind)
        for piece in pieces(listed):
            same = (person_words.c.kind == kind) & one_of(connection, person_words.c.word, piece)
            connection.execute(delete(person_words).where(same))
    _insert_words(connection, counts)


def _insert_names(connection: Connection, spots: Mapping[FullName, int], printed: Mapping[FullName, str]) -> None:
    rows = [
        (name, surname, given, printed[surname, given, name], count)
        for (surname, given, name), count in spots.items()
        if count > 0
    ]
    plain_insert(connection, person_names, ("name", "surname", "given", "printed", "spots"), sorted(rows))


def _insert_words(connection: Connection, counts: Mapping[Word, int]) -> None:
    rows = sorted((*word, names) for word, names in counts.items() if names > 0)
    plain_insert(connection, person_words, ("kind", "word", "names"), rows)
