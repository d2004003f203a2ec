"""Which papers have an author of a whole name: files by a hash of the name, which "More like this" reads (pure).

A paper's words lead to others through the leaves; a name is one look-up here where its words would be two or three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from enrich.record import Record
from feeds.finding.index_files import bucket_of, names_file, names_path
from feeds.finding.postings import encode, patched
from feeds.finding.words import words

INDEXED = 25
"""Authors of a paper whose names are here: who is behind them says little of what it is about."""


def names_of(record: Record) -> frozenset[str]:
    """The names of its first authors as their words; nobody is known by one word alone."""
    found = (words(author.name) for author in islice(record.authors, INDEXED))
    return frozenset(" ".join(parts) for parts in found if len(parts) > 1)


def name_files(
    names: Iterable[str], papers: Callable[[str], Mapping[str, str]], bits: int
) -> Iterator[tuple[str, bytes]]:
    """The files of these names; `papers` gives those that have a name, each with its month (YYMM)."""
    by_number: dict[int, list[str]] = {}
    for name in names:
        by_number.setdefault(bucket_of(name, bits), []).append(name)
    for number, some in by_number.items():
        yield names_path(number), names_file(names_path(number), {name: encode(papers(name)) for name in some})


def names_changed(
    changes: Mapping[str, Mapping[str, str | None]], bits: int, read: Callable[[str], Any]
) -> tuple[dict[str, bytes], set[str]]:
    """The files that differ, and those that are empty; by name, the month of each paper that has it now, None of one
    that no longer does."""
    by_path: dict[str, list[str]] = {}
    for name in changes:
        by_path.setdefault(names_path(bucket_of(name, bits)), []).append(name)
    files, empty = dict[str, bytes](), set[str]()
    for path, names in by_path.items():
        known: dict[str, str] = read(path) or {}
        known |= {name: patched(known.get(name, ""), changes[name]) for name in names}
        known = {name: text for name, text in known.items() if text}
        if known:
            files[path] = names_file(path, known)
        else:
            empty.add(path)
    return files, empty
