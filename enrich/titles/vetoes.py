"""What speaks against a paper though its title is near (pure): a piece that only one title has, a word that is another word.

A piece names another part, another edition, another subject. Of words: groups write many papers of nearly one title, so
that authors who agree do not make `HTTPS` a typo of `HTTP`, nor `trie` one of `tree`: a word that is a word, an acronym
or a name of its own names another paper. Only an abstract that agrees tells otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from enrich.titles.compare import Difference
from enrich.titles.evidence import Support
from enrich.titles.normalise import ORDINALS, TitleForm, normal_title
from enrich.titles.words import (
    EDITIONS,
    MINOR,
    SEQUELS,
    inflects,
    is_word,
    known,
    plainly_misspells,
    same_letters,
    same_lexeme,
    slip,
    stem,
    word_set,
)

_ALONE = (["re"], ["translation"])
"""Subtitles that name another work where they say nothing else."""
_RESULTS = word_set("results bounds evidence experiments insights observations proofs")
"""New ones of these make another work."""
_SIDES = word_set("bound bounds experiments implementation proof proofs example examples")
"""A subtitle that is one of these, perhaps with a word before it, names another work about the same."""
_OF_ANY_WORK = frozenset(
    map(
        stem,
        word_set(
            "theory theoretical practice practical approach unified unifying general new novel empirical experimental comparative"
            " case study analysis evaluation perspective view method technique algorithm model framework system design tool"
            " application foundation principle experiment experience evidence measurement result insight lesson open real world"
            " problem question issue challenge opportunity direction trend future state art advance development solution bound"
            " complexity performance proof example"
        ),
    )
)
"""Words of subtitles that any paper could have, by their stems."""


def foreign_subject(piece: Sequence[str], known_text: str) -> tuple[str, ...]:
    """What an added subtitle mentions that the paper's own title and abstract do not."""
    mentioned = _OF_ANY_WORK.union(map(stem, normal_title(known_text).split()))
    return tuple(word for word in piece if word not in MINOR and stem(word) not in mentioned)


def other_work(piece: Sequence[str], lost: bool) -> Literal["sequel", "edition", ""]:
    """Whether what only one title has names another work: a part, a reply; a report, a survey, a year.

    An added piece is judged by each of its words. A lost one is the paper's own subtitle, and only a short one, or
    one that begins so, makes the paper another work than its title without it.
    """
    words = [w for w in piece if w not in MINOR]
    deciding = set(words if len(words) <= 6 else {*words[:3], *words[-2:]})
    deciding = {*words[:1], *(words[-1:] if len(words) <= 3 else ())} if lost else deciding
    numbered = any(w[0].isdigit() or w[-1].isdigit() or w in ORDINALS.values() for w in words[:1] + words[-1:])
    part = lost and re.fullmatch(r"[1-9]|1[0-2]", words[0] if words else "")
    more = words[:1] == ["new"] and not _RESULTS.isdisjoint(words[1:2])
    again = words[-1:] in (["revisited"], ["continued"]) or (words[-1:] == ["case"] and not (lost and len(words) > 3))
    if words in _ALONE or (deciding & SEQUELS and not (lost and len(words) > 3 and words[0] not in SEQUELS)):
        return "sequel"
    side = not lost and len(words) <= 2 and words[-1:] and words[-1] in _SIDES
    if part or more or again or side or (numbered and len(words) <= 2):
        return "sequel"
    if not lost and any(c.isdigit() for w in words for c in w):
        return "sequel"
    if (numbered and len(words) <= 4) or re.fullmatch(r"(?:19|20)\d\d|v?\d+", "".join(words[-1:])):
        return "edition"
    return "edition" if deciding & EDITIONS and not (lost and len(words) > 4) else ""


_ARTICLES = frozenset({"a", "an", "the"})
_LIGHT = _ARTICLES | {"of", "and"}
"""Words whose loss leaves the sense as it was; `in-network` is not `network`."""


def doubtful_pair(
    item: TitleForm, paper: TitleForm, difference: Difference, elsewhere: Callable[[str], bool]
) -> tuple[str, str] | None:
    """The first pair of words that may be two words: the document's, the paper's.

    `elsewhere` says whether a word is in another paper's title: what one of them is made of is a word.
    """
    return next((pair for pair in difference.pairs if _doubtful(*pair, item, paper, elsewhere)), None)


def _doubtful(word: str, other: str, item: TitleForm, paper: TitleForm, elsewhere: Callable[[str], bool]) -> bool:
    if not word or not other:
        return (word or other) not in _LIGHT
    if word in MINOR and other in MINOR:
        return not {word, other} <= _ARTICLES
    if _coined(other, paper) or (word in item.plurals and other in paper.plurals):
        return True
    if inflects(word, other) and same_lexeme(word, other):
        return _other_acronym(word, other, item, paper)
    if is_word(word):
        return True
    mistyped = plainly_misspells(word, other) or (same_letters(word, other) and len(other) > 4)
    if not mistyped or elsewhere(word):
        return True
    if other in paper.names:
        return True
    return word in item.names and not same_letters(word, other)


def _coined(word: str, paper: TitleForm) -> bool:
    """Whether the word is the name that the paper gives its work: alone before the first colon, or in a pair, unknown."""
    head = paper.words[: paper.cuts[0]] if paper.cuts else ()
    return word in head and (len(head) == 1 or (len(head) == 2 and not known(word)))


def _other_acronym(word: str, other: str, item: TitleForm, paper: TitleForm) -> bool:
    """Whether an acronym has another one beside it that only looks like its plural: HTTPS and HTTP, but GPUs and GPU."""
    if len(word) > len(other):
        return word not in item.plurals and (word in item.names or other in paper.names)
    return len(other) > len(word) and other in paper.names


def mistyped(difference: Difference, similarity: float, support: Support) -> bool:
    """Whether all that differs may be mistyped words, and the abstract says that it is."""
    pairs = list(zip(difference.added, difference.missing, strict=False))
    if len(difference.added) != len(difference.missing) or not 1 <= len(pairs) <= 3:
        return False
    return similarity > 0.85 and support.by_abstract and not support.disagrees and all(slip(a, b) for a, b in pairs)
