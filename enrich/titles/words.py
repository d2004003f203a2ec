"""What words of titles mean for a comparison (pure): how rare they are, and which of them tell one work from another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from rapidfuzz.distance import OSA, Prefix


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables of words that stay readable."""
    return frozenset(text.split())


MINOR = word_set("a an the and of in on for to by from with via at as is are")
"""Words that are lost or exchanged in copying without making another title."""
SEQUELS = word_set(
    "part parts volume vol chapter appendix appendices supplement supplementary supplemental"
    " reply replies response responses rebuttal comment comments commentary remark remarks critique refutation rejoinder discussion"
    " erratum errata corrigendum corrigenda correction corrections corrected addendum addenda retraction retracted"
    " clarification withdrawal concern"
    " sequel revisited continued continuation companion revised updated"
)
"""Words that begin or name another work on the same subject: a part of it, a reply to it, its correction, what goes on from it."""
KINDS_OF_WORK = word_set("survey review overview tutorial introduction study primer perspective")
"""Those editions that tell what the paper is, rather than which version of it."""
EDITIONS = word_set(
    "report reports technical tech survey surveys review reviews tutorial tutorials overview primer introduction extended"
    " version versions full abstract journal conference preliminary draft preprint workshop thesis dissertation lecture lectures"
    " notes summary edition"
)
"""Words that name another edition or kind of work under the same title."""
VERSIONS = word_set("technical tech report extended full long version preprint")
"""Words of a subtitle that say which version of one work a paper is, as authors put the longer one on arXiv."""
THESES = word_set("phd msc doctoral bachelor bachelors master masters thesis dissertation")
"""What theses say of themselves behind their titles."""
_VENUES = (
    "NeurIPS NIPS ICML ICLR CVPR ICCV ECCV WACV BMVC AAAI IJCAI UAI AISTATS COLT ACL EMNLP NAACL EACL COLING TACL INTERSPEECH"
    " ICASSP KDD SIGIR WWW WSDM CIKM RecSys CHI UIST CSCW SIGMOD VLDB ICDE STOC FOCS SODA PODC SIGCOMM NSDI OSDI SOSP ICRA"
    " IROS RSS CoRL MICCAI TMLR JMLR TPAMI ISMIR ASRU SIGGRAPH"
)
VENUES = tuple(_VENUES.split())
"""Short names of venues, as they write themselves."""
AROUND_TITLES = frozenset(venue.lower() for venue in VENUES) | word_set(
    "oral poster spotlight highlight accepted best paper award to appear at in pdf html link code arxiv preprint main findings"
)
"""What documents put around titles: where a work appeared, and how."""
_COMMON = 1500
"""Rank by frequency."""
_LIKELY = 3000
"""Rank of a short word that a slip of the keyboard is traced back to."""
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
    text = files("enrich.titles").joinpath("title_words.txt").read_text(encoding="utf-8")
    return {word: rank for rank, word in enumerate(text.split())}


@lru_cache(maxsize=1)
def _neighbours() -> frozenset[str]:
    """English words that the field does not use, one letter away from one that it does."""
    text = files("enrich.titles").joinpath("title_neighbours.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(map(stem, _ranks()))


def known(word: str) -> bool:
    """Whether this is a word of the field (a misspelling or a coined name is not)."""
    return word in MINOR or word in _ranks()


def is_word(word: str) -> bool:
    """Whether somebody who writes this need not have mistyped another word."""
    return known(word) or word in _neighbours()


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
    return sum(map(weight, dict.fromkeys(words)))  # in their order: the last digit of a sum depends on it


def _american(word: str) -> str:
    """Color for colour; course and fourth stay."""
    return (
        re.sub(r"our(?=(?:s|ed|ings?|ful|able|ites?|al|ly|ists?|hoods?|less)?$)", "or", word) if len(word) > 5 else word
    )


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its inflection: equal for representation, representations and representational."""
    word = _american(word)
    for suffix, left in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + left
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "s":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "aei" else word


@lru_cache(maxsize=65536)
def misspells(item: str, paper: str) -> bool:
    """Whether the document's word is the paper's with one typo (two in long words), and not a word of its own.

    `modle` misspells `model`, but `mode` does not, nor does `unsupervised` misspell `supervised`: two letters before a word
    are a prefix, however seldom it stands there.
    """
    if any(c.isdigit() for c in item + paper):
        return False
    distance = OSA.distance(item, paper, score_cutoff=2)
    if is_word(item) or len(item) < 2 or (len(item) == len(paper) + 2 and item.endswith(paper)):
        return False
    if len(paper) < 4:
        return distance == 1 and known(paper) and (sorted(item) == sorted(paper) or (len(paper) > 2 and paper in MINOR))
    if not known(paper) and stem(paper) not in _stems():
        return distance == 1 and len(paper) >= 7
    framed = _ranks().get(paper, _COMMON) < _COMMON and len(paper) >= 5 and item[0] + item[-1] == paper[0] + paper[-1]
    return distance == 1 or (distance == 2 and (len(paper) >= 7 or framed))


@lru_cache(maxsize=65536)
def plainly_misspells(item: str, paper: str) -> bool:
    """Whether a typo leaves no doubt which word was meant.

    In a short word only letters exchanged or doubled do, one letter of a common word, or letters that are beside
    each other in no word (`nxode`); two typos need a long word.
    """
    if not misspells(item, paper):
        return False
    if OSA.distance(item, paper) == 2:
        shared = Prefix.similarity(item, paper)
        return min(len(item), len(paper)) >= 7 and (shared < len(paper) - 3 or sorted(item) == sorted(paper))
    if same_letters(item, paper) or paper in MINOR:
        return True
    if len(paper) >= 6 or (len(paper) == 5 and _ranks().get(paper, _LIKELY) < _LIKELY):
        return True
    return len(paper) >= 4 and item[0] == paper[0] and known(paper) and _unspellable(item)


@lru_cache(maxsize=1)
def _spellings() -> frozenset[str]:
    """Every three letters in a row that some word has, its ends marked."""
    return frozenset(f" {word} "[k : k + 3] for word in (*_ranks(), *_neighbours()) for k in range(len(word)))


def _unspellable(word: str) -> bool:
    return any(f" {word} "[k : k + 3] not in _spellings() for k in range(len(word)))


def same_letters(item: str, paper: str) -> bool:
    """Whether the document's word is the paper's with letters exchanged or one doubled."""
    doubled = (item[:k] + item[k + 1 :] for k, (a, b) in enumerate(pairwise(item)) if a == b)
    return sorted(item) == sorted(paper) or paper in doubled


def slip(item: str, paper: str) -> bool:
    """Whether one word may be the other mistyped even if both are words: enough where the abstracts agree too."""
    if any(c.isdigit() for c in item + paper):
        return False
    if known(item) and item[0] != paper[0]:
        return False
    least = 4 if len(item) == len(paper) else 3
    return min(len(item), len(paper)) >= least and OSA.distance(item, paper) <= (1 if known(item) else 2)


@lru_cache(maxsize=65536)
def same_lexeme(item: str, paper: str) -> bool:
    """Whether two words are one in number or spelling only, or differ as `representational` and `representation`.

    `dynamics` is not the plural of `dynamic`, and `learned`, `learner`, `learning` are three words.
    """
    one, other = (_spelled(w) for w in sorted((item, paper), key=len))
    if one == other:
        return True
    if other in {
        f"{one}s",
        f"{one}es",
        f"{one[:-1]}ies" if one[-1] == "y" else "",
        f"{one[:-2]}es" if one[-2:] == "is" else "",
    }:
        return not one.endswith("ic")
    one, other = one.removesuffix("s"), other.removesuffix("s")
    return one.endswith("ation") and other == f"{one}al" and (len(one) > 9 or not known(other))


def _spelled(word: str) -> str:
    """The word in one of its spellings: colour and color, modelling and modeling, optimise and optimize."""
    word = re.sub(r"is(?=(?:ations?|ed|ing|es|ers?|e)$)", "iz", word) if len(word) > 5 else word
    word = _american(word)
    return re.sub(r"([lpt])\1(?=(?:ed|ing|ings|ers?)$)", r"\1", word)


def inflects(item: str, paper: str) -> bool:
    """Whether two words are the same but for inflection or spelling: colour and color, networks and network."""
    return stem(item) == stem(paper) and min(len(item), len(paper)) >= 4 and not any(c.isdigit() for c in item + paper)
