"""Files of values with a sign between them (CSV, TSV, semicolons, bars) -> their rows and the remarks among them.

A remark is a line that begins with a sign of its own (`# run of May 3, after arXiv:2401.00001`); it is no row, however many
commas it has. A `#` that stands alone in its cell is the heading of the numbers below it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from enrich.record import Document

_SEPARATORS = ",;\t|"
_STATED = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
"""Excel's first line that names the separator."""
_REMARK = re.compile(r'[ \t]*("?)(#+|//+|%+|;+|!+)([^\n]*)')
_QUOTED = re.compile(r'"[^"\n]*"')
_MOST_KEPT = 20_000
"""Rows of a document that are kept when it is read for the first time; a longer one is read twice."""
_HEAD = 40
"""Lines that are looked at to tell the separator and the signs of remarks."""


class DelimitedRow(Struct, frozen=True, gc=False):
    """A row, or a remark, which has one cell: its text."""

    number: int
    """From 1; a row of several lines counts once."""
    cells: Sequence[str]
    remark: bool = False

    @property
    def blank(self) -> bool:
        """Whether it says nothing."""
        return not any(map(str.strip, self.cells))


class Delimited(Struct, frozen=True, gc=False):
    """A document of this kind, and how it is written."""

    document: Document
    separator: str
    signs: str
    """What begins a remark."""
    kept: tuple[DelimitedRow, ...] | None = None
    """All rows and remarks, where they are few and were read already."""

    def checked(self) -> Delimited:
        """The same, read to its end once. Raises csv.Error when the csv module cannot read it."""
        lines = self.lines()
        first = tuple(islice(lines, _MOST_KEPT))
        more = next(lines, None)
        for _ in lines:
            pass
        return self if more else replace(self, kept=first)

    def lines(self) -> Iterator[DelimitedRow]:
        """The rows and remarks, in order. Raises csv.Error when the csv module cannot read them."""
        if self.kept is not None:
            return iter(self.kept)
        return _parsed(text_lines(self.document), self.separator, self.signs)

    def parted(self, remark: str) -> list[str]:
        """The cells of a remark, as if it was a row: it may be the header."""
        text = remark.strip('" ').lstrip("#/%;! ")
        return next(csv.reader([text], delimiter=self.separator, skipinitialspace=True), [])


def delimited(document: Document) -> Delimited:
    """How a document is written, by its first lines."""
    sample = next(document.pieces(), b"")[:65536].decode("utf-8", "replace").removeprefix("\ufeff")
    head = [line for line in sample.splitlines()[:_HEAD] if line.strip()]
    separator = "\t" if document.format == "tsv" else _separator(head)
    return Delimited(document, separator, _signs(head, separator))


def _separator(head: Sequence[str]) -> str:
    """The sign that is between values: by the first line that is no remark, unless most lines have another one."""
    stated = next((found.group(1) for line in head if (found := _STATED.fullmatch(line.strip("\ufeff \t")))), None)
    if stated:
        return stated
    lines = [_QUOTED.sub("", line) for line in head if not _is_remark(line, "", "#/%;!")] or list(head)
    first = max(_SEPARATORS, key=lambda sign: (lines[0].count(sign), sign == ",")) if lines else ","
    spread = {sign: sum(sign in line for line in lines) for sign in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sign: spread[sign])
    return best if spread[first] * 2 < len(lines) and spread[best] > spread[first] else first


def _signs(head: Sequence[str], separator: str) -> str:
    """The signs that begin remarks: not one that most lines begin with, as a list of tags does."""
    found = [line.lstrip()[:1] for line in head]
    return "".join(sign for sign in "#/%;!" if sign != separator and found.count(sign) * 2 <= len(found))


def _is_remark(line: str, separator: str, signs: str) -> bool:
    match = _REMARK.match(line)
    if match is None or match[2][0] not in signs or (match[1] and line.count('"') % 2):
        return False
    if match[1]:
        return True
    # "#,Title" heads a column; "#1,Title", "#to-read,Title" and "#REF!,Title" are in it.
    ends = [at for sign in separator or _SEPARATORS if (at := match[3].find(sign)) >= 0]
    if not ends:
        return True
    cell = match[3][: min(ends)]
    return bool(cell.strip()) and (cell[0].isspace() or " " in cell.strip())


def _parsed(lines: Iterable[str], separator: str, signs: str) -> Iterator[DelimitedRow]:
    remarks: list[str] = []
    begins = True

    def rows() -> Iterator[str]:
        nonlocal begins
        for line in lines:
            if begins and len(line) < 10 and _STATED.fullmatch(line.strip("\ufeff \t\n")):
                continue
            if begins and line.lstrip()[:2].strip("\"'")[:1] in signs and _is_remark(line, separator, signs):
                remarks.append(line)
                continue
            begins = False
            yield line

    number = 0
    for cells in csv.reader(rows(), delimiter=separator, skipinitialspace=True):
        for remark in remarks:
            number += 1
            yield DelimitedRow(number, (remark.strip(),), remark=True)
        remarks.clear()
        number += 1
        yield DelimitedRow(number, cells)
        begins = True
    yield from (DelimitedRow(number + at, (remark.strip(),), remark=True) for at, remark in enumerate(remarks, 1))


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
