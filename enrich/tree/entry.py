"""The runs of one listed thing -> what it says: title, authors, venue, date, links, and the evidence that it is a paper (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.author_lists import Byline, read_byline
from enrich.citations.citation import title_like
from enrich.citations.dates import find_date
from enrich.citations.items import adds_work
from enrich.citations.surnames import may_cite
from enrich.citations.venues import first_venue, is_kind, published_at
from enrich.record import Item
from enrich.titles.sentences import is_sentence, speaks
from enrich.tree.blocks import BREAK, SOFT, TextRun, TextRuns, text_of
from enrich.tree.draft import ABSTRACT_WORDS, Draft, lines_of_entry, take_line, words_of_line
from enrich.tree.links import (
    Link,
    code_of,
    is_address,
    label_only,
    leads_to_paper,
    links_of,
    may_be_own,
    referred_to,
)
from enrich.tree.marks import bare, is_cited
from enrich.tree.people import take_people
from enrich.tree.prose import marked_up
from enrich.tree.title_line import take_title

LONG = 60
"""Words from which a line is prose about the item."""
_LINE = 1000
"""Characters from which it is, too."""


class TreeEntry(Struct, frozen=True, gc=False):
    """What one listed thing says."""

    item: Item
    evidence: frozenset[str] = frozenset()
    """Of `authors cited set-out venue date marked quoted linked paper-link to-read presented`: what tells that it is a paper."""
    own: tuple[str, ...] = ()
    """Texts and addresses where its own id may stand, the most telling first."""
    rest: tuple[str, ...] = ()
    """Texts and addresses that may name other papers."""
    words: str = ""
    """All its words."""
    spoken: tuple[str, ...] = ()
    """Its lines that are sentences, as Markdown writes them: they may name other works by their titles."""


def read_entry(runs: Sequence[TextRun], details: Sequence[TextRuns] = ()) -> TreeEntry | None:
    """What the runs of one listed thing say; `details` are lines below it that belong to it. None when there is no title."""
    return _read_entry(tuple(runs), tuple(details))


def may_cite_work(runs: TextRuns) -> bool:
    """Whether runs may say who wrote a work, or when, or set off a title: a look before they are read."""
    if any(run.people for run in runs):
        return True
    return may_cite(words_of_line(runs), marked=any(_is_marked(run) for run in runs))


def cited_work(runs: TextRuns) -> TreeEntry | None:
    """The work that runs cite."""
    entry = read_entry(runs) if may_cite_work(runs) else None
    return entry if entry and cites(entry) else None


LONGEST_CITATION = 90
"""Words of a citation."""
_CITES = frozenset({"authors", "quoted"})


def cites(entry: TreeEntry) -> bool:
    """Whether a paragraph cites one work: by authors with a marked title, a venue or a date, and no more prose than a citation has."""
    evidence, title = entry.evidence, entry.item.title or ""
    if title[:1].islower() and speaks(title):
        return False  # words that are quoted from a work
    long = len(entry.words.split()) > LONGEST_CITATION and entry.item.abstract is None
    return (
        bool(evidence & _CITES)
        and bool(evidence & {"marked", "linked", "title", "quoted", "set-out", "venue", "date", "paper-link"})
        and not long
    )


def _is_marked(run: TextRun) -> bool:
    return bool(run.href) or run.title or run.strong or run.emphasis


@lru_cache(maxsize=8192)  # the things of a document: who gleans what was left reads them once more
def _read_entry(runs: TextRuns, details: tuple[TextRuns, ...]) -> TreeEntry | None:
    byline, left = take_people(runs)
    return (_read(left, details, byline) if byline else None) or _read(runs, details, None)


def _read(runs: Sequence[TextRun], details: Sequence[TextRuns], people: Byline | None) -> TreeEntry | None:
    """The same, where `people` are known to be its authors."""
    written = lines_of_entry(runs)
    lines = [line for line in written if words_of_line(line) or any(run.href for run in line)]
    draft = Draft(byline=people, evidence={"authors"} if people else set())
    rest_lines = take_title(draft, lines)
    if not draft.title:
        return None
    others = [line for line in (*rest_lines, *details) if speaks_of_others(text_of(line))]
    of_itself = [line for line in (*lines, *details) if line not in others]
    for line in (*rest_lines, *details):
        if line not in others:
            take_line(draft, words_of_line(line))
    words = " ".join(words_of_line(line) for line in of_itself)
    links = [link for line in of_itself for link in links_of(line)]
    foreign = [link.href for line in of_itself for link in referred_to(line)]
    foreign += [link.href for line in of_itself for link in _in_sentences(line, draft.title)]
    own, rest = _texts(draft.title, [line for line in (*written, *details) if line not in others], links, foreign)
    rest += tuple(text for line in others for text in (*(link.href for link in links_of(line)), text_of(line)))
    item = _item(draft, links, words)
    if venue := _in_italics(draft, lines, item.venue):
        item = replace(item, venue=venue)
    if item.venue is None and (named := _IN_QUOTES.search(words, words.find(draft.title) + len(draft.title))):
        item = replace(item, venue=named.group(1).strip(" ,."))
    if item.venue:
        accepted = _ACCEPTED.sub("", item.venue).rstrip("!. ") or item.venue
        item = replace(item, venue=None if is_kind(accepted) else accepted)
    whole = " ".join(words_of_line(line) for line in lines)
    if len(whole) <= _LONGEST_LINE and len(whole) > len(item.title or ""):
        item = replace(item, line=whole)
    spoken = tuple(marked_up(line) for line in (*lines, *details) if _speaks_of_works(line))
    return TreeEntry(item, frozenset(_evidence(draft, links)), own, rest, words, spoken)


_MARKS = frozenset('“„«»"‘《')


def _speaks_of_works(line: TextRuns) -> bool:
    """Whether a line has words of a sentence beside what it sets off by quotation marks or italics."""
    plain = [run for run in line if not run.hidden and not run.emphasis and not run.href]
    marked = any(run.emphasis for run in line) or any(not _MARKS.isdisjoint(run.text) for run in plain)
    return marked and sum(len(_SMALL.findall(run.text)) for run in plain) > 2


_SMALL = re.compile(r"(?<![\w-])[a-zà-ÿ]{3,}(?![\w-])")


def _in_sentences(line: TextRuns, title: str) -> list[Link]:
    """The links that a sentence has some of its words for, and not those of the title: `the proof is in [the long version by others]`."""
    links = links_of(line) if any(run.href for run in line) else []
    if not links or not is_sentence(text_of(line)):
        return []
    return [link for link in links if not (_names_itself(link.label) or title in link.label or link.label in title)]


def sets_off_another(runs: TextRuns, title: str) -> bool:
    """Whether a paragraph sets off the title of another work than that of the heading above it."""
    stretches = groupby(runs, lambda run: run.emphasis or run.title)
    texts = [text_of(tuple(stretch)) for set_off, stretch in stretches if set_off]
    return any(title_like(text, _LABEL_WORDS) and text not in title and title not in text for text in texts)


def _names_itself(label: str) -> bool:
    """Whether the label of a link says what it is, or who wrote it, rather than words of a sentence."""
    return len(label.split()) < _LABEL_WORDS or label_only(label) or is_address(label) or is_cited(label.strip(" ()[]"))


def speaks_of_others(text: str) -> bool:
    """Whether a line below a title speaks of other works than that of the title."""
    return _OF_OTHERS.match(text) is not None or adds_work(text)


_LONGEST_LINE = 400
"""Characters of a line that is kept beside its title."""
_LABEL_WORDS = 4
"""Words from which a label says more than what it leads to."""
_ACCEPTED = re.compile(
    r"^(?:(?:(?:our|this|new) )?paper\s+)?(?:(?:is|was|has been|got|gets|conditionally|will|to|just)\s+)*(?:accepted|published|presented|appears?|appeared|appearing|forthcoming)"
    r"(?: as an? [\w-]{1,15}(?: [\w-]{1,15})?)? (?:to|at|by|in|for)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\W*(?:follow-?ups?|see also|related(?: work)?|cf\.?|compare(?: with| to)?|extends|builds on|based on|supersedes|superseded by|earlier|previous"
    r"|sequel|prequel|successor|predecessor|companion|reply to|comments? on|errat(?:um|a)|cites|cited by)\b(?!-)",
    re.IGNORECASE,
)
"""How a line below a title begins that speaks of other works."""
_NO_ITALIC_VENUE = re.compile(
    r"\b(?:submitted|under|review|preparation|appear|equal|contribution|preprint|arxiv|manuscript|unpublished|draft|with|by|et al|new|oral|spotlight"
    r"|poster|award|accepted|revise|resubmit|in press|abstract|note|code|thesis|note)\b",
    re.IGNORECASE,
)


# bounded: 120 characters in quotation marks
_IN_QUOTES = re.compile(
    r"[,.:;]\s(?:published )?(?:[Ii]n|[Dd]ans|[Ee]n)\s?:?\s[«“„\"]\s?([A-Z][^«»“”„\"]{3,120}?)\s?[»”“\"]"
)
"""A venue in quotation marks behind a title: `Title, in « Cahiers de calcul », 2012`."""
_OF_VENUES = frozenset({"appear", "published", "accepted", "submitted", "press", "the", "and"})
"""Small words between a title and its venue."""


def _in_italics(draft: Draft, lines: Sequence[TextRuns], venue: str | None) -> str | None:
    """The venue that is in italics behind a title, where none was told, or the whole of the one that was."""
    for line in lines:
        plain = words_of_line(line)
        if len(plain) > _LINE or len(plain.split()) > LONG or not any(run.emphasis for run in line):
            continue
        for run in line:
            if not run.emphasis or not (draft.title in plain or plain.removeprefix("In ").startswith(run.text.strip())):
                continue
            text = run.text.strip(" .,;()[]")
            if (
                not run.emphasis
                or run.hidden
                or run.href
                or len(text) < 3
                or text in draft.title
                or draft.title in text
            ):
                continue
            named = text[:1].isupper() and len(text.split()) < 16 and not _NO_ITALIC_VENUE.search(text)
            between = _SMALL.findall(plain.partition(draft.title)[2].partition(text)[0])
            if sum(word not in _OF_VENUES for word in between) > 1:
                continue  # a sentence goes on to another work
            names = draft.byline is not None and any(
                author.name.split()[-1] in text for author in draft.byline.authors[:3]
            )
            if named and not names and not read_byline(text) and (venue is None or venue in text):
                return text
    return None


def _evidence(draft: Draft, links: Sequence[Link]) -> set[str]:
    found = set(draft.evidence)
    if first_venue(draft.parts):
        found.add("venue")
    if any(find_date(part) for part in draft.parts):
        found.add("date")
    if any(leads_to_paper(link) for link in links):
        found.add("paper-link")
    return found


def _item(draft: Draft, links: Sequence[Link], words: str) -> Item:
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
        venue=published_at(
            part
            for part in (part.strip("[]()【】*_`/ ").rstrip("./ ") for part in draft.parts)
            if len(part.split()) < ABSTRACT_WORDS and not _IN_REVIEW.search(part) and part.count(")") <= part.count("(")
        ),
        code=code_of(links, words),
        page=page,
    )


_IN_REVIEW = re.compile(r"\b(?:under|in) review\b|\bthesis\)", re.IGNORECASE)


def _is_page(link: Link, title: str) -> bool:
    """Whether the title links to a page of the document's own: no archive, no file, no code."""
    return (
        link.href.startswith("http")
        and len(link.label) > 8
        and (title in link.label or link.label in title)
        and not leads_to_paper(link)
        and not code_of([link], "")
    )


def _texts(
    title: str, lines: Sequence[TextRuns], links: Sequence[Link], foreign: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where the item's own id may stand, and where other papers may be named: at length, of other works, behind `foreign` links."""
    titled = [link.href for link in links if title in link.label or bare(link.label).text == title]
    own = [link.href for link in links if may_be_own(link) and link.href not in foreign]
    other = [link.href for link in links if not may_be_own(link) or link.href in foreign]
    words = ["".join(" " if run.text in {BREAK, SOFT} else run.text for run in line) for line in lines]
    short = [text for text in words if len(text.split()) < LONG]
    long = [text for text in words if len(text.split()) >= LONG]
    return (*titled, *own, *short), (*other, *long)
