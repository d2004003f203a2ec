"""The files of out/search/, made whole or brought up to what changed (decides; reads what is published, writes nothing).

Terms lead to postings, in leaves, and papers to what results show of them. A leaf is of one part of the index: of papers of
the last months, or of older ones. The terms that a paper had before are in `KnownTerms`, beside out/.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from enrich.record import PublishableRecord
from feeds.finding import leaves as layout
from feeds.finding.eras import OLDER, RECENT, border_of, part_of
from feeds.finding.index_files import (
    FILTERS,
    START,
    IndexState,
    bits_of,
    bucket_of,
    directory_files,
    leaf_file,
    leaf_in,
    leaf_path,
    papers_file,
    papers_path,
    start_file,
)
from feeds.finding.leaves import Entry
from feeds.finding.name_files import name_files, names_changed, names_of
from feeds.finding.paper_entry import PaperEntry, paper_entry
from feeds.finding.postings import RankedPapers, month_of, patched
from feeds.finding.words import strong_terms, weak_terms

MOST_WITH_ABSTRACTS = 50_000
"""With more papers, words of abstracts are left out."""
FEWER = 3
"""Bits fewer than those of the files of papers: terms that papers had are kept in fewer files."""


class Terms(NamedTuple):
    """What a paper is found by."""

    strong: frozenset[str]
    weak: frozenset[str]
    """Words of its abstract alone."""
    month: str
    """YYMM, by which it is ordered."""
    names: frozenset[str]
    """Whole names of its authors."""


class IndexedPaper(Struct, frozen=True):
    """What the index has of a paper."""

    terms: Terms
    entry: PaperEntry


class SearchFiles(Struct, frozen=True):
    """What is to be published."""

    files: Mapping[str, bytes]
    """Path -> bytes, of those that may have changed."""
    gone: frozenset[str]
    state: IndexState
    terms: Mapping[str, Terms | None] = field(default_factory=dict)
    """Of the papers that were looked at; None of those that are gone."""


def indexed(kept: PublishableRecord, *, abstracts: bool) -> IndexedPaper:
    """What the index has of a paper."""
    strong = strong_terms(kept)
    weak = weak_terms(kept) - strong if abstracts else frozenset[str]()
    month = month_of(kept.record.id, f"{kept.record.published:%y%m}")
    return IndexedPaper(Terms(strong, weak, month, names_of(kept.record)), paper_entry(kept))


# ---------------------------------------------------------------- whole


def whole_index(
    ids: Iterable[str],
    records: Callable[[Sequence[str]], Iterable[PublishableRecord]],
    put: Callable[[str, bytes], object],
    keep: Callable[[int, Mapping[str, Terms]], object],
) -> IndexState:
    """Make the index of the papers of these ids, of which `records` gives those that there are, a few at a time.

    `put` gets each file; `keep` the terms of papers with a number, whose ids have the last bits of their hashes in common,
    FEWER than those of the files of papers. In memory are the numbers of the papers that have each term.
    """
    wanted = list(ids)
    bits, abstracts = bits_of(len(wanted)), len(wanted) <= MOST_WITH_ABSTRACTS
    fewer = max(0, bits - FEWER)
    postings = _Postings()
    for number, some in groupby(
        sorted(wanted, key=lambda name: (bucket_of(name, fewer), name)), lambda name: bucket_of(name, fewer)
    ):
        found = {kept.record.id: indexed(kept, abstracts=abstracts) for kept in records(list(some))}
        by_file: dict[int, dict[str, PaperEntry]] = {}
        for name, one in found.items():
            postings.add(name, one.terms)
            by_file.setdefault(bucket_of(name, bits), {})[name] = one.entry
        for bucket, entries in by_file.items():
            put(papers_path(bucket), papers_file(papers_path(bucket), entries))
        keep(number, {name: one.terms for name, one in found.items()})
    months = dict(sorted(Counter(postings.months).items()))
    border, leaves = border_of(months), dict[str, tuple[str, ...]]()
    papers = RankedPapers(postings.names, postings.months)
    for part in (OLDER, RECENT):
        names = []
        for name, leaf in layout.parted(postings.entries(part, border, papers)):
            put(leaf_path(part, name), leaf_file(leaf_path(part, name), leaf))
            names.append(name)
        leaves[part] = tuple(names)
    state = IndexState(len(postings.names), bits, abstracts, border, months, leaves, postings.filters)
    for path, data in chain(directory_files(state), name_files(postings.by_name, postings.of_name, bits)):
        put(path, data)
    put(START, start_file(state))
    return state


class _Postings:
    """The papers that have each term, by number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.months: list[str] = []
        self.filters: dict[str, int] = {}
        self._numbers: dict[str, array[int]] = {}
        """Twice a paper's number, and one more where the term is weak."""
        self.by_name: dict[str, array[int]] = {}
        """Papers, by number, that have an author of the name."""

    def add(self, name: str, terms: Terms) -> None:
        number = 2 * len(self.names)
        self.names.append(name)
        self.months.append(terms.month)
        for weak, some in enumerate((terms.strong, terms.weak)):
            for term in some:
                if (numbers := self._numbers.get(term)) is None:
                    numbers = self._numbers[term] = array("I")
                numbers.append(number + weak)
        for its in terms.names:
            if its not in self.by_name:
                self.by_name[its] = array("I")
            self.by_name[its].append(number >> 1)
        for term in terms.strong:
            if term.startswith(FILTERS):
                self.filters[term] = self.filters.get(term, 0) + 1

    def of_name(self, name: str) -> dict[str, str]:
        """The papers with an author of that name, each with its month."""
        return {self.names[number]: self.months[number] for number in self.by_name[name]}

    def entries(self, part: str, border: str, papers: RankedPapers) -> Iterator[tuple[str, Entry]]:
        """The terms of papers in that part, in order; `papers` are all of them."""
        is_in = bytes(part_of(month, border) == part for month in self.months)
        ranks, text_of = papers.ranks, papers.encode
        for term in sorted(self._numbers, key=layout.order):
            its = [number for number in self._numbers[term] if is_in[number >> 1]]
            both = ([ranks[number >> 1] for number in its if number & 1 == weak] for weak in (0, 1))
            if its:
                yield term, _entry(*map(text_of, both))


def _entry(strong: str, weak: str) -> Entry:
    return (strong, weak) if weak else (strong,)


# ---------------------------------------------------------------- what changed


def brought_up(
    state: IndexState,
    changed: Mapping[str, PublishableRecord | None],
    before: Mapping[str, Terms],
    read: Callable[[str], Any],
) -> SearchFiles | None:
    """The files that differ when these papers are as they are now, None when all must be made again.

    `before` are the terms of those that were indexed; `read` gives the value of a published file, None when there is none.
    """
    now = {
        name: indexed(kept, abstracts=state.abstracts) if kept is not None else None for name, kept in changed.items()
    }
    after = _state_after(state, [one.terms for one in now.values() if one], before.values())
    if (after.bits, after.abstracts, after.border) != (state.bits, state.abstracts, state.border):
        return None
    files, empty = _papers_changed(now, state.bits, read)
    named, nobody = names_changed(_names_moved(now, before), state.bits, read)
    files, empty = files | named, empty | nobody
    leaves = dict(after.leaves)
    for part, changes in _changes(now, before, state.border).items():
        applied = {term: partial(_applied, its) for term, its in changes.items()}
        paths = partial(leaf_path, part)
        written, gone = layout.changed(leaves[part], applied, lambda name, paths=paths: leaf_in(read(paths(name))))  # type: ignore[misc]
        leaves[part] = tuple(sorted({*leaves[part], *written} - gone, key=layout.order))
        files |= {paths(name): leaf_file(paths(name), leaf) for name, leaf in written.items()}
        empty |= set(map(paths, gone))
    after = msgspec.structs.replace(after, leaves=leaves)
    had, listed = dict(directory_files(state)), dict(directory_files(after))
    files |= {path: data for path, data in listed.items() if had.get(path) != data}
    empty |= had.keys() - listed.keys()
    its_terms = {name: one.terms if one else None for name, one in now.items()}
    return SearchFiles(files | {START: start_file(after)}, frozenset(empty), after, its_terms)


def _state_after(state: IndexState, come: Iterable[Terms], gone: Iterable[Terms]) -> IndexState:
    """The state when these papers are no longer in the index and those are; its leaves are as before."""
    months, filters = Counter(state.months), Counter(state.filters)
    for papers, step in ((gone, -1), (come, 1)):
        for terms in papers:
            months[terms.month] += step
            for term in terms.strong:
                if term.startswith(FILTERS):
                    filters[term] += step
    count = months.total()
    return IndexState(
        papers=count,
        bits=bits_of(count),
        abstracts=count <= MOST_WITH_ABSTRACTS,
        border=border_of(months),
        months={month: papers for month, papers in sorted(months.items()) if papers},
        leaves=state.leaves,
        filters={term: papers for term, papers in filters.items() if papers},
    )


_Change = tuple[dict[str, str | None], dict[str, str | None]]
"""Strong and weak: the month of a paper that now has the term, None of one that has it no more."""


def _changes(
    now: Mapping[str, IndexedPaper | None], before: Mapping[str, Terms], border: str
) -> dict[str, dict[str, _Change]]:
    """By part and term."""
    found: dict[str, dict[str, _Change]] = {OLDER: {}, RECENT: {}}
    for name, one in now.items():
        had, has = before.get(name), one.terms if one else None
        # A paper that arXiv does not have stands there with its month, which may be another now.
        same = had is not None and has is not None and had.month == has.month
        for terms, others, month in ((had, has, None), (has, had, has and has.month)):
            if terms is None:
                continue
            its = found[part_of(terms.month, border)]
            for place, some in enumerate((terms.strong, terms.weak)):
                known = (others.strong, others.weak)[place] if same and others else frozenset[str]()
                for term in some - known:
                    its.setdefault(term, ({}, {}))[place][name] = month
    return found


def _names_moved(
    now: Mapping[str, IndexedPaper | None], before: Mapping[str, Terms]
) -> dict[str, dict[str, str | None]]:
    """By name of an author: the month of a paper that has it, None of one that no longer does."""
    found: dict[str, dict[str, str | None]] = {}
    for paper, one in now.items():
        had, has = before.get(paper), one.terms if one else None
        moved = had is None or has is None or had.month != has.month
        for name in (had.names if had else frozenset()) | (has.names if has else frozenset()):
            if moved or not (had and has and name in had.names and name in has.names):
                found.setdefault(name, {})[paper] = has.month if has and name in has.names else None
    return found


def _applied(change: _Change, entry: Entry) -> Entry:
    texts = (patched(entry[place] if place < len(entry) else "", its) for place, its in enumerate(change))
    return _entry(*texts)


def _papers_changed(
    now: Mapping[str, IndexedPaper | None], bits: int, read: Callable[[str], Any]
) -> tuple[dict[str, bytes], set[str]]:
    """The files of papers that differ, and those that are empty."""
    by_path: dict[str, dict[str, IndexedPaper | None]] = {}
    for name, one in now.items():
        by_path.setdefault(papers_path(bucket_of(name, bits)), {})[name] = one
    files, empty = dict[str, bytes](), set[str]()
    for path, its in by_path.items():
        papers: dict[str, PaperEntry] = {name: tuple(entry) for name, entry in (read(path) or {}).items()}
        papers |= {name: one.entry for name, one in its.items() if one}
        papers = {name: entry for name, entry in papers.items() if its.get(name, entry)}
        if papers:
            files[path] = papers_file(path, papers)
        else:
            empty.add(path)
    return files, empty
