"""A cell of the column of titles -> the works in it (pure): a title, a title with people or a year beside it, several on lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from enrich.citations.citation import BULLET, title_like
from enrich.record import Item
from enrich.tree.blocks import TextRun, text_of
from enrich.tree.entry import read_entry
from enrich.tree.several import works_apart

_OPENING, _CLOSING = '"“«„「『', '"”»“」』'
_YEAR_LAST = re.compile(r"\((?:19|20)\d\d[a-z]?\)?$")
_PEOPLE_LAST = re.compile(r"\bet al$|\bet al[.,]? ?\(?(?:19|20)\d\d$")
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
    return bool(_YEAR_LAST.search(end) or _PEOPLE_LAST.search(end))
