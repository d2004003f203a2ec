"""The files of out/search/, made whole or brought up to what changed (decides; reads what is published, writes nothing).

::

    search/start.js          the names of all leaves, filters, how many papers
    search/words/w-<...>.js  a leaf: terms with their postings
    search/papers/p-<n>.js   what results show of some papers, by a hash of their ids

Each file calls one function with its name and its value, as a page that was opened from a disk may load scripts and
nothing else. The terms that a paper had before are in `KnownTerms`, beside out/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import unquote

import msgspec

from enrich.paper_id import is_beyond
from enrich.record import PublishableRecord
from feeds.finding import leaves as layout
from feeds.finding.leaves import Entry, Leaf
from feeds.finding.paper_entry import PaperEntry, paper_entry
from feeds.finding.postings import decode, encode
from feeds.finding.words import strong_terms, weak_terms

FOLDER = "search"
WORDS, PAPERS = f"{FOLDER}/words", f"{FOLDER}/papers"
START = f"{FOLDER}/start.js"
PER_FILE = 32
"""Papers in a file of papers, about."""
MOST_WITH_ABSTRACTS = 50_000
"""With more papers, words of abstracts are left out."""
_FILTERS = ("in:", "from:")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
"""What stands for itself in the name of a file; capitals do not, as for some systems they are no others."""
_READABLE = 24
"""Characters of a leaf's name in that of its file."""
FILTERED = 60
"""Categories, and sources, that one may choose from."""

Terms = tuple[frozenset[str], frozenset[str]]
"""Of a paper: strong ones, and those of its abstract alone."""


class IndexState(msgspec.Struct, frozen=True):
    """What is known of the published index."""

    papers: int
    abstracts: bool
    leaves: tuple[str, ...]
    """Their names, in order."""
    filters: dict[str, int]
    """Papers by term, of categories and sources."""

    @property
    def bits(self) -> int:
        return bits_of(self.papers)


@dataclass(frozen=True, slots=True)
class IndexedPaper:
    """What the index has of a paper."""

    terms: Terms
    entry: PaperEntry
    month: str
    """Of its publication, YYMM."""


@dataclass(frozen=True, slots=True)
class SearchFiles:
    """What is to be published."""

    files: Mapping[str, bytes]
    """Path -> bytes, of those that may have changed."""
    gone: frozenset[str]
    state: IndexState
    terms: Mapping[str, Terms | None] = field(default_factory=dict)
    """Of the papers that were looked at; None of those that are gone."""


def bits_of(papers: int) -> int:
    """How many bits of a hash name the file of a paper."""
    return max(0, (papers - 1) // PER_FILE).bit_length()


def bucket_of(paper: str, bits: int) -> int:
    """The number of a paper's file."""
    return hash_of(paper) & ((1 << bits) - 1)


def hash_of(text: str) -> int:
    """FNV-1a over UTF-16 units, 32 bits, which static/find.js computes, too."""
    digest = 0x811C9DC5
    data = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2], strict=True):
        digest = ((digest ^ (low | high << 8)) * 0x01000193) & 0xFFFFFFFF
    return digest


def indexed(kept: PublishableRecord, *, abstracts: bool) -> IndexedPaper:
    """What the index has of a paper."""
    strong = strong_terms(kept)
    weak = weak_terms(kept) - strong if abstracts else frozenset[str]()
    return IndexedPaper((strong, weak), paper_entry(kept), f"{kept.record.published:%y%m}")


def whole_index(papers: Iterable[PublishableRecord], count: int) -> SearchFiles:
    """The index of all papers; `count` is how many there are, about."""
    abstracts = count <= MOST_WITH_ABSTRACTS
    postings: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    known: dict[str, Terms | None] = {}
    entries: dict[str, PaperEntry] = {}
    for kept in papers:
        one, name = indexed(kept, abstracts=abstracts), kept.record.id
        known[name], entries[name] = one.terms, one.entry
        for place, terms in enumerate(one.terms):
            for term in terms:
                postings.setdefault(term, ({}, {}))[place][name] = one.month
    leaves = layout.whole({term: _entry(*both) for term, both in postings.items()})
    filters = {term: len(strong) for term, (strong, _) in postings.items() if term.startswith(_FILTERS)}
    state = IndexState(len(entries), abstracts, tuple(sorted(leaves, key=layout.order)), filters)
    by_file: dict[int, dict[str, PaperEntry]] = {}
    for name, entry in entries.items():
        by_file.setdefault(bucket_of(name, state.bits), {})[name] = entry
    files = {leaf_path(name): _leaf_file(name, leaf) for name, leaf in leaves.items()}
    files |= {papers_path(number): _papers_file(number, some) for number, some in by_file.items()}
    return SearchFiles(files | {START: start_file(state)}, frozenset(), state, known)


def brought_up(
    state: IndexState,
    changed: Mapping[str, PublishableRecord | None],
    before: Mapping[str, Terms],
    read: Callable[[str], Any],
) -> SearchFiles | None:
    """The files that differ when these papers are as they are now, None when all must be made again.

    `before` are the terms of those that were indexed; `read` gives the value of a published file.
    """
    count = state.papers + sum(one is not None for one in changed.values()) - len(before)
    if bits_of(count) != state.bits or (count <= MOST_WITH_ABSTRACTS) != state.abstracts:
        return None
    now = {
        name: indexed(kept, abstracts=state.abstracts) if kept is not None else None for name, kept in changed.items()
    }
    changes = _changes(now, before)
    applied = {term: partial(_applied, its) for term, its in changes.items()}
    leaves, gone = layout.changed(state.leaves, applied, lambda name: _leaf(read(leaf_path(name))))
    names = tuple(sorted({*state.leaves, *leaves} - gone, key=layout.order))
    filters = dict(state.filters)
    for name, one in now.items():
        for terms, step in ((before[name][0] if name in before else (), -1), (one.terms[0] if one else (), 1)):
            for term in terms:
                if term.startswith(_FILTERS):
                    filters[term] = filters.get(term, 0) + step
    after = IndexState(count, state.abstracts, names, {term: left for term, left in filters.items() if left})
    files = {leaf_path(name): _leaf_file(name, leaf) for name, leaf in leaves.items()}
    empty = set()
    for number in {bucket_of(name, state.bits) for name in now}:
        path = papers_path(number)
        some = _papers(now, number, after.bits, read(path))
        files |= {path: _papers_file(number, some)} if some else {}
        empty |= set() if some else {path}
    its_terms = {name: one.terms if one else None for name, one in now.items()}
    return SearchFiles(files | {START: start_file(after)}, frozenset({*map(leaf_path, gone), *empty}), after, its_terms)


_Change = tuple[dict[str, str | None], dict[str, str | None]]
"""Strong and weak: the month of a paper that now has the term, None of one that has it no more."""


def _changes(now: Mapping[str, IndexedPaper | None], before: Mapping[str, Terms]) -> dict[str, _Change]:
    found: dict[str, _Change] = {}
    for name, one in now.items():
        for place in (0, 1):
            had = before[name][place] if name in before else frozenset[str]()
            has = one.terms[place] if one else frozenset[str]()
            # A paper that arXiv does not have stands there with its month, which may be another now.
            same = frozenset[str]() if is_beyond(name) else had & has
            for term in had - same:
                found.setdefault(term, ({}, {}))[place][name] = None
            for term in has - same:
                found.setdefault(term, ({}, {}))[place][name] = one.month if one else None
    return found


def _applied(change: _Change, entry: Entry) -> Entry:
    parts: list[dict[str, str]] = []
    for place, its in enumerate(change):
        papers = decode(entry[place]) if place < len(entry) else {}
        for name, month in its.items():
            papers.pop(name, None)
            if month is not None:
                papers[name] = month
        parts.append(papers)
    return _entry(*parts)


def _entry(strong: Mapping[str, str], weak: Mapping[str, str]) -> Entry:
    return (encode(strong), encode(weak)) if weak else (encode(strong),)


# ---------------------------------------------------------------- the files


def leaf_path(name: str) -> str:
    """Where a leaf is: a name that any system takes for that of a file, and that static/find.js makes, too."""
    shown = "".join(char if char in _PLAIN else "_" for char in name[:_READABLE])
    return f"{WORDS}/w-{shown}-{hash_of(name):x}.js"


def papers_path(number: int) -> str:
    """Where the papers of a number are."""
    return f"{PAPERS}/p-{number:x}.js"


def start_file(state: IndexState) -> bytes:
    """What a browser loads first."""
    value = {
        "papers": state.papers,
        "bits": state.bits,
        "abstracts": state.abstracts,
        "leaves": state.leaves,
        "categories": _choices(state, "in:"),
        "sources": _choices(state, "from:"),
    }
    return _script("start", value)


def _choices(state: IndexState, kind: str) -> list[tuple[str, str, int]]:
    """(term, label, papers) of the filters with the most papers, by label."""
    found = [(term, count) for term, count in state.filters.items() if term.startswith(kind)]
    busiest = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:FILTERED]
    return sorted(
        ((term, unquote(term.removeprefix(kind)), count) for term, count in busiest), key=lambda one: (one[1], one[0])
    )


def _leaf_file(name: str, leaf: Leaf) -> bytes:
    value = {term: entry[0] if len(entry) == 1 else entry for term, entry in sorted(leaf.items())}
    return _script(leaf_path(name)[len(FOLDER) + 1 : -3], value)


def _leaf(value: Mapping[str, Any] | None) -> Leaf:
    if value is None:
        raise LookupError("a file of the search's index is missing")
    return {term: (entry,) if isinstance(entry, str) else tuple(entry) for term, entry in value.items()}


def _papers_file(number: int, some: Mapping[str, PaperEntry]) -> bytes:
    return _script(papers_path(number)[len(FOLDER) + 1 : -3], dict(sorted(some.items())))


def _papers(
    now: Mapping[str, IndexedPaper | None], number: int, bits: int, published: Mapping[str, Any] | None
) -> dict[str, PaperEntry]:
    some: dict[str, PaperEntry] = {name: tuple(entry) for name, entry in (published or {}).items()}
    for name, one in now.items():
        if bucket_of(name, bits) == number:
            some.pop(name, None)
            if one is not None:
                some[name] = one.entry
    return some


def _script(key: str, value: Any) -> bytes:
    return b"paperwireSearch(" + msgspec.json.encode(key) + b"," + msgspec.json.encode(value) + b");\n"


def value_of(data: bytes) -> Any:
    """The value in a file; raises msgspec.DecodeError when it is not as we write it."""
    return msgspec.json.decode(data[data.index(b",") + 1 : data.rindex(b")")])
