"""A table of the document -> the things that its rows list (pure): by its header, or by what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence

from enrich.citations.items import Listed
from enrich.citations.named_fields import Field, listed
from enrich.items.columns import SAMPLE, Columns, is_number, read_columns
from enrich.record import Item
from enrich.tree.blocks import Cell, Row, Table, text_of
from enrich.tree.entry import read_entry
from enrich.tree.links import Link, code_of, label_only, leads_to_paper, links_of, may_be_own
from enrich.tree.marks import bare


def read_table(table: Table) -> list[Listed] | None:
    """One thing for each row; None when the columns do not say that rows are works."""
    rows = [(row, [_said(cell) for cell in row.cells]) for row in table.rows]
    texts = [said for _, said in rows]
    if not texts or max(map(len, texts)) < 2:
        return None
    columns = read_columns(texts[:SAMPLE], table.headed or None)
    if "title" not in columns.roles:
        return None
    at = columns.roles.index("title")
    body = rows[columns.headed :]
    fitting = sum(at < len(said) and bool(said[at]) and not is_number(said[at]) for _, said in body)
    if fitting * 2 < len(body):
        return None
    return [_thing(columns, at, row, said) for row, said in body]


def _said(cell: Cell) -> str:
    """The words of a cell; a link's label that says nothing is none."""
    words = text_of(cell.runs)
    return "" if label_only(words) and any(run.href for run in cell.runs) else words


def _thing(columns: Columns, at: int, row: Row, said: Sequence[str]) -> Listed:
    place = row.place
    links = [link for cell in row.cells for link in links_of(cell.runs)]
    if at >= len(said) or not said[at] or is_number(said[at]):
        texts = [*said, *(link.href for link in links)]
        return Listed(place, Item(), (), tuple((place, text) for text in texts if text))
    titled = links_of(row.cells[at].runs)
    entry = read_entry(row.cells[at].runs)
    title = entry.item.title if entry and entry.item.title else bare(said[at]).text
    fields = [
        Field(role, place, text)
        for number, (role, text) in enumerate(zip(columns.roles, said, strict=False))
        if number != at
    ]
    fields.insert(0, Field("title", place, title))
    if entry and entry.item.authors and not any(field.role == "authors" and field.value for field in fields):
        fields.append(Field("authors", place, [author.name for author in entry.item.authors]))
    if entry and entry.item.venue and not any(field.role == "venue" and field.value for field in fields):
        fields.append(Field("venue", place, entry.item.venue))
    fields += [
        Field("address", place, link.href) for link in [*titled, *links] if may_be_own(link) or leads_to_paper(link)
    ]
    fields += [Field("code", place, address) for address in code_of(_code_links(columns, row, links), "")]
    page = next((link.href for link in titled if not leads_to_paper(link) and not code_of([link], "")), None)
    if page:
        fields.append(Field("page", place, page))
    return listed(fields, place, named=True)


def _code_links(columns: Columns, row: Row, links: Sequence[Link]) -> Sequence[Link]:
    """The links of the column of code where there is one, otherwise all."""
    coded = [
        link
        for role, cell in zip(columns.roles, row.cells, strict=False)
        if role == "code"
        for link in links_of(cell.runs)
    ]
    return coded if "code" in columns.roles else links
