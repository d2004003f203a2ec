"""How terms are shared out among files: neighbours in the alphabet together, in files of about one size (pure).

::

    terms in order:  abacus  abbey | model  modem | models  modest ...
                                     ^ begins a leaf, by a hash of the term and the bytes that it takes

Whether a term begins a leaf depends on nothing but itself, the more bytes it takes the likelier. So the leaves follow from
the terms, in whatever order these came: what one paper changes is the leaves of its terms, and the same papers give the
same files. A leaf is named by the term that begins it, what is before the first of those by none.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

TARGET = 2_000
"""Bytes of a leaf, on average; a term that takes more begins one."""
_ONE = 1 << 32

Entry = tuple[str, ...]
"""Postings of a term: in titles and the like, and in abstracts alone."""
Leaf = dict[str, Entry]
"""Terms with their postings."""


def order(term: str) -> bytes:
    """What terms are ordered by: as browsers compare texts, by UTF-16 units."""
    return term.encode("utf-16-be", "surrogatepass")


def parted(entries: Iterable[tuple[str, Entry]]) -> Iterator[tuple[str, Leaf]]:
    """The leaves of all terms, which come in order, each with its name; a term before the first that begins a leaf is in
    the one without a name."""
    name, leaf = "", Leaf()
    for term, entry in entries:
        if leaf and begins(term, entry):
            yield name, leaf
            leaf = Leaf()
        if not leaf and begins(term, entry):
            name = term
        leaf[term] = entry
    if leaf:
        yield name, leaf


def changed(
    names: Iterable[str], changes: Mapping[str, Callable[[Entry], Entry]], load: Callable[[str], Leaf]
) -> tuple[dict[str, Leaf], set[str]]:
    """The leaves to write, and the names of those that go.

    `names` are those of the leaves that there are, `load` reads one; `changes` make a term's postings from those of
    before, none of a term that goes.
    """
    ordered = sorted(names, key=order)
    keys = [order(name) for name in ordered]
    by_leaf: dict[int, list[str]] = defaultdict(list)
    for term in changes:
        by_leaf[bisect_right(keys, order(term)) - 1].append(term)
    known: dict[int, Leaf] = {}
    for place, terms in by_leaf.items():
        known[place] = dict(load(ordered[place])) if place >= 0 else {}
        for term in terms:
            if any(entry := changes[term](known[place].get(term, ()))):
                known[place][term] = entry
            else:
                known[place].pop(term, None)
    return _settled(ordered, known, load)


def begins(term: str, entry: Entry) -> bool:
    """Whether a leaf begins with this term."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) * TARGET < size_of(term, entry) * _ONE


def size_of(term: str, entry: Entry) -> int:
    """Bytes that a term takes in a file, about."""
    return len(term.encode("utf-8", "surrogatepass")) + sum(map(len, entry)) + 8


def _settled(
    ordered: Sequence[str], known: dict[int, Leaf], load: Callable[[str], Leaf]
) -> tuple[dict[str, Leaf], set[str]]:
    """Part a leaf where another begins now, and join to the one before what begins none any more."""
    written: dict[str, Leaf] = {}
    gone: set[str] = set()
    while known:
        place = max(known)  # the last, as what is joined goes to the one before
        leaf, name = known.pop(place), ordered[place] if place >= 0 else ""
        gone.add(name)
        if name and not (name in leaf and begins(name, leaf[name])):
            first = min((order(term) for term, entry in leaf.items() if begins(term, entry)), default=None)
            rest = {term: one for term, one in leaf.items() if first is None or order(term) < first}
            if rest and place - 1 not in known:
                known[place - 1] = dict(load(ordered[place - 1])) if place > 0 else {}
            if rest:
                known[place - 1] |= rest
            leaf = {term: one for term, one in leaf.items() if term not in rest}
        written |= _parted(leaf)
    return written, gone - written.keys()


def _parted(leaf: Mapping[str, Entry]) -> dict[str, Leaf]:
    return dict(parted((term, leaf[term]) for term in sorted(leaf, key=order)))
