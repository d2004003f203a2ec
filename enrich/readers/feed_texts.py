"""The text of an entry of a feed -> who wrote the paper that the entry is of, and what else the text lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import lxml.html
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.items import ListedItem, mentions_of
from enrich.gleaning.glean import try_lines
from enrich.items.left_over import linked_titles
from enrich.items.lists import names_papers
from enrich.items.read_tree import read_tree
from enrich.listings.mentions import spoken_mentions
from enrich.parsers.html import parse_html
from enrich.record import Document, Item, Mention
from enrich.tree.blocks import (
    BREAK,
    Block,
    Definition,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    Table,
    TextRun,
    Tree,
    block_runs,
    text_of,
)
from enrich.tree.entry import read_entry
from enrich.tree.prose import marked_up

_FIRST = 3
"""Blocks of a text in which authors are looked for."""
_LONG = 60
"""Words from which a paragraph is an abstract."""


class SyndicatedEntry(Struct, frozen=True, gc=False):
    """An entry of a feed."""

    listed: ListedItem
    text: tuple[Block, ...]
    labelled: frozenset[str]
    """Addresses in its text that are labelled as the paper."""
    announced: bool = False
    """Its title says that it is of a paper: `New preprint: Title`."""


@lru_cache(maxsize=2)
def parsed(html: str) -> Any:
    """A piece of HTML as an element, which is not to be changed: an entry's is asked for five times. None when it cannot be parsed."""
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        return lxml.html.document_fromstring(f"<div>{html}</div>".encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def tree_of(html: str) -> tuple[Block, ...]:
    """The blocks of an entry's text."""
    element = parsed(html) if html.strip() else None
    return parse_html(element, "", date.min) if element is not None else ()


def with_authors(item: Item, text: Sequence[Block]) -> Item:
    """The item with the authors that its text begins with, where the feed names nobody or a single one: who wrote the post."""
    first = [
        block for block in text[:_FIRST] if isinstance(block, Paragraph) and len(text_of(block.runs).split()) < _LONG
    ]
    if not item.title or len(item.authors) > 1 or not first:
        return item
    entry = read_entry((TextRun(item.title, title=True), TextRun(BREAK), *block_runs(first)))
    if entry is None or entry.item.title != item.title or len(entry.item.authors) <= len(item.authors):
        return item
    return replace(
        item,
        authors=entry.item.authors,
        authors_complete=entry.item.authors_complete,
        affiliations=item.affiliations or entry.item.affiliations,
    )


def without_poster(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries of a feed without the one person whom all of them name, if there are several: who wrote the posts, and not the papers."""
    posters = {str(entry.get("authors") or entry.get("author") or "") for entry in entries}
    alone = len(posters) == 1 and all(_names(entry) < 2 for entry in entries) and len(entries) > _FEW_POSTS
    if not alone:
        return list(entries)
    return [{key: value for key, value in entry.items() if not key.startswith("author")} for entry in entries]


_FEW_POSTS = 2


def _names(entry: Mapping[str, Any]) -> int:
    """How many names stand in the one element of authors that an entry has."""
    named = entry.get("authors")
    words = [str(one.get("name", "")) for one in named if isinstance(one, Mapping)] if isinstance(named, list) else []
    return max(len(words), sum(one.count(",") + one.count(" and ") + 1 for one in words))


def titled_by_itself(item: Item) -> Item:
    """The item with the authors whom its title names, rather than whoever wrote the post; its title without marks before it (`[repost]`)."""
    if not item.title or len(item.authors) > 1 or (item.authors and item.abstract):
        return item
    entry = read_entry((TextRun(item.title),))
    title = entry.item.title if entry else None
    if entry is None or not title or title == item.title or title not in item.title:
        return item
    if not entry.item.authors:
        return replace(item, title=title) if item.title.endswith(title) else item
    return replace(
        item, title=title, authors=entry.item.authors, authors_complete=entry.item.authors_complete, abstract=None
    )


def listed_below(entry: SyndicatedEntry, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of the works that the text of an entry lists."""
    title = entry.listed.item.title or ""
    if not _lists(entry.text):
        linked = [one for block in entry.text if isinstance(block, Paragraph) for one in linked_titles(block, title)]
        for one in linked:
            if (one.item.title or "").casefold() not in title.casefold():
                yield from mentions_of(
                    ListedItem(entry.listed.place, one.item, _placed(entry, one.own)), document, today
                )
        return
    for mention in read_tree(Tree(entry.text), document, today, heading=title, prose=False):
        item = mention.item
        if item is None or not item.title or item.title.casefold() == title.casefold():
            continue
        if mention.id or mention.doi or item.authors or names_papers(title):
            yield replace(mention, place=f"{entry.listed.place}, {mention.place.partition(', ')[2] or mention.place}")


def spoken_of(entry: SyndicatedEntry, known: Sequence[str], document: Document, today: date) -> Iterator[Mention]:
    """The works of which sentences in the text of an entry speak by their titles, but for the entry's own and those that are known."""
    titles = {title.lower() for title in (*known, entry.listed.item.title or "")}
    for block in entry.text:
        text = marked_up(block.runs) if isinstance(block, Paragraph) else ""
        if text and len(text.split()) < _LONG * 2:
            found = spoken_mentions([text], entry.listed.item.title or "", document, today, entry.listed.place)
            yield from (one for one in found if one.text.lower() not in titles)


def tried_below(entry: SyndicatedEntry, found: Sequence[Mention], document: Document, today: date) -> Iterator[Mention]:
    """What else may be works in the text of an entry, on trial."""
    if not any(one.item and one.item.abstract for one in found):
        for one in try_lines(Tree(entry.text), found, document, today):
            yield replace(one, place=entry.listed.place)


def _placed(entry: SyndicatedEntry, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((entry.listed.place, text) for text in texts)


def _lists(blocks: Sequence[Block]) -> bool:
    """Whether something is listed in blocks; headings set parts of a text apart as well."""
    if sum(isinstance(block, Heading) for block in blocks) > 1:
        return True
    return any(
        isinstance(block, ListBlock | Table | Definition)
        or (isinstance(block, Section | Quote) and _lists(block.blocks))
        for block in blocks
    )
