"""One thing of a table or of a JSON list, with what its bare numbers are by their columns (pure).

Whether a number is an id is the column's to say (enrich/identifiers/columns.py); here its ids become those of the thing,
or of other papers where the heading says so, and what are measurements is not searched for ids any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise, zip_longest

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.field_names import bare_name
from enrich.citations.items import ListedItem
from enrich.identifiers.columns import CellId, Column, bare_number, judge_column, read_cell, whole_id
from enrich.identifiers.find import IdMatch

OTHERS = frozenset(
    re.findall(
        r"\S+",
        """cites cite cited citedby citation citations references reference refs related relatedwork relatedpapers relatedto parent
    seealso see baseline baselines extends buildson basedon followup supersedes replaces repliesto replyto comparedto""",
    )
)
"""Headings below which other papers stand."""


def judge_columns(
    header: Sequence[str] | None, rows: Sequence[Sequence[str]], today: date, *, works: bool
) -> tuple[Column, ...]:
    """What each column of a table is, by its header, a sample of its rows (without the header), and the other columns.

    `works` says whether the table is known to list works: it has a column of titles or of authors.
    """
    width = max([len(header or ()), *map(len, rows)], default=0)
    alone = not works and _only_ids(rows, today) and (not header or len(header) == 1)
    columns = [
        judge_column(
            header[at] if header and at < len(header) else None, [row[at] for row in rows if at < len(row)], today
        )
        for at in range(width)
    ]
    return tuple(columns) if alone else beside_each_other(columns, works=works)


def beside_each_other(columns: Sequence[Column], *, works: bool) -> tuple[Column, ...]:
    """The columns with those for measurements that are called ids by nothing but their numbers, where the others speak against it.

    Measurements may all have the shape of ids. Below a heading that says nothing of ids they are taken for some only in
    a table of works, and only where one column by itself looks so.
    """
    free = [column for column in columns if column.header in ("unknown", "none")]
    rivals = sum(column.kind == "ids" if works else column.decimal for column in free)
    return tuple(
        replace(column, kind="measurements") if column.kind == "ids" and _is_doubted(column, rivals, works) else column
        for column in columns
    )


def _is_doubted(column: Column, rivals: int, works: bool) -> bool:
    if column.header == "unknown":
        return not works or rivals > 1
    return column.header == "none" and rivals > 1


def _only_ids(rows: Sequence[Sequence[str]], today: date) -> bool:
    """Whether all cells are ids of today's form, of several years: no measurements are scattered so."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    papers = [whole_id(number, today) if (number := bare_number(cell)) else None for cell in cells[:_CELLS]]
    found = [paper.id for paper in papers if paper is not None]
    years = len({one[:2] for one in found})
    if len(found) < len(papers) or years <= (1 if len(rows) == 1 else 2) or not all(len(one) == 10 for one in found):
        return False
    return not in_ranges([*zip_longest(*rows[:_CELLS], fillvalue="")], today)


def in_ranges(columns: Sequence[Sequence[str]], today: date) -> bool:
    """Whether each column has a range of its own, as where each measures something else: of a year or two, or all rise or fall."""
    papers = [
        [paper.id for cell in cells if (number := bare_number(cell)) and (paper := whole_id(number, today))]
        for cells in columns
    ]
    if len(papers) < 2 or min(map(len, papers)) < 2:
        return False
    ranges = sorted((min(ids)[:2], max(ids)[:2]) for ids in papers)
    apart = all(one[1] < then[0] for one, then in pairwise(ranges))
    few = len(papers[0]) < _FEWEST_ROWS
    narrow = all(len({one[:2] for one in ids}) <= (1 if few else 2) for ids in papers)
    return apart and (narrow or (not few and all(sorted(ids, reverse=ids[0] > ids[-1]) == ids for ids in papers)))


_FEWEST_ROWS = 3
_CELLS = 200
"""Cells that are looked at."""


def with_columns(listed: ListedItem, cells: Iterable[tuple[str, str, str, Column]], today: date) -> ListedItem:
    """The thing with the ids of its cells: (place, heading, text, column) of each."""
    own: list[tuple[str, IdMatch]] = []
    also: list[tuple[str, IdMatch]] = []
    settled: set[tuple[str, str]] = set()
    for place, heading, text, column in cells:
        if column.rounded and column.header == "arxiv" and title_like(listed.item.title or "", _COMPARABLE):
            # Whether digits were rounded away shows when the title is compared with the paper's.
            column = replace(column, rounded=False)
        found = read_cell(text, column, today)
        if found is None:
            continue
        settled |= {(place, text), (place, text.strip())}
        (also if bare_name(heading) in OTHERS else own).extend((place, match_of(one)) for one in found)
    if not settled:
        return listed
    return replace(
        listed,
        read=tuple(own),
        also=tuple(also),
        own=tuple((place, text) for place, text in listed.own if (place, _bare(text)) not in settled),
        rest=tuple((place, text) for place, text in listed.rest if (place, _bare(text)) not in settled),
    )


_COMPARABLE = 4
"""Words of a title that tells by itself whether an id is that of its paper."""


def _bare(text: str) -> str:
    """A cell's text without what is put before it where it is searched for ids elsewhere."""
    return text.removeprefix("arXiv:").removeprefix("doi:")


def match_of(cell: CellId) -> IdMatch:
    """A cell's id in the form in which ids of texts are."""
    paper, version = (cell.paper.id, cell.paper.version) if cell.paper else (None, None)
    return IdMatch(0, len(cell.text), cell.text, paper, version, "id", cell.malformed, None, cell.warning)
