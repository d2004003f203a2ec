"""AsciiDoc -> Markdown, line by line: headings, lists, links, tables, footnotes, emphasis.

Source: https://docs.asciidoctor.org/asciidoc/latest/. Pandoc's own reader gives up at the first line that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from enrich.parsers.markdown import parse_markdown
from enrich.parsers.places import Locator
from enrich.tree.blocks import Tree

_HEADING = re.compile(r"(={1,6})\s+(\S.*)")
_ITEM = re.compile(r"\s{0,8}(\*{1,5}|-|\.{1,5})\s+(\S.*)")
_ATTRIBUTE = re.compile(
    r":[!\w][\w-]*!?:(?:\s.*)?|\[[^\[\]]*\]|\[\[[^\[\]]*\]\]|//.*|'''|<<<|\+|ifdef::.*|endif::.*|include::.*"
)
_BLOCK = re.compile(r"(?:[-.=*_+/]{4,}|--)\s*")
_TABLE = re.compile(r"[|,!]===\s*")
_ANCHOR = re.compile(r"\[\[\[?[^\[\]]{0,100}\]\]\]?|<<[^<>]{0,200}>>")
_MACRO = re.compile(
    r"(?:link:|xref:)?(https?://[^\s\[\]<>]{1,2000}+)\[([^\[\]]{0,500}+)\]"
)  # bounded: an address by 2,000 characters
_FOOTNOTE = re.compile(r"footnote:[\w-]{0,40}\[((?:[^\[\]]|\[[^\[\]]{0,500}\]){0,2000})\]")
_EMPHASIS = re.compile(r"(?<![\w_])_{1,2}(\S[^_\n]{0,300}?)_{1,2}(?![\w_])")
_STRONG = re.compile(r"(?<![\w*])\*(?!\s|\*)([^*\n]{1,300}?)(?<!\s)\*(?![\w*])")
_CELL = re.compile(r"(?:^|\s)(?:\d{0,2}[.+]?\d{0,2}[+*])?[<^>]?[aehlmsv]?\|")


def parse_asciidoc(text: str, today: date) -> Tree:
    """The tree of a text in AsciiDoc."""
    return Tree(parse_markdown(asciidoc_to_markdown(text), today).blocks, Locator(text).anywhere)


def asciidoc_to_markdown(text: str) -> str:
    """The text in Markdown."""
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    table: list[str] | None = None
    for line in lines:
        line = line.rstrip("\r")
        if _TABLE.fullmatch(line):
            if table is not None:
                yield from _rows(table)
            table = [] if table is None else None
            yield ""
        elif table is not None:
            table.append(line)
        else:
            yield _line(line)
    for line in table or []:
        yield _line(line)


def _line(line: str) -> str:
    if _ATTRIBUTE.fullmatch(line) or _BLOCK.fullmatch(line):
        return ""
    if found := _HEADING.fullmatch(line):
        return f"{'#' * len(found[1])} {_inline(found[2])}"
    if found := _ITEM.fullmatch(line):
        mark = "1." if found[1][0] == "." else "-"
        return f"{'   ' * (len(found[1]) - 1)}{mark} {_inline(found[2])}"
    return _inline(line)


def _inline(text: str) -> str:
    text = _FOOTNOTE.sub(r" (\1) ", _ANCHOR.sub("", text))
    parts, at = [], 0
    for found in _MACRO.finditer(text):
        label = found[2].split("^")[0].split(",window")[0].strip() or found[1]
        parts += [_marked(text[at : found.start()]), f"[{label}]({found[1].replace('(', '%28').replace(')', '%29')})"]
        at = found.end()
    return "".join([*parts, _marked(text[at:])])


def _marked(text: str) -> str:
    return _EMPHASIS.sub(r"*\1*", _STRONG.sub(r"**\1**", text))


def _rows(lines: list[str]) -> Iterator[str]:
    """A table: a row a line, or a cell a line where the first line tells how many there are."""
    rows = [[cell.strip() for cell in _CELL.split(line)[1:]] for line in lines]
    width = next((len(row) for row in rows if row), 0)
    cells: list[str] = []
    for line, row in zip(lines, rows, strict=True):
        if not row and line.strip() and cells:
            cells[-1] += f" {line.strip()}"
        cells += row
    for at in range(0, len(cells), max(width, 1)):
        yield f"|{'|'.join(_inline(cell).replace('|', ' ') for cell in cells[at : at + width])}|"
        if not at:
            yield "|" + "---|" * width
    yield ""
