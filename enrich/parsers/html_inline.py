"""Inline HTML -> runs: what is bold, linked, struck out or a title, with white space folded as a browser does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.identifiers.find import find_ids
from enrich.tree.blocks import BREAK, SOFT, TextRun, TextRuns

SKIPPED = frozenset({"script", "style", "template", "head", "svg", "object", "iframe", "select", "noembed", ""})
_LINES = frozenset({"div", "p", "li", "br", "tr", "dd", "dt", "summary"})
_SPACE = re.compile(r"\s+")
_UNREAD = frozenset(
    {"href", "class", "style", "id", "rel", "type", "target", "lang", "role", "width", "height", "srcset", "xmlns"}
    | {"alt", "data-sourcepos"}
)
VENUE_CLASS = re.compile(r"(?:^|[\s_-])[a-z]*(?:[vV]enue|[jJ]ournal|[cC]onference|[bB]ooktitle)(?:$|\s)")
"""Classes of elements that name where a work was published; what they hold counts as if in italics."""
PEOPLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:pub|paper|article|entry|talk|item)?[_-]?(?:authors?|authorlist|author-?list|authornames|coauthors|creators?|contributors|aut))(?:$|\s)",
    re.IGNORECASE,
)
"""Classes of elements that hold the authors of a work."""
_PEOPLE, _PARTS = {"author", "creator", "contributor", "editor"}, {"ispartof", "publication", "publisher", "journal"}
"""What the attribute `itemprop` calls people, and what it calls that in which a work was published (https://schema.org/ScholarlyArticle)."""
_CITED = re.compile(r"\((?:[\w.]{1,12} ){0,2}(?:19|20)\d\d[a-z]?\)|[\"“][^\"“”]{10,300}[\"”]")
"""What says that a `<cite>` holds a whole citation: a year in brackets, a title in quotes."""
_MOST_CITED = 2_000
_BESIDE_TEXT = re.compile(
    r"(?:^|\s)(?:mw-cite-backlink|mw-editsection|headerlink|footnote-backref|anchor-link|sr-only|visually-hidden)(?:$|\s)"
)
"""Classes of what programs put beside a text: links back and to sections, words for those who do not see the page."""
TITLE_CLASS = re.compile(r"(?:^|[\s_-])(?:[a-z]*[tT]itle|name|ttl)(?:$|\s)")
_LABEL_CLASS = re.compile(r"(?:^|[\s_-])(?:badges?|labels?|pill|type|status|ribbon|award)(?:$|[\s_-])")
"""Classes of what is put beside a title: `Best paper`, `Journal Article`."""


class Style(Struct, frozen=True, gc=False):
    href: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    struck: bool = False
    title: bool = False
    people: bool = False
    venue: bool = False


class Reader(Struct):
    """What is known while a page is read."""

    base: str
    today: date
    wrapped: bool
    """The ends of lines in the source are kept as SOFT."""
    counts: dict[str, int] = field(default_factory=dict)
    numbers: dict[Any, int] = field(default_factory=dict)
    """The number of each element that was asked for, since one may be asked for again."""

    def place(self, element: Any) -> str:
        """Where an element stands: its line, and which of its kind it is."""
        position = element.get("data-sourcepos")
        if not position and self.wrapped:  # an item of footnotes: its paragraphs alone say where they stand
            position = element.xpath("string(.//@data-sourcepos)")
        if position:
            return f"line {position.partition(':')[0]}"
        number = self.numbers.get(element)
        if number is None:
            number = self.numbers[element] = self.counts[element.tag] = self.counts.get(element.tag, 0) + 1
        return f"line {element.sourceline}, <{element.tag}> {number}"


def all_inline(reader: Reader, element: Any, style: Style) -> Iterator[TextRun]:
    """The runs of an element and all that is in it; blocks in it begin and end a line."""
    if element.text:
        yield from text_runs(reader, element.text, style)
    for child in element:
        if isinstance(child.tag, str) and child.tag.lower() not in SKIPPED:
            if child.tag in _LINES:
                yield TextRun(BREAK)
            if child.tag != "br":
                yield from inline(reader, child, style)
                if child.tag in _LINES:
                    yield TextRun(BREAK)
        if child.tail:
            yield from text_runs(reader, child.tail, style)


def inline(reader: Reader, element: Any, style: Style) -> Iterator[TextRun]:
    tag = element.tag.lower()
    if tag == "br":
        yield TextRun(BREAK)
        return
    if tag == "img":
        yield TextRun(element.get("alt") or "image", href=style.href, hidden=True)
        yield from attributes(reader, element)
        return
    if tag == "sup" and "footnote" in (element.get("class") or ""):
        return
    if _BESIDE_TEXT.search(element.get("class") or ""):
        return
    styled = _styled(reader, element, tag, style)
    inner = list(all_inline(reader, element, styled))
    if tag == "q":
        inner = [TextRun("“", href=styled.href), *inner, TextRun("”", href=styled.href)]
    if styled.href and styled.href != style.href and not any(run.href == styled.href for run in inner):
        inner.append(TextRun("link", href=styled.href, hidden=True))
    yield from inner
    yield from attributes(reader, element)


def _styled(reader: Reader, element: Any, tag: str, style: Style) -> Style:
    if tag == "a":
        style = replace(style, href=address(reader, element.get("href", "")) or style.href)
    if tag in {"b", "strong"}:
        style = replace(style, strong=True)
    elif tag in {"i", "em", "var"}:
        style = replace(style, emphasis=True)
    elif tag in {"code", "kbd", "tt", "samp"}:
        style = replace(style, code=True)
    elif tag in {"s", "del", "strike"}:
        style = replace(style, struck=True)
    return styled_by_name(style, element)


def styled_by_name(style: Style, element: Any) -> Style:
    """The style of what an element holds, by what its class or its property calls it; what names people or a venue holds no title."""
    named, prop = element.get("class") or "", (element.get("itemprop") or "").lower()
    if prop in _PEOPLE or PEOPLE_CLASS.search(named):
        return replace(style, people=True, title=False)
    if prop in _PARTS or (VENUE_CLASS.search(named) and not TITLE_CLASS.search(named)):
        return replace(style, venue=True, emphasis=True, title=False)
    if style.title and _LABEL_CLASS.search(named):
        return replace(style, title=False)
    titled = element.tag == "papertitle" or prop in {"name", "headline"} or TITLE_CLASS.search(named)
    if (titled or element.tag == "cite") and not (style.people or style.venue or _holds_title(element)):
        return replace(style, title=True)
    return style


def _holds_title(element: Any) -> bool:
    """Whether an element is a whole entry, in which another one is the title."""
    if element.tag == "cite" and _CITED.search("".join(element.itertext())[:_MOST_CITED]):
        return True
    return any(
        inner.tag in {"br", "div", "p"}
        or inner.get("itemprop") in {"name", "headline"}
        or TITLE_CLASS.search(inner.get("class") or "")
        for inner in element.iterdescendants()
        if isinstance(inner.tag, str)
    )


def text_runs(reader: Reader, text: str, style: Style) -> Iterator[TextRun]:
    for number, line in enumerate(text.split("\n") if reader.wrapped else [text]):
        if number:
            yield TextRun(SOFT)
        yield TextRun(
            line,
            href=style.href,
            strong=style.strong,
            emphasis=style.emphasis,
            code=style.code,
            struck=style.struck,
            title=style.title,
            people=style.people,
        )


def typed(reader: Reader, element: Any) -> str:
    """The text of an element as it was typed, its links as Markdown has them."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag.lower() not in SKIPPED:
            inner = "\n" if child.tag == "br" else typed(reader, child)
            href = address(reader, child.get("href", "")) if child.tag == "a" else ""
            parts.append(f"[{inner}]({href})" if href and inner.strip() else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def address(reader: Reader, href: str) -> str:
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "data:")):
        return ""
    with suppress(ValueError):
        href = urljoin(reader.base, href) if reader.base else href
    return re.sub(r"\s", "%20", href)


def attributes(reader: Reader, element: Any) -> list[TextRun]:
    """Ids in the attributes of an element, as hidden runs."""
    found = []
    for key, value in element.attrib.items():
        if key in _UNREAD or len(value) < 8 or not any(char.isdigit() for char in value):
            continue
        found += [TextRun("arXiv", href=hit.text, hidden=True) for hit in find_ids(value, reader.today) if hit.id]
    return found


def _alike(one: TextRun, other: TextRun) -> bool:
    """Whether two runs differ in their text alone."""
    return (
        one.href == other.href
        and one.strong == other.strong
        and one.emphasis == other.emphasis
        and one.title == other.title
        and one.people == other.people
        and one.code == other.code
        and one.struck == other.struck
        and one.hidden == other.hidden
    )


def folded(runs: Iterable[TextRun]) -> TextRuns:
    """Runs with white space folded as a browser does, and those that are marked alike joined."""
    joined: list[TextRun] = []
    for run in runs:
        ends = run.text in {BREAK, SOFT}
        text = run.text if ends else _SPACE.sub(" ", run.text)
        last = joined[-1] if joined else TextRun(BREAK)
        after_end = last.text in {BREAK, SOFT}
        if not ends and (after_end or last.text.endswith(" ")):
            text = text.lstrip(" ")
        if not text or (ends and after_end):
            if text == BREAK and joined:
                joined[-1] = TextRun(BREAK)
            continue
        if not (ends or after_end or run.hidden) and _alike(last, run):
            joined[-1] = replace(last, text=last.text + text)
        else:
            joined.append(run if text == run.text else replace(run, text=text))
    while joined and joined[-1].text in {BREAK, SOFT, " "}:
        joined.pop()
    return tuple(_without_breaks_within(joined)) if any(run.text.strip() for run in joined) else ()


def _without_breaks_within(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    """Runs without the ends of lines at which what is marked as one goes on: in the middle of its sentence, as titles are broken."""
    waiting: list[TextRun] = []  # a run, and the end of its line
    for run in runs:
        if len(waiting) > 1 and _goes_on(waiting[0], run):
            waiting = [replace(run, text=f"{waiting[0].text.rstrip()} {run.text.lstrip()}")]
        elif len(waiting) == 1 and run.text == BREAK:
            waiting.append(run)
        else:
            yield from waiting
            waiting = [run]
    yield from waiting


def _goes_on(before: TextRun, after: TextRun) -> bool:
    marked = before.strong or before.emphasis or before.title or before.href
    text = before.text.rstrip()
    if not marked or before.hidden or not _alike(before, after) or not 0 < len(text) < _LONGEST_TITLE:
        return False
    return text[-1] not in ".!?;," and (after.text.lstrip()[:1].islower() or _UNFINISHED.search(text) is not None)


_LONGEST_TITLE = 300
_UNFINISHED = re.compile(r"(?:[:-]|\b(?:of|for|the|and|in|with|on|by|to|an?))$")


def apart(runs: Iterable[TextRun]) -> Iterator[TextRuns]:
    """Runs in pieces, each up to an empty line."""
    piece: list[TextRun] = []
    for run in runs:
        blank = run.text == BREAK and (not piece or piece[-1].text == BREAK)
        if blank and piece:
            yield from filter(None, [folded(piece)])
            piece = []
        elif not blank and (run.text.strip() or run.text == BREAK or piece):
            piece.append(run)
    yield from filter(None, [folded(piece)])
