"""Tables and JSON -> Mentions: rows, and JSON values of any shape, with objects that describe a paper as items."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

import msgspec

from enrich.citations.citation import title_like
from enrich.citations.items import Listed, Unparsable, by_title, from_hit, may_name, mentions_of
from enrich.citations.named_fields import Field, fields_of, is_amount, is_item, listed, texts
from enrich.identifiers.find import find_ids
from enrich.readers.columns import SAMPLE, read_columns
from enrich.record import Document, Item, Mention

_MAX_DEPTH = 100
_SAID = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
"""Excel's first line that names the separator."""
LINE_LIMIT = 8_000_000
"""Characters of one JSON line that are parsed; longer ones are searched for ids as text."""
_PAPERS = {"papers", "publications", "references", "articles", "bibliography", "preprints", "works", "citations"}


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
    header = first[0] if columns.headed else None
    titled = "title" in columns.roles
    for number, row in enumerate(rows(), 1):
        if row != header and (titled or any(map(may_name, row))):
            yield from mentions_of(row_of(columns.roles, row, f"row {number}"), document, today)


def row_of(roles: Sequence[str | None], row: Sequence[str], place: str) -> Listed:
    """What a row says: one thing where it has a title, otherwise the texts of its cells."""
    cells = [Field(roles[at] if at < len(roles) else None, place, cell.strip()) for at, cell in enumerate(row)]
    title = next((cell.value for cell in cells if cell.role == "title" and cell.value), "")
    if title:
        said = any(cell.role in {"authors", "venue", "abstract", "date"} and cell.value for cell in cells)
        return listed(cells, place, named=title_like(title, 2) or said)
    kept = (cell for at, cell in enumerate(row) if not roles or (at < len(roles) and roles[at]) or not is_amount(cell))
    return Listed(place, Item(), (), tuple((place, cell) for cell in kept))


def _head(document: Document) -> str:
    return next(document.pieces(), b"")[:65536].decode("utf-8", "replace")


def _separator(sample: str) -> str:
    line = next((line for line in sample.splitlines() if line.strip()), "")
    if said := _SAID.fullmatch(line.strip("\ufeff \t")):
        return said.group(1)
    return max(",;\t|", key=lambda sign: (line.count(sign), sign == ","))


def _rows(document: Document, separator: str) -> Iterator[list[str]]:
    lines = (line for line in text_lines(document) if not (len(line) < 10 and _SAID.fullmatch(line.strip())))
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


def read_json(value: Any, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a JSON document's value."""
    yield from _walk(value, "$", document, today)


def read_json_lines(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a document with one JSON value in each line; a line that is none is read as text."""
    for number, line in enumerate(text_lines(document), 1):
        if not line.strip():
            continue
        try:
            value = parse_json(line) if len(line) <= LINE_LIMIT else line
        except Unparsable:
            value = line
        yield from _walk(value, f"line {number}: $", document, today)


def parse_json(text: str) -> Any:
    """The JSON value of a text, as Python's own parser has it when msgspec is too strict (NaN, lone surrogates).

    Raises Unparsable, which says why and where.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise Unparsable(f"{error.msg} (line {error.lineno}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise Unparsable(f"Python cannot read it ({error})") from error


def _walk(
    value: Any, place: str, document: Document, today: date, papers: bool = False, depth: int = 0
) -> Iterator[Mention]:
    """The mentions in a value: an object that describes a paper is one item; what lies deeper in it is read as well."""
    if depth > _MAX_DEPTH:
        raise Unparsable
    if isinstance(value, Mapping):
        yield from _object(value, place, document, today, papers, depth)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _walk(inner, f"{place}[{at}]", document, today, papers, depth + 1)
    else:
        yield from _plain(texts(value, place), document, today)


def _object(
    value: Mapping[str, Any], place: str, document: Document, today: date, papers: bool, depth: int
) -> Iterator[Mention]:
    fields = fields_of(value, place, work=papers)
    if is_item(fields):
        flat = [field for field in fields if field.role or not isinstance(field.value, Mapping | list)]
        yield from mentions_of(listed(flat, place, named=True if papers else None), document, today)
        fields = [field for field in fields if not any(field is one for one in flat)]
    else:
        keys = ((f"{place}.{name}", str(name)) for name in value)
        yield from _plain(keys, document, today)
    for field in fields:
        below = papers or field.place.rpartition(".")[2].lower() in _PAPERS
        if below and isinstance(field.value, list):
            yield from _titles(field, document, today)
        yield from _walk(field.value, field.place, document, today, below, depth + 1)


def _titles(field: Field, document: Document, today: date) -> Iterator[Mention]:
    """The titles in a list of papers that are named by nothing else."""
    for at, value in enumerate(field.value):
        if isinstance(value, str) and title_like(value, 3) and not find_ids(value, today):
            item = Item(title=" ".join(value.split()))
            yield by_title(document, f"{field.place}[{at}]", item, (item.title or "")[:200])


def _plain(pairs: Iterable[tuple[str, str]], document: Document, today: date) -> Iterator[Mention]:
    for place, text in pairs:
        for hit in find_ids(text, today):
            yield from_hit(hit, document, place, " ".join(text.split())[:200])
