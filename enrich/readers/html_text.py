"""A parsed HTML page -> Markdown-like text, with the element that each place of it comes from (pure).

Lists become bullets, headings `##`, links `[text](address)`; an id that stands in an attribute alone is written
as a link at the end of its element. So pages are read by the rules of listings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from enrich.citations.citation import title_like
from enrich.identifiers.find import find_ids

SKIPPED = frozenset({"script", "style", "template", "head", "svg", "object", "iframe", "select", "noembed"})
_PARAGRAPH = (
    "p h1 h2 h3 h4 h5 h6 article section blockquote table ul ol dl main header footer nav aside pre hr figure form"
)
_LINE = "div tr li dt dd br address summary details figcaption caption option legend center"
_PARAGRAPHS, _LINES = frozenset(_PARAGRAPH.split()), frozenset(_LINE.split())
_UNREAD = frozenset(
    {"href", "class", "style", "id", "rel", "type", "target", "lang", "role", "width", "height", "srcset", "xmlns"}
)
_TITLE_CLASS = re.compile(r"(?:^|[\s_-])title(?:$|[\s_-])|(?:^|\s)[a-z]*[Tt]itle(?:$|\s)")


@dataclass(slots=True)
class _Page:
    """The text written so far, and where it comes from."""

    base: str
    today: date
    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[int] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    depth: int = 0
    opened: list[tuple[int, str]] = field(default_factory=list)
    """For each open element: how many parts were written before it, and what it is called."""

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def mark(self, element: str) -> None:
        self.marks.append(self.length)
        self.elements.append(element)

    def since(self, at: int) -> str:
        return "".join(self.parts[at:])

    def cut(self, at: int) -> None:
        self.length -= sum(map(len, self.parts[at:]))
        del self.parts[at:]
        while self.marks and self.marks[-1] > self.length:
            self.marks[-1] = self.length
            break

    def newline(self, blank: bool = False) -> None:
        """Begin a new line; without a blank one when the line has only just begun."""
        tail = "".join(self.parts[-3:])
        if blank and not tail.endswith("\n\n"):
            self.write("\n" if tail.endswith("\n") else "\n\n")
        elif not tail.endswith("\n"):
            self.write("\n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text."""

    text: str
    marks: tuple[int, ...]
    """Offsets at which an element begins or goes on, ascending."""
    elements: tuple[str, ...]
    """What it is: `line 45, <a> 17` (the 17th of the page)."""

    def place(self, offset: int) -> str:
        """The element that the character at an offset comes from."""
        at = bisect_right(self.marks, offset) - 1
        return self.elements[at] if at >= 0 else "line 1"

    def start(self, element: str) -> int:
        """Where an element (`<table> 2`) begins; 0 when it is not in the text."""
        return next((at for at, name in zip(self.marks, self.elements, strict=True) if name.endswith(f" {element}")), 0)


def render(tree: Any, base: str, today: date) -> Rendered:
    """The text of a page; `base` is its address, for relative links."""
    page = _Page(base, today)
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            if event == "end" and element.tail:
                page.write(_fold(element.tail))
            continue
        tag = element.tag.lower()
        if event == "start":
            if tag in SKIPPED:
                walk.skip_subtree()
                page.opened.append((-1, ""))
            else:
                _open(page, element, tag)
        else:
            _close(page, element, tag)
    return Rendered("".join(page.parts), *_ascending(page))


def _ascending(page: _Page) -> tuple[tuple[int, ...], tuple[str, ...]]:
    pairs = sorted(zip(page.marks, range(len(page.marks)), page.elements, strict=True))
    return tuple(mark for mark, _, _ in pairs), tuple(element for _, _, element in pairs)


def _open(page: _Page, element: Any, tag: str) -> None:
    page.counts[tag] = page.counts.get(tag, 0) + 1
    if tag in {"ul", "ol"}:
        page.depth += 1
    if tag in _PARAGRAPHS or tag in _LINES:
        page.newline(blank=tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and page.depth > 1))
    name = f"line {element.sourceline}, <{tag}> {page.counts[tag]}"
    page.mark(name)
    page.opened.append((len(page.parts), name))
    if tag == "li":
        page.write("  " * (page.depth - 1) + "- ")
    elif re.fullmatch("h[1-6]", tag):
        page.write("#" * int(tag[1]) + " ")
    if element.text:
        page.write(_fold(element.text))


def _close(page: _Page, element: Any, tag: str) -> None:
    at, name = page.opened.pop()
    if at >= 0:
        _finish(page, element, tag, at)
        page.mark(name)
        _attributes(page, element, at)
        if tag in {"ul", "ol"}:
            page.depth = max(0, page.depth - 1)
        if tag in _PARAGRAPHS or tag in _LINES:
            page.newline(blank=tag in _PARAGRAPHS)
        elif tag in {"td", "th"}:
            page.write("  ")
    outer = page.opened[-1][1] if page.opened else ""
    page.mark(outer)
    if element.tail:
        page.write(_fold(element.tail))


def _finish(page: _Page, element: Any, tag: str, at: int) -> None:
    """Write what marks an element in text: its address, or that it is a title."""
    if tag == "a" and (address := _address(page, element.get("href", ""))):
        inner = page.since(at)
        if "\n" in inner.strip():
            page.newline()
            page.write(f"[link]({address})")
        else:
            page.cut(at)
            page.write(f"[{inner.strip()}]({address})" + (" " if inner.endswith(" ") else ""))
        return
    leads = page.since(at - 1).lstrip().startswith(("- ", "\n- ")) if tag in {"b", "strong"} and at else False
    words = (
        (3 if leads else 4)
        if tag in {"b", "strong", "em", "i"}
        else 2
        if _TITLE_CLASS.search(element.get("class", ""))
        else 0
    )
    if words and tag not in {"li", "td", "tr"} and not re.fullmatch("h[1-6]", tag):
        inner = page.since(at)
        mark = "*" if tag in {"em", "i"} and words == 4 else "**"
        if "\n" not in inner.strip() and "[" not in inner and "*" not in inner and title_like(inner, words):
            page.cut(at)
            page.write(f"{mark}{inner.strip()}{mark} ")


def _address(page: _Page, href: str) -> str:
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "data:")):
        return ""
    with suppress(ValueError):
        href = urljoin(page.base, href) if page.base else href
    return re.sub(r"\s", "%20", href).replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _attributes(page: _Page, element: Any, at: int) -> None:
    """Ids in attributes that are not in the element's text or links already."""
    for key, value in element.attrib.items():
        if key in _UNREAD or len(value) < 8 or not any(char.isdigit() for char in value):
            continue
        hits = [hit for hit in find_ids(value, page.today) if hit.id]
        if not hits:
            continue
        known = {hit.id for hit in find_ids(page.since(at), page.today)}
        for hit in hits:
            if hit.id not in known:
                known.add(hit.id)
                if element.tag in _LINES or element.tag in _PARAGRAPHS:
                    page.newline()
                page.write(f" [arXiv]({_quoted(hit.text)})")


def _quoted(text: str) -> str:
    return re.sub(r"[\s()<>]", "", text)


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text)
