"""Cells of tables (pure): what one holds by its form, and the works in one of the column of titles, with people or a year beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from enrich.citations.author_lists import read_byline, read_names
from enrich.citations.citation import BULLET, title_like
from enrich.citations.venues import venue_like
from enrich.identifiers.arxiv_id import parse_id
from enrich.record import Item
from enrich.tree.blocks import TextRun, text_of
from enrich.tree.entry import read_entry
from enrich.tree.several import works_apart
from enrich.tree.task_marks import is_day

_ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:arxiv|doi)\.org/\S+|(?:doi:\s*)?10\.\d{4,9}/\S+|arxiv:\s*\S+"
    r"|(?:0[7-9]|[12]\d)(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?",
    re.IGNORECASE,
)
_FAMILIES = re.compile(
    r"[^\W\d_a-z][\w'’-]{1,30}(?:(?:,? (?:and|&|\+|und|et|y) |, | ?/ ?)[^\W\d_a-z][\w'’-]{1,30}){0,7}(?:,? et al\.?)?"
)
"""Authors by their family names: `Ho and Abbeel`, `Devlin et al.`, `Miller`."""
_NUMBER = re.compile(r"\W*+\d{1,5}\W*+")
_QUOTED = re.compile(r"[\"“«„「『]([^\"“”«»「」『』]{8,300})[\"”»“」』]")
_YEAR = re.compile(r"\D{0,8}(?:19|20)\d\d\D{0,2}")
_LONGEST_DATE = 30

_OPENING, _CLOSING = '"“«„「『', '"”»“」』'
_YEAR_LAST = re.compile(r"\((?:19|20)\d\d[a-z]?\)?$")
_PEOPLE_LAST = re.compile(r"\bet al$|\bet al[.,]? ?\(?(?:19|20)\d\d$")
_PEOPLE_BEHIND = re.compile(r"[,;(]\s?[^\W\d_a-z][\w'’-]{1,30} et al\.?\)?$")
_END = 40
"""Characters at the end of a cell that are looked at."""
_GOES_ON = re.compile(
    r"(?:[-‐–,:&]|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|via|with|und|der|die|das|et|de|la|le))\s*$", re.I
)
"""How a line ends that the next one goes on."""


class CellWork(NamedTuple):
    """A work that a cell names."""

    item: Item
    text: str
    """What the cell says of it, where its id may stand."""


def read_title_cell(cell: str) -> tuple[CellWork, ...]:
    """The works that a cell names; one item without a title when it names none (an address alone)."""
    if "\n" not in cell:
        return tuple(_work(text) for text in _apart(cell)) or (_work(cell),)
    lines = [line.strip() for line in cell.splitlines() if line.strip()]
    if len(lines) > 1 and _are_several(lines):
        return tuple(_work(BULLET.sub("", line, count=1)) for line in lines)
    whole = " ".join(lines)
    return tuple(_work(text) for text in _apart(whole)) or (_work(whole),)


def _apart(cell: str) -> list[str]:
    """The text of each of several titles with semicolons or middle dots between them."""
    pieces = works_apart((TextRun(cell),)) if ";" in cell or "·" in cell else []
    return [text_of(piece) for piece in pieces]


def _work(text: str) -> CellWork:
    return CellWork(_read(text), text)


def _are_several(lines: list[str]) -> bool:
    """Whether each line is a work of its own, rather than a piece of a title that was broken."""
    if all(BULLET.match(line) for line in lines):
        return True
    return all(title_like(line, 3) for line in lines) and not any(map(_GOES_ON.search, lines[:-1]))


_TASK = re.compile(
    r"(?:to-?do|(?:re-?|to-?)?read(?: and review)?|skim|review|present|discuss|summari[sz]e|lesen|lire|leer|leggere)\s*:\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""What is to be done with a paper, before its title."""


def _read(text: str) -> Item:
    text = _TASK.sub("", text, count=1) if _TASK.match(text) else text
    if "://" in text and not title_like(
        " ".join(word for word in text.split() if "://" not in word).strip(" ()<>[]"), 3
    ):
        return Item()
    if "://" in text or "arxiv" in text.lower() or _holds_more(text):
        entry = read_entry((TextRun(text),))
        if entry and entry.item.title:
            return entry.item
    return Item(title=text)


def _holds_more(cell: str) -> bool:
    """Whether a cell says more than a title: quotes around the title, a year at the end, people in short."""
    if cell[:1] in _OPENING and cell and any(mark in cell[9:] or cell[-1] == mark for mark in _CLOSING):
        return True
    end = cell[-_END:].rstrip(" .,;:)]*")
    return bool(("(" in end and _YEAR_LAST.search(end)) or ("et al" in end and _PEOPLE_LAST.search(end)))


_NOTHING = re.compile(
    r"(?:[\W_]|n\.?/?a\.?|t\.?b\.?[acd]\.?|none|null|nil|nothing|no (?:class|reading|readings|meeting|seminar|lecture|talk)(?: (?:today|this week|next week|tonight))?|(?:fall |spring |autumn |winter )?holidays?|break|vacation|cancel?led|kein(?:e)?|aucun|ninguno"
    r"|entfällt|ausfall|feiertag)*+",
    re.IGNORECASE,
)


def is_blank(cell: str) -> bool:
    """Whether a cell is empty, or says that there is nothing, and why: `none`, `n/a`, `no class (snow)`."""
    if len(cell) >= _LONGEST_DATE or cell[:1].isdecimal():
        return False
    return _NOTHING.fullmatch(cell.partition(" (")[0] or cell) is not None or _ASIDE.fullmatch(cell) is not None


_ASIDE = re.compile(r"\([a-z][^()]*+\)")
"""A remark of whoever filled the table in: `(left blank on purpose)`."""


def is_title(cell: str) -> bool:
    """Whether a cell has the form of a title, and of no names."""
    cell = _PEOPLE_BEHIND.sub("", _alone(cell))
    return title_like(cell, 3) and len(cell.split()) <= 40 and not cell.endswith(".") and read_byline(cell) is None


def _alone(cell: str) -> str:
    """The first line of a cell without its bullet, or the title in quotes that it begins with."""
    line = cell.partition("\n")[0]
    line = BULLET.sub("", line, count=1)
    quoted = _QUOTED.match(line) if line[:1] in '"“«„「『' else None
    return quoted[1] if quoted else line


def is_short_title(cell: str) -> bool:
    """Whether a cell beside a column of authors may be a title."""
    return title_like(cell, 2) and not cell.endswith(".") and read_byline(cell) is None


def is_byline(cell: str) -> bool:
    """Whether a cell lists authors; "and so on" counts, a single name may be anything."""
    return read_byline(cell.strip(" ;")) is not None


def is_address(cell: str) -> bool:
    """Whether a cell is an id of arXiv or a DOI, or the address of one."""
    return _ADDRESS.fullmatch(cell) is not None


def is_link(cell: str) -> bool:
    """The same, without bare numbers."""
    return not cell[:4].isdecimal() and is_address(cell)


def is_names(cell: str) -> bool:
    """Whether a cell is names, a single one as well."""
    return read_names(cell.strip(" ;")) is not None


def is_families(cell: str) -> bool:
    """Whether a cell is family names."""
    return len(cell) < 120 and _FAMILIES.fullmatch(cell.strip(" .;")) is not None


def is_year(cell: str) -> bool:
    """Whether a cell is a year."""
    return _YEAR.fullmatch(cell) is not None


def is_venue(cell: str) -> bool:
    """Whether a cell is the name of a venue."""
    return len(cell.split()) < 13 and venue_like(cell) and not title_like(cell, 6)


def is_number(cell: str) -> bool:
    """Whether a cell only counts the rows (`1`, `[12]`)."""
    return _NUMBER.fullmatch(cell) is not None


def is_date(cell: str) -> bool:
    """Whether a cell is a day, with its year or without."""
    return len(cell) < _LONGEST_DATE and is_day(cell)


def is_person(cell: str) -> bool:
    """Whether a cell is one person's name."""
    byline = read_names(cell)
    return byline is not None and len(byline.authors) == 1


def is_id(cell: str, today: date) -> bool:
    """Whether a cell is an id and nothing else, of no day after `today`."""
    try:
        return bool(parse_id(cell.strip(), today))
    except ValueError:
        return False


_PAPER = re.compile(r"arxiv\.org/(?:abs|pdf|html)/|\barxiv:\s?[a-z\d]|doi\.org/10\.", re.IGNORECASE)
"""How an address or an id begins that only papers have."""


def names_papers_in(body: Sequence[Sequence[str]]) -> bool:
    """Whether one row of five names a paper by its address at arXiv or its DOI."""
    rows = sum(any(_PAPER.search(cell) for cell in row) for row in body)
    return rows > 0 and rows * 5 >= len(body)


def are_persons(cells: Sequence[str]) -> bool:
    """Whether four of five cells are one person each, or all are single names, one or several in each: `Zoe`, `Ali & Zoe`."""
    parts = [part for cell in cells for part in cell.replace(" and ", "&").replace(",", "&").split("&")]
    return sum(map(is_person, cells)) * 5 >= len(cells) * 4 or all(len(part.split()) == 1 for part in parts)
