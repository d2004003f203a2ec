"""Lines that stand beside each other in a document, as rows of lines of one kind (pure): the items of a list, a table's columns, lines of a paragraph.

What is told of most of them holds for the others: one of which nothing was told among works is a work that was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from enrich.items.outline import names_what_follows
from enrich.tree.blocks import (
    BREAK,
    Block,
    Definition,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    Table,
    TableRow,
    TextRuns,
    block_runs,
    lines_of,
    text_of,
)

_REFERENCE = re.compile(r"\[(?:\d{1,3}|[A-Z][\w+-]{1,12}\d{2}[a-z]?)\]\s+\S")
"""How a reference begins that is numbered, or has a key."""
_FEWEST_LINES = 3
_LONGEST = 40
"""Words of a paragraph that may cite a work."""


class Line(Struct, frozen=True, gc=False):
    """One of several that stand beside each other."""

    runs: TextRuns
    place: str
    before: str = ""
    """What the first cell of its row says, where it is another one."""


class Row(Struct, frozen=True, gc=False):
    """Lines beside each other."""

    lines: tuple[Line, ...]
    heading: str
    """What is above them."""
    references: bool = False
    """They are numbered as references are: each is one."""


def rows_of(blocks: Sequence[Block], heading: str = "") -> Iterator[Row]:
    """The rows of lines of a tree, the inner ones by themselves."""
    yield from _of_headings(blocks)
    for kind, group in groupby(blocks, type):
        beside = list(group)
        if kind is Paragraph:
            yield from _of_paragraphs(beside, heading)
            continue
        for block in beside:
            match block:
                case Heading():
                    heading = text_of(block.runs)
                case ListBlock():
                    yield from _of_list(block, heading)
                case Table():
                    yield from _of_table(block)
                case Definition() | Quote() | Section(aside=False):
                    yield from rows_of(block.blocks, heading)
                case _:
                    pass


def _of_headings(blocks: Sequence[Block]) -> Iterator[Row]:
    """The headings of one level below one of a higher one."""
    open_rows: dict[int, list[Line]] = {}
    for block in blocks:
        if isinstance(block, Heading):
            for level in [level for level in open_rows if level > block.level]:
                yield _row(open_rows.pop(level), "")
            open_rows.setdefault(block.level, []).append(Line(block.runs, block.place))
    yield from (_row(lines, "") for lines in open_rows.values())


def _of_list(block: ListBlock, heading: str) -> Iterator[Row]:
    lines = []
    for item in block.items:
        head = [one for one in item.blocks if not isinstance(one, ListBlock | Table)]
        if runs := block_runs(head):
            lines.append(Line(runs, item.place))
        yield from rows_of([one for one in item.blocks if isinstance(one, ListBlock)], text_of(runs) or heading)
    yield _row(lines, heading)


def _of_table(table: Table) -> Iterator[Row]:
    """The columns of a table: what most cells of one name, the others do."""
    body = table.rows[1 if table.headed else 0 :]
    for column in range(max((len(row.cells) for row in body), default=0)):
        cells = [(row, row.cells[column]) for row in body if column < len(row.cells)]
        yield _row(
            [Line(cell.runs, cell.place or row.place, _first(row, column)) for row, cell in cells if cell.runs], ""
        )


def _first(row: TableRow, column: int) -> str:
    return text_of(row.cells[0].runs) if column else ""


def _of_paragraphs(paragraphs: Sequence[Block], heading: str) -> Iterator[Row]:
    """Paragraphs that are references, as one row; the lines of each other one."""
    written = [one for one in paragraphs if isinstance(one, Paragraph) and not one.running]
    texts = [text_of(one.runs) for one in written]
    numbered = [one for one, text in zip(written, texts, strict=True) if _REFERENCE.match(text)]
    row = _row([Line(one.runs, one.place) for one in numbered], heading)
    if row.references:
        yield row
    else:
        yield from _of_short(written, texts)
    for one in written:
        lines = [Line(line, one.place) for line in lines_of(one.runs)] if any(r.text == BREAK for r in one.runs) else []
        if len(lines) >= _FEWEST_LINES:
            yield _row(lines, "")  # what a heading lists may be the paragraph as a whole


def _of_short(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> Iterator[Row]:
    """Short paragraphs in a row, up to one that stands for a heading."""
    for stands, group in groupby(zip(paragraphs, texts, strict=True), lambda one: names_what_follows(one[0])):
        short = [Line(one.runs, one.place) for one, text in group if len(text.split(None, _LONGEST)) <= _LONGEST]
        if stands:
            return  # what is below it may be anything
        if len(short) >= _FEWEST_LINES:
            yield _row(short, "")


def _row(lines: Sequence[Line], heading: str) -> Row:
    marked = sum(_REFERENCE.match(text_of(line.runs)) is not None for line in lines)
    return Row(tuple(lines), heading, 1 < marked == len(lines))
