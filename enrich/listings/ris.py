"""Records of tagged lines (`TI  - `, `%T `) in plain text -> Entries (pure): RIS, EndNote, PubMed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from enrich.citations.author_lists import name_in_order
from enrich.citations.citation import title_like
from enrich.citations.dates import find_date
from enrich.identifiers.find import IdMatch
from enrich.listings.listing_entry import ListedEntry
from enrich.record import Author, Item

_TAGGED = re.compile(r"^[ \t]*(?:([A-Z][A-Z\d]{1,3}) {0,2}- ?|%([A-Z\d@]) )", re.MULTILINE)
_TITLE = ("TI", "T1", "T")
_AUTHOR = ("AU", "A1", "FAU", "A")
_DATE = ("DA", "DP", "PY", "Y1", "D", "8")
_VENUE = ("JO", "JF", "T2", "JT", "TA", "BT", "J", "B")
_OWN = ("DO", "AID", "LID", "UR", "L1", "M3", "AN", "R", "U", "M", "ID")

Field = tuple[str, int, int]
"""Tag, and where its value stands."""


def read_tagged(text: str, hits: Sequence[IdMatch]) -> list[ListedEntry] | None:
    """The records of a text that is made of tagged lines; None for any other text."""
    marks = list(_TAGGED.finditer(text))
    lines = sum(1 for line in text.splitlines() if line.strip() and not line.startswith(" "))
    if len(marks) < 3 or len(marks) * 2 < lines or not any(_tag(mark) in _TITLE for mark in marks):
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    fields = [(_tag(mark), mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
    return [entry for record in _records(text, fields) if (entry := _entry(text, record, hits))]


def _tag(mark: re.Match[str]) -> str:
    return mark.group(1) or mark.group(2)


def _records(text: str, fields: Sequence[Field]) -> Iterator[list[Field]]:
    """The fields of each record: a record ends with ER, or where its first tag comes again after an empty line."""
    record: list[Field] = []
    opening = fields[0][0]
    for before, field in pairwise([fields[0], *fields]):
        again = field[0] == opening and "\n\n" in text[before[1] : before[2]].replace("\r", "")
        if record and (again or field[0] in {"TY", "PMID", "0"}):
            yield record
            record = []
        if field[0] == "ER":
            yield record
            record = []
        else:
            record.append(field)
    yield record


def _start(hit: IdMatch) -> int:
    return hit.start


def _entry(text: str, record: Sequence[Field], hits: Sequence[IdMatch]) -> ListedEntry | None:
    values = [(tag, " ".join(text[start:end].split())) for tag, start, end in record]

    def first(tags: Sequence[str]) -> str | None:
        return next((value for tag in tags for name, value in values if name == tag and value), None)

    title, dated = first(_TITLE), find_date(first(_DATE) or "")
    if not title or not title_like(title, 1):
        return None
    start, end = record[0][1], record[-1][2]
    inside = hits[bisect_left(hits, start, key=_start) : bisect_left(hits, end, key=_start)]
    named = [hit for hit in inside if any(tag in _OWN and a <= hit.start < b for tag, a, b in record)]
    own = next((hit for hit in named if hit.id), None)
    names = [value for tag, value in values if tag in _AUTHOR and value]
    full = [value for tag, value in values if tag == "FAU" and value]
    dois = tuple(dict.fromkeys(hit.doi for hit in named if hit.doi and not hit.id))
    item = Item(
        title=title,
        authors=tuple(Author(name_in_order(name.rstrip(","))) for name in full or names),
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        venue=first(_VENUE),
        abstract=first(("AB", "N2", "X")),
        dois=dois,
    )
    owned = tuple(hit for hit in named if hit is own or (own and hit.id == own.id) or hit.doi in dois)
    at = next(start for tag, start, _ in record if tag in _TITLE)
    return ListedEntry(at, item, own, owned)
