"""One thing of a table or of a JSON list, with what its bare numbers are by their columns (pure).

Whether a number is an id is the column's to say (enrich/identifiers/columns.py); here its ids become those of the thing,
or of other papers where the heading says so, and what are measurements is not searched for ids any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from enrich.citations.field_names import bare_name
from enrich.citations.items import Listed
from enrich.identifiers.columns import CellId, Column, judge_column, read_cell
from enrich.identifiers.find import IdMatch

OTHERS = frozenset(
    re.findall(
        r"\S+",
        """cites cite cited citedby citation citations references reference refs related relatedwork relatedpapers relatedto parent
    seealso see baseline baselines extends buildson basedon followup supersedes replaces repliesto replyto comparedto""",
    )
)
"""Headings below which other papers stand."""


def judge_columns(header: Sequence[str] | None, rows: Sequence[Sequence[str]], today: date) -> tuple[Column, ...]:
    """What each column of a table is, by its header and a sample of its rows (without the header)."""
    width = max([len(header or ()), *map(len, rows)], default=0)
    return tuple(
        judge_column(
            header[at] if header and at < len(header) else None, [row[at] for row in rows if at < len(row)], today
        )
        for at in range(width)
    )


def with_columns(listed: Listed, cells: Iterable[tuple[str, str, str, Column]], today: date) -> Listed:
    """The thing with the ids of its cells: (place, heading, text, column) of each."""
    own: list[tuple[str, IdMatch]] = []
    also: list[tuple[str, IdMatch]] = []
    settled: set[tuple[str, str]] = set()
    for place, heading, text, column in cells:
        found = read_cell(text, column, today)
        if found is None:
            continue
        settled.update((place, form) for form in _forms(text))
        (also if bare_name(heading) in OTHERS else own).extend((place, match_of(one)) for one in found)
    if not settled:
        return listed
    return replace(
        listed,
        read=tuple(own),
        also=tuple(also),
        own=tuple(pair for pair in listed.own if pair not in settled),
        rest=tuple(pair for pair in listed.rest if pair not in settled),
    )


def _forms(text: str) -> Iterator[str]:
    """The forms in which a cell's text is searched for ids elsewhere."""
    for form in (text, text.strip()):
        yield from (form, f"arXiv:{form}", f"doi:{form}")


def match_of(cell: CellId) -> IdMatch:
    """A cell's id in the form in which ids of texts are."""
    paper, version = (cell.paper.id, cell.paper.version) if cell.paper else (None, None)
    return IdMatch(0, len(cell.text), cell.text, paper, version, "id", cell.malformed, None, cell.warning)
