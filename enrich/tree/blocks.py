"""The tree of a document (types only): blocks that hold blocks or runs of text, each with the place where it stands.

Whatever the format, a parser of `enrich/parsers/` makes this of it. Nothing of a document is left out: what a parser does
not understand is a Paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from enrich.text import collapse_spaces

BREAK = "\n"
"""The text of a run that ends a line within a block."""
SOFT = "\v"
"""The text of a run where the source begins a new line and the block goes on: a wrapped line, or one that was meant."""


class TextRun(Struct, frozen=True, gc=False):
    """A stretch of text that is marked in one way."""

    text: str
    """White space folded; BREAK or SOFT alone for the end of a line."""
    href: str = ""
    """The address that it links to, made whole where the document's own is known."""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    struck: bool = False
    title: bool = False
    """The document says that this is a title (`<papertitle>`, `class="pub-title"`, `<cite>`)."""
    people: bool = False
    """The document says that these are the authors (`class="authors"`, `itemprop="author"`)."""
    hidden: bool = False
    """It is in an attribute, or is the text of an image: a reader of the page does not see it as words."""


TextRuns = tuple[TextRun, ...]


class Heading(Struct, frozen=True, gc=False):
    level: int
    """From 1."""
    runs: TextRuns
    place: str


class Paragraph(Struct, frozen=True, gc=False):
    """Text that is one block; its lines end at BREAKs."""

    runs: TextRuns
    place: str
    guessed: bool = False
    """The format does not say that this is one paragraph."""
    running: bool = False
    """It is running text in which nothing is named (`names_nothing`), but for ids: nobody need look at it."""


class ListItem(Struct, frozen=True, gc=False):
    blocks: tuple[Block, ...]
    place: str


class ListBlock(Struct, frozen=True, gc=False):
    items: tuple[ListItem, ...]
    place: str
    ordered: bool = False


class Cell(Struct, frozen=True, gc=False):
    runs: TextRuns
    place: str
    header: bool = False
    across: bool = False
    """The cell before it goes on here (`colspan`)."""


class TableRow(Struct, frozen=True, gc=False):
    cells: tuple[Cell, ...]
    place: str


class Table(Struct, frozen=True, gc=False):
    rows: tuple[TableRow, ...]
    place: str
    headed: bool = False
    """The format says that the first row is a header."""


class Definition(Struct, frozen=True, gc=False):
    """A term, and what explains it."""

    term: TextRuns
    blocks: tuple[Block, ...]
    place: str


class Quote(Struct, frozen=True, gc=False):
    blocks: tuple[Block, ...]
    place: str


class Code(Struct, frozen=True, gc=False):
    """Text as it was typed: a program, a log, or entries of BibTeX."""

    text: str
    language: str
    place: str


class Section(Struct, frozen=True, gc=False):
    """A part that the document sets apart: one work (`<article>`, `<div class="publication">`), or what is beside the text."""

    blocks: tuple[Block, ...]
    place: str
    aside: bool = False
    """A menu, a head or a foot of the page: nothing is listed there."""


Block = Heading | Paragraph | ListBlock | Table | Definition | Quote | Code | Section


class Tree(Struct, frozen=True, gc=False):
    """A document, parsed."""

    blocks: tuple[Block, ...]
    locate: Callable[[str, str], str] = lambda place, text: place
    """(place of a block, text within it) -> the place of that text, where the parser can tell."""


def text_of(runs: Sequence[TextRun]) -> str:
    """What a reader sees of runs, on one line."""
    return collapse_spaces("".join([run.text for run in runs if not run.hidden]))


def lines_of(runs: Sequence[TextRun]) -> list[TextRuns]:
    """The runs of each line; empty lines are left out."""
    lines: list[list[TextRun]] = [[]]
    for run in runs:
        if run.text == BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    return [tuple(line) for line in lines if any(run.text.strip() or run.href for run in line)]


def block_runs(blocks: Sequence[Block]) -> TextRuns:
    """All runs of blocks in order, a BREAK between two blocks."""
    found: list[TextRun] = []
    for block in blocks:
        inner = _runs(block)
        if inner:
            found += [TextRun(BREAK), *inner] if found else inner
    return tuple(found)


def _runs(block: Block) -> Sequence[TextRun]:
    match block:
        case Heading() | Paragraph():
            return block.runs
        case ListBlock():
            return block_runs([inner for item in block.items for inner in item.blocks])
        case Table():
            cells = [Paragraph(cell.runs, cell.place) for row in block.rows for cell in row.cells]
            return block_runs(cells)
        case Definition():
            return block_runs([Paragraph(block.term, block.place), *block.blocks])
        case Code():
            return [piece for line in block.text.splitlines() for piece in (TextRun(line), TextRun(BREAK))]
        case Section(aside=True):
            return [replace(run, hidden=True) for run in block_runs(block.blocks) if run.href]
        case Quote() | Section():
            return block_runs(block.blocks)


def stretches(line: TextRuns, fits: Callable[[TextRun], bool]) -> list[str]:
    """The texts of neighbouring runs that fit, joined."""
    found: list[str] = []
    joined = False
    for run in line:
        if not run.hidden and fits(run):
            if joined:
                found[-1] += run.text
            else:
                found.append(run.text)
            joined = True
        elif run.text.strip():
            joined = False
    return [" ".join(text.split()) for text in found]
