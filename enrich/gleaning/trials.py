"""Lines of which nothing was taken -> what in them may be a title, on trial (pure): asked, and told only where it is found.

How titles look cannot be told for all the ways in which people write them down; which paper has one can. So whatever stands for itself in
what nobody claimed (a line, what it marks, quotes or parts off) is looked up, if it says enough to name a paper by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec.structs import replace

from enrich.citations.author_lists import read_byline
from enrich.citations.citation import title_like
from enrich.citations.items import CONTEXT_LIMIT, by_title, may_name
from enrich.citations.surnames import cited_people
from enrich.identifiers.find import find_ids
from enrich.prose.running_text import BRACKETS
from enrich.record import Document, Item, Mention
from enrich.text import matches_at
from enrich.titles.normalise import normal_title
from enrich.titles.remarks import NEVER_CUT
from enrich.titles.sentences import is_plainly_title, is_sentence, speaks
from enrich.titles.words import MINOR, specificity
from enrich.tree.blocks import TextRun, TextRuns, stretches
from enrich.tree.draft import words_of_line
from enrich.tree.entry import read_entry
from enrich.tree.links import label_only
from enrich.tree.marks import bare

MOST_LOOKED_AT, MOST_TRIED = 5_000, 300
"""Lines of a document that are looked at, and pieces of them that are asked."""
LONGEST = 400
"""Characters of a line that is looked at."""
_FEWEST_TELLING, _LEAST_SPECIFIC = 3, 1.5
"""What a line as a whole has to say to be asked: words that are not minor, and how specific they are."""
_FEWEST_MARKED = 2
"""The same of what a line marks or quotes, which may be a short title."""
_FEWEST_WITHIN, _LEAST_WITHIN = 4, 3.0
"""The same for a piece of a line, of which nothing shows that it is a title."""
_MOST_WORDS = 30
# bounded: LONGEST characters of a line
_QUOTED = re.compile(r"[“\"„«‘《「]\s?([^“”\"„«»《》「」]{8,300})[”\"“»’》」](?!\w)|(?<!\w)'([^'\"]{8,300})'(?!\w)")
_LINKED = re.compile(r"\[\[([^\[\]|]{3,200})(?:\|([^\[\]]{1,200}))?\]\]")
_APART = re.compile(
    r"\s[-–—|>→·•~]+\s+|\s*[|·•→\t]\s*|(?<=[^\W\d_]{2}[.!?;])\s+(?=[^\W\d_a-z\"“«])|(?<=\d[)\]][.:])\s+|\s{3,}|—|//"
)
"""What parts a title from what is beside it, and hardly ever a title from its subtitle."""
_COLON = re.compile(r":\s+(?=[\"“«*_]*[^\W_])")
# bounded: six names
_SMALL_NAMES = re.compile(r"[a-zà-ÿ]{3,20}(?:(?:, | and | & )[a-zà-ÿ]{3,20}){2,5}|[a-zà-ÿ]{3,20} et al\.?")
"""Names as a chat has them: `(aldecoa, orsini, krioukov)`."""
_BEGINS = re.compile(r"(?<=[^\W\d_A-Z]\s)(?=[A-Z][^\W_]+(?:[ -]\S+){3})")
"""Where a capital stands behind a word in small letters, as where a title begins in a sentence."""
_MOST_STARTS = 3


def on_trial(
    runs: TextRuns, document: Document, place: str, claimed: Claimed, *, prose: bool = False
) -> Iterator[Mention]:
    """What in a line may be a title and is not `claimed`; each is told only where it is found. In `prose` only what it sets off or writes as titles are."""
    text = words_of_line(runs)
    if not 12 < len(text) <= LONGEST or "://" in text:
        return
    seen: set[str] = set()
    for item in _in_prose(runs, text, claimed) if prose else _items(runs, text, claimed):
        key = normal_title(item.title or "")
        if key not in seen:
            seen.add(key)
            yield tried(item, document, place, text)


def texts_on_trial(
    texts: Iterable[tuple[str, str]], found: Sequence[Mention], document: Document, today: date
) -> Iterator[Mention]:
    """The same of texts of one line each, with their places, beside what was `found` in all of them."""
    claimed, tried_now = Claimed(found, unread=False), list[Mention]()
    for place, text in islice(texts, MOST_LOOKED_AT):
        if len(tried_now) > MOST_TRIED:
            break
        if not 12 < len(text) <= LONGEST or claimed.holds_all(text) or (may_name(text) and find_ids(text, today)):
            continue
        for one in on_trial((TextRun(text),), document, place, claimed):
            claimed.add(one.text)
            tried_now.append(one)
    yield from affordable(tried_now, found)


class Claimed:
    """What is said already, by words in a row."""

    def __init__(self, found: Sequence[Mention], *, unread: bool = True) -> None:
        """`unread`: lines that were not understood count, too."""
        self.seen: set[tuple[str, ...]] = set()
        self.titles: set[str] = set()
        self.short = False
        for mention in found:
            if unread or mention.unread is None:
                self.add(
                    (mention.item.title if mention.item else None) or (mention.text if mention.how == "title" else "")
                )

    def add(self, title: str | None) -> None:
        self.titles.add(normal_title(title or ""))
        found = list(_shingles(_WORD.findall((title or "").casefold())))
        self.seen.update(found)
        self.short = self.short or any(len(one) < _SHINGLE for one in found)

    def covers(self, title: str, context: str) -> bool:
        """Whether what may be a title is asked already; what is in quotation marks is asked by itself beside the line that it is in."""
        before, found, after = context[:CONTEXT_LIMIT].partition(title)
        if found and before[-1:] in _OPENING and after[:1] in _CLOSING:
            return normal_title(title) in self.titles
        return self.holds(title)

    def holds_all(self, text: str) -> bool:
        """Whether all words of a text are said already, and it sets nothing off: no piece of it is left to be asked."""
        if not _SETS_OFF.isdisjoint(text):
            return False
        words = _WORD.findall(text.casefold())
        return len(words) >= _SHINGLE and self.seen.issuperset(_shingles(words))

    def holds(self, text: str) -> bool:
        """Whether a text has something that is said already."""
        words = _WORD.findall(text.casefold())
        fewer = range(1, _SHINGLE) if self.short else ()
        return not self.seen.isdisjoint(_shingles(words)) or any(
            not self.seen.isdisjoint(_in_a_row(words, count)) for count in fewer
        )


_OPENING, _CLOSING = frozenset('“"„«‘《「'), frozenset('”"“»’》」.,')
_SETS_OFF = frozenset("'[|*`\t") | _OPENING
_WORD = re.compile(r"[^\W_]+")
_SHINGLE = 3
"""Words in a row by which two texts are seen to say the same."""


def _shingles(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return _in_a_row(words, min(_SHINGLE, len(words))) if words else ()


def _in_a_row(words: Sequence[str], count: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(count)), strict=False)


def affordable(tried: Sequence[Mention], found: Sequence[Mention]) -> Sequence[Mention]:
    """As many as a document is worth that is not about papers, for all that was `found` in it; those that look like titles first."""
    evident = sum(one.id is not None or bool(one.item and one.item.authors) or one.doi is not None for one in found)
    most = min(_MOST_UNSEEN + _MOST_PER_WORK * evident, MOST_TRIED)
    if len(tried) <= most:
        return tried
    ranked = sorted(range(len(tried)), key=lambda at: (not is_plainly_title(tried[at].text, 4), at))
    return [tried[at] for at in sorted(ranked[:most])]


_MOST_UNSEEN, _MOST_PER_WORK = 6, 3
"""What is asked on trial in a document in which nothing is evident, and for each work that is."""


def tried(item: Item, document: Document, place: str, context: str) -> Mention:
    """The mention of an item that may be no paper at all."""
    return replace(by_title(document, place, item, context[:CONTEXT_LIMIT]), titled=False)


def _items(runs: TextRuns, text: str, claimed: Claimed) -> Iterator[Item]:
    """What may be titles in a line; whether one is claimed is seen sooner than whether it says enough."""
    entry = read_entry(runs)
    if entry and entry.item.title and entry.item.authors and _may_be_asked(entry.item.title, text, claimed, 2, 1.2):
        yield Item(title=entry.item.title, authors=entry.item.authors, authors_complete=entry.item.authors_complete)
    whole = bare(text).text
    if _may_be_asked(whole, text, claimed, _FEWEST_TELLING, _LEAST_SPECIFIC) and (
        _names_people(text) or not (is_sentence(text) or _are_sentences(whole))
    ):
        yield Item(title=whole)
    for piece in _marked(runs, text):
        piece = bare(piece.strip(_AROUND)).text
        if _may_be_asked(piece, text, claimed, _FEWEST_MARKED, _LEAST_SPECIFIC) and (
            piece[:1].isupper() and not read_byline(piece)
        ):
            yield Item(title=piece)
    for piece in _pieces(text):
        if claimed.holds_all(piece) and _OPENING.isdisjoint(text):
            continue
        piece = bare(piece.strip(_AROUND)).text
        if _may_be_asked(piece, text, claimed, _FEWEST_WITHIN, _LEAST_WITHIN) and not read_byline(piece):
            yield Item(title=piece)


def _names_people(text: str) -> bool:
    """Whether a line names people in brackets: what it says of their work holds its title."""
    return any(cited_people(found[1]) or _SMALL_NAMES.fullmatch(found[1]) for found in BRACKETS.finditer(text))


_AROUND = " *_`,;:.“”\"'«»"
"""What may stand around a piece of a line."""


def _may_be_asked(title: str, context: str, claimed: Claimed, words: int, specific: float) -> bool:
    return bool(title) and not claimed.covers(title, context) and _is_telling(title, words, specific)


def _are_sentences(text: str) -> bool:
    """Whether a text ends as a sentence does, behind another sentence."""
    return text[-1:] in _ENDS and any(f"{end} " in text[:-1] for end in _ENDS)


_ENDS = (".", "!", "?")


def _in_prose(runs: TextRuns, text: str, claimed: Claimed) -> Iterator[Item]:
    whole = bare(text).text
    short = len(whole.split()) <= _MOST_WORDS and _names_people(text)
    if short and _may_be_asked(whole, text, claimed, _FEWEST_WITHIN, _LEAST_WITHIN):
        yield Item(title=whole)
    for piece in _begun(text):
        piece = bare(piece.strip(_AROUND)).text
        if _may_be_asked(piece, text, claimed, _FEWEST_WITHIN, _LEAST_WITHIN) and not speaks(piece):
            yield Item(title=piece)
    for piece in (*_marked(runs, text), *_attributed(text)):
        piece = bare(piece.strip(_AROUND)).text
        if _may_be_asked(piece, text, claimed, _FEWEST_MARKED, _LEAST_SPECIFIC) and (
            piece[:1].isupper() and not speaks(piece)
        ):
            yield Item(title=piece)


def _marked(runs: TextRuns, text: str) -> Iterator[str]:
    yield from stretches(runs, lambda run: run.strong or run.emphasis or bool(run.href))
    if '"' in text or "'" in text or not text.isascii():
        for found in _QUOTED.finditer(text):
            yield from filter(None, found.groups())
    for found in _LINKED.finditer(text) if "[[" in text else ():
        yield from filter(None, found.groups())


def _begun(text: str) -> Iterator[str]:
    """What a sentence of prose has from a capital on, behind a small word, or behind a sign and a word."""
    for sentence in _SENTENCE_ENDS.split(text):
        starts = [match.start() for match in _BEGINS_IN_PROSE.finditer(sentence)]
        yield from (sentence[start:] for start in starts[-_MOST_STARTS:])


_SENTENCE_ENDS = re.compile(r"(?<=[^\W\d_A-Z][^\W_][.!?])\s(?=[“\"A-Z])")
_BEGINS_IN_PROSE = re.compile(
    r"(?:(?<=[^\W\d_A-Z]\s)|(?<=[^\W\d_A-Z][,:]\s)|(?<=[^\W\d_A-Z]\s\())(?=[A-Z][^\W_]+(?:[ -]\S+){3})"
)


def _attributed(text: str) -> Iterator[str]:
    """What stands before who wrote it, in brackets, from each capital on behind a small word."""
    for found in matches_at(BRACKETS, text, "(", "["):
        if cited_people(found[1]):
            before = _APART.split(text[: found.start() - 1])[-1]
            starts = [match.start() for match in _BEGINS.finditer(before)][-_MOST_STARTS:]
            yield from (before[start:] for start in starts)


def _pieces(text: str) -> Iterator[str]:
    """What a line sets apart: by what parts it, by who wrote it, by capitals behind small words."""
    if NEVER_CUT.intersection(normal_title(text).split()):
        return
    parts = [part for part in _APART.split(text) if part]
    yield from parts if len(parts) > 1 else ()
    for part in parts:
        before, colon, after = part.partition(": ")
        small = before[:1].islower() or len(before.split()) > 4
        yield from (after,) if colon and small else ()
        ended = part
        if found := next((f for f in BRACKETS.finditer(part) if cited_people(f[1])), None):
            ended = part[: found.start()]
            yield ended
        starts = [match.start() for match in _BEGINS.finditer(ended)][:_MOST_STARTS]
        yield from (ended[start:] for start in starts)


_OF_PROGRAM = re.compile(r"\w_\w|\w/\w+[./]|(?<!\w)--?\w|\w\.[a-z]{2,5}(?!\w)|[{}<>\\=]|\(\)|::")
"""What names of files, options and programs have, and no title."""


def _is_telling(title: str, words: int, specific: float) -> bool:
    """Whether a text can be a title, and says enough to name a paper without more evidence."""
    folded = normal_title(title).split()
    if _OF_PROGRAM.search(title):
        return False
    if not words <= len([one for one in folded if one not in MINOR]) or len(folded) > _MOST_WORDS:
        return False
    return title_like(title[:1].upper() + title[1:], 2) and not label_only(title) and specificity(folded) >= specific
