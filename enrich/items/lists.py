"""A list of the document -> the things that it lists (pure): whether its items are papers is decided for the list as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.author_lists import Byline, read_byline
from enrich.citations.citation import title_like
from enrich.identifiers.find import IdMatch
from enrich.items.cells import is_blank
from enrich.listings.listing_entry import stands_for_itself
from enrich.titles.sentences import is_sentence, speaks
from enrich.titles.words import word_set
from enrich.tree.blocks import Block, ListBlock, ListItem, Table, TextRuns, block_runs, text_of
from enrich.tree.draft import LABEL
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import label_only
from enrich.tree.marks import is_dated_remark
from enrich.tree.task_marks import ERRANDS, is_slot, names_speaker

STRONG = frozenset({"authors", "cited", "quoted", "title", "paper-link", "id", "to-read", "presented"})
"""Evidence of which one piece is enough."""
_TELLING = frozenset({"quoted", "title", "paper-link"})
"""Evidence that a job or a course does not have; what looks like authors may be an employer."""
_TITLE_WORDS = 4
"""Words from which what has the form of a title may be one, with nothing beside it."""
_LONGEST_HEADING = 500
"""Characters of a heading in which what it lists is looked for."""
_PAPERS = re.compile(
    r"\b(?:papers?|pdfs|publications?|references?|bibliograph\w*|reading|readings|to[- ]?read|preprints?|articles?|literature|works?|citations?|manuscripts?"
    r"|proceedings|journal club|arxiv|veröffentlichungen|publikationen|schriften|leseliste|literaturliste|literatur|publicaciones|articulos|artículos|lecturas|pubblicazioni"
    r"|articoli|travaux|lectures?|bibliografía|bibliografia|publicações|论文|论文列表|論文|文献|参考文献|논문)\b",
    re.IGNORECASE,
)
# bounded: _LONGEST_HEADING characters of a heading
_NO_PAPERS = re.compile(
    r"\b(?:install\w*|usage|features?|requirements?|changelog|licen[sc]e|contribut\w*|getting started|setup|table of contents|contents|agenda|shopping"
    r"|groceries|to[- ]?do|action items|attendees|members|team|people|teaching|courses|education|employment|experience|awards|honou?rs|grants|talks"
    r"|news|updates?|announcements?|openings?|positions?|jobs?|sponsors?|partners?|roadmap|tasks?|faq|acknowledge?ments?|prerequisites?|dependencies"
    r"|quick ?start|examples?|screenshots?|platforms?|community|logistics|troubleshooting|milestones?|press|media|visitors?|travel|office hours"
    r"|meetings?|minutes|projects?|grading|staff|instructors?|homeworks?|assignments?|polic(?:y|ies)|imprint|privacy"
    r"|service|reviewing|skills|hobbies|contact|events|links|tools|software|menu|navigation)\b",
    re.IGNORECASE,
)

_ANYTHING = re.compile(r"\W*(?:my )?(?:to[- ]?do(?: list)?|tasks?|links|bookmarks)\W*", re.IGNORECASE)
"""Headings below which papers are as common as tasks."""
_PART = re.compile(
    r"\W*(?:required|optional|recommended|core|additional|background|further|mandatory|main|pflicht|vertiefung|obligatoire|facultatif|obligatorio"
    r"|opcional|(?:week|day|session|lecture|unit|module|woche|sitzung|semaine|séance|semana) \d{1,2}(?:\W.{0,20})?)\W*",
    re.IGNORECASE,
)
"""Headings of the parts of a plan of reading."""
_ERRAND = re.compile(
    r"(?:add|install|clone|download|upload|refactor|release|implement|buy|pay|deploy|migrate|rename)\b"
    rf"|(?-i:{ERRANDS})\s(?!of\b|to\b)",
    re.IGNORECASE,
)
"""What is to be done, and begins no title; the latter verbs only with a small letter."""
_ROLE = re.compile(
    r"(?:instructors?|teaching assistants?|tas?|advis[eo]rs?|supervisors?|speakers?|hosts?|organi[sz]ers?|chairs?|contact|presenters?|e-?mail|phone"
    r"|office|room|location|when|where|time|prerequisites?|grading|credits|attendance)\s*:",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"\b(?:fall|spring|summer|winter|autumn)(?: term| semester)?,? (?:19|20)\d\d\)?$|\((?:fall|spring|summer|winter|autumn)\)$",
    re.IGNORECASE,
)
"""Ends what is taught, not what is written."""
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FUNCTION = word_set(
    """
    also last year page more soon thanks everyone the and for with from into onto about some more this that these those its their our your his her not are was were will
    can all any buy call email mail ask get tell open take read see then than who what when how why
    """
)
"""Words that say nothing of a subject."""
_NUMBERED = re.compile(r":\s\+?[\d\s/()-]{2,20}$")
"""A number behind a colon, as lists of telephones and prices have it."""
_SPOKEN_TO = re.compile(r"\b(?:you|your|I|my|me|please|click|us)\b")


class ListCandidate(Struct, frozen=True, gc=False):
    """An item of a list, read."""

    item: ListItem
    entry: TreeEntry
    strong: bool
    """It says by itself that it is a paper."""


def head_runs(item: ListItem) -> TextRuns:
    """The runs of an item without the lists below it."""
    return block_runs([block for block in item.blocks if not isinstance(block, ListBlock | Table)])


def inner(item: ListItem) -> list[Block]:
    """The lists and tables below an item."""
    return [block for block in item.blocks if isinstance(block, ListBlock | Table)]


def details(item: ListItem) -> list[TextRuns]:
    """The lines of the lists below an item, and of those below them."""
    below = [one for block in inner(item) if isinstance(block, ListBlock) for one in block.items]
    lines = []
    for one in below:
        lines.append(head_runs(one))
        lines += [head_runs(last) for block in inner(one) if isinstance(block, ListBlock) for last in block.items]
    return lines


def is_detail(runs: TextRuns) -> bool:
    """Whether a line says something of the item above it: a label (`Authors: ...`), links alone, authors, a venue with its year."""
    text = text_of(runs)
    if LABEL.match(text) or label_only(text) or is_dated_remark(text):
        return True
    return read_byline(text) is not None and not any(run.href for run in runs)


def names_papers(heading: str) -> bool:
    """Whether a heading says that papers are listed below it."""
    return bool(_PAPERS.search(heading))


def names_other(heading: str) -> bool:
    """Whether a heading says that something else is listed below it."""
    return bool(_NO_PAPERS.search(heading[:_LONGEST_HEADING])) and not names_papers(heading)


_GOES_ON = re.compile(
    r"\W*(?:done|finished|archived?|later|backlog|in progress|doing|next|someday|now|read|skimmed|others?|misc\w*|more|new|old(?:er)?|recent"
    r"|(?:week|day|level|part|session|lecture|unit|module|month|chapter|section)s? [\w ]{1,12}|(?:19|20)\d\d(?:[ /–-].{0,12})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?(?:\d{4})?)\W*",
    re.IGNORECASE,
)


def heading_below(above: str, before: str, heading: str) -> str:
    """What is known below a heading: what it says, or the one `above` it, or the one `before` it where it only goes on (`Done`, `2024`)."""
    if names_papers(heading) or names_other(heading):
        return heading
    if names_papers(above):
        return above
    return before if names_papers(before) and _GOES_ON.fullmatch(heading) else heading


def candidate(item: ListItem, head: TextRuns, below: Sequence[TextRuns], has_id: bool) -> ListCandidate | None:
    """An item of a list as a paper, with what is said `below` it; None when it cannot be one."""
    entry = read_entry(head, below)
    if entry is None or _COURSE.search(entry.words):
        return None
    strong = bool(entry.evidence & STRONG) or {"venue", "date"} <= entry.evidence or has_id
    return ListCandidate(item, entry, strong)


def names_part(heading: str) -> bool:
    """Whether a heading is that of a part of a plan of reading: `Optional`, `Week 2`."""
    return _PART.fullmatch(heading[:_LONGEST_HEADING]) is not None


def _is_alone(bare: Sequence[ListCandidate], heading: str) -> bool:
    """Whether the one title of a list is a work: it has words enough, and stands below `Optional`, `Week 2` or the like."""
    return len(bare) == 1 and names_part(heading) and is_work_by_form(bare[0])


def is_work_by_form(one: ListCandidate) -> bool:
    """Whether an item has the form of a title of some words, even if nothing else shows it."""
    title = one.entry.item.title or ""
    fits = title_fits(title, one.entry.words, strong=False, listed=False)
    return fits and len(title.split()) >= _TITLE_WORDS and plainly_titled(title)


def with_byline(one: ListCandidate, byline: Byline) -> ListCandidate:
    """An item with the names that its list has in that place, unless it names its authors itself."""
    item = one.entry.item
    if item.authors:
        return one
    item = replace(item, authors=byline.authors, authors_complete=byline.complete)
    return replace(one, entry=replace(one.entry, item=item))


def believed(
    among: int, read: Sequence[ListCandidate], heading: str, aside: bool, works: bool = False
) -> list[ListCandidate]:
    """The candidates that are papers, of `among` items; but for the breaks of a programme, in which the others have speakers."""
    found = _believed(among, read, heading, aside, works)
    talks = [one for one in found if one.strong or not is_slot(text_of(head_runs(one.item)))]
    spoken = sum(one.strong or names_speaker(text_of(head_runs(one.item))) for one in talks)
    return found if spoken * 2 < max(len(talks), 2) else talks


def _believed(among: int, read: Sequence[ListCandidate], heading: str, aside: bool, works: bool) -> list[ListCandidate]:
    """The candidates that are papers, of `among` items: all where the items look alike, else those that are evident by themselves.

    `works` says that papers are listed all around: then the form of a title is enough.
    """
    listed = names_papers(heading)
    fine = [
        one for one in read if title_fits(one.entry.item.title or "", one.entry.words, _set_off(one, listed), listed)
    ]
    strong = [one for one in fine if one.strong]
    if aside:
        return [one for one in strong if one.entry.evidence & {"authors", "quoted"}]
    if not fine:
        return []
    share = len(strong) / among
    alike = (share >= 0.4 or listed) and not names_other(heading)
    if alike:
        return fine
    bare = [one for one in fine if plainly_titled(one.entry.item.title or "")]
    if works and not names_other(heading):
        return [one for one in fine if one.strong or is_work_by_form(one)]
    fitting = set(map(id, fine))
    if not names_other(heading) and len(bare) * 2 >= among and (len(bare) > 1 or listed or _is_alone(bare, heading)):
        return [one for one in fine if one.strong or plainly_titled(one.entry.item.title or "")] + [
            one for one in read if len(bare) * 3 >= among * 2 and id(one) not in fitting and _fits_among_titles(one)
        ]
    if names_other(heading):
        shown = sum(bool(one.entry.evidence & _TELLING) for one in strong)
        formed = [one for one in fine if is_work_by_form(one)]
        if shown * 2 >= among or (_ANYTHING.fullmatch(heading) and len(formed) * 2 >= among):
            return [one for one in fine if one.strong or is_work_by_form(one)]
        return [one for one in strong if _is_paper_all_the_same(one)]
    return strong


def _fits_among_titles(one: ListCandidate) -> bool:
    """Whether an item whose neighbours are titles, with nothing beside them, can be one in small letters: three words, two of them telling."""
    title = one.entry.item.title or ""
    telling = [word for word in _WORDS.findall(title) if len(word) > 2 and word.lower() not in _FUNCTION]
    nothing = is_errand(title) or speaks(title) or label_only(title) or title.endswith((":", ",", ".", "!"))
    return title == one.entry.words.strip() and len(title.split()) > 2 and len(telling) > 1 and not nothing


def _is_paper_all_the_same(one: ListCandidate) -> bool:
    """Whether an item is a paper where something else is listed; a place and a day are those of talks, too."""
    evidence = one.entry.evidence
    placed = {"venue", "date"} <= evidence and not evidence & STRONG
    return bool(evidence & _TELLING) or (len((one.entry.item.title or "").split()) > 3 and not placed)


def _set_off(one: ListCandidate, listed: bool) -> bool:
    """Whether an item says by itself that it is a paper, or its title is set off from the rest where papers are listed."""
    return one.strong or (listed and bool(one.entry.evidence & {"marked", "linked"}))


_SENTENCES = re.compile(r"[a-z]{3}[.!?] [a-z]{2,20} [a-z]")
"""The end of a sentence, and the beginning of another in small letters, as in notes."""


def title_fits(title: str, whole: str, strong: bool, listed: bool) -> bool:
    """Whether a text can be the title of something listed, whatever the case of its letters: some words, no sentence, no task.

    `listed` says that papers are listed: three words in small letters are enough then.
    """
    words = _WORDS.findall(title)
    if label_only(title) or not words or len(title) > 400 or is_blank(title):
        return False
    if strong or not title.isascii():
        return len(words) >= 2 or len(title) >= 4
    telling = [word for word in words if len(word) > 2 and word.lower() not in _FUNCTION]
    if is_errand(title) or (is_sentence(whole) and len(telling) < 6):
        return False
    if speaks(title) and _SENTENCES.search(title):
        return False
    return len(telling) >= (4 if title == title.lower() and not listed else 3 if title == title.lower() else 2) or (
        len(words) > 2 and len(telling) > 1 and title != title.lower()
    )


def is_errand(title: str) -> bool:
    """Whether a line is something to be done, or says who has a part in a meeting or a course."""
    return bool(_ERRAND.match(title) or _ROLE.match(title))


def plainly_titled(title: str) -> bool:
    """Whether a text is a title by its form alone: three words or more, nobody who is spoken to, no address."""
    words = re.findall(r"[^\W_]+", title)
    if title.isascii() and (len(words) < 3 or len(words) > 40):
        return False
    if title.rstrip().endswith((":", ",", ";")) or _NUMBERED.search(title) or _SPOKEN_TO.search(title):
        return False
    return title_like(title[:1].upper() + title[1:], 2)


def own_id(text: str, hits: Sequence[IdMatch]) -> bool:
    """Whether an id in an item is the item's own: few are there, and one of them is not part of a sentence."""
    return 0 < len({hit.id for hit in hits if hit.id}) <= 3 and any(
        hit.id and stands_for_itself(text, hit) and not _goes_on(text[hit.end : hit.end + 60]) for hit in hits
    )


def _goes_on(after: str) -> bool:
    """Whether a sentence goes on behind an id: with two words of small letters."""
    words = re.match(r"\W{0,3}(?:[,;]\s+|\s+)([^\W\d_]+)\s+([^\W\d_]+)", after)
    return words is not None and words.group(1).islower() and words.group(2).islower()
