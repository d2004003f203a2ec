"""What words of titles mean for a comparison (pure): how rare they are, and which of them tell one work from another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables of words that stay readable."""
    return frozenset(text.split())


MINOR = word_set("a an the and of in on for to by from with via at as is are")
"""Words that are lost or exchanged in copying without making another title."""
SEQUELS = word_set(
    "part parts volume vol chapter reply replies response responses rebuttal comment comments commentary remark remarks"
    " erratum errata corrigendum corrigenda correction corrections corrected addendum addenda supplement supplementary"
    " supplemental appendix appendices retraction retracted sequel revisited revisit continued continuation companion"
    " followup refutation refuted critique counterexample replication reproducibility rejoinder discussion"
    " postscript reloaded redux prequel again no not without never generalization generalizations generalized"
    " extension extensions variant variants limitations counterexamples vs versus"
)
"""Words that begin or name another work on the same subject."""
REPLIES = word_set(
    "part parts volume vol chapter reply response rebuttal comment comments commentary erratum corrigendum correction"
    " corrections addendum supplement supplementary appendix retraction sequel revisited continued continuation companion"
    " refutation critique replication rejoinder"
)
"""Those that make another work of what they begin, however long it is."""
KINDS_OF_WORK = word_set("survey review overview tutorial introduction study primer perspective")
"""Those editions that tell what the paper is, rather than which version of it."""
EDITIONS = word_set(
    "report reports technical tech survey surveys review reviews tutorial tutorials overview primer introduction extended"
    " version versions full abstract journal conference preliminary draft preprint workshop thesis dissertation"
    " lecture lectures notes slides demo demonstration poster talk summary update updated revised edition proposal"
    " benchmark challenge dataset manual documentation release proceedings book keynote"
    " interim progress whitepaper retrospective guide beginners follow followup expanded"
)
"""Words that name another edition or kind of work under the same title."""
_PREFIXES = word_set(
    "a an un in im il ir non de dis anti en re pre post sub co bi tri uni mono multi poly semi quasi over under hyper hypo"
    " super inter intra pseudo homo hetero micro macro mini maxi min max minim maxim ex counter contra out iso aniso equi up down fore"
)
_COMMON, _RARE = 1500, 6000
"""Ranks by frequency."""
_DERIVING = word_set("er ers or ors able less ness like free ist ism ic ful let net ity oid wise ary ive")
_ENDINGS = {
    "iz": "izations ization isations isation ized ised izing ising izes ises ize ise",
    "": "ational ations ation ates ated ating ate ingly edly ional ions ion ings ing ies ied ed es is al ly s e y",
}
_SUFFIXES = sorted(
    ((suffix, left) for left, suffixes in _ENDINGS.items() for suffix in suffixes.split()),
    key=lambda s: (-len(s[0]), s[0]),
)


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    """The words that titles and abstracts are made of, with their rank by frequency."""
    text = files("enrich").joinpath("title_words.txt").read_text(encoding="utf-8")
    return {word: rank for rank, word in enumerate(text.split())}


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(map(stem, _ranks()))


def known(word: str) -> bool:
    """Whether this is a word of the field (a misspelling or a coined name is not)."""
    return word in MINOR or word in _ranks()


@lru_cache(maxsize=65536)
def weight(word: str) -> float:
    """How much a word says about which paper is meant: 0 for `the`, 0.4 for `learning`, 1.5 for a coined name."""
    if word in MINOR:
        return 0.0
    if len(word) < 3 or not any(c.isalpha() for c in word):
        return 0.3
    if any(c.isdigit() for c in word):
        return 0.8
    rank = _ranks().get(word)
    if rank is None:
        return 1.5
    return 0.4 if rank < 400 else 0.8 if rank < 3000 else 1.1


def specificity(words: Iterable[str]) -> float:
    """How much a title says about which paper is meant; a title of seven words has some 4."""
    return sum(map(weight, set(words)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its inflection: equal for representation, representations and representational."""
    word = word.replace("our", "or") if len(word) > 5 else word
    for suffix, left in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + left
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "s":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "aei" else word


def _contrary(item: str, paper: str) -> bool:
    """Whether two words differ by a prefix that turns the meaning: un-, in-, de-/en-, intra-/inter-."""
    for k in range(len(item) - 1):
        head, rest = item[:k], item[k:]
        other = paper[: len(paper) - len(rest)]
        if head == other or not paper.endswith(rest) or (head and head not in _PREFIXES):
            continue
        if other in _PREFIXES or (not other and head):
            return bool(head) or known(item)
    return False


def _derives(item: str, paper: str) -> bool:
    """Whether one word is made of the other by a suffix that makes another thing of it: transformer of transform."""
    longer, shorter = (item, paper) if len(item) > len(paper) else (paper, item)
    return longer.startswith(shorter) and longer[len(shorter) :] in _DERIVING


@lru_cache(maxsize=65536)
def misspells(item: str, paper: str) -> bool:
    """Whether the document's word is the paper's with one typo (two in long words), and not a word of its own.

    `modle` misspells `model`, but `mode` does not, nor does `unsupervised` misspell `supervised`. A very rare word
    one edit from a very common one is taken for a typo: `ode` for `code`.
    """
    if any(c.isdigit() for c in item + paper) or _contrary(item, paper) or _derives(item, paper):
        return False
    distance = OSA.distance(item, paper, score_cutoff=2)
    common = _ranks().get(paper, _RARE) < _COMMON
    if known(item):
        return distance == 1 and common and len(paper) >= 4 and _ranks().get(item, 0) > _RARE
    if len(paper) < 4:
        return distance == 1 and (paper in MINOR or (known(paper) and sorted(item) == sorted(paper)))
    if len(paper) == 4 and item[0] != paper[0] and paper not in MINOR:
        return distance == 1 and (sorted(item) == sorted(paper) or weight(paper) < 1)
    if not known(paper) and stem(paper) not in _stems():
        return distance == 1 and len(paper) >= 7
    framed = common and len(paper) >= 5 and item[0] == paper[0] and item[-1] == paper[-1]
    return distance == 1 or (distance == 2 and (len(paper) >= 7 or framed))


def slip(item: str, paper: str) -> bool:
    """Whether one word may be the other mistyped even if both are words: enough where the abstracts agree too."""
    if any(c.isdigit() for c in item + paper) or _contrary(item, paper) or _contrary(paper, item):
        return False
    if known(item) and item[0] != paper[0]:
        return False
    least = 4 if len(item) == len(paper) else 3
    return min(len(item), len(paper)) >= least and OSA.distance(item, paper) <= (1 if known(item) else 2)


def inflects(item: str, paper: str) -> bool:
    """Whether two words are the same but for inflection or spelling: colour and color, networks and network."""
    return stem(item) == stem(paper) and min(len(item), len(paper)) >= 4 and not any(c.isdigit() for c in item + paper)
