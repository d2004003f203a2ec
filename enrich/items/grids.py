"""A table of the document -> the things that its rows list (pure): by its header, or by what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.column_ids import judge_columns, with_columns
from enrich.citations.items import ListedItem
from enrich.citations.named_fields import Field, listed
from enrich.identifiers.columns import Column, header_kind
from enrich.items.cells import is_number
from enrich.items.columns import SAMPLE, Columns, read_columns
from enrich.record import Item
from enrich.titles.sentences import is_sentence, speaks
from enrich.tree.blocks import Cell, Table, TableRow, text_of
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import Link, code_of, label_only, leads_to_paper, links_of, may_be_own
from enrich.tree.several import works_in_cell

_NOTHING = re.compile(r"(?:[\W_]|n\.?/?a|t\.?b\.?[ad]|none|null|nil)*+", re.IGNORECASE)
_TITLE_HEADING = re.compile(
    r"\b(?:titles?|titel|papers?|publications?|references?|articles?|works?|citations?)\b|文献|论文|題",
    re.IGNORECASE,
)
"""What the heading of a column says whose cells hold titles with other things beside them (`Title & Authors`)."""

_TELLING = frozenset({"authors", "title", "quoted"})
"""Evidence that tells a cell to be a work by itself."""


class _Line(Struct, frozen=True, gc=False):
    """A row of the table."""

    row: TableRow
    words: tuple[str, ...]
    """The words of each cell."""

    @property
    def spans(self) -> bool:
        """Whether one cell goes over the whole width: a year, a heading, a remark."""
        return len(self.words) > 1 and all(cell.across for cell in self.row.cells[1:])

    @property
    def lone(self) -> bool:
        """Whether only one cell says anything."""
        return sum(map(bool, self.words)) < 2 <= len(self.words)


def read_table(table: Table, today: date) -> list[ListedItem] | None:
    """One thing for each row: a work, or the texts in which ids may stand. None when nothing is known of the columns."""
    lines = [_Line(row, tuple(map(_words_of, row.cells))) for row in table.rows]
    rows = [line for line in lines if not line.lone]
    if len(rows) * 2 < len(lines):
        rows = [line for line in lines if not line.spans]
    headed = bool(rows) and all(cell.header for cell in rows[0].row.cells)
    columns = _columns(rows, headed, today)
    header = rows[0].words if rows and (columns.headed or headed) else None
    works = bool({"title", "authors"} & {*columns.roles})
    judged = judge_columns(header, [line.words for line in rows[header is not None : SAMPLE]], today, works=works)
    if "title" not in columns.roles and all(column.kind == "unsaid" for column in judged):
        return None
    things = []
    above: Cell | None = None
    for line in lines:
        if line.words == header:
            texts = tuple((line.row.place, text) for text in line.words if header_kind(text) == "measure")
            things += [ListedItem(line.row.place, Item(), (), texts)] if texts else []
            continue
        if several := _several(columns, line):
            things += several
            above = None
            continue
        thing = _thing(columns, line, above)
        things.append(with_columns(thing, _judged(header, line, judged), today))
        above = _cell_of_title(columns, line)
    return things


def _columns(rows: Sequence[_Line], headed: bool, today: date) -> Columns:
    """What the columns hold; where no cells are titles alone, cells that are whole entries are in the column of titles."""
    texts = [line.words for line in rows]
    if not texts or max(map(len, texts)) < 2:
        return Columns((), False)
    columns = read_columns(texts[:SAMPLE], today, headed or None)
    if "title" in columns.roles:
        at = columns.roles.index("title")
        body = texts[columns.headed :]
        if sum(at < len(words) and bool(words[at]) and not is_number(words[at]) for words in body) * 2 >= len(body):
            return columns
        return Columns((), columns.headed)
    return _with_entries(rows, columns, headed)


def _with_entries(rows: Sequence[_Line], columns: Columns, headed: bool) -> Columns:
    headed = headed or columns.headed or (bool(rows) and any(map(_heads, rows[0].words)))
    body = rows[headed : SAMPLE + headed]
    width = max(len(line.words) for line in rows)
    roles = [*columns.roles, *[None] * (width - len(columns.roles))]
    for at in range(width):
        named = headed and at < len(rows[0].words) and _heads(rows[0].words[at])
        if roles[at] in {None, "work"} and _holds_entries(body, at, named):
            roles[at] = "title"
            return Columns(tuple(roles), headed)
    return columns


def _heads(name: str) -> bool:
    return len(name.split()) < 6 and _TITLE_HEADING.search(name) is not None


def _holds_entries(body: Sequence[_Line], at: int, named: bool) -> bool:
    """Whether most cells of a column say by themselves that they are works; below such a heading, a title is enough."""
    cells = [line.row.cells[at].runs for line in body if at < len(line.words) and line.words[at]]
    entries = [read_entry(runs) for runs in cells]
    fits = [
        one
        for one in entries
        if one and (one.evidence & _TELLING or (named and len((one.item.title or "").split()) > 2))
    ]
    return bool(fits) and len(fits) * 3 >= len(cells) * 2 and len(cells) * 2 >= len(body)


def _words_of(cell: Cell) -> str:
    """The words of a cell; a link's label that says nothing does not count, nor does a dash."""
    words = text_of(cell.runs)
    if _NOTHING.fullmatch(words):
        return ""
    return "" if label_only(words) and any(run.href for run in cell.runs) else words


def _judged(
    header: Sequence[str] | None, line: _Line, judged: Sequence[Column]
) -> Iterator[tuple[str, str, str, Column]]:
    for at, text in enumerate(line.words):
        if at < len(judged) and text:
            yield line.row.place, header[at] if header and at < len(header) else "", text, judged[at]


def _cell_of_title(columns: Columns, line: _Line) -> Cell | None:
    at = columns.roles.index("title") if "title" in columns.roles else len(line.words)
    return line.row.cells[at] if at < len(line.words) and line.words[at] and not is_number(line.words[at]) else None


def _several(columns: Columns, line: _Line) -> list[ListedItem]:
    """The works of a row whose cell of titles names several; what its other cells say is said of none of them."""
    cell = _cell_of_title(columns, line)
    works = works_in_cell(cell.runs) if cell else []
    place = line.row.place
    entries = [entry for runs in works if (entry := read_entry(runs))]
    if len(entries) < 2:
        return []
    others = [(place, text) for one, text in zip(line.row.cells, line.words, strict=True) if one is not cell and text]
    others += [(place, link.href) for one in line.row.cells if one is not cell for link in links_of(one.runs)]
    things = [
        ListedItem(
            place,
            entry.item,
            tuple((place, text) for text in entry.own),
            tuple((place, text) for text in entry.rest),
            True,
        )
        for entry in entries
    ]
    return [ListedItem(place, Item(), (), tuple(others)), *things]


def _thing(columns: Columns, line: _Line, above: Cell | None) -> ListedItem:
    """What a row lists; `above` is the title's cell of the row above, which may go on here."""
    cell = _cell_of_title(columns, line)
    if line.spans:
        cell = line.row.cells[0]
    entry = read_entry(cell.runs) if cell and cell is not above else None
    if (
        entry
        and line.lone
        and not entry.evidence & _TELLING
        and (line.spans or len((entry.item.title or "").split()) < 3)
    ):
        entry = None
    if entry and cell and not entry.evidence & _TELLING and _is_spoken(_words_of(cell), entry.item.title or ""):
        entry = None
    if cell is None or entry is None:
        links = [link for one in line.row.cells for link in links_of(one.runs)]
        texts = [*line.words, *(link.href for link in links)]
        return ListedItem(line.row.place, Item(), (), tuple((line.row.place, text) for text in texts if text))
    return _work(columns, line, cell, entry)


_SHORT = 8
"""Words of a sentence that is no title with something said of it."""


def _is_spoken(words: str, title: str) -> bool:
    """Whether a cell is a short sentence, as rows of news have it: `We moved to building C.`"""
    return len(words.split()) < _SHORT and is_sentence(words) and speaks(title)


def _work(columns: Columns, line: _Line, titled: Cell, entry: TreeEntry) -> ListedItem:
    place, title = line.row.place, entry.item.title or ""
    links = [link for cell in (titled, *line.row.cells) for link in links_of(cell.runs)]
    fields = [
        Field(role, place, text)
        for cell, role, text in zip(line.row.cells, columns.roles, line.words, strict=False)
        if cell is not titled
    ]
    fields.insert(0, Field("title", place, title))
    fields += [Field("address", place, link.href) for link in links if may_be_own(link) or leads_to_paper(link)]
    fields += [Field("code", place, address) for address in code_of(_code_links(columns, line.row, links), "")]
    page = next((link.href for link in links_of(titled.runs) if _is_page(link, title)), None)
    if page:
        fields.append(Field("page", place, page))
    others = [(place, link.href) for link in links if not (may_be_own(link) or leads_to_paper(link))]
    thing = listed(fields, place, named=True)
    texts = tuple((place, text) for text in (*entry.own, *entry.rest) if (place, text) not in thing.own)
    return replace(thing, item=completed(thing.item, entry.item), rest=(*thing.rest, *texts, *others))


def _is_page(link: Link, title: str) -> bool:
    """Whether a link of the title's cell is to a page of the paper's own."""
    return title in link.label and not leads_to_paper(link) and not code_of([link], "")


def completed(item: Item, beside: Item) -> Item:
    """What the columns say of a work, and what is beside its title where they do not say it."""
    if not item.authors and beside.authors:
        item = replace(
            item,
            authors=beside.authors,
            authors_complete=beside.authors_complete,
            affiliations=item.affiliations or beside.affiliations,
        )
    if not item.date and beside.date:
        item = replace(item, date=beside.date, date_exact=beside.date_exact)
    return replace(
        item,
        venue=item.venue or beside.venue,
        abstract=item.abstract or beside.abstract,
        page=item.page or beside.page,
    )


def _code_links(columns: Columns, row: TableRow, links: Sequence[Link]) -> Sequence[Link]:
    """The links of the column of code where there is one, otherwise all."""
    coded = [
        link
        for role, cell in zip(columns.roles, row.cells, strict=False)
        if role == "code"
        for link in links_of(cell.runs)
    ]
    return coded if "code" in columns.roles else links
