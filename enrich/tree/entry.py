"""The runs of one listed thing -> what it says: title, authors, venue, date, links, and the evidence that it is a paper (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.citations.dates import find_date
from enrich.citations.venues import said_venue
from enrich.record import Item
from enrich.tree.blocks import BREAK, SOFT, Run, Runs
from enrich.tree.draft import ABSTRACT_WORDS, Draft, lines_of_entry, take_line, words_of_line
from enrich.tree.links import Link, code_of, leads_to_paper, links_of, may_be_own
from enrich.tree.marks import bare
from enrich.tree.title_line import take_title

LONG = 60
"""Words from which a line is prose about the item."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one listed thing says."""

    item: Item
    evidence: frozenset[str] = frozenset()
    """Of `authors venue date marked quoted linked paper-link`: what tells that it is a paper."""
    own: tuple[str, ...] = ()
    """Texts and addresses where its own id may stand, the most telling first."""
    rest: tuple[str, ...] = ()
    """Texts and addresses that may name other papers."""
    said: str = ""
    """All its words."""


def read_entry(runs: Sequence[Run], details: Sequence[Runs] = ()) -> Entry | None:
    """What the runs of one listed thing say; `details` are lines below it that belong to it. None when there is no title."""
    written = lines_of_entry(runs)
    lines = [line for line in written if words_of_line(line) or any(run.href for run in line)]
    draft = Draft()
    rest_lines = take_title(draft, lines)
    if not draft.title:
        return None
    for line in (*rest_lines, *details):
        take_line(draft, words_of_line(line))
    said = " ".join(words_of_line(line) for line in (*lines, *details))
    links = [link for line in (*lines, *details) for link in links_of(line)]
    own, rest = _texts(draft.title, (*written, *details), links)
    return Entry(_item(draft, links, said), frozenset(_evidence(draft, links)), own, rest, said)


def _evidence(draft: Draft, links: Sequence[Link]) -> set[str]:
    found = set(draft.evidence)
    if said_venue(draft.parts):
        found.add("venue")
    if any(find_date(part) for part in draft.parts):
        found.add("date")
    if any(leads_to_paper(link) for link in links):
        found.add("paper-link")
    return found


def _item(draft: Draft, links: Sequence[Link], said: str) -> Item:
    dated = next((found for part in draft.parts if (found := find_date(part))), None)
    byline = draft.byline
    page = next((link.href for link in links if _is_page(link, draft.title)), None)
    abstract = next((text for text in draft.long), None)
    return Item(
        title=draft.title,
        authors=byline.authors if byline else (),
        authors_complete=byline.complete if byline else True,
        affiliations=byline.affiliations if byline else (),
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        abstract=abstract,
        abstract_complete=not (abstract or "").endswith(("…", "...")),
        venue=said_venue(
            part.strip("[]()【】*_`/ ").rstrip("./ ") for part in draft.parts if len(part.split()) < ABSTRACT_WORDS
        ),
        code=code_of(links, said),
        page=page,
    )


def _is_page(link: Link, title: str) -> bool:
    """Whether the title links to a page of the document's own: no archive, no file, no code."""
    return (
        link.href.startswith("http")
        and len(link.label) > 8
        and (title in link.label or link.label in title)
        and not leads_to_paper(link)
        and not code_of([link], "")
    )


def _texts(title: str, lines: Sequence[Runs], links: Sequence[Link]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where the item's own id may stand, and where other papers may be named: in what is said at length, or of other works."""
    titled = [link.href for link in links if title in link.label or bare(link.label).text == title]
    own = [link.href for link in links if may_be_own(link)]
    other = [link.href for link in links if not may_be_own(link)]
    words = ["".join(" " if run.text in {BREAK, SOFT} else run.text for run in line) for line in lines]
    short = [text for text in words if len(text.split()) < LONG]
    long = [text for text in words if len(text.split()) >= LONG]
    return (*titled, *own, *short), (*other, *long)
