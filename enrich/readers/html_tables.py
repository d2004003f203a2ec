"""Tables of HTML pages whose columns are known -> one thing for each row (pure, but for emptying the tables it reads)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from enrich.citations.items import Listed
from enrich.citations.named_fields import Field, listed
from enrich.readers.columns import SAMPLE, Columns, is_number, read_columns
from enrich.record import Item

_SKIPPED = ("script", "style", "template", "svg")
_PAPER = re.compile(r"(?:arxiv|doi)\.org|\.pdf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """The things that one table lists."""

    number: int
    """Which `<table>` of the page it is, from 1."""
    things: tuple[Listed, ...]


def take_grids(tree: Any, base: str) -> tuple[Grid, ...]:
    """The tables of a page that list works, each emptied in the tree so that nothing of it is read twice."""
    hidden = {table for tag in _SKIPPED for outer in tree.iter(tag) for table in outer.iter("table")}
    tables = [table for table in tree.iter("table") if table not in hidden]
    places = {row: number for number, row in enumerate(tree.iter("tr"), 1)}
    found: list[Grid] = []
    for number, table in enumerate(tables, 1):
        things = _things(table, base, places)
        if things:
            found.append(Grid(number, things))
            table.clear(keep_tail=True)
    return tuple(found)


def _things(table: Any, base: str, places: dict[Any, int]) -> tuple[Listed, ...]:
    """What the rows of a table say; nothing unless each is one work, with its title in a cell of its own."""
    if next(table.iterdescendants("table", "ul", "ol", "dl", "h1", "h2", "h3"), None) is not None:
        return ()
    rows = [(row, [cell for cell in row if cell.tag in {"td", "th"}]) for row in table.iter("tr")]
    rows = [(row, cells) for row, cells in rows if any(_text(cell) for cell in cells)]
    texts = [[_text(cell) for cell in cells] for _, cells in rows]
    if len(rows) < 2 or max(map(len, texts)) < 2:
        return ()
    headed = all(cell.tag == "th" for cell in rows[0][1]) or None
    columns = read_columns(texts[:SAMPLE], headed)
    body = list(zip(rows, texts, strict=True))[columns.headed :]
    fitting = sum(_fits(cells, said, columns) for (_, cells), said in body)
    if "title" not in columns.roles or not fitting or fitting * 5 < len(body) * 4:
        return ()
    return tuple(
        _thing(columns, cells, said, base, f"line {row.sourceline}, <tr> {places[row]}") for (row, cells), said in body
    )


def _fits(cells: Sequence[Any], said: Sequence[str], columns: Columns) -> bool:
    """Whether a row has the table's columns, and one line in the cell of its title."""
    at = columns.roles.index("title") if "title" in columns.roles else -1
    if not 0 <= at < len(cells) or len(cells) != len(columns.roles) or not said[at] or is_number(said[at]):
        return False
    return next(cells[at].iterdescendants("br", "p", "div", "li"), None) is None


def _thing(columns: Columns, cells: Sequence[Any], said: Sequence[str], base: str, place: str) -> Listed:
    if not _fits(cells, said, columns):
        links = tuple((place, link) for cell in cells for link in links_of(cell, base))
        return Listed(place, Item(), (), (*((place, text) for text in said), *links))
    fields = [Field(role, place, text) for role, text in zip(columns.roles, said, strict=True)]
    at = columns.roles.index("title")
    for number, cell in enumerate(cells):
        addresses = list(links_of(cell, base))
        fields += [Field("address", place, link) for link in addresses]
        if number == at and addresses and not _PAPER.search(addresses[0]):
            fields.append(Field("page", place, addresses[0]))
    return listed(fields, place, named=True)


def links_of(cell: Any, base: str) -> Iterator[str]:
    """The addresses that an element links to, made whole by the page's own."""
    for anchor in cell.iter("a"):
        href = (anchor.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:", "data:")):
            try:
                yield urljoin(base, href) if base else href
            except ValueError:
                yield href


def _text(cell: Any) -> str:
    return " ".join(" ".join(_pieces(cell)).split())


def _pieces(element: Any) -> Iterator[str]:
    """The text of an element; what a line break or a block separates does not fuse, what a mark-up only shows does."""
    if element.tag in _SKIPPED or not isinstance(element.tag, str):
        return
    yield "".join(_inline(element))


def _inline(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            apart = " " if child.tag in {"br", "div", "p", "li"} else ""
            yield apart
            yield from _inline(child)
            yield apart
        yield child.tail or ""
