"""The files of out/search/ and what is in them (pure).

::

    search/start.js           the names of all directories, filters, how many papers
    search/words/d-<...>.js   a directory of older papers: the names of some leaves
    search/words/w-<...>.js   a leaf of older papers: terms with their postings
    search/recent/...         the same of papers of the last months
    search/papers/p-<n>.js    what results show of some papers, by a hash of their ids
    search/names/n-<n>.js     whole names of authors with their postings, by a hash of the name

Each file calls one function with its name and its value, as a page that was opened from a disk may load scripts and
nothing else. static/index.js reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

from feeds.finding.directories import directories
from feeds.finding.leaves import Leaf
from feeds.finding.paper_entry import PaperEntry

FOLDER = "search"
PAPERS = f"{FOLDER}/papers"
NAMES = f"{FOLDER}/names"
START = f"{FOLDER}/start.js"
PER_FILE = 16
"""Papers in a file of papers, about."""
FILTERS = ("in:", "from:")
"""How the terms begin by which results are filtered."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
"""What stands for itself in the name of a file; capitals do not, as for some systems they are no others."""
_READABLE = 24
"""Characters of a leaf's name in that of its file."""
FILTERED = 60
"""Categories, and sources, that one may choose from."""


class IndexState(msgspec.Struct, frozen=True):
    """What is known of the published index."""

    papers: int
    bits: int
    """Of a hash, which name the file of a paper."""
    abstracts: bool
    """Whether papers are found by their abstracts."""
    border: str
    """The first month (YYMM) that is recent, "" for none."""
    months: dict[str, int]
    """Papers by month."""
    leaves: dict[str, tuple[str, ...]]
    """Of each part their names, in order."""
    filters: dict[str, int]
    """Papers by term, of categories and sources."""


def bits_of(papers: int) -> int:
    """How many bits of a hash name the file of a paper."""
    return max(0, (papers - 1) // PER_FILE).bit_length()


def bucket_of(paper: str, bits: int) -> int:
    """The number of a paper's file."""
    return hash_of(paper) & ((1 << bits) - 1)


def hash_of(text: str) -> int:
    """FNV-1a over UTF-16 units, 32 bits, which static/index.js computes, too."""
    digest = 0x811C9DC5
    data = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2], strict=True):
        digest = ((digest ^ (low | high << 8)) * 0x01000193) & 0xFFFFFFFF
    return digest


def leaf_path(part: str, name: str) -> str:
    """Where a leaf is: a name that any system takes for that of a file, and that static/index.js makes, too."""
    return _path(part, "w", name)


def directory_path(part: str, name: str) -> str:
    """Where a directory is, likewise."""
    return _path(part, "d", name)


def _path(part: str, kind: str, name: str) -> str:
    shown = "".join(char if char in _PLAIN else "_" for char in name[:_READABLE])
    return f"{FOLDER}/{part}/{kind}-{shown}-{hash_of(name):x}.js"


def papers_path(number: int) -> str:
    """Where the papers of a number are."""
    return f"{PAPERS}/p-{number:x}.js"


def names_path(number: int) -> str:
    """Where the names of a number are."""
    return f"{NAMES}/n-{number:x}.js"


def directory_files(state: IndexState) -> Iterator[tuple[str, bytes]]:
    """The files with the names of all leaves."""
    for part, names in state.leaves.items():
        for name, listed in directories(names).items():
            path = directory_path(part, name)
            yield path, script(path, listed)


def start_file(state: IndexState) -> bytes:
    """What a browser loads first."""
    value = {
        "papers": state.papers,
        "bits": state.bits,
        "abstracts": state.abstracts,
        "leaves": {part: tuple(directories(names)) for part, names in state.leaves.items() if names},
        "categories": _choices(state, "in:"),
        "sources": _choices(state, "from:"),
    }
    return script(START, value)


def _choices(state: IndexState, kind: str) -> list[tuple[str, str, int]]:
    """(term, label, papers) of the filters with the most papers, by label."""
    found = [(term, count) for term, count in state.filters.items() if term.startswith(kind)]
    busiest = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:FILTERED]
    return sorted(
        ((term, unquote(term.removeprefix(kind)), count) for term, count in busiest), key=lambda one: (one[1], one[0])
    )


def leaf_file(path: str, leaf: Leaf) -> bytes:
    """A leaf as a file at this path."""
    return script(path, {term: entry[0] if len(entry) == 1 else entry for term, entry in sorted(leaf.items())})


def leaf_in(value: Mapping[str, Any] | None) -> Leaf:
    """The leaf of a file's value; raises LookupError when there is none."""
    if value is None:
        raise LookupError("a file of the search's index is missing")
    return {term: (entry,) if isinstance(entry, str) else tuple(entry) for term, entry in value.items()}


def papers_file(path: str, papers: Mapping[str, PaperEntry]) -> bytes:
    """Some papers as a file at this path."""
    return script(path, dict(sorted(papers.items())))


def names_file(path: str, names: Mapping[str, str]) -> bytes:
    """Some names with their postings as a file at this path."""
    return script(path, dict(sorted(names.items())))


def script(path: str, value: Any) -> bytes:
    """A file at this path with the value."""
    key = path.removeprefix(f"{FOLDER}/").removesuffix(".js")
    return b"paperwireSearch(" + msgspec.json.encode(key) + b"," + msgspec.json.encode(value) + b");\n"


def value_of(data: bytes) -> Any:
    """The value in a file; raises msgspec.DecodeError when it is not as we write it."""
    return msgspec.json.decode(data[data.index(b",") + 1 : data.rindex(b")")])
