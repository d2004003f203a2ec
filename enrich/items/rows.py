"""A table that only sets out a list, a year beside a citation or a time beside a talk -> what it lists (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from enrich.citations.items import ListedItem
from enrich.tree.blocks import BREAK, Block, Cell, Definition, ListBlock, ListItem, Paragraph, Table, TableRow, TextRun
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import links_of

_LABEL = re.compile(r"([A-Z]{1,3})-?\d{1,3}(?:[.-]\d{1,3})?[.:)]?\s+(?=\w)")
_SET_APART = frozenset({"marked", "title", "quoted"})
"""Evidence that a title stands apart from what is beside it."""


def rows_as_list(table: Table) -> ListBlock | None:
    """The rows as items; None for a table with a header, and for one that lays out a page, with several lines in a cell."""
    if len(table.rows) < 2 or table.headed or any(map(_has_lines, table.rows)):
        return None
    return ListBlock(tuple(ListItem((_paragraph(row),), row.place) for row in table.rows), table.place)


def as_list(block: Definition) -> tuple[Block, ...]:
    """What is said of a term, as a list where it is nothing but paragraphs."""
    items = tuple(ListItem((one,), one.place) for one in block.blocks if isinstance(one, Paragraph))
    return (ListBlock(items, block.place),) if items and len(items) == len(block.blocks) else block.blocks


def _has_lines(row: TableRow) -> bool:
    return any(run.text == BREAK for cell in row.cells for run in cell.runs)


def _paragraph(row: TableRow) -> Paragraph:
    runs: list[TextRun] = []
    for cell in row.cells:
        if cell.runs:
            runs += [TextRun(BREAK), *cell.runs] if runs else cell.runs
    return Paragraph(tuple(runs), row.place)


def works_in_cells(table: Table) -> dict[str, tuple[int, TreeEntry]]:
    """By the place of its row, the column of a cell that says by itself that it is a work, and what the row says of it.

    The title is set apart and people are named; none when only one row of the table has such a cell.
    """
    found = {}
    for row in table.rows:
        works = [(at, entry) for at, cell in enumerate(row.cells) if (entry := _work(cell))]
        if len(works) == 1:
            at, entry = works[0]
            beside = [cell.runs for other, cell in enumerate(row.cells) if other != at and links_of(cell.runs)]
            found[row.place] = (at, (read_entry(row.cells[at].runs, beside) if beside else None) or entry)
    return found if len(found) > 1 else {}


def _work(cell: Cell) -> TreeEntry | None:
    entry = read_entry(cell.runs) if cell.runs else None
    if entry is None or "authors" not in entry.evidence or not entry.evidence & _SET_APART:
        return None
    return entry if len((entry.item.title or "").split()) > 2 else None


def without_labels(things: Sequence[ListedItem]) -> list[ListedItem]:
    """The things without the labels that number their titles (`P1`, `P2`); one alone may belong to its title."""
    labels = [_LABEL.match(thing.item.title or "") for thing in things]
    counts = Counter(label[1] for label in labels if label)
    return [
        replace(thing, item=replace(thing.item, title=label.string[label.end() :]))
        if label and counts[label[1]] > 1
        else thing
        for thing, label in zip(things, labels, strict=True)
    ]
