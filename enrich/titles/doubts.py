"""Whether a word of the document is another word than the paper's rather than the same one miscopied (pure).

Groups write many papers of nearly one title, so that authors who agree do not make `HTTPS` a typo of `HTTP`, nor
`trie` one of `tree`: a word that is a word, an acronym or a name of its own names another paper. Only an abstract that
agrees tells otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from enrich.titles.compare import Difference
from enrich.titles.normalise import Form
from enrich.titles.words import MINOR, inflects, is_word, known, plainly_misspells, same_letters, same_lexeme

_ARTICLES = frozenset({"a", "an", "the"})
_LIGHT = _ARTICLES | {"of", "and"}
"""Words whose loss leaves the sense as it was; `in-network` is not `network`."""


def doubtful_pair(item: Form, paper: Form, difference: Difference, elsewhere: frozenset[str]) -> tuple[str, str] | None:
    """The first pair of words that may be two words: the document's, the paper's.

    `elsewhere` holds the words of other papers' titles: what one of them is made of is a word.
    """
    return next((pair for pair in difference.pairs if _doubtful(*pair, item, paper, elsewhere)), None)


def _doubtful(word: str, other: str, item: Form, paper: Form, elsewhere: frozenset[str]) -> bool:
    if not word or not other:
        return (word or other) not in _LIGHT
    if word in MINOR and other in MINOR:
        return not {word, other} <= _ARTICLES
    if _coined(other, paper):
        return True
    if inflects(word, other) and same_lexeme(word, other):
        return _other_acronym(word, other, item, paper)
    if is_word(word):
        return True
    mistyped = plainly_misspells(word, other) or (same_letters(word, other) and len(other) > 4)
    if word in elsewhere or not mistyped:
        return True
    if other in paper.names:
        return True
    return word in item.names and not same_letters(word, other)


def _coined(word: str, paper: Form) -> bool:
    """Whether the word is the name that the paper gives its work: alone before the first colon, or in a pair, unknown."""
    head = paper.words[: paper.cuts[0]] if paper.cuts else ()
    return word in head and (len(head) == 1 or (len(head) == 2 and not known(word)))


def _other_acronym(word: str, other: str, item: Form, paper: Form) -> bool:
    """Whether an acronym has another one beside it that only looks like its plural: HTTPS and HTTP, but GPUs and GPU."""
    if len(word) > len(other):
        return word not in item.plurals and (word in item.names or other in paper.names)
    return len(other) > len(word) and other in paper.names


def words_of(forms: Iterable[Form]) -> frozenset[str]:
    """The words of titles that a misspelling may be found among."""
    return frozenset(w for f in forms for w in f.words)
