"""Blocks in which no item was told -> text with the place of each block, to be read as a listing or as prose (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct, field

from enrich.tree.blocks import (
    BREAK,
    SOFT,
    Block,
    Code,
    Definition,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    Table,
    TextRun,
)


class Prose(Struct):
    """Text that is put together from blocks."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(self.parts)

    def place(self, offset: int) -> str:
        """The place of the block that a character of the text comes from."""
        at = bisect_right(self.starts, offset) - 1
        return self.places[at] if at >= 0 else "line 1"

    def add(self, block: Block, prefix: str = "") -> None:
        """Put the text of a block, in the form that Markdown has for it, at the end."""
        match block:
            case Heading():
                self._write(f"{'#' * block.level} {marked_up(block.runs)}\n\n", block.place)
            case Paragraph():
                self._write(f"{prefix}{marked_up(block.runs)}\n" + ("" if prefix else "\n"), block.place)
            case ListBlock():
                for item in block.items:
                    self._item(item.blocks, prefix)
            case Table():
                for row in block.rows:
                    cells = "  ".join(marked_up(cell.runs).replace("\n", "  ") for cell in row.cells)
                    self._write(f"{cells}\n", row.place)
            case Definition():
                self._write(f"{marked_up(block.term)}\n", block.place)
                self.add_all(block.blocks)
            case Code():
                self._write(f"{block.text}\n\n", block.place)
            case Quote() | Section():
                self.add_all(block.blocks)

    def add_all(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self.add(block)

    def _item(self, blocks: Sequence[Block], prefix: str) -> None:
        mark = f"{prefix}- "
        for number, block in enumerate(blocks):
            if isinstance(block, ListBlock):
                self.add(block, f"{prefix}  ")
            else:
                self.add(block, mark if not number else f"{prefix}  ")

    def _write(self, text: str, place: str) -> None:
        self.starts.append(self.length)
        self.places.append(place)
        self.parts.append(text)
        self.length += len(text)


def marked_up(runs: Sequence[TextRun]) -> str:
    """Runs as Markdown writes them: links, bold face and italics marked, and numbers that are code."""
    parts = []
    for run in runs:
        text = run.text
        if text in {BREAK, SOFT}:
            parts.append("\n")
        elif run.href:
            parts.append(f"[{text}]({_quoted(run.href)})")
        elif run.strong or run.title:
            parts.append(f"**{text.strip()}** " if text.strip() else text)
        elif run.emphasis:
            parts.append(f"*{text.strip()}* " if text.strip() else text)
        elif run.code and text[:4].isdecimal():
            parts.append(f"`{text}`")  # as code, a number may be the id of what stands before it
        else:
            parts.append(text)
    return "".join(parts)


def _quoted(href: str) -> str:
    return href.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
