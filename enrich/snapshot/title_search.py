"""A damaged title -> the places of papers that may be meant, from an index of the words of titles. Decides nothing.

A title is found by its rare words: they are few, so asking is cheap however many papers there are. A word that no
title has (a typo, two words run together) is replaced by those it may have been. When all words are common, the
papers that have all of them are asked for, then those that lack one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from enrich.snapshot.snapshot_index import RecordPlace
from enrich.titles.decide import normal_title
from enrich.titles.words import MINOR

RARE = 20_000
"""This many papers in all may hold the words that are asked for together."""
ENOUGH = 4
"""This many rare words mostly suffice."""
WIDE = 400_000
"""The same when nothing else was found."""
AT_LEAST = 5
"""Places that are given however little the titles are alike."""
ALIKE = 50
"""Percent that the others must be alike, or no decision could be for them."""
MOST_WORDS = 40
MOST_TOGETHER = 6
"""This many words are asked for in one title."""
LOOKED_AT = 60
"""This many titles are read and compared."""
_WORD = re.compile(r"[^\W_]+")
_LEVEL = re.compile(r"[A-Za-z0-9 \n,.:;?!()\[\]/\"-]{0,600}")
"""Signs that normal_title levels by lower case alone, as in nine titles of ten; it takes thirty times as long."""


class WordIndex(Protocol):
    """What a search asks of the index."""

    def titled(self, keys: Sequence[int], limit: int) -> list[RecordPlace]: ...
    def frequencies(self, words: Sequence[str]) -> dict[str, int]: ...
    def words_from(self, prefix: str, lengths: tuple[int, int], limit: int) -> list[str]: ...
    def with_any(self, words: Sequence[str], limit: int) -> list[RecordPlace]: ...
    def with_all(self, words: Sequence[str], limit: int) -> list[RecordPlace]: ...


def plain_title(title: str) -> str:
    """The words of a title in its normalised form, separated by spaces."""
    if _LEVEL.fullmatch(title):
        return " ".join(_WORD.findall(title.lower()))
    return " ".join(_WORD.findall(normal_title(title)))


def title_number(plain: str) -> int:
    """A 64-bit key of a title in its plain form."""
    return int.from_bytes(hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def search(index: WordIndex, title_at: Callable[[RecordPlace], str], title: str, limit: int) -> list[RecordPlace]:
    """At most `limit` places, that of the most similar title first. `title_at` reads the title at a place."""
    plain = plain_title(title)
    if not plain:
        return []
    found = {place.id: place for place in index.titled([title_number(plain)], limit)}
    for place in _by_words(index, plain):
        found.setdefault(place.id, place)
    scored = [(-_likeness(plain, plain_title(title_at(place))), place.id, place) for place in found.values()]
    best = sorted(scored, key=lambda s: s[:2])[:limit]
    return [place for k, (unlike, _, place) in enumerate(best) if k < AT_LEAST or -unlike >= ALIKE]


def _by_words(index: WordIndex, plain: str) -> list[RecordPlace]:
    words = list(dict.fromkeys(plain.split()))[:MOST_WORDS]
    known = index.frequencies(words)
    guesses = {guess for word in words if word not in known for guess in _guesses(index, word)}
    weights = known | index.frequencies(sorted(guesses - known.keys()))
    rare = rarest(weights, RARE)
    found = index.with_any(rare, LOOKED_AT) if rare else []
    common = [word for word in known if word not in rare]
    if common and len(rare) < 4:
        found += _with_most(index, sorted(known, key=lambda word: (known[word], word)))
    if not found and weights:
        found = index.with_any(rarest(weights, WIDE) or [min(weights, key=lambda w: (weights[w], w))], LOOKED_AT)
    return found


def rarest(frequencies: Mapping[str, int], budget: int) -> list[str]:
    """The rarest words, as many as the budget of papers allows; those after the first few may use half of it only.

    A few rare words nearly always hold one that the damage spared, and the time goes with the number of papers.
    """
    chosen: list[str] = []
    whole = budget
    for word in sorted(frequencies, key=lambda word: (frequencies[word], word)):
        if len(chosen) == ENOUGH:
            budget -= whole // 2
        budget -= frequencies[word]
        if budget < 0:
            break
        chosen.append(word)
    return chosen


def _with_most(index: WordIndex, words: Sequence[str]) -> list[RecordPlace]:
    """Papers with all the words (the rarest first), or with all but one of the rarer ones where that found none or too many.

    Words like `of` and `the` are asked for only where others are few: half of all papers have them.
    """
    telling = [word for word in words if word not in MINOR][:MOST_TOGETHER]
    words = telling if len(telling) >= ENOUGH else words[:MOST_TOGETHER]
    found = index.with_all(words, LOOKED_AT)
    if len(found) in {0, LOOKED_AT} and len(words) > 2:
        for left_out in range(min(len(words), 4)):
            found += index.with_all([*words[:left_out], *words[left_out + 1 :]], LOOKED_AT // 2)
    return found


def _guesses(index: WordIndex, word: str) -> list[str]:
    """Words of titles that an unknown word may have been: one with a typo, or one of two run together."""
    parts = [word[:at] for at in range(4, len(word))] + [word[at:] for at in range(1, len(word) - 3)]
    inside = index.frequencies(parts)
    guesses = sorted(inside, key=lambda part: (-len(part), part))[:4]
    if len(word) >= 5:
        near = process.extract(
            word,
            index.words_from(word[:3], (len(word) - 2, len(word) + 2), 5000),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1 if len(word) < 8 else 2,
            limit=4,
        )
        guesses += [found for found, _, _ in near]
    return guesses


def _likeness(asked: str, found: str) -> float:
    """0 to 100; a title that is part of the other counts nearly as much as one that is equal."""
    return max(
        fuzz.ratio(asked, found), 0.95 * fuzz.partial_ratio(asked, found), 0.9 * fuzz.token_set_ratio(asked, found)
    )
