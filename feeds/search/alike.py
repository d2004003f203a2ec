"""Papers like one, as static/like.js finds them in the index of a site without a server: here they are asked of the store.

::

    its title, its first authors --> terms --Search--> papers that have each --> the best, with what they share

Authors of the same name count as much as the rarest words. A term that very many papers have says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import islice
from math import log
from typing import Any, NamedTuple

from enrich.errors import TryLater
from enrich.paper_id import marked_id
from enrich.record import Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.disclosure import disclosure_as_published
from feeds.enriched import as_published
from feeds.finding.index_files import script
from feeds.finding.paper_entry import PaperEntry, paper_entry
from feeds.finding.words import STOP, words
from feeds.formats.content import shown_authors
from feeds.former_names import kept
from feeds.readable_text import repair_text
from feeds.search.search_index import Search
from feeds.search.terms import AUTHORS, Phrase, Wanted, name_word
from feeds.state.publishing import PublishState

START, LIKE = "search/start.js", "search/like.js"
"""Addresses, as paths in out/; where the index is files, the first of them is one."""
MOST, CANDIDATES = 6, 24
"""Papers that are shown, and those that are looked at when several are as good."""
WORDS, AUTHORS_ASKED = 12, 8
"""Of the title, the rarest of twice as many; authors, the first."""
COMMON = 600
"""A word that more papers have says nothing, nor does one that is in this part of them:"""
FREQUENT, KNOWN = 0.2, 20
"""... from so many papers on."""
WEAK = 0.4
"""What a word counts that the other paper has in its abstract only."""


class _AskedTerm(NamedTuple):
    label: str
    is_author: bool
    strong: frozenset[str]
    """Papers that have it in the title or as an author."""
    all: frozenset[str]


class CommonTerms(NamedTuple):
    """A paper and what it shares with another."""

    id: str
    words: list[tuple[float, str]]
    """How rare each is, and the word."""
    authors: list[tuple[float, str]]


class LikePapers:
    """Finds papers that are like one; may be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._published = PublishState(store.engine)
        self._search = Search(store.engine)

    def start(self) -> bytes:
        """What a browser loads first: that the server is to be asked."""
        self._values()
        return script(START, {"papers": self._search.papers(), "server": True})

    def like(self, paper: str) -> bytes | None:
        """The papers like this one, the best first, each as what it shares and how it is shown; None if it is not there.

        Raises TryLater when a search takes too long, or nothing can be found yet.
        """
        hidden = disclosure_as_published(self._settings, self._values()).private
        found = kept(self._store, [paper], provenance=False, hidden=hidden)
        if not found or not self._published.is_published([paper]):
            return None
        total = self._search.papers()
        terms = self._terms(as_published(found[0].record), total)
        best = nlargest(CANDIDATES, scores(terms, total, paper).items(), key=lambda one: (one[1][0], one[0]))
        others = {one.record.id: one for one in kept(self._store, [name for name, _ in best], hidden=hidden)}
        rows: list[tuple[float, float, CommonTerms, PaperEntry]] = [
            (score, others[name].record.published.timestamp(), shared, paper_entry(others[name]))
            for name, (score, shared) in best
            if name in others
        ]
        rows.sort(key=lambda row: (-row[0], -row[1], row[2].id))
        return script(LIKE, [(shared._asdict(), entry) for _, _, shared, entry in rows[:MOST]])

    def _values(self) -> dict[str, Any]:
        """Single values of what is published; raises TryLater while nothing can be found yet."""
        values = self._published.values()
        if values.get("searched") is None:
            raise TryLater("the papers are being made ready for searching; ask again in a minute")
        return values

    def _terms(self, record: Record, total: int) -> list[_AskedTerm]:
        names = dict.fromkeys(author.name for author in islice(shown_authors(record.authors), AUTHORS_ASKED))
        authors = [self._author(name) for name in names if len(words(name)) > 1]
        title = {word for word in words(repair_text(record.title) or marked_id(record.id)) if len(word) > 1} - STOP
        longest = sorted(title, key=lambda word: (-len(word), word))[: 2 * WORDS]
        most = min(COMMON, max(KNOWN, int(FREQUENT * total)))
        having = {word: self._found(Phrase((word,))) for word in longest}
        rarest = sorted((word for word in longest if 0 < len(having[word]) <= most), key=lambda word: len(having[word]))
        strong = {word: self._found(Phrase((word,), ("title", *AUTHORS))) for word in rarest[:WORDS]}
        found = [_AskedTerm(word, False, its, having[word]) for word, its in strong.items()]
        return [*(one for one in authors if one.all), *found]

    def _author(self, name: str) -> _AskedTerm:
        found = self._found(Phrase((name_word(name),), AUTHORS))
        return _AskedTerm(name, True, found, found)

    def _found(self, phrase: Phrase) -> frozenset[str]:
        return frozenset(self._search.find(Wanted(((phrase,),)), COMMON + 1))


def scores(terms: Sequence[_AskedTerm], total: int, own: str) -> dict[str, tuple[float, CommonTerms]]:
    """By paper how much it shares, and what; those that share enough, and not the own one (pure)."""
    found: dict[str, tuple[float, CommonTerms]] = {}
    for term in terms:
        rarity = log(1 + total / len(term.all))
        for name in term.all:
            score, shared = found.get(name) or (0.0, CommonTerms(name, [], []))
            (shared.authors if term.is_author else shared.words).append((rarity, term.label))
            found[name] = score + (rarity if name in term.strong else WEAK * rarity), shared
    found.pop(own, None)
    return {name: one for name, one in found.items() if one[1].authors or len(one[1].words) > 1}
