"""OPML -> a Tree: its outlines are a list within a list, each with its notes and its address; what subscribes to a feed lists nothing.

Source: http://opml.org/spec2.opml; `_note` is that of OmniOutliner, Workflowy, Dynalist and mind maps. Places are `outline 3`, counted from the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

from lxml import etree

from enrich.citations.items import Unparsable, may_name
from enrich.parsers.html import body_of, parse_html
from enrich.tree.blocks import BREAK, Block, ListBlock, ListItem, Paragraph, TextRun, TextRuns, Tree, block_runs

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w{2,8};")
_NOTES = ("_note", "note", "_notes", "notes", "description", "comment")
_DEEPEST = 60
"""Levels of outlines that are read as lists; those deeper are in the last of them."""


def parse_opml(text: str, today: date) -> Tree:
    """The tree of an OPML document; raises Unparsable when it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unparsable from error
    if root is None:
        raise Unparsable
    numbers = count(1)
    found = root.iter("{*}outline")
    tops = [one for one in found if (above := one.getparent()) is None or not str(above.tag).endswith("outline")]
    return Tree(tuple(_list(tops, numbers, today, 1)))


def _list(outlines: list[Any], numbers: Iterator[int], today: date, depth: int) -> list[Block]:
    """Outlines as one list; feeds and what says nothing are beside it, for the ids in them."""
    items: list[ListItem] = []
    beside: list[Block] = []
    for outline in outlines:
        place = f"outline {next(numbers)}"
        fields = {str(name): str(value) for name, value in outline.attrib.items()}
        inner = (
            list(outline.iterchildren("{*}outline"))
            if depth < _DEEPEST
            else list(outline.iterdescendants("{*}outline"))
        )
        below = _list(inner, numbers, today, depth + 1) if depth <= _DEEPEST and inner else []
        runs = () if fields.get("xmlUrl") else _runs(fields, today)
        if runs:
            items.append(ListItem((Paragraph(runs, place), *below), place))
        else:
            beside += [
                Paragraph((TextRun(value),), place, guessed=True) for value in fields.values() if may_name(value)
            ]
            beside += below
    return [*([ListBlock(tuple(items), items[0].place)] if items else []), *beside]


def _runs(fields: Mapping[str, str], today: date) -> TextRuns:
    """What an outline says: its text with its address, its notes below it, and other attributes in which an id may stand."""
    text = fields.get("text") or fields.get("title") or ""
    href = fields.get("url") or fields.get("htmlUrl") or ""
    runs = [TextRun(run.text, run.href or href, run.strong, run.emphasis) for run in marked_up(text, today)]
    notes = [marked_up(line, today) for name in _NOTES for line in fields.get(name, "").splitlines() if line.strip()]
    known = {"text", "title", "url", "htmlUrl", *_NOTES}
    others = [(TextRun(value),) for name, value in fields.items() if name not in known and may_name(value)]
    for line in (*notes, *others):
        runs += [TextRun(BREAK), *line]
    return tuple(runs)


def marked_up(text: str, today: date) -> TextRuns:
    """The runs of a text, which may be marked up in HTML."""
    if not _MARKUP.search(text):
        return (TextRun(" ".join(text.split())),) if text.strip() else ()
    return block_runs(parse_html(body_of(f"<p>{text}</p>"), "", today))
