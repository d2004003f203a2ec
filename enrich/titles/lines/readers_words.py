"""Words by which a reader is told from a title (pure): what is done with papers, who is named, other languages than titles are in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enrich.titles.words import VENUES, known, word_set

WORD = re.compile(r"[^\W_]+")
_BESIDE_NAMES = word_set("by and et al")
READS = word_set(
    """
    read reread skim print finish discuss present summarise summarize cite order download borrow buy start todo task check get fetch annotate paper preprint title
    lesen lies gelesen suchen besorgen drucken titel lire lu relire imprimer chercher titre leer leído leer buscar imprimir título titulo leggere letto cercare titolo
    ler ler lido procurar lezen gelezen läsa läst przeczytać tytuł
    """
)
"""What somebody does with a paper, or calls its title, alone before or behind it."""
_OF_OTHERS = word_set(
    """
    der die das und ist für mit von zur eine einer des dem den im auf nur nicht noch auch schon als le les du et une dans pour par avec sur aux el los las
    y del con por sin il lo gli di della dei delle per nel e o da do dos um uma na no het een van voor zijn och en av som till og til w z dla à là où
    """
)
"""Small words of other languages than that of nearly all titles."""
_OF_ENGLISH = word_set("the of and for with to from by on its using via how what when")
_UNSAID = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow january february march april may june july august september october"
    " november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec"
)


def foreign(text: str, people: frozenset[str]) -> bool:
    """Whether a text has a capital beyond its first word that is neither a person's among `people`, nor a venue's, nor a day's."""
    words = [word for word in WORD.findall(text) if word[0].isupper() and len(word) > 1]
    first = next((word for word in WORD.findall(text) if not word.isdigit()), "")
    words = words[1:] if words[:1] == [first] else words
    fine = people | _UNSAID
    return any(word.casefold() not in fine and word not in VENUES for word in words)


def are_names(words: Sequence[str], people: frozenset[str]) -> bool:
    """Whether words are nothing but the names of people, and one of them more than an initial."""
    named = [word if word in people else word.removesuffix("s") for word in words]  # `Roe's Sheep in Barns`
    return set(named) <= people | _BESIDE_NAMES and any(len(word) > 2 for word in people.intersection(named))


def in_other_language(text: str) -> bool:
    """Whether words are those of a reader who writes in another language than titles are in: `nur gedruckt`, `Prochaine séance`."""
    words = [word for word in WORD.findall(text) if len(word) > 1 and not any(map(str.isdigit, word))]
    if any(word[1:] != word[1:].lower() for word in words):
        return False  # a coined name
    folded = [word.casefold() for word in words]
    shown = sum(word in _OF_OTHERS or (word in READS and not known(word)) or not word.isascii() for word in folded)
    return shown > 0 and not _OF_ENGLISH.intersection(folded) and sum(map(known, folded)) * 2 <= len(folded) + shown


# bounded: one word
_NUMBERS_PART = re.compile(r"[ivx]+|[a-c]|one|two|three|first|second|third|new|more|again|continued")
"""How a word tells one part of a work from another."""


def is_of_part(word: str) -> bool:
    """Whether a word tells another part or version of a work: a number that is no year, `ii`, `second`."""
    figure = any(map(str.isdigit, word)) and not re.fullmatch(r"(?:19|20)\d\d", word)
    return figure or _NUMBERS_PART.fullmatch(word) is not None
