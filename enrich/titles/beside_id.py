"""Whether what an entry says is about the paper whose id it holds (pure).

::

    entry + paper --its title--> same | short name | cannot be compared | another work
                  --its authors, abstract--> own, unclear or other

The id speaks for the paper, so a title need not say enough by itself, as it must where there is no id (`decide`): a
short name, a label of a link, a title with its end lost or its letters ruined does not contradict. A title of another
work does. What can be neither compared nor believed (a translation, a title that is partly the same) is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from enrich.record import Item
from enrich.titles.compare import compare, differ
from enrich.titles.evidence import Candidate, Support, letters_of, name_words, weigh
from enrich.titles.normalise import LETTER_A, LONGEST, ORDINALS, TitleForm, form, normal_title
from enrich.titles.vetoes import doubtful_pair, foreign_subject, other_work
from enrich.titles.words import (
    EDITIONS,
    KINDS_OF_WORK,
    MINOR,
    SEQUELS,
    VENUES,
    is_word,
    misspells,
    stem,
    weight,
    word_set,
)

Stand = Literal["own", "unclear", "other"]

_LABELS = word_set(
    "paper papers article articles manuscript our my his her their this that these here there see also read reading link links url"
    " pdf ps html arxiv abs abstract preprint eprint project page website site homepage code github repo repository video youtube"
    " blog post slides poster talk tweet thread original full text version latest new main first todo done week day lecture et al"
    " doi bibtex cite citation model models method oral spotlight highlight accepted best award appear partial"
) | {venue.lower() for venue in VENUES}
"""Words that say what is behind a link, and nothing of the work."""
_FOREIGN = word_set(
    "der die das und ist fur mit von zur eine einer des dem den im auf le la les du et une dans pour par avec sur aux el los las y"
    " para del una con por sin il lo gli di della dei delle per nel e o da do dos das em um uma na no het een van voor zijn och en"
    " av som till og til w na do i z dla"
)
"""Small words of other languages than that of nearly all titles."""
_CATEGORY = re.compile(r"[\s,;\[(]{1,5}[a-z-]{2,10}\.[A-Z]{2}[\])]?$")
_SIZES = word_set("base tiny small medium large xl xxl cased uncased")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FRONT = re.compile(r"\W*[\[(]([^\[\]()]{1,40})[\])]\s*")
# bounded: LONGEST characters of a title
_BACK = re.compile(r"\s*[\[(]([^\[\]()]{1,40})[\])]\W*$|,\s+([^,]{1,40})$|\s[-–—|·]\s+([^-–—|·]{1,40})$")
_SHORT = 3
"""Words of a short name, at most."""
_SHARE = 0.75
"""Of what a title says, this much must be the paper's for it to be its own, in other words or ruined ones."""
_APART = 0.5
"""A title of which less than this is the paper's is another one."""


def belongs(item: Item, paper: Candidate) -> Stand:
    """Whether the item is this paper, whose id is in it: `other` contradicts, `unclear` neither agrees nor does."""
    support = weigh(_comparable(item), paper)
    if support.by_abstract and not support.disagrees:
        return "own"
    given = (item.title or "")[:LONGEST].strip()
    title = _by_title(given.replace(paper.id, " ").strip(), paper)
    if title == "other" and paper.id in given:
        title = "unclear"  # a line that names the id, taken for a title
    if support.disagrees and not support.authors_given and form(given).words == form(paper.title).words:
        return "own"  # what a feed says beside a title is rarely its abstract
    if support.disagrees:
        return _lower(title) if _people(support) else title
    if title == "other" and support.by_authors and support.authors_agreeing == support.authors_given > 2:
        return "unclear"  # retitled, or another paper of the same group
    return title


def _comparable(item: Item) -> Item:
    """The item without authors in another script, whose names cannot be compared."""
    return replace(item, authors=tuple(a for a in item.authors if any("a" <= c <= "z" for c in normal_title(a.name))))


def _people(support: Support) -> bool:
    """Whether several people are named, so that it is not a misread byline."""
    return support.authors_given > 1 or not support.against_authors


def _lower(stand: Stand) -> Stand:
    """One step further from the paper."""
    return "unclear" if stand == "own" else "other"


def _by_title(title: str, paper: Candidate) -> Stand:
    title = _peeled(title)
    given, its = form(title), form(paper.title)
    likeness = compare(given, its, letters_of(paper.authors))
    words = _telling(given, paper)
    if likeness.kind == "other" and _is_after_name(given, its):
        return "own"
    if likeness.kind == "near":
        pair = doubtful_pair(given, its, likeness.difference, lambda word: False)
        return "own" if pair is None or (len(words) > _SHORT and _slipped(*pair, its)) else "unclear"
    if likeness.kind in {"headless", "added"}:
        return _by_piece(likeness.piece, likeness.kind == "headless", paper)
    if likeness.kind != "other" or not words or (len(words) > 2 and given.words == its.words[: len(given.words)]):
        return "own"
    counted = _numbers(given) != _numbers(its) and _numbers(given) and _numbers(its)
    if sorted(given.words) == sorted(its.words):
        return "unclear"  # Is Attention All You Need?
    if len(words) <= _SHORT and not counted and (stand := _by_short_name(words, title, paper)):
        return stand
    return _by_words(words, given, its)


def _is_after_name(given: TitleForm, its: TitleForm) -> bool:
    """Whether the title is the paper's after a name for it: `CLIP: Learning Transferable ...`."""
    cut = given.cuts[0] if given.cuts else 0
    if not 1 <= cut <= _SHORT or len(given.words) - cut <= _SHORT or SEQUELS.intersection(given.words[:cut]):
        return False
    return differ(given.words[cut:], its.words).none


def _peeled(title: str) -> str:
    """The title without what is around it in brackets or after a comma or dash: labels, venues, years."""
    title = _CATEGORY.sub("", re.sub(r"^\W*\d{1,3}[.)]\s+", "", title))
    if (front := _FRONT.match(title)) and _is_label(front[1]):
        title = title[front.end() :]
    while (back := _BACK.search(title)) and back.start() and _is_label(back[1] or back[2] or back[3]):
        title = title[: back.start()]
    return title


def _is_label(text: str) -> bool:
    return all(w in _LABELS or w in EDITIONS or w.isdigit() for w in normal_title(text).split())


def _slipped(word: str, other: str, its: TitleForm) -> bool:
    """Whether one may be written for the other by a slip, where an id says which paper is meant."""
    return bool(word and other) and not {word, other} & (MINOR | its.names) and OSA.distance(word, other) == 1


def _is_rest(word: str, other: str) -> bool:
    """Whether a word is what is left of one that was cut: `Control` of `SybilControl`."""
    return len(word) > 3 and other.endswith(word)


def _by_piece(piece: Sequence[str], lost: bool, paper: Candidate) -> Stand:
    """What only one of two titles has, of which the rest is the same."""
    if lost:
        return "other" if SEQUELS.intersection(piece) else "own"
    telling = [w for w in piece if w not in _LABELS and not _YEAR.fullmatch(w)]
    if telling and other_work(telling, lost=False) == "sequel":
        return "other"
    if KINDS_OF_WORK.intersection(telling):
        return "unclear"
    telling = [w for w in telling if w not in EDITIONS and w not in MINOR]
    if telling and _is_foreign(telling):
        return "own"  # a remark: `à relire !`
    return "unclear" if foreign_subject(telling, f"{paper.title} {paper.abstract}") else "own"


def _telling(title: TitleForm, paper: Candidate) -> list[str]:
    """The words of a title that identify a work: no labels, years, editions, and no names of the paper's authors."""
    whole = {word for author in paper.authors for word in name_words(author)}
    by_names = 2 * len(whole.intersection(title.words)) >= len(title.words)
    names = whole if by_names else {word for author in paper.authors for word in name_words(author)[-1:]}
    words = [w for w in title.words if w not in MINOR and w not in _LABELS and w != LETTER_A]
    return [w for w in words if w not in EDITIONS and w not in names and not (_YEAR.fullmatch(w) or w.isdigit())]


def _by_short_name(words: Sequence[str], title: str, paper: Candidate) -> Stand | None:
    """A short name: one that is coined (CLIP), or made of the paper's words, does not contradict; None if it is not one."""
    its = form(paper.title)
    words = [w for w in words if w not in _SIZES] or words
    coined = {w for w in words if _is_coined(w, title)}
    near = {w for w in words if _is_of_title(w, its)}
    stems = {stem(w) for w in normal_title(paper.abstract).split()}
    head = its.words[: its.cuts[0]] if its.cuts else ()
    if len(head) == 1 and not near & {head[0]} and coined - near | {w for w in words if w in its.names}:
        return "unclear"  # the paper has a name of its own, and this is another
    if all(w in near or w in coined for w in words):
        return "own"
    if (
        len(its.words) > len(words) + 2
        and (near | coined or len(words) == 1)
        and all(w in near | coined or stem(w) in stems for w in words)
    ):
        return "own"
    return None if len(words) > 2 else "unclear"


def _is_coined(word: str, title: str) -> bool:
    """Whether a word of a title is written as a name: BERT, word2vec, iPiano, or in no dictionary."""
    written = next((w for w in re.findall(r"[^\W_]+", title) if normal_title(w) == word), word)
    if any(c.isdigit() for c in word) or (
        written[1:].lower() != written[1:] and (len(word) < 6 or not title.isupper())
    ):
        return True
    return len(title.split()) == 1 and not is_word(word)


def _is_of_title(word: str, its: TitleForm) -> bool:
    """Whether a word is one of the title, the beginning of one, or made of initials."""
    letters = "".join(w[0] for w in its.words if w not in MINOR)
    begins = len(word) > 2 and any(w.startswith(word) or word.startswith(w) for w in its.words if len(w) > 2)
    return begins or word in letters or word.removesuffix("s") in letters or any(_same(word, w) for w in its.words)


def _by_words(words: Sequence[str], given: TitleForm, its: TitleForm) -> Stand:
    theirs = [w for w in its.words if w not in MINOR]
    twins: list[int] = []
    alone = []
    for word in words:
        twin = next((at for at, w in enumerate(theirs) if at not in twins and _same(word, w)), None)
        if twin is None:
            alone.append(word)
        else:
            twins.append(twin)
    left = [w for at, w in enumerate(theirs) if at not in twins]
    share = 1 - sum(map(weight, alone)) / max(sum(map(weight, words)), 0.1)
    likeness = max(fuzz.ratio(given.compact, its.compact), fuzz.ratio(" ".join(words), " ".join(theirs))) / 100
    slip = len(alone) == len(left) == 1 and len(words) > _SHORT
    slip = slip and (_slipped(alone[0], left[0], its) or _is_rest(alone[0], left[0]))
    real = [w for w in alone if is_word(w) and not slip]
    mine, other = _numbers(given), _numbers(its)
    if SEQUELS.intersection(given.words) ^ SEQUELS.intersection(its.words) or mine != other:
        return "other" if (mine and other) or likeness >= _SHARE or share < _APART else "unclear"
    if not real and likeness >= _SHARE:
        return "unclear" if SEQUELS.intersection({*alone, *left}) else "own"
    letters = [c for c in given.compact if c.isalpha()]
    if sum(not c.isascii() for c in letters) * 3 > len(letters) or _is_foreign(given.words):
        return "unclear"
    return "other" if share < _APART and likeness < _SHARE else "unclear"


def _numbers(title: TitleForm) -> set[str]:
    """The numbers of parts and editions in a title: ordinals, and what is at the end of a part of it."""
    ends = {*title.cuts, len(title.words)}
    counted = (w for at, w in enumerate(title.words, 1) if w in ORDINALS.values() or (w.isdigit() and at in ends))
    return {w for w in counted if not _YEAR.fullmatch(w)}


def _same(word: str, other: str) -> bool:
    return stem(word) == stem(other) or misspells(word, other)


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether words are of another language than English, so that other ones do not mean another work."""
    return len(_FOREIGN.intersection(words)) * 6 >= len(words) or sum(map(is_word, words)) * 2 < len(words)
