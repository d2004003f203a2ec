"""A Tree and what was found in it -> the mentions that are missing (pure): works that its lines name and that nobody has claimed.

Reading tells items by how they are marked and by what stands beside them. What it does not tell must not vanish: a line of which
nothing became a mention is looked at once more, by itself, for words that can only be a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.items import CONTEXT_LIMIT, by_title, may_name
from enrich.gleaning.phrases import (
    LONGEST,
    GleanedTitle,
    attributed,
    in_capitals,
    left_over,
    may_attribute,
    may_name_works,
    whole,
)
from enrich.gleaning.siblings import Row, rows_of
from enrich.gleaning.trials import LONGEST as TRIED
from enrich.gleaning.trials import MOST_LOOKED_AT, MOST_TRIED, Claimed, affordable, on_trial
from enrich.identifiers.find import find_ids
from enrich.items.lists import is_errand, names_other, names_papers
from enrich.items.read_tree import read_tree
from enrich.listings.labels import is_furniture, is_outline
from enrich.prose.running_text import has_capitals, names_nothing
from enrich.record import Document, Item, Mention
from enrich.titles.sentences import is_plainly_title
from enrich.tree.blocks import (
    BREAK,
    SOFT,
    Block,
    Definition,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    Table,
    TextRun,
    TextRuns,
    Tree,
    lines_of,
)
from enrich.tree.draft import words_of_line
from enrich.tree.marks import bare
from enrich.tree.task_marks import is_slot

_NAME_PARTS = re.compile(r"\.\w{1,8}$|[\W_]+")
_FEWEST_WORKS = 2
"""Works in a row of lines from which the others of it may be works."""
_MAY_LIST = re.compile(
    r"\b(?:news|updates?|announcements?|tasks?|to[- ]?do|minutes|meetings?|agenda)\b",
    re.IGNORECASE,
)
"""Headings of other things among which works are named."""


class Leaf(Struct, frozen=True, gc=False):
    """A block that holds no other one."""

    runs: TextRuns
    place: str
    alone: bool
    """It is an item or a term, which may be a title and nothing else."""
    other: bool
    """Something else is listed here."""


def read_whole_tree(
    tree: Tree,
    document: Document,
    today: date,
    heading: str = "",
    prose: bool = True,
    beside: Sequence[Mention] = (),
) -> list[Mention]:
    """All mentions of a tree, in the order of its blocks but for those gleaned, which come last; `beside` are those found elsewhere in it."""
    found = list(read_tree(tree, document, today, heading, prose))
    return [*found, *glean(tree, [*beside, *found], document, today)]


def glean(tree: Tree, found: Sequence[Mention], document: Document, today: date) -> Iterator[Mention]:
    """The works that lines of a tree name and that are not among what was `found`; last what may be works, on trial."""
    claimed = Claimed(found)
    gleaned: list[Mention] = []
    leaves = list(_leaves(tree.blocks, ""))
    for leaf in leaves:
        if leaf.alone or may_name_works(words_of_line(leaf.runs)):
            for line in _lines(leaf):
                gleaned += _of_line(line, leaf, claimed, document, today, tree.locate)
    for row in rows_of(tree.blocks, _NAME_PARTS.sub(" ", document.name.rpartition("/")[2])):
        gleaned += _left_in(row, claimed, document, today, tree.locate)
    yield from gleaned
    yield from _tried(leaves, [*found, *gleaned], document, today, tree.locate)


def try_lines(tree: Tree, found: Sequence[Mention], document: Document, today: date) -> Sequence[Mention]:
    """What may be works in the lines of a tree beside what was `found`, on trial."""
    return _tried(_leaves(tree.blocks, ""), found, document, today, tree.locate)


def _tried(
    leaves: Iterable[Leaf],
    found: Sequence[Mention],
    document: Document,
    today: date,
    locate: Callable[[str, str], str],
) -> Sequence[Mention]:
    claimed = Claimed(found, unread=False)
    for one in found:
        claimed.add(one.item.abstract if one.item else None)
    tried = _on_trial(leaves, claimed, document, today, locate)
    return affordable([*islice(tried, MOST_TRIED)], found)


def _lines(leaf: Leaf) -> list[TextRuns]:
    """The lines of a block, and the whole of it where there are several."""
    if len(leaf.runs) == 1 and leaf.runs[0].text.strip():
        return [leaf.runs]
    lines = lines_of(tuple(TextRun(BREAK) if run.text == SOFT else run for run in leaf.runs))
    return [*lines, leaf.runs] if len(lines) > 1 else lines


def _on_trial(
    leaves: Iterable[Leaf], claimed: Claimed, document: Document, today: date, locate: Callable[[str, str], str]
) -> Iterator[Mention]:
    """What may be titles in the lines of which nothing was taken."""
    for leaf in islice(leaves, MOST_LOOKED_AT):
        lines = _lines(leaf)
        flows = not _is_set_by_line(lines) and len(words_of_line(leaf.runs).split()) > _FLOWS
        for line in lines[-1:] if flows and not leaf.alone else lines:
            if len(words_of_line(line)) > TRIED or _has_id(line, today):
                continue
            for one in on_trial(line, document, leaf.place, claimed, prose=flows and not leaf.alone):
                if not leaf.other or is_plainly_title(one.text, 4):
                    claimed.add(one.text)
                    yield replace(one, place=locate(leaf.place, one.text))


def _is_set_by_line(lines: Sequence[TextRuns]) -> bool:
    """Whether each of several lines stands for itself: all begin as titles and sentences do, as wrapped lines do not."""
    begun = [words_of_line(line).lstrip("\"'“«*_([")[:1] for line in lines[:-1]]
    return len(begun) > 1 and not any(first.islower() for first in begun)


_FLOWS = 25
"""Words from which a paragraph is prose, and none of its lines a title by itself."""


def _left_in(
    row: Row, claimed: Claimed, document: Document, today: date, locate: Callable[[str, str], str]
) -> Iterator[Mention]:
    """The lines of a row of works of which nothing was taken."""
    if not (row.references or claimed.seen or names_papers(row.heading)):
        return
    listed = row.references or (names_papers(row.heading) and len(row.lines) > 1)
    if not listed and (names_other(row.heading) or len(row.lines) < _FEWEST_WORKS):
        return
    texts = [words_of_line(line.runs) for line in row.lines]
    taken = [claimed.holds(text) or _has_id(line.runs, today) for text, line in zip(texts, row.lines, strict=True)]
    if not listed and (sum(taken) < _FEWEST_WORKS or sum(taken) * 5 < len(taken) * 2):
        return
    sure = row.references or any(
        text[:1].islower() for text, one in zip(texts, taken, strict=True) if one or not any(taken)
    )
    for line, text, is_taken in zip(row.lines, texts, taken, strict=True):
        if (
            not is_taken
            and not is_slot(f"{line.before} {text}")
            and (phrase := left_over(line.runs, text, sure))
            and not claimed.holds(phrase.title)
        ):
            claimed.add(phrase.title)
            yield _mention(phrase, document, locate(line.place, phrase.title), text)


def _has_id(runs: TextRuns, today: date) -> bool:
    written = " ".join(f"{run.text} {run.href}" for run in runs)
    return may_name(written) and any(hit.id or hit.doi for hit in find_ids(written, today))


def _mention(phrase: GleanedTitle, document: Document, place: str, text: str) -> Mention:
    item = Item(title=phrase.title)
    if phrase.byline:
        item = Item(title=phrase.title, authors=phrase.byline.authors, authors_complete=phrase.byline.complete)
    return by_title(document, place, item, text[:CONTEXT_LIMIT])


def _of_line(
    line: TextRuns, leaf: Leaf, claimed: Claimed, document: Document, today: date, locate: Callable[[str, str], str]
) -> Iterator[Mention]:
    words = words_of_line(line)
    alone = not leaf.other and (leaf.alone or has_capitals(words))
    if not (may_attribute(words) or (alone and (_SENTENCE_ENDS.search(words) or not claimed.holds(words)))):
        return
    for text in _texts_of(line, words, today):
        if not 12 < len(text) <= LONGEST or is_furniture(text) or is_outline(text) or is_errand(text):
            continue
        for phrase in _phrases(text, leaf, claimed):
            if not claimed.holds(phrase.title):
                claimed.add(phrase.title)
                yield _mention(phrase, document, locate(leaf.place, phrase.title), text)


_SENTENCE_ENDS = re.compile(r"(?<=[^\W\d_A-Z][^\W_][.!?])\s(?=[“\"A-Z])")
_LONGEST_LINE = 20_000
"""Characters of a paragraph in one line whose sentences are looked at."""


def _texts_of(line: TextRuns, text: str, today: date) -> list[str]:
    """The `text` of a line; where it has an id, or is long, those of its sentences that have none."""
    with_id = _has_id(line, today)
    if len(text) <= LONGEST and not with_id:
        return [text]
    sentences = _SENTENCE_ENDS.split(text) if len(text) <= _LONGEST_LINE else []
    linked = [" ".join(run.text.split()) for run in line if run.href and _has_id((run,), today)] if with_id else []
    if not all(label and label in text for label in linked):
        return []  # whose id it is cannot be seen
    return [
        one
        for one in sentences[: _MOST_SENTENCES if len(sentences) > 1 else 0]
        if not (may_name(one) and find_ids(one, today)) and not any(label in one for label in linked)
    ]


_MOST_SENTENCES = 200


def _phrases(text: str, leaf: Leaf, claimed: Claimed) -> list[GleanedTitle]:
    """The titles of a line; only those with names behind them where something is claimed of it already."""
    named = list(attributed(text))
    if leaf.other or not (leaf.alone or has_capitals(text)) or claimed.holds(text):
        return named
    return [*named, *(whole(bare(text).text) if leaf.alone else ()), *in_capitals(text)]


def _is_of_others(heading: str) -> bool:
    """Whether something else is listed below a heading, among which works are not named."""
    return names_other(heading) and not _MAY_LIST.search(heading)


def _is_running(paragraph: Paragraph) -> bool:
    """Whether a paragraph is running text in which nothing is named, as its parser may have told."""
    if paragraph.running:
        return True
    plain = all(run.text != BREAK and run == TextRun(run.text) for run in paragraph.runs)
    return plain and names_nothing("".join(["\n" if run.text == SOFT else run.text for run in paragraph.runs]))


def _leaves(blocks: Sequence[Block], heading: str, alone: bool = False) -> Iterator[Leaf]:
    """The blocks that hold no others, but for headings, code, running text and what is beside the text."""
    other = _is_of_others(heading)
    for block in blocks:
        match block:
            case Heading():
                heading = "".join(run.text for run in block.runs if not run.hidden)
                other = _is_of_others(heading)
            case Paragraph():
                if alone or not _is_running(block):
                    yield Leaf(block.runs, block.place, alone, other)
            case ListBlock():
                for item in block.items:
                    yield from _leaves(item.blocks, heading, alone=True)
            case Table():
                for row in block.rows[1 if block.headed else 0 :]:
                    yield from (
                        Leaf(cell.runs, cell.place or row.place, False, other) for cell in row.cells if cell.runs
                    )
            case Definition():
                if block.term:
                    yield Leaf(block.term, block.place, True, other)
                yield from _leaves(block.blocks, heading, alone)
            case Section(aside=False) | Quote():
                yield from _leaves(block.blocks, heading, alone)
            case _:
                pass
