"""A table that only sets out a list, a year beside a citation or the like -> that list (pure)."""

from __future__ import annotations

from enrich.tree.blocks import BREAK, ListBlock, ListItem, Paragraph, Row, Run, Table


def rows_as_list(table: Table) -> ListBlock | None:
    """The rows as items; None for a table with a header, and for one that lays out a page, with several lines in a cell."""
    if len(table.rows) < 2 or table.headed or any(map(_has_lines, table.rows)):
        return None
    return ListBlock(tuple(ListItem((_paragraph(row),), row.place) for row in table.rows), table.place)


def _has_lines(row: Row) -> bool:
    return any(run.text == BREAK for cell in row.cells for run in cell.runs)


def _paragraph(row: Row) -> Paragraph:
    runs: list[Run] = []
    for cell in row.cells:
        if cell.runs:
            runs += [Run(BREAK), *cell.runs] if runs else cell.runs
    return Paragraph(tuple(runs), row.place)
