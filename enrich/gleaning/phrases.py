"""Titles that a line has among other words, without any mark (pure): told by their capitals, or by who is named behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from enrich.citations.author_lists import Byline, are_words, read_byline, read_names
from enrich.citations.citation import title_like
from enrich.citations.surnames import cited_people, read_surnames
from enrich.citations.venues import venue_like
from enrich.items.cells import is_blank
from enrich.items.left_over import is_table_head
from enrich.items.lists import is_detail, is_errand
from enrich.listings.labels import is_furniture, is_outline
from enrich.names import opens_without_names
from enrich.prose.running_text import BETWEEN, BRACKETS, BY, FEWEST_CAPITALS, SPEAKER, has_capitals, in_brackets
from enrich.titles.sentences import is_plainly_title, is_sentence, is_written_as_title, names_no_work, speaks
from enrich.titles.words import MINOR, known
from enrich.tree.blocks import TextRuns
from enrich.tree.entry import read_entry
from enrich.tree.links import label_only
from enrich.tree.marks import bare, is_dated_remark

LONGEST = 1_000
"""Characters of a line that is looked at."""
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDS = (".", "?", "!", ";", ")", "]", '"', "”", "»", "|")
_OPENS = ("(", "[", '"', "“", "«", "|", "-", "–", "—", "→", "#", "@")
# bounded: six names
_NAMES = re.compile(r"(?:[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}(?:,? (?:and|&) |, )?){1,6}(?: et al)?")
_SEVERAL = re.compile(r" (?:and|&) ")
_CLAUSE = re.compile(r"[.!?;](?<=\w\w[.!?;])\s+|\s[-–—>|→]+\s+|[\"“”«»]\s?|,\s+(?:then|and then|but)\s+")
"""What parts a title from the words before it, as no title has it within."""


_FIELDS = re.compile(
    r"\d{4,}|\d:\d|:\s?\d+$|\bpp\b|\bvol\b|^(?:[^\W\d_]+ )?(?:in|name|author|created|personal communication)\b[: ]",
    re.IGNORECASE,
)
"""What citations, forms and logs have, and no title."""


class GleanedTitle(Struct, frozen=True, gc=False):
    """A title as a line has it."""

    title: str
    byline: Byline | None = None


def may_name_works(text: str) -> bool:
    """Whether any line of a text may have a title among other words: a look at all of them that spares prose the rest."""
    return " by " in text or SPEAKER.match(text) is not None or has_capitals(text) or any(in_brackets(text))


def may_attribute(text: str) -> bool:
    """Whether a text, or a sentence of it, may name who wrote a work behind its title, or who speaks before it."""
    if " by " in text or (": " in text and SPEAKER.search(text)):
        return True
    return any(not opens_without_names(inside) for inside in in_brackets(text))


def _is_name(words: str) -> bool:
    """Whether two or three words in capitals are somebody's name: one of them is no word of the field, and none is all capitals."""
    parts = _LETTERS.findall(words)
    return (
        parts[0].lower() not in MINOR
        and any(len(part) > 1 and not known(part.lower()) for part in parts)
        and not any(len(part) > 1 and part.isupper() for part in parts)
    )


def attributed(text: str) -> Iterator[GleanedTitle]:
    """The titles behind which who wrote them is named: `Title (Roe & Doe, 2013)`, `Title by Ann Roe`."""
    spoken = SPEAKER.match(text)
    if spoken and _is_name(spoken[1]) and is_title(text[spoken.end() :].strip(), 5):
        yield GleanedTitle(text)  # whole, as a coined name stands before a colon, too; a paper shows whose name it is
    end = 0
    for found in BRACKETS.finditer(text) if "(" in text or "[" in text else ():
        byline = None if found[1].isalpha() else cited_people(found[1])
        title = _last_title(text[end : found.start() - 1]) if byline else ""
        end = found.end()
        if title:
            yield GleanedTitle(title, byline)
    for found in BY.finditer(text) if " by " in text else ():
        written = _NAMES.match(text, found.end())
        named = written[0] if written else ""
        byline = read_byline(named) or (read_names(named) if len(named.split()) > 1 else None)
        byline = byline or (read_surnames(named) if _SEVERAL.search(named) else None)
        if byline and not are_words(byline) and (title := _last_title(text[end : found.start()])):
            yield GleanedTitle(title, byline)


def _last_title(before: str) -> str:
    """The title that a text ends with; empty where it ends with none."""
    clause = _CLAUSE.split(before)[-1].strip(" ,*_`")
    head, colon, tail = clause.partition(": ")
    if colon and (not head[:1].isupper() or speaks(head)):
        begun = _capitals_last(head)
        clause = f"{begun}: {tail}" if begun else tail
    words = clause.split()
    opened = [word.lstrip("*_“\"'")[:1] for word in words]
    begins = [at for at in range(1, len(words)) if opened[at].isupper() and opened[at - 1].islower()]
    starts = [*([] if words and words[0][:1].islower() else [0]), *begins[:_MOST_STARTS]]
    return next((text for at in starts if is_title(text := " ".join(words[at:]).strip("*_"), 4)), "")


def _capitals_last(head: str) -> str:
    """The words in capitals that what stands before a colon ends with, two at least: a title's own beginning."""
    words = head.split()
    at = len(words)
    while at and (words[at - 1][:1].isupper() or words[at - 1] in BETWEEN):
        at -= 1
    run = words[at:]
    while run and not run[0][:1].isupper():
        run = run[1:]
    begun = " ".join(run)
    return begun if sum(word[:1].isupper() for word in run) > 1 and at and not speaks(begun) else ""


_MOST_STARTS = 4
"""Words in capitals behind small ones at which a title may begin."""


def is_title(text: str, words: int) -> bool:
    """Whether a text of so many words at least has the form of a title, and names neither a venue nor people."""
    long = [word.lower() for word in _LETTERS.findall(text) if len(word) > 3]
    if len(text.split()) < words or not title_like(text, words) or speaks(text) or not long:
        return False
    if (
        text.count(":") > 1
        or _FIELDS.search(text)
        or sum(map(known, long)) * 2 < len(long)
        or names_no_work(text)
        or (":" not in text and venue_like(text))
    ):
        return False
    return read_byline(text) is None


def in_capitals(text: str) -> Iterator[GleanedTitle]:
    """The stretches of a line that are written as titles are: words in capitals, small ones only between them."""
    if not has_capitals(text):
        return
    run: list[str] = []
    for word in text.split():
        if not run and word[0].islower():
            continue
        bare = word.strip("*_`,;:.!?'’\"“”")
        capital = bare[:1].isupper() or (bool(run) and bare[:1].isdigit())
        if run and (word.startswith(_OPENS) or not (capital or bare in BETWEEN)):
            yield from _written(run) if len(run) >= FEWEST_CAPITALS else ()
            run = []
        if capital or run:
            run.append(word)
        if run and word.endswith(_ENDS) and "(" not in word:
            yield from _written(run) if len(run) >= FEWEST_CAPITALS else ()
            run = []
    yield from _written(run)


def _written(run: list[str]) -> Iterator[GleanedTitle]:
    while run and run[-1].strip(",;:.") in BETWEEN:
        run.pop()
    if sum(word[:1].isupper() and len(word) > 3 for word in run) < FEWEST_CAPITALS:
        return
    text = bare(" ".join(run).strip(' *_`,;:."“”()[]')).text
    if is_written_as_title(text) and is_title(text, 5):
        yield GleanedTitle(text)


def whole(text: str) -> Iterator[GleanedTitle]:
    """A line that is a title and nothing else."""
    text = text.strip(" *_`,;.")
    if is_plainly_title(text, 5) and is_title(text, 5):
        yield GleanedTitle(text)


_FEWEST_LETTERS = 2
_MOST_WORDS = 60
_FEWEST_WORDS = 3
"""Words of what may be a title among works."""


def _is_in_capitals(title: str) -> bool:
    """Whether all words of four letters or more begin with capitals."""
    return all(word[0].isupper() for word in _LETTERS.findall(title) if len(word) > 3)


def _are_people(text: str) -> bool:
    """Whether a text is names, and not one of three words of the field."""
    byline = read_byline(text)
    return byline is not None and not all(known(word.lower()) for word in _LETTERS.findall(text))


def left_over(runs: TextRuns, text: str, sure: bool) -> GleanedTitle | None:
    """What a line of works that was not understood may be about: its title as it reads best; None where it says that it is none.

    `sure` says that small letters mean nothing: it is marked as a reference, or works beside it begin so.
    """
    words = _LETTERS.findall(text)
    if not _FEWEST_LETTERS < len(words) <= _MOST_WORDS or not 12 < len(text) <= LONGEST or is_detail(runs):
        return None
    if (
        is_table_head(text)
        or text.endswith("!")
        or is_furniture(text)
        or is_outline(text)
        or is_blank(text)
        or label_only(text)
        or is_dated_remark(text)
    ):
        return None
    entry = read_entry(runs)
    named = (entry and entry.item.title) or ""
    title = bare(named if len(named.split()) >= _FEWEST_WORDS else text).text
    if (
        is_errand(title)
        or is_errand(title[:1].lower() + title[1:])
        or _are_people(title)
        or venue_like(title)
        or not title_like(title[:1].upper() + title[1:], 2)
    ):
        return None
    count = len(_LETTERS.findall(title))
    if not sure and title[:1].islower():
        return None
    if count < _FEWEST_WORDS or (is_sentence(text) and not _is_in_capitals(title)):
        return None
    people = entry.item.authors if entry else ()
    return GleanedTitle(title, Byline(people, bool(entry and entry.item.authors_complete)) if people else None)
