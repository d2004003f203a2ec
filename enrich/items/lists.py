"""A list of the document -> the things that it lists (pure): whether its items are papers is decided for the list as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.citations.citation import title_like
from enrich.identifiers.find import IdMatch
from enrich.listings.listing_entry import stands_for_itself
from enrich.titles.words import word_set
from enrich.tree.blocks import Block, ListBlock, ListItem, Runs, Table, block_runs, text_of
from enrich.tree.draft import LABEL
from enrich.tree.entry import Entry, read_entry
from enrich.tree.links import label_only
from enrich.tree.sentences import is_sentence

STRONG = frozenset({"authors", "quoted", "title", "paper-link", "id"})
"""Evidence of which one piece is enough."""
_TELLING = frozenset({"quoted", "title", "paper-link"})
"""Evidence that a job or a course does not have; what looks like authors may be an employer."""
_PAPERS = re.compile(
    r"\b(?:papers?|publications?|references?|bibliograph\w*|reading|readings|to[- ]?read|preprints?|articles?|literature|works?|citations?|manuscripts?"
    r"|proceedings|journal club|arxiv|veröffentlichungen|publikationen|schriften|literatur|publicaciones|articulos|artículos|lecturas|pubblicazioni"
    r"|articoli|travaux|lectures?|bibliografía|bibliografia|publicações|论文|论文列表|論文|文献|参考文献|논문)\b",
    re.IGNORECASE,
)
_NO_PAPERS = re.compile(
    r"\b(?:install\w*|usage|features?|requirements?|changelog|licen[sc]e|contribut\w*|getting started|setup|table of contents|contents|agenda|shopping"
    r"|groceries|to[- ]?do|action items|attendees|members|team|people|teaching|courses|education|employment|experience|awards|honou?rs|grants|talks"
    r"|service|reviewing|skills|hobbies|contact|events|links|tools|software|menu|navigation)\b",
    re.IGNORECASE,
)


_COURSE = re.compile(r"\b(?:fall|spring|summer|winter|autumn)(?: term| semester)?,? (?:19|20)\d\d$", re.IGNORECASE)
"""Ends what is taught, not what is written."""
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FUNCTION = word_set(
    """
    also last year page more soon thanks everyone the and for with from into onto about some more this that these those its their our your his her not are was were will
    can all any buy call email mail ask get tell open take read see then than who what when how why
    """
)
"""Words that say nothing of a subject."""
_SPOKEN_TO = re.compile(r"\b(?:you|your|I|my|me|please|click|us)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of a list, read."""

    item: ListItem
    entry: Entry
    strong: bool
    """It says by itself that it is a paper."""


def head_runs(item: ListItem) -> Runs:
    """The runs of an item without the lists below it."""
    return block_runs([block for block in item.blocks if not isinstance(block, ListBlock | Table)])


def inner(item: ListItem) -> list[Block]:
    """The lists and tables below an item."""
    return [block for block in item.blocks if isinstance(block, ListBlock | Table)]


def details(item: ListItem) -> list[Runs]:
    """The lines of the lists below an item."""
    below = [one for block in inner(item) if isinstance(block, ListBlock) for one in block.items]
    return [block_runs(one.blocks) for one in below]


def is_detail(runs: Runs) -> bool:
    """Whether a line says something of the item above it: it has a label (`Authors: ...`), or is nothing but links."""
    text = text_of(runs)
    return LABEL.match(text) is not None or label_only(text)


def says_papers(heading: str) -> bool:
    """Whether a heading says that papers are listed below it."""
    return bool(_PAPERS.search(heading))


def says_other(heading: str) -> bool:
    """Whether a heading says that something else is listed below it."""
    return bool(_NO_PAPERS.search(heading)) and not says_papers(heading)


def candidates(block: ListBlock, ids: dict[ListItem, bool]) -> list[Candidate]:
    """The items of a list that can be read as papers; `ids` says in which of them an id stands."""
    found = []
    for item in block.items:
        entry = read_entry(head_runs(item), details(item))
        if entry is None or _COURSE.search(entry.said):
            continue
        strong = bool(entry.evidence & STRONG) or {"venue", "date"} <= entry.evidence or ids.get(item, False)
        found.append(Candidate(item, entry, strong))
    return found


def believed(block: ListBlock, read: Sequence[Candidate], heading: str, aside: bool) -> list[Candidate]:
    """The candidates that are papers: those of a list whose items look alike, or that say it by themselves."""
    fine = [one for one in read if title_fits(one.entry.item.title or "", one.entry.said, one.strong)]
    strong = [one for one in fine if one.strong]
    if aside:
        return [one for one in strong if one.entry.evidence & {"authors", "quoted"}]
    if not fine:
        return []
    share = len(strong) / len(block.items)
    told = says_papers(heading)
    alike = (share >= 0.4 and not says_other(heading)) or (told and not says_other(heading))
    if alike:
        return fine
    bare = [one for one in fine if plainly_titled(one.entry.item.title or "")]
    if not says_other(heading) and len(bare) * 2 >= len(block.items) and (len(bare) > 1 or told):
        return [one for one in fine if one.strong or plainly_titled(one.entry.item.title or "")]
    if says_other(heading):
        return [one for one in strong if len((one.entry.item.title or "").split()) > 3 or one.entry.evidence & _TELLING]
    return strong


def title_fits(title: str, said: str, strong: bool) -> bool:
    """Whether a text can be the title of something listed, whatever the case of its letters: some words, and no sentence."""
    words = _WORDS.findall(title)
    if label_only(title) or not words or len(title) > 400:
        return False
    if strong or not title.isascii():
        return len(words) >= 2 or len(title) >= 4
    telling = [word for word in words if len(word) > 2 and word.lower() not in _FUNCTION]
    if is_sentence(said) and len(telling) < 6:
        return False
    return len(telling) >= (4 if title == title.lower() else 2) or (
        len(words) > 2 and len(telling) > 1 and title != title.lower()
    )


def plainly_titled(title: str) -> bool:
    """Whether a text is a title by its form alone: three words or more, nobody who is spoken to, no address."""
    words = re.findall(r"[^\W_]+", title)
    if title.isascii() and (len(words) < 3 or len(words) > 40):
        return False
    if title.rstrip().endswith((":", ",", ";")) or _SPOKEN_TO.search(title):
        return False
    return title_like(title[:1].upper() + title[1:], 2)


def own_id(text: str, hits: Sequence[IdMatch]) -> bool:
    """Whether an id in an item is the item's own: few stand there, and one of them is not part of a sentence."""
    return 0 < len({hit.id for hit in hits if hit.id}) <= 3 and any(
        hit.id and stands_for_itself(text, hit) and not _goes_on(text[hit.end : hit.end + 60]) for hit in hits
    )


def _goes_on(after: str) -> bool:
    """Whether a sentence goes on behind an id."""
    return bool(re.match(r"\W{0,3}(?:[,;]\s+)?[a-z]{2,}(?:\s+[a-z]+){2}|[)\]]{0,2},?\s+[a-z]+\s+[a-z]+", after))
