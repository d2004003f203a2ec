"""Lists within lists -> which items are topics above papers, and which are papers with details below (pure; each is read once)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.items import may_name
from enrich.identifiers.find import find_ids
from enrich.items.lists import (
    ListCandidate,
    candidate,
    details,
    head_runs,
    inner,
    is_detail,
    is_work_by_form,
    names_papers,
    own_id,
    plainly_titled,
    with_byline,
)
from enrich.items.numbered import Head, without_numbers
from enrich.items.shared_names import without_names
from enrich.titles.sentences import speaks
from enrich.tree.blocks import ListBlock, ListItem, text_of
from enrich.tree.entry import read_entry
from enrich.tree.prose import marked_up

_LONG = 5
"""Words from which a title above one paper is a paper too, and no topic."""


class Lists(Struct):
    """What is known of the lists of a document and of their items."""

    today: date
    heads: dict[int, Head] = field(default_factory=dict)
    read: dict[int, ListCandidate | None] = field(default_factory=dict)
    topics: dict[int, bool] = field(default_factory=dict)
    kept: list[ListBlock] = field(default_factory=list)
    """The lists whose items are known by their identity, which is theirs alone as long as they are kept."""

    def head(self, item: ListItem) -> Head:
        """An item without the lists below it, and without an id before its title."""
        return self.heads.get(id(item)) or Head(head_runs(item))

    def prepare(self, block: ListBlock, heading: str) -> None:
        """Tell which numbers before the items of a list are ids."""
        if block.items and id(block.items[0]) not in self.heads:
            numbered = without_numbers([head_runs(item) for item in block.items], names_papers(heading), self.today)
            named = without_names([head.runs for head in numbered])
            found = [
                replace(head, runs=runs, byline=byline) for head, (runs, byline) in zip(numbered, named, strict=True)
            ]
            self.kept.append(block)
            self.heads.update(zip(map(id, block.items), found, strict=True))

    def candidate(self, item: ListItem) -> ListCandidate | None:
        """The item as a paper, with what is below it unless that lists other papers."""
        if id(item) not in self.read:
            head = self.head(item)
            below = () if self.is_topic(item) else details(item)
            one = candidate(item, head.runs, below, bool(head.ids) or self._has_id(item))
            self.read[id(item)] = with_byline(one, head.byline) if one and head.byline else one
        return self.read[id(item)]

    def is_topic(self, item: ListItem) -> bool:
        """Whether papers of their own are listed below an item."""
        if id(item) not in self.topics:
            below = inner(item)
            self.topics[id(item)] = any(
                not isinstance(block, ListBlock) or self._lists_papers(item, block) for block in below
            )
        return self.topics[id(item)]

    def is_work(self, item: ListItem) -> bool:
        """Whether an item with papers below it is one itself: it has authors or a link to it, or the form of a title above one paper."""
        head = self.head(item)
        entry = read_entry(head.runs)
        if entry is None:
            return False
        if entry.evidence & {"authors", "quoted", "paper-link"} or head.ids:
            return True
        title = entry.item.title or ""
        papers = sum(len(block.items) for block in inner(item) if isinstance(block, ListBlock))
        return papers == 1 and plainly_titled(title) and len(title.split()) >= _LONG and not names_papers(title)

    def lists_works(self, block: ListBlock) -> bool:
        """Whether works are listed below the topics of a list: half of what is there, two at least, have the form of titles."""
        leaves = list(self._leaves(block)) if any(map(self.is_topic, block.items)) else []
        works = sum(self._is_paper(item) or self._is_titled(item) for item in leaves)
        return works > 1 and works * 2 >= len(leaves)

    def _leaves(self, block: ListBlock) -> Iterator[ListItem]:
        """The items below the topics of a list, however deep."""
        for item in block.items:
            if self.is_topic(item):
                yield from (
                    leaf for below in inner(item) if isinstance(below, ListBlock) for leaf in self._leaves(below)
                )
            else:
                yield item

    def _lists_papers(self, item: ListItem, below: ListBlock) -> bool:
        """Whether most items of a list below another item are papers by themselves or topics, and no details of that item.

        Below what is no title but a short label (`Week 1`, `Optional:`), half of them may be titles and nothing else; below what may
        be a title itself, several must be, and all.
        """
        self.prepare(below, text_of(self.head(item).runs))
        if sum(map(self._is_paper, below.items)) * 2 > len(below.items):
            return True
        titled = [self.candidate(one) for one in below.items if not self.is_topic(one) and self._is_titled(one)]
        if self._is_label(item):
            return (len(titled) + sum(map(self.is_topic, below.items))) * 2 >= len(below.items)
        names = [one.entry.item.title or "" for one in titled if one]
        return len(names) == len(below.items) > 1 and all(map(_is_written_out, names))

    def _is_label(self, item: ListItem) -> bool:
        """Whether an item names what is below it in a few words, and is no work itself."""
        head = self.head(item)
        text = text_of(head.runs)
        entry = read_entry(head.runs)
        if head.ids or (entry and entry.evidence & {"authors", "quoted", "paper-link"}):
            return False
        return len(((entry and entry.item.title) or text).split()) < _LONG or text.rstrip().endswith(":")

    def _is_titled(self, item: ListItem) -> bool:
        """Whether an item has the form of a title of some words, and says nothing of what is above it."""
        if is_detail(self.head(item).runs):
            return False
        one = self.candidate(item)
        return one is not None and is_work_by_form(one)

    def _is_paper(self, item: ListItem) -> bool:
        if self.is_topic(item):
            return True
        if is_detail(self.head(item).runs):
            return False
        one = self.candidate(item)
        return one is not None and one.strong and len((one.entry.item.title or "").split()) > 2

    def _has_id(self, item: ListItem) -> bool:
        text = marked_up(self.head(item).runs)
        return may_name(text) and own_id(text, find_ids(text, self.today))


def _is_written_out(title: str) -> bool:
    """Whether a title has enough words and a capital letter, as short notes rarely have."""
    return len(title.split()) >= _LONG and not title[:1].islower() and not speaks(title)


def has_details(items: Sequence[ListItem]) -> bool:
    """Whether most items of a list are details of what is above it."""
    return sum(is_detail(head_runs(item)) for item in items) * 2 > len(items)
