"""HTML -> a Tree: what a reader of the page sees, block by block; ids in attributes are kept as hidden runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import lxml.html
from msgspec.structs import replace

from enrich.parsers.html_inline import (
    SKIPPED,
    Reader,
    Style,
    address,
    all_inline,
    apart,
    attributes,
    folded,
    inline,
    styled_by_name,
    text_runs,
    typed,
)
from enrich.titles.words import word_set
from enrich.tree.blocks import (
    Block,
    Cell,
    Code,
    Definition,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Section,
    Table,
    TableRow,
    TextRun,
    TextRuns,
)

_ASIDE = frozenset({"nav", "footer"})
_MENU = re.compile(
    r"(?:main|site|top|side|page|global|primary)?[-_]?(?:nav(?:bar|igation)?|menu|sidebar|breadcrumbs?|footer|toc|pagination)(?:[-_]\w{1,20})?",
    re.IGNORECASE,
)
"""The ids and classes of elements that hold menus and the like."""
_CONTAINERS = word_set(
    """
    address article aside body center details div dd dt fieldset figcaption figure footer form header hgroup html
    legend li main menu nav option p section summary td th tr tbody thead tfoot caption dl ul ol table blockquote
    pre h1 h2 h3 h4 h5 h6 hr
    """
)
"""Elements that begin a block of their own."""
_ONE_WORK = re.compile(
    r"(?:[a-z]{1,6}[_-])?(?:pub(?:lication)?|paper|article|bib(?:-?item)?|entry|reference|citation)(?:s?[-_]?(?:item|entry|row|card|block|box))?",
    re.IGNORECASE,
)
"""The classes of elements that hold one work each."""


_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary"}


def html_parser() -> Any:
    """A parser of lxml for pages of others: it fetches nothing, bounds the nesting, and drops what is for processors."""
    return lxml.html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_pis=True)


def body_of(page: str) -> Any:
    """What stands in the body of a page, as an element of lxml."""
    return lxml.html.document_fromstring(f"<body>{page}</body>".encode("utf-8", "replace"), parser=html_parser())


def parse_html(element: Any, base: str, today: date, wrapped: bool = False) -> tuple[Block, ...]:
    """The blocks of a parsed page (an lxml element); `base` is its address, for relative links.

    With `wrapped` the ends of the source's lines are kept as SOFT: the page was made of Markdown or the like.
    """
    return tuple(_blocks(Reader(base, today, wrapped), element, ""))


def _blocks(reader: Reader, element: Any, place: str) -> Iterator[Block]:
    """The blocks of an element's children; text between them becomes paragraphs."""
    loose: list[TextRun] = []
    own = reader.place(element) if element.tag in _CONTAINERS or not place else place
    attached = attributes(reader, element)
    for kind, what in _parts(element):
        if kind == "block":
            yield from _flushed(loose, own)
            yield from _block(reader, what)
        else:
            loose += inline(reader, what, Style()) if kind == "inline" else text_runs(reader, what, Style())
    yield from _flushed([*loose, *attached], own)


def _parts(element: Any) -> Iterator[tuple[str, Any]]:
    if element.text:
        yield "text", element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag.lower() not in SKIPPED:
            yield ("block" if _is_block(child) else "inline"), child
        if child.tail:
            yield "text", child.tail


def _is_block(element: Any) -> bool:
    if element.tag in _CONTAINERS:
        return True
    return element.tag not in {"br", "img", "input"} and any(
        isinstance(inner.tag, str) and inner.tag in _CONTAINERS for inner in element.iterdescendants()
    )


def _flushed(loose: list[TextRun], place: str) -> Iterator[Block]:
    runs = folded(loose)
    loose.clear()
    if runs:
        yield Paragraph(runs, place)


def _block(reader: Reader, element: Any) -> Iterator[Block]:
    tag = element.tag.lower()
    if tag in _HEADINGS:
        place = reader.place(element)
        runs = folded([*all_inline(reader, element, Style()), *attributes(reader, element)])
        if runs:
            yield Heading(int(tag[1]) if len(tag) == 2 else 6, runs, place)
    elif tag in {"ul", "ol", "menu"}:
        yield from _list(reader, element)
    elif tag == "table":
        yield from _table(reader, element)
    elif tag == "dl":
        yield from _definitions(reader, element)
    elif tag == "pre":
        language = " ".join(inner.get("class") or inner.get("lang") or "" for inner in (element, *element.iter("code")))
        yield Code(typed(reader, element), language.replace("language-", "").strip(), reader.place(element))
    elif tag == "blockquote":
        place = reader.place(element)
        yield Quote(tuple(_blocks(reader, element, place)), place)
    elif _is_aside(element) or (
        tag == "article" or any(map(_ONE_WORK.fullmatch, (element.get("class") or "").split()))
    ):
        place = reader.place(element)
        yield Section(tuple(_blocks(reader, element, place)), place, aside=_is_aside(element))
    elif tag == "a" and element.get("href"):
        yield from _linked(reader, element)
    else:
        yield from _titled(_blocks(reader, element, ""), element)


def _is_aside(element: Any) -> bool:
    named = (element.get("id") or "", *(element.get("class") or "").split())
    return element.tag in _ASIDE or (element.tag not in {"body", "html", "main"} and any(map(_MENU.fullmatch, named)))


def _titled(blocks: Iterator[Block], element: Any) -> Iterator[Block]:
    """The blocks of an element; where its class says that it is a title, a venue or people, their runs say so too."""
    style = styled_by_name(Style(), element)
    if style == Style():
        yield from blocks
        return
    for block in blocks:
        if isinstance(block, Paragraph):
            marked = (
                replace(
                    run,
                    title=run.title or style.title,
                    emphasis=run.emphasis or style.emphasis,
                    people=run.people or style.people,
                )
                for run in block.runs
            )
            yield replace(block, runs=tuple(marked))
        else:
            yield block


def _linked(reader: Reader, element: Any) -> Iterator[Block]:
    """The blocks within a link; the first words of it carry the address."""
    href = address(reader, element.get("href", ""))
    pending = bool(href)
    for block in _blocks(reader, element, ""):
        if pending and isinstance(block, Heading | Paragraph):
            pending = False
            yield replace(block, runs=tuple(replace(run, href=run.href or href) for run in block.runs))
        else:
            yield block
    if pending:
        yield Paragraph((TextRun("link", href=href),), reader.place(element))


def _list(reader: Reader, element: Any) -> Iterator[Block]:
    place = reader.place(element)
    items: list[ListItem] = []
    for child in element:
        if not isinstance(child.tag, str) or child.tag in SKIPPED:
            continue
        at = reader.place(child) if child.tag == "li" else place
        if child.tag == "li":
            items.append(ListItem(tuple(_blocks(reader, child, at)), at))
        elif items:  # a list that is beside its item, not in it
            items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *_block(reader, child)))
        else:
            items.append(ListItem(tuple(_block(reader, child)), at))
    if items:
        yield ListBlock(tuple(items), place, element.tag == "ol")


def _definitions(reader: Reader, element: Any) -> Iterator[Block]:
    term: TextRuns = ()
    place, below = reader.place(element), list[Block]()
    for child in (one for one in element.iter("dt", "dd") if next(one.iterancestors("dl")) is element):
        if child.tag == "dt":
            if term or below:
                yield Definition(term, tuple(below), place)
            place, below = reader.place(child), []
            term = folded(all_inline(reader, child, Style()))
        else:
            below += _blocks(reader, child, place)
    if term or below:
        yield Definition(term, tuple(below), place)


def _table(reader: Reader, element: Any) -> Iterator[Block]:
    """A table of data; one that only lays a page out gives the blocks of its cells."""
    place = reader.place(element)
    if next(element.iterdescendants("table", "ul", "ol", "dl", "h1", "h2", "h3"), None) is not None:
        for cell in _cells(element):
            yield from _blocks(reader, cell, place)
        return
    if _lays_out(element):
        for cell in _cells(element):
            yield from (Paragraph(runs, place) for runs in apart(all_inline(reader, cell, Style())))
        return
    for caption in element.iterchildren("caption"):
        yield from _blocks(reader, caption, place)
    rows = [row for row in _grid(reader, element) if any(cell.runs for cell in row.cells)]
    if rows:
        yield Table(tuple(rows), place, all(cell.header for cell in rows[0].cells))


_PAGE_LINES = 5
"""Ends of lines in a cell from which it is a part of a page."""


def _lays_out(table: Any) -> bool:
    """Whether a table of a row or two has a cell with the lines of a page."""
    if len(list(islice(table.iter("tr"), 3))) > 2:
        return False
    return any(len(list(islice(cell.iter("br"), _PAGE_LINES))) == _PAGE_LINES for cell in _cells(table))


_WIDEST = 100
"""Columns and rows that a cell may span; more are a mistake."""


def _grid(reader: Reader, table: Any) -> Iterator[TableRow]:
    """The rows of a table; a cell that spans several rows is in each, one that spans columns is followed by empty ones."""
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in table.iter("tr"):
        place = reader.place(row)
        cells: list[Cell] = []
        below: dict[int, tuple[int, Cell]] = {}
        for element in (cell for cell in row if cell.tag in {"td", "th"}):
            _let_hang(hanging, below, cells)
            runs = folded([*all_inline(reader, element, Style()), *attributes(reader, element)])
            cell = Cell(runs, place, element.tag == "th")
            if (rows := _span(element, "rowspan")) > 1:
                below[len(cells)] = (rows - 1, cell)
            cells += [cell, *[Cell((), place, cell.header, across=True)] * (_span(element, "colspan") - 1)]
        _let_hang(hanging, below, cells)
        hanging = below
        yield TableRow(tuple(cells), place)


def _let_hang(hanging: dict[int, tuple[int, Cell]], below: dict[int, tuple[int, Cell]], cells: list[Cell]) -> None:
    """Put the cells of rows above that reach down to here in their columns."""
    while len(cells) in hanging:
        rows, cell = hanging.pop(len(cells))
        if rows > 1:
            below[len(cells)] = (rows - 1, cell)
        cells.append(cell)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), _WIDEST) if value.isdecimal() and len(value) < 6 else 1


def _cells(table: Any) -> Iterator[Any]:
    for one in table.iter("td", "th", "caption"):
        if next(one.iterancestors("table")) is table:
            yield one
