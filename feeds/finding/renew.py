"""Brings the published index up to date: what changed where that is known for certain, everything otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from enrich.record import PublishableRecord
from feeds.finding.index_files import IndexState, value_of
from feeds.finding.known_terms import KnownTerms
from feeds.finding.site_index import SearchFiles, brought_up, whole_index

AT_ONCE = 250
"""So many papers are never too many for a change."""
Records = Callable[[Sequence[str]], Iterable[PublishableRecord]]
"""Those of these ids that there are."""


def renew(
    known: KnownTerms,
    touched: Sequence[str] | None,
    ids: Callable[[], Iterable[str]],
    records: Records,
    read: Callable[[str], bytes],
    put: Callable[[str, bytes], object],
) -> tuple[IndexState, frozenset[str] | None]:
    """The index as it is then, and the paths of files that go; None when all were made anew.

    `touched` are the papers that may have changed, None for any; `read` gives a published file, `put` gets those that may
    differ. What is `known` is to be settled once they are in place.
    """
    state = None if touched is None else known.state()
    search_files = None if state is None else _changed(known, state, touched or (), records, read)
    if search_files is None:
        known.begin_whole()
        return whole_index(ids(), records, put, known.keep), None
    known.begin(search_files.terms, search_files.state.bits)
    for path, data in search_files.files.items():
        put(path, data)
    return search_files.state, search_files.gone


def _changed(
    known: KnownTerms, state: IndexState, touched: Sequence[str], records: Records, read: Callable[[str], bytes]
) -> SearchFiles | None:
    """What changed papers change; None where that cannot be told."""
    if len(touched) > max(AT_ONCE, state.papers // 4):
        return None
    found = {one.record.id: one for one in records(touched)}

    def value(path: str) -> Any:
        try:
            return value_of(read(path))
        except FileNotFoundError:
            return None

    try:
        return brought_up(state, {name: found.get(name) for name in touched}, known.of(touched, state.bits), value)
    except (LookupError, ValueError, OSError):
        return None
