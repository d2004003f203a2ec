"""Tables, JSON lines and lists of ids -> Mentions: rows, values and lines one by one, however many there are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.column_ids import with_columns
from enrich.citations.field_names import role_of
from enrich.citations.items import ListedItem, Unparsable, from_hit, may_name, mentions_of
from enrich.citations.named_fields import Field, is_amount, listed
from enrich.documents.open import whole_text
from enrich.gleaning.trials import MOST_LOOKED_AT, texts_on_trial
from enrich.identifiers.arxiv_id import parse_id
from enrich.identifiers.columns import header_kind
from enrich.identifiers.find import IdMatch, find_ids
from enrich.items.cells import CellWork, is_blank, read_title_cell
from enrich.items.columns import SAMPLE
from enrich.items.grids import completed
from enrich.readers.delimited import Delimited, DelimitedRow, delimited, text_lines
from enrich.readers.sheet_tables import SheetTable, in_tables
from enrich.readers.untold import may_be_work, outcome, read_values
from enrich.record import Document, Item, Mention
from enrich.references.parse_values import parse_json
from enrich.tree.task_marks import begins_with_time, is_errand_in_tasks, is_slot

_SIGNS = "#/%;! \t"
LINE_LIMIT = 8_000_000
"""Characters of one JSON line that are parsed; longer ones are searched for ids as text."""


def read_rows(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a table: where its columns are known a row is an item, otherwise its cells are read.

    Raises Unparsable when the csv module cannot read it.
    """
    try:
        rows = delimited(document).checked()
    except csv.Error as error:
        raise Unparsable from error
    if _is_list_of_lines(rows):
        raise Unparsable("it has one column, of titles")
    left = LeftRows(document)
    taken: list[Mention] = []
    cells: list[tuple[str, str]] = []
    for line, table in in_tables(rows, today):
        found = [one for thing in _things(line, table, today) for one in mentions_of(thing, document, today)]
        titled = table.titled and not (line.remark or line.blank or table.heads(line.cells))
        if not (titled and left.holds_errand(line, table, found)):
            yield from found
        if titled:
            left.add(line, table, found)
        if len(cells) >= MOST_LOOKED_AT:
            continue
        taken += found
        cells += [(f"row {line.number}", " ".join(cell.split())) for cell in line.cells if not is_blank(cell)]
    taken += (rest := list(left.outcomes()))
    yield from rest
    yield from texts_on_trial(cells, taken, document, today)


class LeftRows:
    """The rows of a table of works that gave nothing, or are things to do, and how many of the others are works."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.works = self.rows = 0
        self.left: list[tuple[str, str]] = []
        self.least = 0
        """Cells that a row of a work says something in, at least; 0 before one is seen."""
        self.errands: list[tuple[int, Sequence[Mention]]] = []
        """How many cells of a row that may be a thing to do say something, and its mentions."""

    def holds_errand(self, line: DelimitedRow, table: SheetTable, found: Sequence[Mention]) -> bool:
        """Keep the mentions of a row whose title may be a thing to do, as `Buy more paper`; it is none where it says as much as works do."""
        filled = sum(not is_blank(cell) for cell in line.cells) if found else 0
        if len(found) == 1 and found[0].how == "title" and len(self.errands) < _MOST_LEFT:
            at = table.roles.index("title")
            title = line.cells[at].strip() if at < len(line.cells) else ""
            if is_errand_in_tasks(title) and title[1:] == title[1:].lower():
                self.errands.append((filled, found))
                return True
        self.least = min(self.least or filled, filled) if found else self.least
        return False

    def add(self, line: DelimitedRow, table: SheetTable, found: Sequence[Mention]) -> None:
        """Note a row below a heading that says what a title is, and what was found in it."""
        at = table.roles.index("title")
        title = line.cells[at].strip() if at < len(line.cells) else ""
        if not title or table.header is None or _is_break(line.cells, at):
            return
        self.rows += 1
        self.works += any(one.item and one.item.title for one in found)
        if not found and may_be_work(title) and len(self.left) < _MOST_LEFT:
            self.left.append((f"row {line.number}", title))

    def outcomes(self) -> Iterator[Mention]:
        """The mentions of the rows that gave nothing, where most of the others are works."""
        if self.works > 1 and self.works * 2 >= self.rows:
            yield from (outcome(title, self.document, place) for place, title in self.left)
        for filled, found in self.errands:
            yield from found if filled >= self.least else ()


_MOST_LEFT = 10_000
"""Rows that are kept."""


def _is_list_of_lines(rows: Delimited) -> bool:
    """Whether a table is only a list: one cell in each of its first rows, most of them titles, and no heading that says so."""
    cells = [row.cells for row in islice(rows.lines(), SAMPLE) if not row.blank and not row.remark]
    alone = [row[0].strip() for row in cells if len(row) == 1]
    if len(alone) < 2 or len(alone) * 5 < len(cells) * 4 or role_of(alone[0]):
        return False
    return sum(title_like(one[:1].upper() + one[1:], 4) for one in alone) * 3 >= len(alone) * 2


def _things(line: DelimitedRow, table: SheetTable, today: date) -> Iterator[ListedItem]:
    place = f"row {line.number}"
    if line.remark and len(table.judged) == 1 and (number := line.cells[0].lstrip(_SIGNS))[:4].isdecimal():
        # A row that was taken out of a list of ids.
        yield with_columns(
            ListedItem(place, Item(), (), ((place, number),)), table.judged_cells([number], place), today
        )
        return
    if line.remark or table.heads(line.cells):
        named = [cell for cell in line.cells if may_name(cell) and (line.remark or header_kind(cell) == "measure")]
        if named:
            yield ListedItem(place, Item(), (), tuple((place, cell) for cell in named))
    elif table.titled or any(map(may_name, line.cells)):
        first, *more = things_of(table.roles, line.cells, place)
        yield with_columns(first, table.judged_cells(line.cells, place), today)
        yield from more


def things_of(roles: Sequence[str | None], row: Sequence[str], place: str) -> tuple[ListedItem, ...]:
    """What a row lists: one thing where it has a title, and otherwise the texts of its cells; the works of a cell with several after those."""
    titled = (
        at for at, role in enumerate(roles) if role == "title" and at < len(row) and not is_blank(row[at].strip())
    )
    at = next(titled, None)
    if at is not None and _is_break(row, at):
        at = None  # a break of a programme: it has a time, and nobody who speaks
    cells = [Field(roles[at] if at < len(roles) else None, place, cell.strip()) for at, cell in enumerate(row)]
    works = read_title_cell(row[at].strip()) if at is not None else ()
    if at is None or len(works) != 1 or not works[0].item.title:
        rest = [(place, cell) for n, cell in enumerate(row) if n != at or not works[1:] if _is_kept(roles, n, cell)]
        return (
            ListedItem(place, Item(), (), tuple(rest)),
            *(_listed(work, place) for work in works if work.item.title or works[1:]),
        )
    work = works[0].item
    cells[at] = Field("title", place, work.title)
    if "://" in row[at] or "arxiv" in row[at].lower():
        cells.append(Field("address", place, row[at].strip()))
    described = bool(work.authors) or any(
        cell.role in {"authors", "venue", "abstract", "date"} and cell.value for cell in cells
    )
    thing = listed(cells, place, named=described or _is_title(work.title or ""))
    return (replace(thing, item=completed(thing.item, work)) if work != Item(title=work.title) else thing,)


def _is_break(row: Sequence[str], at: int) -> bool:
    """Whether a row is a break of a programme: it has a time and a few words, and nobody who speaks."""
    cells = (*row[:at], *row[at + 1 :], row[at])
    first = next((cell for cell in cells if not is_blank(cell)), "")
    return begins_with_time(first) and is_slot(" ".join(cell for cell in cells if not is_blank(cell)))


def _is_title(text: str) -> bool:
    """Whether what is in the column of titles is one by itself, even if its first letter is small."""
    return title_like(text, 2) or title_like(text[:1].upper() + text[1:], 4)


def _is_kept(roles: Sequence[str | None], at: int, cell: str) -> bool:
    return not roles or (at < len(roles) and roles[at] is not None) or not is_amount(cell)


def _listed(work: CellWork, place: str) -> ListedItem:
    """One of the works of a cell, with what the cell says of it."""
    texts = ((place, work.text),) if may_name(work.text) else ()
    return ListedItem(place, work.item, texts, named=_is_title(work.item.title or ""))


def read_json_lines(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a document with one JSON value in each line; any other line is read as text."""
    for number, line in enumerate(text_lines(document), 1):
        if not line.strip():
            continue
        try:
            value = parse_json(line) if len(line) <= LINE_LIMIT else line
        except Unparsable:
            value = line
        yield from read_values(value, document, today, place=f"line {number}: $")


def read_id_list(document: Document, today: date) -> Iterator[Mention]:
    """One id in each line; a line that holds none is a malformed mention."""
    for number, line in enumerate(whole_text(document).splitlines(), 1):
        text = line.partition("#")[0].strip() if "://" not in line else line.strip()
        place = f"line {number}, column 1"
        hits = find_ids(text, today)
        yield from (from_hit(hit, document, place, text[:200]) for hit in hits)
        if text and not hits:
            yield from_hit(_written(text, today), document, place, text[:200])


def _written(text: str, today: date) -> IdMatch:
    """A line of an id list that the search for ids does not see: it is meant as an id all the same."""
    try:
        known = parse_id(text, today)
    except ValueError as error:
        return IdMatch(0, len(text), text, None, None, "id", str(error))
    return IdMatch(0, len(text), text, known.id, known.version, "id")
