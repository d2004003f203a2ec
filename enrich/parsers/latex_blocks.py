"""The blocks of a LaTeX document while they are put together: environments with their items and rows, groups with their style."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.parsers.html_inline import Style, folded
from enrich.tex.to_unicode import readable
from enrich.tree.blocks import (
    BREAK,
    SOFT,
    Block,
    Cell,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Table,
    TableRow,
    TextRun,
)

DEEPEST = 30
"""Environments within each other; deeper ones are read as part of the one around them."""
_LONGEST = 20_000
"""Characters of a text that is converted at once."""


class LatexGroup(Struct):
    """What a `{` began."""

    style: Style
    """How text looks again when it has ended."""
    at_end: Callable[[], None] | None = None


class Environment(Struct):
    """What a `\\begin` began, or a command that lists one thing."""

    name: str
    place: str
    groups: int
    """Groups that were open when it began."""
    blocks: list[Block] = field(default_factory=list)
    items: list[ListItem] | None = None
    """The items that have ended, where it lists something."""
    inside: list[Block] = field(default_factory=list)
    """The blocks of the item that has not."""
    item_place: str = ""
    rows: list[TableRow] | None = None
    cells: list[Cell] = field(default_factory=list)

    def put(self, block: Block) -> None:
        """Add a block; items that follow each other are one list."""
        target = self.inside if self.item_place else self.blocks
        last = target[-1] if target else None
        if isinstance(block, ListBlock) and isinstance(last, ListBlock) and len(block.items) == 1 and block.ordered:
            target[-1] = replace(last, items=(*last.items, *block.items))
        else:
            target.append(block)

    def end_item(self) -> None:
        if self.items is not None and self.item_place and self.inside:
            self.items.append(ListItem(tuple(self.inside), self.item_place))
        self.inside, self.item_place = [], ""

    def done(self) -> list[Block]:
        """All its blocks; it has ended."""
        self.end_item()
        if self.rows:
            self.blocks.append(Table(tuple(self.rows), self.place))
        if self.items:
            self.blocks.append(ListBlock(tuple(self.items), self.place))
        return self.blocks


class Blocks(Struct):
    """The document as far as it has been read."""

    place: str = "line 1"
    """Where the reader is."""
    style: Style = field(default_factory=Style)
    groups: list[LatexGroup] = field(default_factory=list)
    environments: list[Environment] = field(default_factory=lambda: [Environment("", "line 1", 0)])
    runs: list[TextRun] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    """Text that is not a run yet, as TeX."""
    start: str = ""
    """Where the paragraph began."""

    @property
    def top(self) -> Environment:
        return self.environments[-1]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in this paragraph yet."""
        return not self.start

    def text(self, tex: str) -> None:
        if tex.strip() and not self.start:
            self.start = self.place
        self.pieces.append(tex)

    def restyle(self, style: Style) -> None:
        if style != self.style:
            self._end_run()
            self.style = style

    def end_line(self, mark: str = BREAK) -> None:
        self._end_run()
        self.runs.append(TextRun(mark))

    def add_run(self, run: TextRun) -> None:
        self._end_run()
        self.start = self.start or self.place
        self.runs.append(run)

    def end_paragraph(self, level: int = 0) -> None:
        """What has been read since the last one is a paragraph, or a heading."""
        self._end_run()
        if not self.top.item_place and not self.top.name.startswith("\\"):  # the lines of prose mean nothing
            self.runs = [TextRun(" ") if run.text == SOFT else run for run in self.runs]
        runs, start = folded(self.runs), self.start or self.place
        self.runs, self.start = [], ""
        if runs:
            self.top.put(Heading(level, runs, start) if level else Paragraph(runs, start))

    def end_cell(self) -> None:
        self._end_run()
        self.top.cells.append(Cell(folded(self.runs), self.start or self.place))
        self.runs, self.start = [], ""

    def end_row(self) -> None:
        self.end_cell()
        top = self.top
        if top.rows is not None and any(cell.runs for cell in top.cells):
            top.rows.append(TableRow(tuple(top.cells), next(cell.place for cell in top.cells if cell.runs)))
        top.cells = []

    def begin(self, name: str) -> None:
        if self.top.rows is None:
            self.end_paragraph()
        self.environments.append(Environment(name, self.place, len(self.groups)))

    def begin_item(self) -> None:
        self.end_paragraph()
        if self.top.items is None:
            self.top.items = []
        self.top.end_item()
        self.top.item_place = self.place

    def end(self, name: str) -> None:
        """End the innermost environment of this name, and what has not been ended in it; ignored when there is none."""
        if not any(one.name == name for one in self.environments[1:]):
            return
        while self._ended().name != name:
            pass

    def _ended(self) -> Environment:
        if self.top.rows is not None:
            self.end_row()
        else:
            self.end_paragraph()
        ended = self.environments.pop()
        if len(self.groups) > ended.groups:
            self.restyle(self.groups[ended.groups].style)
            del self.groups[ended.groups :]
        blocks = ended.done()
        if self.top.rows is not None:  # an environment within a cell is a part of its text
            for block in blocks:
                self.runs += [*getattr(block, "runs", ()), TextRun(BREAK)]
        elif ended.name.startswith("\\"):
            if blocks:
                self.top.put(ListBlock((ListItem(tuple(blocks), ended.place),), ended.place, ordered=True))
        else:
            for block in blocks:
                self.top.put(block)
        return ended

    def finish(self) -> tuple[Block, ...]:
        while len(self.environments) > 1:
            self._ended()
        self.end_paragraph()
        return tuple(self.top.done())

    def _end_run(self) -> None:
        tex = "".join(self.pieces)
        self.pieces = []
        if not tex:
            return
        for number, line in enumerate(tex.split("\n")):
            if number:
                self.runs.append(TextRun(SOFT))
            if text := _shown(line):
                style = self.style
                self.runs.append(
                    TextRun(
                        text,
                        href=style.href,
                        strong=style.strong,
                        emphasis=style.emphasis,
                        struck=style.struck,
                        title=style.title,
                    )
                )


def _shown(tex: str) -> str:
    """TeX as people read it; white space around it is kept."""
    if len(tex) > _LONGEST:
        return tex
    text = readable(tex.replace("''", "”"))
    return f"{tex[:1] if tex[:1].isspace() else ''}{text}{' ' if tex[-1:].isspace() and text else ''}"
