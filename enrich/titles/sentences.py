"""What a text by itself is (pure): whether it speaks, as a sentence does and a title does not; its one title in Latin letters."""

from __future__ import annotations

import re

from enrich.titles.words import MINOR, known, word_set

_SPEAKS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|could|should|would|we|you|they|it|this|these|there|please|see|your|my|me|let|don't|didn't)\b"
    r"|\b(?-i:us|she|he|says)\b|(?-i:(?<![\w-])[iI](?=['’]|\s[a-z]))",
    re.IGNORECASE,
)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence: it ends as sentences do, and has a verb or a person that titles rarely have."""
    text = text.rstrip(' "”)')
    return text.endswith((".", "!", ":", "…")) and (
        speaks(text) or (len(text.split()) < 8 and text[1:] == text[1:].lower())
    )


def speaks(text: str) -> bool:
    """Whether a text has a verb or a person that titles rarely have."""
    return bool(_SPEAKS.search(text))


_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SMALL_IN_TITLES = 4
"""Letters of a word that stays small in a title where the others begin with capitals."""


def is_written_as_title(text: str) -> bool:
    """Whether a text by itself is written as titles are: five words or more, the long ones with capitals, words of the field, nobody who speaks."""
    words = _WORD.findall(text)
    long = [word for word in words if len(word) >= _SMALL_IN_TITLES and word not in MINOR]
    if not 5 <= len(words) <= 30 or len(long) < 3 or speaks(text) or not text[:1].isupper():
        return False
    capital = sum(not all(part[:1].islower() for part in word.split("-")) for word in long)
    return capital * 5 >= len(long) * 4 and sum(_is_of_field(word) for word in words) * 2 >= len(words)


_SHORT = range(3, 5)
_NOT_OF_WORKS = word_set(
    """
    award awards prize call department university institute school faculty laboratory centre center group committee course workshop conference
    symposium journal proceedings program programme project team chapter section week monday tuesday wednesday thursday friday
    """
)


def is_short_title(text: str) -> bool:
    """Whether three or four words that are set apart are a title by their form: all that are not small begin with capitals, most are of the field."""
    words = _WORD.findall(text)
    long = [word for word in words if word.lower() not in MINOR]
    if len(words) not in _SHORT or len(text.split()) not in _SHORT or len(long) < _SHORT[0] or speaks(text):
        return False
    if not text[:1].isupper() or text[-1] in "!…:" or names_no_work(text):
        return False
    return all(word[0].isupper() for word in long) and sum(map(_is_of_field, long)) * 2 > len(long)


def names_no_work(text: str) -> bool:
    """Whether a text has a word by which an institute, a meeting, an award or a day is called."""
    return not _NOT_OF_WORKS.isdisjoint(word.lower() for word in _WORD.findall(text))


def is_plainly_title(text: str, words: int = 5) -> bool:
    """Whether a text that is set apart is a title by its form: so many words or more, in capitals or of the field, nobody who speaks."""
    if len(text.split()) < words or not (text[:1].isupper() or text[:1].isdigit()) or text[-1] in "!…" or speaks(text):
        return False
    if is_written_as_title(text):
        return True
    long = [word for word in _WORD.findall(text) if len(word) >= _SMALL_IN_TITLES]
    return len(long) > 2 and sum(map(_is_of_field, long)) * 3 >= len(long) * 2 and text[-1] not in ".?"


def _is_of_field(word: str) -> bool:
    return known(word.lower()) or ("-" in word and all(map(known, word.lower().split("-"))))


_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_SPACED = r"\u0400-\u052f\u0530-\u06ff\u0900-\u0dff\u10a0-\u10ff"
"""Letters of scripts whose words have spaces between them: Cyrillic, Armenian, Hebrew, Arabic, those of India, Georgian."""
_SCRIPTS = rf"{_CJK}{_SPACED}\u0e00-\u0e7f"
_OF_OTHERS = re.compile(rf"[{_SCRIPTS}]")
_SPACED_WORD = re.compile(rf"[{_SPACED}]{{2,}}")
_OTHERS_APART = re.compile(
    rf"[（(]?\s?(?:\d{{1,4}}\s?)?[{_SCRIPTS}]+(?:\s?\d{{1,4}})?|[、。，：；（）《》〈〉「」『』【】“”„\"／|｜　★☆]|——|\s/\s|\t"
)
"""Words of the other script with the numbers that they count, and what parts them from a title."""
_LATIN = re.compile(r"[^\W\d_]{2,}")
_FEWEST_LATIN = 3


def latin_title(text: str) -> str | None:
    """The title in Latin letters that a line in another script names; None where it names none, or has no such letters."""
    if text.isascii() or not _OF_OTHERS.search(text):
        return None
    pieces = [" ".join(piece.split()).strip(" .,:;/[]-–—*_«»") for piece in _OTHERS_APART.split(text)]
    best = max(pieces, key=lambda piece: len(_LATIN.findall(piece)), default="")
    best = best if "(" in best and ")" in best else best.strip("() ")
    words = len(_LATIN.findall(best))
    return best if words >= _FEWEST_LATIN and words > len(_SPACED_WORD.findall(text)) else None
