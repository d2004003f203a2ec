"""Headings, terms and paragraphs -> the things that they list (pure): a title with authors or links below it, a paragraph that cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from enrich.citations.author_date import begins_citation
from enrich.citations.citation import title_like
from enrich.citations.venues import venue_like
from enrich.items.lists import STRONG, head_runs, is_errand, names_other, names_papers, plainly_titled, title_fits
from enrich.items.nesting import has_details
from enrich.listings.labels import is_outline
from enrich.tree.blocks import (
    BREAK,
    SOFT,
    Block,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    TextRun,
    TextRuns,
    block_runs,
    lines_of,
    text_of,
)
from enrich.tree.entry import (
    LONGEST_CITATION,
    TreeEntry,
    cited_work,
    cites,
    may_cite_work,
    read_entry,
    sets_off_another,
)
from enrich.tree.links import begins_with_id, label_only
from enrich.tree.marks import bare
from enrich.tree.several import announced_together, has_prose_lines, is_marked_work, works_of_lines
from enrich.tree.task_marks import is_errand_in_tasks, state_length

_FEWEST_WORDS, _FEWEST_LONG, _MOST_NOTES = 5, 8, 20
"""The last: items of a list that are looked at."""
_LIST = re.compile(
    r"^(?:(?:full |complete )?list of|my|our|selected|accepted|recent|all)\b|\b(?:papers?|publications?|works?|preprints?|lists?|readings?|articles?)\W*$",
    re.IGNORECASE,
)
"""How headings of lists begin or end that are longer than `Papers`."""


def headed_works(blocks: Sequence[Block]) -> dict[int, tuple[TreeEntry, int]]:
    """Which headings are titles, by their place among blocks: the work, and how many blocks below belong to it.

    A heading with nothing below that tells it is one as well where most others of its level are.
    """
    heads = {at: block for at, block in enumerate(blocks) if isinstance(block, Heading)}
    found: dict[int, tuple[TreeEntry, int]] = {}
    for at, head in heads.items():
        if not _may_be_title(text_of(head.runs)):
            continue
        below = [*takewhile(lambda one: isinstance(one, Paragraph | ListBlock | Quote), blocks[at + 1 :])]
        below = below[
            : next((n for n, one in enumerate(below) if _are_notes(one) or (n and is_marked_work(one))), len(below))
        ]
        if entry := section_entry(head, below):
            found[at] = (entry, len(below))
        elif state_length(text_of(head.runs)) and (entry := bare_work(head, notes := _short(below))):
            found[at] = (entry, len(notes))
    if len(found) < 2:
        return found
    for level in {heads[at].level for at in found}:
        alike = [at for at in heads if heads[at].level == level and len(text_of(block_runs([blocks[at]])).split()) > 2]
        works = [at for at in alike if at in found]
        if 1 < len(works) < len(alike) <= 2 * len(works):
            found |= {
                at: (entry, 0) for at in alike if at not in found and (entry := bare_work(blocks[at], among=True))
            }
    return found


def _are_notes(block: Block) -> bool:
    """Whether a list below a title holds remarks of the reader's: neither details of the work nor other works."""
    if not isinstance(block, ListBlock) or has_details(block.items):
        return False
    entries = (read_entry(head_runs(item)) for item in block.items[:_MOST_NOTES])
    return not any(one and one.evidence & STRONG and len((one.item.title or "").split()) > 2 for one in entries)


_SHORT = 15
"""Words of a paragraph that says where or when, and no more of a work."""


def _short(below: Sequence[Block]) -> list[Block]:
    """The paragraphs at the beginning that are no prose."""
    return [*takewhile(lambda one: isinstance(one, Paragraph) and len(text_of(one.runs).split()) < _SHORT, below)]


def bare_work(block: Block, below: Sequence[Block] = (), *, among: bool = False) -> TreeEntry | None:
    """A heading as a title by its form alone, with what short paragraphs `below` it say; None where longer ones are below it.

    `among`: the others of its level are titles, so that it may speak as titles seldom do.
    """
    if any(not isinstance(one, Paragraph) or len(text_of(one.runs).split()) >= _SHORT for one in below):
        return None
    runs = tuple(replace(run, title=True) for run in block_runs([block]))
    title = bare(text_of(runs)).text
    if state_length(text_of(runs)) and is_errand_in_tasks(title):
        return None
    fits = plainly_titled(title) or (among and title_like(title, 5) and title[-1] not in "!:?")
    if len(title.split()) < 4 or not fits or names_other(title) or is_outline(title):
        return None
    fine = (among and not is_errand(title[:1].lower() + title[1:])) or all(
        title_fits(one, one, False, False) for one in (title, title[:1].lower() + title[1:])
    )
    return read_entry((*runs, TextRun(BREAK), *block_runs(below)) if below else runs) if fine else None


def _may_be_title(heading: str) -> bool:
    """Whether a heading has the form of a title, and of no heading of a section."""
    title = bare(heading).text
    return title_like(title[:1].upper() + title[1:], 2) and not is_outline(title) and not label_only(title)


def section_entry(heading: Heading, below: Sequence[Block]) -> TreeEntry | None:
    """The work that a heading names: its first paragraph has authors, a venue with a date, or links to it."""
    title = bare(text_of(heading.runs)).text
    if not below or not _may_be_title(text_of(heading.runs)):
        return None
    words = len(title.split())
    first = block_runs(below[:1])
    runs = tuple(TextRun(run.text, href=run.href, title=True) for run in heading.runs)
    identified = begins_with_id(text_of(first))
    evident = identified or any(run.href for run in (*runs, *first)) or may_cite_work(runs) or may_cite_work(first)
    entry = read_entry((*runs, TextRun(BREAK), *first)) if evident else None
    if entry is None or not entry.item.title:
        return None
    short = len(text_of(first).split()) < 40
    fits = (
        "authors" in entry.evidence
        or (short and words > 2 and identified)
        or (short and words > 2 and entry.evidence & {"paper-link"} and not sets_off_another(first, title))
        or {"venue", "date"} <= entry.evidence
    )
    if not fits or _names_a_list(title, below):
        return None
    whole = read_entry((*runs, TextRun(BREAK), *block_runs(below)))
    return whole or entry


def _names_a_list(title: str, below: Sequence[Block]) -> bool:
    """Whether a heading names what is listed below it: several paragraphs that each cite a work, or a list of works."""
    words = len(title.split())
    if names_papers(title) and (words < 4 or (words < _FEWEST_LONG and _LIST.search(title))):
        return True
    if isinstance(below[0], Paragraph) and _is_titled_work(below[0], title):
        return True
    cited = [entry for block in below if isinstance(block, Paragraph) for entry in _entries([block])]
    whole = len(title.split()) < 6 and any(_stands_alone(entry) for entry in cited)
    return (
        whole or len(cited) > 1 or any(isinstance(block, ListBlock) and not has_details(block.items) for block in below)
    )


def _is_titled_work(paragraph: Paragraph, heading: str) -> bool:
    """Whether a paragraph has a title of its own, set apart and with authors, as a talk below the name of its session has."""
    entry = read_entry(paragraph.runs) if paragraph.runs[0].strong else None
    title = (entry and entry.item.title) or ""
    marked = entry is not None and "authors" in entry.evidence and bool(entry.evidence & {"marked", "title"})
    return marked and len(title.split()) >= _FEWEST_WORDS and title not in heading and not venue_like(title)


def _stands_alone(entry: TreeEntry) -> bool:
    """Whether a paragraph has a title of its own beside authors and a venue or a date, and not those of the heading above."""
    title = entry.item.title or ""
    return (
        "authors" in entry.evidence
        and bool(entry.evidence & {"venue", "date"})
        and title_like(title, 4)
        and not venue_like(title)
    )


def work_entry(section: Section) -> TreeEntry | None:
    """The one work that a part of the document sets apart: it holds nothing but headings and paragraphs, and cites a work."""
    if not all(isinstance(block, Heading | Paragraph) for block in section.blocks):
        return None
    if sum(isinstance(block, Heading) for block in section.blocks) > 1:
        return None
    titled = [_titled(block) if isinstance(block, Heading) else block for block in section.blocks]
    entry = read_entry(block_runs(titled))
    return entry if entry and "authors" in entry.evidence and cites(entry) else None


def _titled(heading: Heading) -> Heading:
    return replace(heading, runs=tuple(replace(run, title=True) for run in heading.runs))


def paragraphs_from(blocks: Sequence[Block], at: int) -> list[Paragraph]:
    """The paragraphs in a row from one of the blocks on, up to one that stands for a heading, or that alone."""
    group: list[Paragraph] = []
    for block in blocks[at:]:
        if not isinstance(block, Paragraph) or (group and names_what_follows(block)):
            break
        group.append(block)
        if names_what_follows(block):
            break
    return group


def paragraph_entries(group: Sequence[Paragraph], heading: str) -> list[tuple[list[Paragraph], list[TreeEntry]]]:
    """Several paragraphs in a row -> the same in pieces, each with the works that it cites: one, or one a line; none in prose."""
    pieces, listed = _pieces(group), names_papers(heading)
    together = [_announced(piece) for piece in pieces]
    apart = [[one for part in piece for one in works_of_lines(part)] for piece in pieces]
    may_be = [any(known) or _may_list(piece) for piece, *known in zip(pieces, together, apart, strict=True)]
    # Where they are few, a piece counts only with several works, and a single one need not be read.
    few = not listed and sum(may_be) * 2 < len(pieces)
    found = [
        (piece, one or ([] if few and not others and not _has_lines(piece) else _entries(piece)) or others)
        for piece, one, others in zip(pieces, together, apart, strict=True)
    ]
    if listed or sum(bool(entries) for _, entries in found) * 2 >= len(found):
        return found
    return [(piece, entries if len(entries) > 1 else []) for piece, entries in found]


def _may_list(piece: Sequence[Paragraph]) -> bool:
    """Whether a piece may hold a work or lines with works: a look before it is read."""
    prose = piece[0].guessed or (len(piece) == 1 and has_prose_lines(piece[0], LONGEST_CITATION))
    return not prose and (_has_lines(piece) or may_cite_work(block_runs(piece)))


def _has_lines(piece: Sequence[Paragraph]) -> bool:
    return len(piece) == 1 and any(run.text in {BREAK, SOFT} for run in piece[0].runs)


def _announced(piece: Sequence[Paragraph]) -> list[TreeEntry]:
    """The works that a line announces together: `Two papers at ISIT: “Title” and “Title”`."""
    if len(piece) > 1 or piece[0].guessed:
        return []
    return [entry for runs in announced_together(piece[0].runs) if (entry := read_entry(runs))]


def _pieces(group: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Each paragraph by itself, or with those below it where it is a title and nothing else."""
    pieces: list[list[Paragraph]] = []
    for paragraph in group:
        below = pieces and _is_title(pieces[-1][0]) and not _is_title(paragraph)
        if not below or begins_citation(text_of(paragraph.runs)):
            pieces.append([])
        pieces[-1].append(paragraph)
    return pieces


def _is_title(paragraph: Paragraph) -> bool:
    """Whether a paragraph is nothing but words that are marked as a title, or bold."""
    return _is_set_off(paragraph) and not names_what_follows(paragraph)


def _is_set_off(paragraph: Paragraph) -> bool:
    if paragraph.guessed:
        return False
    words = [run for run in paragraph.runs if run.text.strip() and not run.hidden]
    return bool(words) and all(run.title or run.strong for run in words)


def names_what_follows(paragraph: Paragraph) -> bool:
    """Whether a paragraph is in bold face and stands for a heading: `**Working papers**`."""
    if not _is_set_off(paragraph):
        return False
    text = text_of(paragraph.runs).strip(" :")
    words = len(text.split())
    return words < 2 or is_outline(text) or (words < 4 and (names_papers(text) or names_other(text)))


def _entries(piece: Sequence[Paragraph]) -> list[TreeEntry]:
    if piece[0].guessed or (len(piece) == 1 and has_prose_lines(piece[0], LONGEST_CITATION)):
        return []
    runs = block_runs(piece)
    for end in [one for one in (BREAK, SOFT) if len(piece) == 1 and any(run.text == one for run in runs)]:
        broken = runs if end == BREAK else tuple(TextRun(BREAK) if run.text == SOFT else run for run in runs)
        lines = [line for line in lines_of(broken) if text_of(line)]
        if len(lines) > 1 and (each := _cited_lines(lines)):
            return each
    return [entry] if (entry := cited_work(runs)) else []


def _cited_lines(lines: Sequence[TextRuns]) -> list[TreeEntry]:
    """The works that lines cite, one each; none where a third of them cite nothing, of which no more is read than shows that."""
    each: list[TreeEntry] = []
    for number, line in enumerate(lines):
        if entry := cited_work(line):
            each.append(entry)
        elif (number + 1 - len(each)) * 3 > len(lines):
            return []
    return each
