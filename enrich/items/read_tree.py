"""A Tree -> Mentions: what makes an item in a document is decided here, whatever the format.

A list whose items look alike, a table whose header or cells say which column is the title, a heading or a term with authors or
links below it, paragraphs that each cite a work. Anything else is read as prose, where an id or a sentence names a paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.items import CONTEXT_LIMIT, ListedItem, from_hit, mentions_of
from enrich.citations.not_papers import not_a_paper
from enrich.identifiers.find import IdMatch
from enrich.items import rows
from enrich.items.grids import read_table
from enrich.items.left_over import BY_FORM, HEADED, LeftOver, evidence_in, linked_titles
from enrich.items.lists import believed, heading_below, inner, names_papers, names_part
from enrich.items.nesting import Lists
from enrich.items.outline import (
    bare_work,
    headed_works,
    names_what_follows,
    paragraph_entries,
    paragraphs_from,
    section_entry,
    work_entry,
)
from enrich.listings.mentions import spoken_mentions
from enrich.record import Document, Mention
from enrich.tree.blocks import (
    Block,
    Code,
    Definition,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Section,
    Table,
    Tree,
    block_runs,
    text_of,
)
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import links_of
from enrich.tree.several import with_marked_lines, works_apart

_LOWEST = 7
"""The level of a paragraph that stands for a heading."""
_TITLE_WORDS = 5
"""Words from which a heading below another one may be a work."""


class _Walk(Struct):
    """What is found while a tree is walked through."""

    document: Document
    today: date
    lists: Lists
    found: list[Mention] = field(default_factory=list)
    loose: LeftOver = field(default_factory=LeftOver)
    heading: str = ""
    """What is known of what follows, by the headings above it."""
    headings: list[tuple[int, str]] = field(default_factory=list)
    """(level, what is known below it) of the headings above."""
    prose: bool = True
    """Listings are looked for in what is left over."""
    works: bool = False
    """Works are listed all around: below the topics of the list that this one is in."""


def read_tree(tree: Tree, document: Document, today: date, heading: str = "", prose: bool = True) -> Iterator[Mention]:
    """The mentions of a document, in the order of its blocks; `heading` says what is known of it beforehand.

    Without `prose` only ids are looked for outside items.
    """
    walk = _Walk(document, today, Lists(today), heading=heading, prose=prose)
    _blocks(walk, tree.blocks, aside=False)
    _flush(walk)
    for mention in walk.found:
        yield replace(mention, place=tree.locate(mention.place, mention.text))


def _blocks(walk: _Walk, blocks: Sequence[Block], aside: bool) -> None:
    at, works = 0, headed_works(blocks)
    while at < len(blocks):
        block = blocks[at]
        taken = 1
        match block:
            case Heading():
                among = any(isinstance(one := blocks[other], Heading) and one.level == block.level for other in works)
                taken = _heading(walk, block, works.get(at), among)
            case Paragraph():
                taken = _paragraphs(walk, blocks, at)
            case ListBlock():
                _list(walk, block, aside)
            case Table():
                _table(walk, block)
            case Definition():
                taken = _definitions(walk, blocks, at)
            case Section():
                _section(walk, block, aside)
            case Quote():
                _blocks(walk, block.blocks, aside)
            case Code():
                walk.loose.add(block)
        at += taken


def _heading(walk: _Walk, block: Heading, work: tuple[TreeEntry, int] | None, among: bool) -> int:
    """A heading that is a title, with the paragraphs below it; otherwise it names what follows. How many blocks were read.

    `among` says that others of its level are titles.
    """
    if work is None:
        long = len(text_of(block.runs).split()) >= _TITLE_WORDS
        evidence = HEADED if names_papers(walk.heading) else BY_FORM if among else ""
        walk.loose.add(block, evidence if long else "")
        _enter(walk, block.level, text_of(block.runs))
        return 1
    entry, below = work
    _take(walk, entry, block.place)
    walk.loose.add(Heading(block.level, (), block.place))
    return 1 + below


def _enter(walk: _Walk, level: int, heading: str) -> None:
    """Note what is known below a heading."""
    before = next((text for at, text in walk.headings if at == level), "")
    walk.headings = [one for one in walk.headings if one[0] < level]
    above = walk.headings[-1][1] if walk.headings else ""
    walk.heading = heading_below(above, before, heading)
    walk.headings.append((level, walk.heading))


def _paragraphs(walk: _Walk, blocks: Sequence[Block], at: int) -> int:
    group = paragraphs_from(blocks, at)
    for paragraphs, entries in paragraph_entries(group, walk.heading):
        listed = [] if paragraphs[0].guessed else with_marked_lines(paragraphs[0], every=bool(entries))
        if len(paragraphs) == 1 and listed:
            _blocks(walk, listed, aside=False)
            continue
        if not entries:
            walk.loose.add_all(paragraphs)
            if names_what_follows(paragraphs[0]):
                _enter(walk, _LOWEST, text_of(paragraphs[0].runs))
        for entry in entries or [one for paragraph in paragraphs for one in linked_titles(paragraph, walk.heading)]:
            _take(walk, entry, paragraphs[0].place)
    return len(group)


def _list(walk: _Walk, block: ListBlock, aside: bool) -> None:
    if works := rows.of_list(block):
        _things(walk, works)
        return
    outer, lists = walk.works, walk.lists
    lists.prepare(block, walk.heading)
    walk.works = outer or lists.lists_works(block)
    listed = [item for item in block.items if item.blocks and not lists.is_topic(item)]
    read = [one for item in listed if (one := lists.candidate(item))]
    papers = {id(one.item) for one in believed(len(listed), read, walk.heading, aside, walk.works)}
    evidence = "" if aside else evidence_in(walk.heading, bool(walk.headings), len(papers), len(listed))
    for item in block.items:
        if apart := works_apart(lists.head(item).runs):
            for entry in filter(None, map(read_entry, apart)):
                _take(walk, entry, item.place)
            _blocks(walk, inner(item), aside)
            continue
        one = lists.candidate(item)
        work = id(item) in papers or (lists.is_topic(item) and lists.is_work(item))
        if one is None or not work:
            _other_item(walk, item, aside, evidence)
            continue
        _take(walk, one.entry, item.place, lists.head(item).ids)
        if lists.is_topic(item):
            _blocks(walk, inner(item), aside)
    walk.works = outer


def _other_item(walk: _Walk, item: ListItem, aside: bool, evidence: str) -> None:
    """An item that is not a paper: it may begin with the id of one, and what is below it may list some."""
    below = inner(item)
    head = [block for block in item.blocks if block not in below]
    numbers = walk.lists.head(item).ids
    if numbers:
        _flush(walk)
        context = text_of(block_runs(head))[:CONTEXT_LIMIT]
        walk.found += [from_hit(hit, walk.document, item.place, context) for hit in numbers]
    elif head:
        line = ListBlock((ListItem(tuple(head), item.place),), item.place)
        walk.loose.add(line if walk.prose else head[0], evidence)
        walk.loose.add_all(() if walk.prose else head[1:])
    if below:
        outer, walk.heading = walk.heading, text_of(block_runs(head)) or walk.heading
        _blocks(walk, below, aside)
        walk.heading = outer


def _table(walk: _Walk, table: Table) -> None:
    things = rows.of_rows(table)
    things = read_table(table, walk.today) if things is None else things
    if not any(thing.item.title for thing in things or ()) and (_listed_rows(walk, table) or _cells(walk, table)):
        return
    if things:
        _things(walk, rows.without_labels(things))
    else:
        walk.loose.add_rows(table.rows, evidence_in(walk.heading, bool(walk.headings)))


def _things(walk: _Walk, things: Sequence[ListedItem]) -> None:
    _flush(walk)
    walk.found += (one for thing in things for one in mentions_of(thing, walk.document, walk.today))


def _listed_rows(walk: _Walk, table: Table) -> bool:
    """A table without a column of titles, whose rows each cite a work as the items of a list do; whether they do."""
    block = rows.rows_as_list(table)
    if block is None:
        return False
    walk.lists.prepare(block, walk.heading)
    read = [one for item in block.items if (one := walk.lists.candidate(item))]
    fine = [one for one in read if len((one.entry.item.title or "").split()) > 3]
    papers = {id(one.item): one.entry for one in believed(len(block.items), fine, walk.heading, aside=False)}
    if len(papers) * 2 < len(block.items):
        return False
    evidence = evidence_in(walk.heading, bool(walk.headings), len(papers), len(table.rows))
    for item, row in zip(block.items, table.rows, strict=True):
        if id(item) in papers:
            _take(walk, papers[id(item)], item.place)
        else:
            walk.loose.add(Table((row,), row.place), evidence)
    return True


def _cells(walk: _Walk, table: Table) -> bool:
    """A table whose columns say nothing, as a programme, with cells that are works by themselves; whether there are some."""
    works = rows.works_in_cells(table)
    for row in table.rows if works else ():
        column, entry = works.get(row.place, (-1, None))
        if entry:
            _take(walk, entry, row.place)
        for at, cell in enumerate(row.cells):
            if cell.runs and at != column and not (entry and links_of(cell.runs)):
                walk.loose.add(Paragraph(cell.runs, row.place))
    return bool(works)


def _definitions(walk: _Walk, blocks: Sequence[Block], at: int) -> int:
    """Terms in a row: the fields of works, or each by itself; how many blocks were read."""
    terms = rows.leading_definitions(blocks, at)
    if things := rows.of_definitions(terms):
        _things(walk, things)
    for one in () if things else terms:
        _definition(walk, one)
    return len(terms)


def _definition(walk: _Walk, block: Definition) -> None:
    head = Heading(6, block.term, block.place)
    if entry := (section_entry(head, block.blocks) or bare_work(head, block.blocks)) if block.term else None:
        _take(walk, entry, block.place)
        return
    if block.term:
        walk.loose.add(Paragraph(block.term, block.place))
    outer, walk.heading = walk.heading, text_of(block.term) or walk.heading
    lists = names_part(walk.heading) or rows.counts_works(text_of(block.term))
    _blocks(walk, rows.as_list(block) if lists else block.blocks, aside=False)
    walk.heading = outer


def _section(walk: _Walk, block: Section, aside: bool) -> None:
    outer = walk.heading
    if entry := None if aside or block.aside else work_entry(block):
        _take(walk, entry, block.place)
        return
    _blocks(walk, block.blocks, aside or block.aside)
    walk.heading = outer


def _take(walk: _Walk, entry: TreeEntry, place: str, ids: Sequence[IdMatch] = ()) -> None:
    """The mentions of one thing listed."""
    _flush(walk)
    reason = not_a_paper(entry.item.title or "", entry.item.abstract or "")
    own = tuple((place, text) for text in entry.own)
    rest = tuple((place, text) for text in entry.rest)
    thing = ListedItem(place, entry.item, own, rest, True, reason, tuple((place, one) for one in ids))
    walk.found += mentions_of(thing, walk.document, walk.today)
    walk.found += spoken_mentions(entry.spoken, entry.item.title or "", walk.document, walk.today, place)


def _flush(walk: _Walk) -> None:
    """Read what was left over since the last item as prose."""
    if walk.loose.blocks:
        walk.found += walk.loose.take(walk.document, walk.today, walk.prose)
