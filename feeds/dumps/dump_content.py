"""Reads a published dump from end to end: how many records it holds, and of when its newest change is.

Pure but for reading. Line by line, so memory stays flat however long the list is.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from feeds.dumps.encodings import FORMS, JSON_LINES, PEOPLE_FORM, PEOPLE_JSON
from feeds.dumps.manifest import is_changes_name, month_in
from feeds.exports.ris import RIS_START
from feeds.exports.tabular import COLUMNS, csv_header, parquet_rows

_CELL = 2**31 - 1
"""Characters in a cell: 3,000 authors are more than csv allows by itself."""


class DumpContent(Struct, frozen=True):
    """What a dump holds."""

    records: int | None
    """None when it cannot be read here (Parquet without pyarrow)."""
    newest: str = ""
    """The newest time of a change in it, of dumps that have such times; "" for none."""


def read_content(path: Path, name: str) -> DumpContent:
    """Read a dump; raises ValueError where it is not of its form, and what gzip, zlib and csv raise."""
    if name.endswith(".parquet"):
        return DumpContent(parquet_rows(path))
    reader: Callable[[Iterable[bytes]], DumpContent] = _READERS.get(name, _lines_alone)
    if is_changes_name(name):
        reader = _changes
    if month_in(name):
        reader = _records
    with gzip.open(path) if name.endswith(".gz") else path.open("rb") as lines:
        return reader(lines)


def _lines(lines: Iterable[bytes], times: Callable[[dict[str, Any]], Iterable[Any]]) -> DumpContent:
    count, newest = 0, ""
    for count, line in enumerate(lines, start=1):
        _require(line.endswith(b"\n"), f"line {count} has no end")
        found = [time for time in times(_object(line, count)) if isinstance(time, str)]
        newest = max([newest, *found])
    return DumpContent(count, newest)


def _times_of_record(record: dict[str, Any]) -> Iterable[Any]:
    origins = record.get("provenance")
    values = [one for one in origins.values() if isinstance(one, dict)] if isinstance(origins, dict) else []
    others = [one for each in values for one in each.get("also") or () if isinstance(one, dict)]
    return [record.get("first_seen"), *(one.get("when") for one in (*values, *others))]


def _time_of_change(change: dict[str, Any]) -> Iterable[Any]:
    return (change.get("when"),)


def _records(lines: Iterable[bytes]) -> DumpContent:
    return _lines(lines, _times_of_record)


def _changes(lines: Iterable[bytes]) -> DumpContent:
    return _lines(lines, _time_of_change)


def _lines_alone(lines: Iterable[bytes]) -> DumpContent:
    return _lines(lines, lambda record: ())


def _json(lines: Iterable[bytes]) -> DumpContent:
    return _array(lines, "records.json", _header("records.json"), b"]}\n")


def _csl(lines: Iterable[bytes]) -> DumpContent:
    return _array(lines, "records.csl.json", _header("records.csl.json"), b"]\n")


def _people(lines: Iterable[bytes]) -> DumpContent:
    return _array(lines, PEOPLE_JSON, PEOPLE_FORM[0], b"]}\n")


def _header(name: str) -> bytes:
    return next(form.header for form in FORMS if form.name == name)


def _array(lines: Iterable[bytes], name: str, header: bytes, end: bytes) -> DumpContent:
    """Objects, one a line, in an array."""
    rest = iter(lines)
    _require(next(rest, b"") == header, f"its first line is not that of {name}")
    count, comma = 0, True
    for line in rest:
        if line == end:
            _require(next(rest, None) is None, "something follows its end")
            return DumpContent(count)
        if line == b"\n" and not count:
            continue
        _require(comma, f"no comma after record {count}")
        comma = line.endswith(b",\n")
        count += 1
        _object(line.removesuffix(b"\n").removesuffix(b","), count)
    raise ValueError("its end is missing")


def _csv(lines: Iterable[bytes]) -> DumpContent:
    before = csv.field_size_limit(_CELL)
    try:
        texts = (line.decode() for line in lines)
        _require(next(texts, None) == csv_header(), "its first row does not name the columns")
        count, rows = 0, csv.reader(texts, strict=True)
        for count, row in enumerate(rows, start=1):
            _require(len(row) == len(COLUMNS), f"row {count} has {len(row)} cells")
        return DumpContent(count)
    finally:
        csv.field_size_limit(before)


def _bib(lines: Iterable[bytes]) -> DumpContent:
    return DumpContent(sum(line.startswith(b"@misc{") for line in lines))


def _ris(lines: Iterable[bytes]) -> DumpContent:
    starts = ends = 0
    for line in lines:
        starts += line.startswith(RIS_START.encode())
        ends += line.rstrip() == b"ER  -"
    _require(starts == ends, f"{starts} records begin and {ends} end")
    return DumpContent(starts)


def _object(text: bytes, place: int) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"record {place} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"record {place} is not an object")
    return value


def _require(truth: bool, problem: str) -> None:
    if not truth:
        raise ValueError(problem)


_READERS = {
    JSON_LINES: _records,
    "records.json": _json,
    "records.csv": _csv,
    "records.bib": _bib,
    "records.ris": _ris,
    "records.csl.json": _csl,
    PEOPLE_JSON: _people,
}
