"""Terms or rows that each name one field (`Title: ...`, `Authors: ...`, `Year: ...`) -> the works that they describe (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of
from enrich.citations.items import ListedItem
from enrich.citations.named_fields import Field, listed
from enrich.tree.blocks import Block, Definition, Table, TextRuns, block_runs, text_of
from enrich.tree.links import leads_to_paper, links_of, may_be_own
from enrich.tree.marks import is_dated_remark

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
    return _works([Labelled(text_of(one.term), block_runs(one.blocks), one.place) for one in blocks])


def counts_works(term: str) -> bool:
    """Whether a term is only a year, a date or a number of the works that follow it."""
    return is_dated_remark(term) or _NUMBER.fullmatch(term) is not None


def of_rows(table: Table) -> list[ListedItem] | None:
    """The same for a table of two columns whose first one names the fields."""
    if any(len(row.cells) != 2 for row in table.rows):
        return None
    return _works([Labelled(text_of(row.cells[0].runs), row.cells[1].runs, row.place) for row in table.rows])


def _works(pairs: Sequence[Labelled]) -> list[ListedItem] | None:
    roles = [one.role for one in pairs]
    if roles.count("title") == 0 or not _BESIDE.intersection(role or "" for role in roles):
        return None
    if sum(role is not None for role in roles) * 3 < len(roles) * 2:
        return None
    works = [_work(group) for group in _groups(pairs)]
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


def _work(group: Sequence[Labelled]) -> ListedItem | None:
    fields = [Field(one.role, one.place, text_of(one.runs)) for one in group if text_of(one.runs)]
    titles = [field.value for field in fields if field.role == "title"]
    if len(titles) != 1 or not title_like(titles[0], 2):
        return None
    links = [(one.place, link) for one in group for link in links_of(one.runs)]
    fields += [Field("address", at, link.href) for at, link in links if may_be_own(link) or leads_to_paper(link)]
    place = next(one.place for one in group if one.role == "title")
    return listed(fields, place, named=True)
