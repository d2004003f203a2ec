"""Which authors of the papers that were found are those who were asked for (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from enrich.names import name_key
from feeds.finding.words import LONGEST, words
from feeds.formats.parts import PAGE
from feeds.pages.named_authors import left_out, plain, with_authors
from feeds.pages.paper import names_of

MOST = 20
"""At most this many of the authors who match are named, in a paper and on a page."""


class _Asked(Struct, frozen=True):
    """A name as it is looked for: whole in any spelling, or words of it one after another."""

    key: str
    words: tuple[str, ...]

    def is_of(self, key: str, label: str) -> bool:
        if key[:LONGEST] == self.key:
            return True
        if not all(word in key for word in self.words):  # which is soon found out of thousands
            return False
        found, size = words(plain(label)), len(self.words)
        return any(tuple(found[at : at + size]) == self.words for at in range(len(found) - size + 1))


def matching(page: bytes, asked: Sequence[str]) -> dict[str, str]:
    """Key -> name as the paper writes it, of its authors who match one of the names that are asked for."""
    wanted = [_Asked(name_key(name)[:LONGEST], tuple(words(name))) for name in asked]
    return dict(_matching(page, [one for one in wanted if one.words]))


def _matching(page: bytes, wanted: Sequence[_Asked]) -> Iterator[tuple[str, str]]:
    for key, label in names_of(page).items() if wanted else ():
        if any(one.is_of(key, label) for one in wanted):
            yield key, plain(label)


def naming(parts: Sequence[bytes], asked: Sequence[str]) -> tuple[bytes, ...]:
    """A paper of very many authors with those named who match."""
    found = list(matching(parts[PAGE], asked))
    return tuple(map(bytes, with_authors(parts, left_out(parts[PAGE], found)[:MOST])))
