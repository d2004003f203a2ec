"""BibTeX -> Mentions (pure): one for each entry, broken entries included; text between the entries is searched for ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from enrich.citations.items import around, from_hit, mentions_in
from enrich.identifiers.find import find_ids
from enrich.record import Document, Mention
from enrich.references.bibtex_entries import Loose, parse_entries
from enrich.references.bibtex_fields import listed_entry

_NO_WORKS = {"xdata", "set"}
"""Entries that only lend their fields to others, or gather them."""


def read_bibliography(text: str, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a BibTeX text."""
    for entry in parse_entries(text):
        if isinstance(entry, Loose):
            yield from _loose(entry, document, today)
        elif entry.kind not in _NO_WORKS:
            yield from mentions_in(listed_entry(entry), document, today)


def _loose(loose: Loose, document: Document, today: date) -> Iterator[Mention]:
    text = loose.text
    for hit in find_ids(text, today):
        line = loose.line + text.count("\n", 0, hit.start)
        column = hit.start - text.rfind("\n", 0, hit.start)
        yield from_hit(hit, document, f"line {line}, column {column}", around(text, hit.start, hit.end))
