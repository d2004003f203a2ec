"""Blocks of HTML pages that are one work each -> things (pure, but for emptying the blocks it reads).

A block is what surrounds an element that is said to be a paper's title (`<papertitle>`, `class="pub-title"`), up to the
next one; a `<dt>` that is a title, with its `<dd>`; or an `<article>` under one heading. It counts only when its next line lists authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from enrich.citations.author_lists import Byline, read_byline
from enrich.citations.citation import CODE_HOST, title_like
from enrich.citations.dates import find_date
from enrich.citations.items import Listed
from enrich.citations.not_papers import not_a_paper
from enrich.readers.html_tables import links_of
from enrich.record import Item

_TITLE_CLASS = re.compile(r"(?:^|\s)(?:paper|pub|publication)[-_]?title(?:$|\s)", re.IGNORECASE)
_APART = frozenset(
    [
        "br",
        "p",
        "div",
        "dd",
        "dt",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "td",
        "blockquote",
        "section",
        "article",
    ]
)
_SKIPPED = frozenset({"script", "style", "template", "svg"})
_DAY = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?|\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_LABELS = re.compile(
    r"(?:[\s|/,;·.\[(]+(?:pdf|link|code|doi|bib|bibtex|arxiv|slides|video|talk|poster|abstract|paper|project(?: page)?)\b[\])]*)+[.\s]*$",
    re.IGNORECASE,
)
"""What the links at the end of a line are called."""
_PAPER = re.compile(r"(?:arxiv|doi)\.org|\.pdf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One work, and the first of the elements that say it, which is empty now."""

    element: Any
    thing: Listed


def take_blocks(tree: Any, base: str) -> tuple[Block, ...]:
    """The blocks of a page, each emptied in the tree so that nothing of it is read twice."""
    found: list[Block] = []
    counts: dict[Any, int] = {}
    numbers: dict[Any, int] = {}
    for element in tree.iter():
        numbers[element] = counts[element.tag] = counts.get(element.tag, 0) + 1
    for title, elements in [*_titled(tree), *_defined(tree), *_articles(tree)]:
        thing = _thing(title, elements, base, f"line {title.sourceline}, <{title.tag}> {numbers[title]}")
        if thing:
            found.append(Block(elements[0], thing))
            for element in elements:
                element.clear(keep_tail=True)
    return tuple(found)


def _titled(tree: Any) -> list[tuple[Any, list[Any]]]:
    """Each element that is a paper's title, with the largest element around it that holds no other one."""
    titles = [one for one in tree.iter() if one.tag == "papertitle" or _TITLE_CLASS.search(one.get("class") or "")]
    titles = [one for one in titles if isinstance(one.tag, str)]
    held: dict[Any, int] = {}
    for title in titles:
        for outer in (title, *title.iterancestors()):
            held[outer] = held.get(outer, 0) + 1
    return [(title, [outer]) for title in titles if (outer := _around(title, held)) is not None]


def _around(title: Any, held: dict[Any, int]) -> Any:
    outer = title
    while outer is not None and held[outer] == 1 and outer.getparent() is not None and outer.getparent().tag != "html":
        if held[outer.getparent()] > 1 or outer.getparent().tag == "body":
            break
        outer = outer.getparent()
    return outer if outer is not title and held[outer] == 1 else None


def _defined(tree: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each `<dt>` that can be a title, with the `<dd>` that follow it."""
    for term in tree.iter("dt"):
        said = [term]
        for after in term.itersiblings():
            if after.tag != "dd":
                break
            said.append(after)
        if len(said) > 1 and title_like(" ".join(_lines(term)), 3):
            yield term, said


def _articles(tree: Any) -> list[tuple[Any, list[Any]]]:
    """Each `<article>` with one heading, where there are several such: one alone is the whole page."""
    found = [(list(one.iterdescendants("h1", "h2", "h3", "h4", "h5", "h6")), one) for one in tree.iter("article")]
    headed = [(headings[0], [one]) for headings, one in found if len(headings) == 1]
    return headed if len(headed) > 1 else []


def _thing(title: Any, elements: Sequence[Any], base: str, place: str) -> Listed | None:
    """What a block says: its title, its authors on the next line, and what else its lines and links tell."""
    name = " ".join(" ".join(_lines(title)).split()).rstrip(".")
    lines = [line for element in elements for line in _lines(element)]
    at = next((at for at, line in enumerate(lines) if line.rstrip(".") == name), None)
    if at is None or at + 1 >= len(lines) or not title_like(name, 2):
        return None
    byline, after = _authors(lines[at + 1])
    if byline is None:
        return None
    links = [link for element in elements for link in links_of(element, base)]
    own = next((link for link in links_of(title, base)), "") or _outer_link(title, base)
    item = _item(name, byline, [line for line in (after, *lines[at + 2 :]) if line], links, own)
    rest = [*lines[at + 1 :], *links]
    reason = not_a_paper(name, item.abstract or "")
    own_links = tuple((place, link) for link in links)
    return Listed(place, item, own_links, tuple((place, text) for text in rest), not_a_paper=reason)


def _item(name: str, byline: Byline, lines: Sequence[str], links: Sequence[str], own: str) -> Item:
    first = next((line for line in lines[:1] if len(line) < 200 and len(line.split()) < 25), "")
    first = _LABELS.sub("", first)
    dated = find_date(first) if first else None
    venue = first if dated and re.search(r"[^\W\d_]{2}", _DAY.sub("", first)) else None
    abstract = next((line for line in lines if len(line.split()) >= 15 and line != venue), None)
    return Item(
        title=name,
        authors=byline.authors,
        authors_complete=byline.complete,
        affiliations=byline.affiliations,
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        venue=venue,
        abstract=abstract,
        abstract_complete=not (abstract or "").endswith(("…", "...")),
        code=tuple(dict.fromkeys(code for link in links for code in CODE_HOST.findall(link))),
        page=own if own.startswith("http") and not _PAPER.search(own) else None,
    )


def _authors(line: str) -> tuple[Byline | None, str]:
    """The authors that a line begins with, and what follows them (`Ann Author, Bob Builder. ICML 2019`)."""
    if byline := read_byline(line):
        return byline, ""
    for stop in reversed([found.start() for found in re.finditer(r"\.\s", line[:2000])]):
        if byline := read_byline(line[:stop]):
            return byline, line[stop + 1 :].strip()
    return None, line


def _outer_link(title: Any, base: str) -> str:
    return next((link for outer in title.iterancestors("a") for link in links_of(outer, base)), "")


def _lines(element: Any) -> list[str]:
    """The text of an element, in the lines that a reader sees."""
    parts = "".join(_pieces(element)).split("\n")
    return [line for part in parts if (line := " ".join(part.split()))]


def _pieces(element: Any) -> Iterator[str]:
    yield re.sub(r"\s", " ", element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            apart = "\n" if child.tag in _APART or _is_title(child) else ""
            yield apart
            yield from _pieces(child)
            yield apart
        yield re.sub(r"\s", " ", child.tail or "")


def _is_title(element: Any) -> bool:
    return element.tag == "papertitle" or _TITLE_CLASS.search(element.get("class") or "") is not None
