"""Tables and JSON lines -> Mentions: rows and values one by one, however many there are."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice

from enrich.citations.citation import title_like
from enrich.citations.column_ids import judge_columns, with_columns
from enrich.citations.items import Listed, Unparsable, may_name, mentions_of
from enrich.citations.named_fields import Field, is_amount, listed
from enrich.identifiers.columns import Column, header_kind
from enrich.items.columns import SAMPLE, read_columns
from enrich.items.grids import completed
from enrich.items.title_cells import read_title_cell
from enrich.record import Document, Item, Mention
from enrich.references.parse_values import parse_json
from enrich.references.values import read_value

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
"""Excel's first line that names the separator."""
LINE_LIMIT = 8_000_000
"""Characters of one JSON line that are parsed; longer ones are searched for ids as text."""


def read_rows(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a table: where its columns are known a row is an item, otherwise its cells are read.

    Raises Unparsable when the csv module cannot read it.
    """
    sample = _head(document)
    separator = "\t" if document.format == "tsv" else _separator(sample)
    rows: Callable[[], Iterator[list[str]]] = partial(_rows, document, separator)
    try:
        first = list(islice((row for row in rows() if any(row)), SAMPLE))
        for _ in rows():
            pass
    except csv.Error as error:
        raise Unparsable from error
    columns = read_columns(first)
    header = first[0] if columns.headed or _heads(first) else None
    judged = judge_columns(header, first[header is not None :], today)
    titled = "title" in columns.roles
    for number, row in enumerate(rows(), 1):
        if row != header and (titled or any(map(may_name, row))):
            place = f"row {number}"
            first_of, *more = things_of(columns.roles, row, place)
            first_thing = with_columns(first_of, _judged(header, row, judged, place), today)
            for thing in (first_thing, *more):
                yield from mentions_of(thing, document, today)


def _heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is one of headings, where no column has a role: words above numbers."""
    names = rows[0] if rows else ()
    kinds = [header_kind(name) for name in names]
    return any(one in ("arxiv", "measure", "name") for one in kinds) and not any(map(str.isdecimal, "".join(names)))


def _judged(
    header: Sequence[str] | None, row: Sequence[str], judged: Sequence[Column], place: str
) -> Iterator[tuple[str, str, str, Column]]:
    for at, cell in enumerate(row):
        if at < len(judged) and cell:
            yield place, header[at] if header and at < len(header) else "", cell, judged[at]


def things_of(roles: Sequence[str | None], row: Sequence[str], place: str) -> tuple[Listed, ...]:
    """What a row lists: one thing where it has a title, and otherwise the texts of its cells; the works of a cell with several after those."""
    at = next((at for at, role in enumerate(roles) if role == "title" and at < len(row) and row[at].strip()), None)
    cells = [Field(roles[at] if at < len(roles) else None, place, cell.strip()) for at, cell in enumerate(row)]
    works = read_title_cell(row[at].strip()) if at is not None else ()
    if at is None or len(works) != 1 or not works[0].title:
        rest = [(place, cell) for n, cell in enumerate(row) if n != at or not works[1:] if _is_kept(roles, n, cell)]
        return (Listed(place, Item(), (), tuple(rest)), *(_work_of(work, place) for work in works if work.title))
    (work,) = works
    cells[at] = Field("title", place, work.title)
    if "://" in row[at] or "arxiv" in row[at].lower():
        cells.append(Field("address", place, row[at].strip()))
    described = bool(work.authors) or any(
        cell.role in {"authors", "venue", "abstract", "date"} and cell.value for cell in cells
    )
    thing = listed(cells, place, named=described or _is_title(work.title or ""))
    return (replace(thing, item=completed(thing.item, work)) if work != Item(title=work.title) else thing,)


def _is_title(text: str) -> bool:
    """Whether what stands in the column of titles is one by itself, be its first letter small."""
    return title_like(text, 2) or title_like(text[:1].upper() + text[1:], 4)


def _is_kept(roles: Sequence[str | None], at: int, cell: str) -> bool:
    return not roles or (at < len(roles) and roles[at] is not None) or not is_amount(cell)


def _work_of(work: Item, place: str) -> Listed:
    return Listed(place, work, named=_is_title(work.title or ""))


def _head(document: Document) -> str:
    return next(document.pieces(), b"")[:65536].decode("utf-8", "replace")


def _separator(sample: str) -> str:
    line = next((line for line in sample.splitlines() if line.strip()), "")
    if found := _SEPARATOR_LINE.fullmatch(line.strip("\ufeff \t")):
        return found.group(1)
    return max(",;\t|", key=lambda sign: (line.count(sign), sign == ","))


def _rows(document: Document, separator: str) -> Iterator[list[str]]:
    lines = (line for line in text_lines(document) if not (len(line) < 10 and _SEPARATOR_LINE.fullmatch(line.strip())))
    return csv.reader(lines, delimiter=separator, skipinitialspace=True)


def text_lines(document: Document) -> Iterator[str]:
    """The lines of a document as they come, with their ends."""
    kept = ""
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    for piece in _characters(document):
        *lines, kept = (kept + decoder.decode(piece)).split("\n")
        yield from (line + "\n" for line in lines)
    yield kept + "\n"


def _characters(document: Document) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    yield from (decoder.decode(piece) for piece in document.pieces())
    yield decoder.decode(b"", True)


def read_json_lines(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a document with one JSON value in each line; a line that is none is read as text."""
    for number, line in enumerate(text_lines(document), 1):
        if not line.strip():
            continue
        try:
            value = parse_json(line) if len(line) <= LINE_LIMIT else line
        except Unparsable:
            value = line
        yield from read_value(value, document, today, place=f"line {number}: $")
