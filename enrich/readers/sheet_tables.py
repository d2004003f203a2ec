"""The tables that a file of delimited values holds -> each line with the table that it is in (pure): header, roles, columns.

A file may hold several: a row of headings after a gap (an empty row, a remark) begins another one if it says something.
Remarks and the title of a sheet above a header are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.column_ids import judge_columns
from enrich.identifiers.columns import Column, bare_number, header_kind, names_measurements, remarked_id
from enrich.items.columns import SAMPLE, read_columns
from enrich.readers.delimited import Delimited, DelimitedRow

_WORKS = frozenset({"title", "authors"})
_MOST = 10 * SAMPLE
"""Lines that are kept until it is known what table they are in."""
_NOTHING = frozenset({"", "n/a", "na", "nan", "-", "--", "none", "null", "tbd", "?", "#ref!", "#n/a"})


class SheetTable(Struct, frozen=True, gc=False):
    """One table of a file."""

    header: Sequence[str] | None
    roles: tuple[str | None, ...]
    judged: tuple[Column, ...]
    above: frozenset[int] = frozenset()
    """The numbers of the rows above the header, which are titles of the sheet."""

    @property
    def titled(self) -> bool:
        """Whether one of its columns holds titles."""
        return "title" in self.roles

    def heads(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header, which may be repeated."""
        header = self.header
        return header is not None and len(cells) == len(header) and list(cells) == list(header)

    def judged_cells(self, cells: Sequence[str], place: str) -> Iterator[tuple[str, str, str, Column]]:
        """(place, heading, text, column) of the cells of a row, but for those of columns of which nothing is said."""
        header = self.header or ()
        for at, (cell, column) in enumerate(zip(cells, self.judged, strict=False)):
            if cell and column.kind != "unsaid":
                yield place, header[at] if at < len(header) else "", cell, column


def in_tables(rows: Delimited, today: date) -> Iterator[tuple[DelimitedRow, SheetTable]]:
    """Every line with the table that it is in, which is told by the first rows of it."""
    part = _Part(rows, today)
    remarks: list[str] = []
    gap = False
    for line in rows.lines():
        row = not (line.remark or line.blank)
        if row and not part.rows:
            part.remarks = tuple(remarks)
        elif row and gap and _may_head(line.cells):
            yield from part.rest()
            part = _Part(rows, today, tuple(remarks), part.table)
        yield from part.add(line)
        remarks = [*remarks[-5:], line.cells[0]] if line.remark else [] if row else remarks
        gap = not row
    yield from part.rest()


class _Part:
    """The lines of one table, kept until there are enough to tell what it holds."""

    def __init__(
        self, rows: Delimited, today: date, remarks: tuple[str, ...] = (), before: SheetTable | None = None
    ) -> None:
        self.source, self.today, self.remarks, self.before = rows, today, remarks, before
        self.table: SheetTable | None = None
        self.waiting: list[DelimitedRow] = []
        self.rows = 0

    def add(self, line: DelimitedRow) -> Iterator[tuple[DelimitedRow, SheetTable]]:
        self.rows += not (line.remark or line.blank)
        if self.table is not None:
            yield line, self.table
            return
        self.waiting.append(line)
        if self.rows == SAMPLE or len(self.waiting) == _MOST:
            yield from self.rest()

    def rest(self) -> Iterator[tuple[DelimitedRow, SheetTable]]:
        """The lines that are kept, with the table that they are in."""
        lines, self.waiting = self.waiting, []
        table = self.table = self.table or self._find_table([one for one in lines if not (one.remark or one.blank)])
        for line in lines:
            yield replace(line, remark=True) if line.number in table.above else line, table

    def _find_table(self, lines: Sequence[DelimitedRow]) -> SheetTable:
        rows = [line.cells for line in lines]
        lead = _titles_above(rows)
        for at in (lead, 0) if lead else (0,):
            columns = read_columns(rows[at:], self.today)
            if columns.headed or _heads(rows[at:]):
                above = frozenset(line.number for line in lines[:at])
                return self._judged(rows[at], columns.roles, rows[at + 1 :], above)
        if rows and self.remarks:
            cells = self.source.parted(self.remarks[-1])
            columns = read_columns([cells, *rows], self.today)
            if len(cells) == len(rows[0]) and _may_head(cells) and (columns.headed or _has_headings(cells)):
                return self._judged(cells, columns.roles, rows)
        if self.before is not None:
            return replace(self.before, above=frozenset())
        measured = next((one for one in self.remarks if names_measurements(one)), None)
        return self._judged(None, read_columns(rows, self.today).roles, rows, measured=measured)

    def _judged(
        self, header: Sequence[str] | None, roles: tuple[str | None, ...], rows: Sequence[Sequence[str]],
        above: frozenset[int] = frozenset(), measured: str | None = None,
    ) -> SheetTable:  # fmt: skip
        width = max(map(len, rows), default=0)
        names = header if measured is None else [measured] * width
        judged = judge_columns(names, rows, self.today, works=bool(_WORKS & {*roles}))
        return SheetTable(header, roles, judged, above)


def _titles_above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows above the header say one thing only, in a table of several columns: the title of the sheet."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    if sum(one > 1 for one in filled) * 2 <= len(filled):
        return 0
    return next((at for at, one in enumerate(filled) if one > 1), 0)


def _may_head(cells: Sequence[str]) -> bool:
    """Whether a row may be one of headings: short ones, all different, none a number."""
    names = [cell.strip() for cell in cells if cell.strip()]
    short = all(len(name) < 40 and len(name.split()) < 6 for name in names)
    return bool(names) and short and len({*names}) == len(names) and not any(map(_is_number, names))


def _is_number(cell: str) -> bool:
    return (bare_number(cell) or remarked_id(cell)) is not None


def _has_headings(names: Sequence[str]) -> bool:
    return len(names) > 1 or any(header_kind(name) in ("arxiv", "measure", "name") for name in names)


def _heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is one of headings, where no column has a role: words above numbers."""
    names = rows[0] if rows else ()
    if any(map(_is_number, names)):
        return False
    named = any(header_kind(name) in ("arxiv", "measure", "name") for name in names)
    over = [at for at, name in enumerate(names) if name.strip().lower() not in _NOTHING and _numbers(rows[1:], at)]
    if over:
        return named or (_may_head(names) and len(over) * 2 >= len(names))
    return named and not any(map(str.isdecimal, "".join(names)))


def _numbers(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether most of a column are numbers."""
    cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
    return sum(bare_number(cell) is not None for cell in cells) * 3 > len(cells) * 2
