"""Values of any shape (JSON, YAML, TOML, unknown XML) -> a Tree (pure): what they list in texts, below what is said above it.

::

    a list of texts                    a list; its heading is its key, or what the object that it is in is called
    a list of objects                  a list of what each is called, or says, with its address; lists within it below that
    a list of pieces of a text         one paragraph (Telegram, Notion, Quill, ProseMirror)

Everything else is left to `enrich/references/values.py`. Places are those of the values: `$.cards[3]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from enrich.citations.citation import title_like
from enrich.citations.field_names import bare_name, role_of
from enrich.gleaning.phrases import is_title
from enrich.items.lists import names_papers
from enrich.parsers.opml import marked_up
from enrich.references.objects import names_other_things
from enrich.references.values import PAPER_LISTS
from enrich.titles.sentences import is_plainly_title, is_sentence, speaks
from enrich.tree.blocks import (
    BREAK,
    Block,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    TextRun,
    TextRuns,
    Tree,
    lines_of,
    text_of,
)
from enrich.tree.entry import may_cite_work, read_entry
from enrich.tree.marks import bare
from enrich.tree.task_marks import is_errand_in_tasks

_DEEPEST = 60
_LOWEST = 6
"""Levels of headings."""
_LONGEST = 2_000
"""Characters of a text that is listed."""
_MAY_LIST = frozenset([None, "work", "page"])
"""What keys mean below which works may be listed; below the others is what is said of one."""
_CALLED = (
    "title",
    "name",
    "topic",
    "heading",
    "label",
    "subject",
    "text",
    "string",
    "content",
    "body",
    "task",
    "summary",
)
"""Keys of what a thing is called, or of what it says."""
_NAMING = _CALLED.index("string") + 1
"""The first of them, that may name what is below."""
_PIECES = ("text", "plain_text", "insert", "value")
"""Keys of a piece of a text."""
_BESIDE_PIECES = frozenset(["type", "annotations", "attributes", "marks", "href", "link", "url"])
_STYLES = frozenset(
    [
        "text",
        "plain",
        "bold",
        "italic",
        "underline",
        "code",
        "link",
        "text_link",
        "text_url",
        "mention",
        "hashtag",
        "strikethrough",
        "pre",
        "span",
    ]
)
_PAPERS = "Papers"
"""The heading of a list of papers, whatever its key."""


def tree_of_value(value: Any, today: date, place: str, known: frozenset[str]) -> Tree:
    """The lists in a value as a tree, without what is at the places that are `known`; it has no blocks where nothing is listed in texts."""
    return Tree(tuple(_Lists(today, known).below(value, place, "", 1, False)))


class _Lists(Struct, frozen=True, gc=False):
    """The lists of one value."""

    today: date
    known: frozenset[str]

    def below(self, value: Any, place: str, name: str, depth: int, papers: bool) -> Iterator[Block]:
        """The lists of a value, each below its heading; `papers` says that papers are listed here."""
        if depth > _DEEPEST:
            return
        papers = (papers and not names_other_things(name)) or _heading(name) == _PAPERS
        if isinstance(value, Mapping):
            called = _called(value)
            if called and any(isinstance(inner, Mapping | list) for inner in value.values()):
                yield Heading(min(depth, _LOWEST), marked_up(called, self.today), place)
            yield from self.within(value, place, depth, papers or names_papers(called))
        elif isinstance(value, list):
            yield from self.listed(value, place, name, depth, papers)

    def within(self, value: Mapping[Any, Any], place: str, depth: int, papers: bool, but: str = "") -> Iterator[Block]:
        """The lists of an object, but for that under one key."""
        for key, inner in value.items():
            if isinstance(inner, Mapping | list) and key != but and role_of(str(key)) in _MAY_LIST:
                yield from self.below(inner, f"{place}.{key}", str(key), depth + 1, papers)

    def listed(self, values: Sequence[Any], place: str, name: str, depth: int, papers: bool) -> Iterator[Block]:
        """What a list lists, and the lists within what it does not list itself."""
        if all(f"{place}[{at}]" in self.known for at in range(len(values))):
            return
        items = self.items(values, place, depth, papers)
        if items:
            if heading := _heading(name):
                yield Heading(min(depth, _LOWEST), (TextRun(heading),), place)
            yield ListBlock(tuple(items), place)
        listed = {item.place for item in items}
        for at, inner in enumerate(values):
            if isinstance(inner, Mapping | list) and f"{place}[{at}]" not in listed:
                yield from self.below(inner, f"{place}[{at}]", name, depth + 1, papers)

    def items(self, values: Sequence[Any], place: str, depth: int, papers: bool) -> list[ListItem]:
        """What a list lists in texts: all but errands where it lists papers, else what is a title by its form, where half of it is."""
        if runs := _rich(values):
            return [ListItem((Paragraph(runs, place),), place)]
        key = _text_key([one for one in values if isinstance(one, Mapping)])
        read = [_runs(one, key, self.today) for one in values]
        if not papers:
            cited = [runs if _is_cited(runs) else () for runs in read]
            formed = [runs if one or _is_titled(runs) else () for runs, one in zip(read, cited, strict=True)]
            read = formed if 1 < sum(map(bool, formed)) >= sum(map(bool, read)) / 2 else cited
        items: list[ListItem] = []
        for at, (one, runs) in enumerate(zip(values, read, strict=False)):
            where = f"{place}[{at}]"
            if runs and not is_errand_in_tasks(text_of(runs)):
                inner = self.within(one, where, depth, papers, key or "") if isinstance(one, Mapping) else ()
                items.append(ListItem((Paragraph(runs, where), *inner), where))
        return items


def _heading(name: str) -> str:
    """What a key says of the list below it; empty where it says nothing (`children`, `items`)."""
    if bare_name(name) in PAPER_LISTS or bare_name(name) == "read":
        return _PAPERS
    if bare_name(name) in _CONTAINERS:
        return ""
    return _BETWEEN_WORDS.sub(" ", name[:_LONGEST_KEY]).strip()


_LONGEST_KEY = 100
# bounded: _LONGEST_KEY characters
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\W]+")


_CONTAINERS = frozenset(
    [
        "children",
        "items",
        "nodes",
        "entries",
        "listcontent",
        "data",
        "list",
        "results",
        "rows",
        "elements",
        "blocks",
        "content",
        "values",
        "cards",
    ]
)
"""Keys that say only that something is listed."""


def _called(value: Mapping[Any, Any]) -> str:
    """What an object is called."""
    for wanted in _CALLED[:_NAMING]:
        text = next((one for key, one in value.items() if bare_name(str(key)) == wanted), None)
        if isinstance(text, str) and 0 < len(text) < 200 and "\n" not in text:
            return text
    return ""


def _runs(value: Any, key: str | None, today: date) -> TextRuns:
    """What a listed value says: its text, with its address."""
    if isinstance(value, str):
        return marked_up(value, today) if _is_text(value) else ()
    if not isinstance(value, Mapping) or key is None:
        return ()
    text = value.get(key) or value.get(_text_key([value]) or key)
    if isinstance(text, list):
        return _rich(text)
    if not isinstance(text, str) or not _is_text(text):
        return ()
    href = next((one for name, one in value.items() if role_of(str(name)) == "address" and isinstance(one, str)), "")
    return tuple(TextRun(run.text, run.href or href, run.strong, run.emphasis) for run in marked_up(text, today))


def _is_titled(runs: TextRuns) -> bool:
    """Whether a text, or the first line of one that is in pieces, is a title by its form."""
    lines = lines_of(runs)
    text = bare(text_of(lines[0])).text if lines else ""
    return bool(text) and is_plainly_title(text, _FORMED)


def _is_cited(runs: TextRuns) -> bool:
    """Whether a text has a title by its form, and says who wrote it."""
    if not runs or len(text := text_of(runs)) > _LONGEST_CITED or not may_cite_work(runs):
        return False
    entry = None if is_sentence(text) and speaks(text) else read_entry(runs)
    return entry is not None and "authors" in entry.evidence and is_title(entry.item.title or "", _FORMED)


_LONGEST_CITED = 500
"""Characters of a text that cites a work and says no more."""
_FORMED = 5
"""Words of a title that is told by its form."""


def _is_text(value: str) -> bool:
    return 0 < len(value.strip()) < _LONGEST and "\n" not in value.strip()


def _text_key(objects: Sequence[Mapping[Any, Any]]) -> str | None:
    """The key of what each of several objects is called or says: the one with most texts that may be titles."""
    counts: dict[str, int] = {}
    for one in objects[:_SAMPLE]:
        for key, text in one.items():
            if isinstance(text, str) and _may_be_title(text):
                counts[key] = counts.get(key, 0) + 2
            elif isinstance(text, list) and (runs := _rich(text)):
                counts[key] = counts.get(key, 0) + len(runs) // len(runs)
    ranked = sorted(counts, key=lambda key: (-counts[key], _rank(key)))
    return ranked[0] if ranked else None


_SAMPLE = 200


def _rank(key: str) -> int:
    name = bare_name(str(key))
    return _CALLED.index(name) if name in _CALLED else len(_CALLED)


def _may_be_title(text: str) -> bool:
    return "://" not in text and _is_text(text) and title_like(text[:1].upper() + text[1:], 3)


def _rich(values: Sequence[Any]) -> TextRuns:
    """A text that is given in pieces, some of them marked; empty for anything else."""
    pieces = [_piece(one) for one in values]
    if not pieces or None in pieces or not any(isinstance(one, Mapping) for one in values):
        return ()
    found: list[TextRun] = []
    for run in filter(None, pieces):
        for at, line in enumerate(run.text.split("\n")):
            found += [TextRun(BREAK)] if at else []
            found += [TextRun(line, run.href, run.strong, run.emphasis)] if line else []
    return tuple(found)


def _piece(value: Any) -> TextRun | None:
    """One piece of a text; None for what is none."""
    if isinstance(value, str):
        return TextRun(value)
    if not isinstance(value, Mapping):
        return None
    key = next((key for key in _PIECES if isinstance(value.get(key), str)), None)
    kind = value.get("type")
    others = {str(one) for one in value} - {key} - _BESIDE_PIECES
    if key is None or others or (kind is not None and kind not in _STYLES) or len(value) < 2:
        return None
    marks = str(value.get("annotations") or value.get("attributes") or value.get("marks") or kind)
    href = next((one for name in ("href", "link", "url") if isinstance(one := value.get(name), str)), "")
    if kind == "link" and "://" in value[key]:
        href = value[key]
    return TextRun(value[key], href, "bold" in marks, "italic" in marks)
