"""The text of a BibTeX file -> its entries with their fields (pure), broken ones included. The only user of bibtexparser.

::

    blocks --entry--> fields, strings filled in --> what it inherits (crossref, xdata)
        \\--broken--> fields found one by one --/
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Block, Entry, ExplicitComment, ImplicitComment, ParsingFailedBlock, String
from msgspec import Struct
from msgspec.structs import replace

from enrich.months import SHORT_MONTHS
from enrich.references.bibtex_values import FIELD_SIGN, entry_end, scan_fields, value_of

# It writes a warning for each broken entry; those are read here all the same, field by field.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_HEAD = re.compile(r"@\s*+(\w++)\s*+[{(]")
_FIELD = re.compile(r"(?<![\w\\+-])[+-]*+[A-Za-z][\w+-]*+\s*+=\s*+[{\"\d]")
_KEY = re.compile(r"[^,={}\"\n]*+")
_INSIDE = re.compile(
    r"(?<!\w)@(?:article|book|conference|in(?:book|collection|proceedings)|misc|online|phdthesis|techreport)[ \t]*+[{(]"
    r"[^\s,={}\"@]++[ \t]*+,",
    re.IGNORECASE,
)
_NO_ENTRIES = {"string", "preamble", "comment"}
_LEVELS = 5
"""How far an entry inherits."""
_FROM_CROSSREF = {
    "booktitle": ("booktitle", "title"),
    "year": ("year",),
    "date": ("date",),
    "month": ("month",),
    "series": ("series",),
    "journal": ("journal",),
    "publisher": ("publisher",),
}
"""What an entry that lacks it takes from the volume that it is in: never what names the volume itself."""
_NOT_FROM_DATA = {"title", "subtitle", "eprint", "doi", "url", "ids", "crossref", "xdata", "key"}


class BibEntry(Struct, frozen=True, gc=False):
    """One entry."""

    kind: str
    """In lower case, without the `@`."""
    key: str
    fields: Mapping[str, str]
    """Names in lower case; values without what encloses them, in LaTeX."""


class Loose(Struct, frozen=True, gc=False):
    """Text between the entries."""

    text: str
    line: int
    """The line of its first character, from 1."""


def parse_entries(text: str) -> list[BibEntry | Loose]:
    """The entries of a text and what is between them, in order."""
    strings: dict[str, str] = {name: name for name in map(str.lower, SHORT_MONTHS)}
    found: list[BibEntry | Loose] = []
    for block in _joined(parse_string(text, parse_stack=[]).blocks):
        if isinstance(block, String):
            strings[block.key.lower()] = value_of(block.value, strings)
        elif isinstance(block, Entry) and (entry := _whole(block, strings)):
            found.append(entry)
        elif isinstance(block, ImplicitComment | ExplicitComment):
            found.append(Loose(block.comment, (block.start_line or 0) + 1))
        else:
            found += _broken(block, strings)
    entries = {one.key.lower(): one for one in reversed(found) if isinstance(one, BibEntry)}
    return [_inherited(one, entries) if isinstance(one, BibEntry) else one for one in found]


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; an entry is given back what a brace too many, or a comma too few, has cut off it."""
    kept: list[Block] = []
    for block in blocks:
        before = kept[-1] if kept else None
        cut = isinstance(block, ImplicitComment) and _FIELD.search(block.comment)
        broken = isinstance(before, ParsingFailedBlock | _Broken) or (
            isinstance(before, Entry) and (block.raw or "")[:1] == ","
        )
        if before and cut and broken:
            kept[-1] = _Broken(before.start_line or 0, f"{before.raw}{block.raw}")
        else:
            kept.append(block)
    yield from kept


class _Broken(Block):
    """A block that was put together."""


def _whole(block: Entry, strings: Mapping[str, str]) -> BibEntry | None:
    """The entry of a block that is valid; None when commas or braces are missing although it can be parsed."""
    if any(FIELD_SIGN.search(str(field.value)) for field in block.fields):
        return None
    fields: dict[str, str] = {}
    for field in block.fields:
        fields.setdefault((field.key.split() or [""])[-1].lower(), value_of(str(field.value), strings))
    return BibEntry(block.entry_type.lower(), block.key, fields)


def _broken(block: Block, strings: Mapping[str, str]) -> Iterator[BibEntry | Loose]:
    """What can be saved of an entry that is not valid: its fields one by one, the first of each name."""
    raw, line = block.raw or "", block.start_line or 0
    starts = [0, *(found.start() for found in _INSIDE.finditer(raw, 1)), len(raw)]
    for start, end in pairwise(starts):
        part = raw[start:end]
        head = _HEAD.match(part)
        if head is None or head.group(1).lower() in _NO_ENTRIES:
            yield Loose(part, line + 1 + raw.count("\n", 0, start))
            continue
        named = _KEY.match(part, head.end())
        words = named.group(0).split() if named else []
        begin = named.end() if named else head.end()
        if words and part[begin : begin + 1] == "=":
            begin = part.rindex(words.pop(), head.end(), begin)
        end = entry_end(part, head.end() - 1)
        end = end if _FIELD.search(part, end) is None else len(part)
        fields = {name: value_of(value, strings) for name, value in scan_fields(part[:end], begin).items()}
        yield BibEntry(head.group(1).lower(), " ".join(words), fields)
        if part[end:].strip():
            yield Loose(part[end:], line + 1 + raw.count("\n", 0, start + end))


def _inherited(entry: BibEntry, entries: Mapping[str, BibEntry]) -> BibEntry:
    """The entry with what it takes from others."""
    fields, seen, waiting = dict(entry.fields), {entry.key.lower()}, [(entry, 0)]
    while waiting:
        child, level = waiting.pop()
        for name in ("crossref", "xdata"):
            for key in child.fields.get(name, "").split(","):
                parent = entries.get(key.strip().lower())
                if parent is None or level >= _LEVELS or parent.key.lower() in seen:
                    continue
                seen.add(parent.key.lower())
                waiting.append((parent, level + 1))
                for own, value in _legacy(parent) if name == "crossref" else _shared(parent):
                    fields.setdefault(own, value)
    return replace(entry, fields=fields)


def _legacy(parent: BibEntry) -> Iterator[tuple[str, str]]:
    for own, theirs in _FROM_CROSSREF.items():
        yield from ((own, parent.fields[one]) for one in theirs[:2] if one in parent.fields)


def _shared(parent: BibEntry) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in parent.fields.items() if name not in _NOT_FROM_DATA)
