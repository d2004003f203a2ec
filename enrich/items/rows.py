"""Rows and terms that set out works (pure): a year beside a citation, a time beside a talk, one field each (`Title: ...`, `Year: ...`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of
from enrich.citations.items import ListedItem
from enrich.citations.named_fields import Field, listed
from enrich.tree.blocks import (
    BREAK,
    Block,
    Cell,
    Definition,
    ListBlock,
    ListItem,
    Paragraph,
    Table,
    TableRow,
    TextRun,
    TextRuns,
    block_runs,
    text_of,
)
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import leads_to_paper, links_of, may_be_own
from enrich.tree.marks import is_dated_remark

_LABEL = re.compile(r"([A-Z]{1,3})-?\d{1,3}(?:[.-]\d{1,3})?[.:)]?\s+(?=\w)")
_SET_APART = frozenset({"marked", "title", "quoted", "linked"})
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


_BESIDE = frozenset({"authors", "venue", "date", "doi", "arxiv", "abstract"})
"""What beside a title tells a work."""

_NUMBER = re.compile(r"\W{0,2}[A-Za-z]{0,3}[.-]?\d{1,3}\W{0,2}")
"""How a term counts works: `[J12]`, `C-3.`."""


class Labelled(Struct, frozen=True, gc=False):
    """What is named by a label."""

    label: str
    runs: TextRuns
    place: str

    @property
    def role(self) -> str | None:
        role = role_of(self.label.strip(" :*"))
        return "title" if role == "work" else role


def leading_definitions(blocks: Sequence[Block], at: int) -> list[Definition]:
    """The definitions in a row from one of the blocks on."""
    found = []
    for block in blocks[at:]:
        if not isinstance(block, Definition):
            break
        found.append(block)
    return found


def of_definitions(blocks: Sequence[Definition]) -> list[ListedItem] | None:
    """The works that terms with their definitions describe, maybe none; None where the terms are no names of fields."""
    return _all_described([Labelled(text_of(one.term), block_runs(one.blocks), one.place) for one in blocks])


def counts_works(term: str) -> bool:
    """Whether a term is only a year, a date or a number of the works that follow it."""
    return is_dated_remark(term) or _NUMBER.fullmatch(term) is not None


def of_rows(table: Table) -> list[ListedItem] | None:
    """The works of a table of two columns whose first one names the fields, maybe none; None for any other table."""
    if any(len(row.cells) != 2 for row in table.rows):
        return None
    return _all_described([Labelled(text_of(row.cells[0].runs), row.cells[1].runs, row.place) for row in table.rows])


# bounded: _LONGEST_LABEL characters
_FIELD = re.compile(r"([^\W\d_][\w /()-]{1,24})\s?[:：]+\s*(?=\S)")
_LONGEST_LABEL = 30


def of_list(block: ListBlock) -> list[ListedItem] | None:
    """The works of a list each of whose items is a field with its name, maybe none; None for any other list."""
    first = [item.blocks[0] for item in block.items if len(item.blocks) == 1]
    lines = [one for one in first if isinstance(one, Paragraph) and one.runs]
    names = [_FIELD.match(text_of(one.runs)[:_LONGEST_LABEL]) for one in lines]
    if len(lines) < max(len(block.items), _FEWEST_FIELDS) or not all(names):
        return None
    pairs = [
        Labelled(name[1], _behind(one.runs, name.end()), one.place)
        for one, name in zip(lines, names, strict=True)
        if name
    ]
    return _all_described(pairs)


_FEWEST_FIELDS = 3


def _behind(runs: TextRuns, length: int) -> TextRuns:
    """The runs without so many characters at their beginning."""
    left: list[TextRun] = []
    for run in runs:
        cut = min(length, len(run.text))
        length -= cut
        if run.text[cut:]:
            left.append(replace(run, text=run.text[cut:].lstrip() if not left else run.text[cut:]))
    return tuple(left)


def _all_described(pairs: Sequence[Labelled]) -> list[ListedItem] | None:
    roles = [one.role for one in pairs]
    if roles.count("title") == 0 or not _BESIDE.intersection(role or "" for role in roles):
        return None
    if sum(role is not None for role in roles) * 3 < len(roles) * 2:
        return None
    works = [_described(group) for group in _groups(pairs)]
    return [one for one in works if one]


def _groups(pairs: Sequence[Labelled]) -> list[list[Labelled]]:
    """The fields of each work: the next one begins where a field comes again that the first one began with."""
    groups: list[list[Labelled]] = []
    for one in pairs:
        if not groups or (one.role and one.role == groups[0][0].role):
            groups.append([one])
        else:
            groups[-1].append(one)
    return groups


def _described(group: Sequence[Labelled]) -> ListedItem | None:
    fields = [Field(one.role, one.place, text_of(one.runs)) for one in group if text_of(one.runs)]
    titles = [field.value for field in fields if field.role == "title"]
    if len(titles) != 1 or not title_like(titles[0], 2):
        return None
    links = [(one.place, link) for one in group for link in links_of(one.runs)]
    fields += [Field("address", at, link.href) for at, link in links if may_be_own(link) or leads_to_paper(link)]
    place = next(one.place for one in group if one.role == "title")
    return listed(fields, place, named=True)
