"""Paragraphs of running text (pure): whether one is running text by its form, and whether anything in it may name a work.

Nearly all of a long text is sentences that name nothing. Whoever looks for works asks here first, once for a paragraph, and passes over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from enrich.citations.surnames import cited_people
from enrich.names import PARTICLE
from enrich.text import matches_at
from enrich.titles.words import MINOR, word_set

BETWEEN = MINOR | word_set(
    "with under over via using through without between against its their into than or nor per vs within across toward towards"
)
"""Words that stay small within a title in capitals."""
FEWEST_CAPITALS = 4
"""Long words in capitals of a title that is told by them."""
_MAY_BE_BETWEEN = rf"(?:[^\sa-z]|(?:{'|'.join(sorted(BETWEEN))})(?![a-z]))\S*+"
"""What may stand between two long words in capitals within a title: no small words but those of `BETWEEN`."""
_CHAIN = rf"CAPITAL(?<!\S.)\S{{3,}}+(?:(?:\s++(?!CAPITAL\S{{3}}){_MAY_BE_BETWEEN})*+\s++CAPITAL\S{{3,}}+){{{FEWEST_CAPITALS - 1}}}"
_CHAINED = {
    ascii_only: re.compile(_CHAIN.replace("CAPITAL", capital))
    for ascii_only, capital in ((True, "[A-Z]"), (False, r"[^\W\d_a-z]"))
}
"""So many long words that begin with capitals, in texts of ASCII alone and in others: there also in a script that has no capitals."""
# bounded: 120 characters in brackets
BRACKETS = re.compile(r"[(\[](?<=\s.)([^()\[\]]{3,120})[)\]]")
_BY_NAMES = re.compile(r" by (?=[A-Z])")
BY = re.compile(rf",?{_BY_NAMES.pattern}")
"""The same with the comma before it; what begins with a letter is searched for faster."""
# bounded: three words
SPEAKER = re.compile(r"([A-Z][\w'’-]{1,20}(?: [A-Z](?:\.|[\w'’-]{1,20})){1,2}): (?=[A-Z])")
"""Who speaks, before the title of a talk in a cell or a line of a programme."""


@lru_cache(maxsize=64)
def has_capitals(text: str) -> bool:
    """Whether a line may have a stretch that is written as titles are: a look that spares prose the rest."""
    return _CHAINED[text.isascii()].search(text) is not None


def in_brackets(text: str) -> Iterator[str]:
    """What brackets of a text hold, where it is more than a word."""
    return (one[1] for one in matches_at(BRACKETS, text, "(", "[") if not one[1].isalpha())


_SHORTEST, _SURELY_LONG = 250, 300
"""Characters above which a paragraph that ends with a full stop, or any, is that of a text, and no title, name or note."""
_CHARACTERS_A_COMMA = 30
"""Characters for each comma at least: a line with more of them may be one of authors."""
_WRAPPED = 55
"""Characters of a line from which it may have been wrapped."""
_END = 80
"""Characters at the end of a line in which an ellipsis says that a listing has cut it."""
_OPENS = re.compile(
    r"(?!(?i:authors?|todo|done|read|skim|wait|next|later)\b)(?=[A-Za-z])"
    r"(?:(?:[A-Z][a-z]{1,30}|In [12][0-9]{3}), )?(?:[^\s.,;:a-z][^\s.,;:]{0,40} ){0,8}(?:(?:and|a) ){0,2}"
    rf"(?!(?:{PARTICLE}|and|und|et|others|more|authors)\b)[a-z]{{2,30}}(?![a-z.)\]:])"
)
"""How a sentence begins, and a list of names or a label does not: a few words with capitals at most before one without."""
_GOES_ON = re.compile(r"\n(?!(?:[a-z]{1,5}[.)]|o|todo|read|skim|done)[:\s])[a-z]")
"""A line that goes on with a sentence."""
_SETS_OFF = ("\u201c", "\u201e", "\xab", "\xbb", "\u2018", "\u300a")
"""Marks that may set off a title, in no text of ASCII alone; there are `"`, two backticks and two brackets, too."""
_ITALICS = re.compile(r"(?<!\w)[_*](?=[^\s_*])")
_MARGIN = re.compile(r"\n[\s>#]")
_SHORT_LINE = re.compile(rf"\n.{{0,{_WRAPPED - 1}}}(?=\n)")


def opens_as_sentence(paragraph: str) -> bool:
    """Whether a paragraph begins with the words of a sentence, and neither with names nor with a label."""
    return _OPENS.match(paragraph) is not None


def is_running(paragraph: str) -> bool:
    """Whether a paragraph is running text by its form, and sets nothing off."""
    if len(paragraph) <= (_SHORTEST if paragraph[-1:] == "." else _SURELY_LONG):
        return False
    if paragraph.count(",") * _CHARACTERS_A_COMMA >= len(paragraph) or not opens_as_sentence(paragraph):
        return False
    if '"' in paragraph or "\t" in paragraph or "  " in paragraph:
        return False
    if ("[" in paragraph and "[[" in paragraph) or ("]" in paragraph and "](" in paragraph):
        return False
    if ("`" in paragraph and "``" in paragraph) or ("\\" in paragraph and "\\bib" in paragraph):
        return False
    if not paragraph.isascii() and any(map(paragraph.__contains__, _SETS_OFF)):
        return False
    if ("*" in paragraph and "**" in paragraph) or (
        ("_" in paragraph or "*" in paragraph) and _ITALICS.search(paragraph)
    ):
        return False
    end = len(paragraph) - _END
    if paragraph.find("...", end) >= 0 or paragraph.find("\u2026", end) >= 0:
        return False
    breaks = paragraph.count("\n")
    if not breaks:
        return True
    goes_on = len(_GOES_ON.findall(paragraph)) * 2 > breaks and "|" not in paragraph
    return goes_on and _MARGIN.search(paragraph) is None and _SHORT_LINE.search(f"\n{paragraph}") is None


_MOST_WORDS_OF_WORK = 40
"""Words of a paragraph or of its lines that may cite a work."""
# bounded: 300 characters between the marks
_SETTING_OFF = (
    ('"', re.compile(r"\"[^\"“”]{8,300}[\"”“»’》」](?!\w)")),
    ("'", re.compile(r"'(?<!\w')[^']{8,300}'(?!\w)")),
    ("_", re.compile(r"_(?<!\w_)(?=[^\s_])")),
    ("*", re.compile(r"\*[^*]*+\*")),
    ("`", re.compile("``")),
    ("[", re.compile(r"\[\[|\]\(")),
    ("/", re.compile("://")),
    ("w", re.compile(r"www\.")),
)
"""What may set off a title or link it, by a sign that it has."""
_QUOTED_ELSEWHERE = re.compile(
    r"[“„«»](?![^“”«»]{0,7}[“”«»])|[‘《「〈『\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
"""The same with other marks than those of ASCII; scripts whose titles have marks of their own are always looked at."""
_NO_SENTENCE_LINE = re.compile(r"\n[^a-z\n]*+(?:\n|\Z)|:\n|:\Z|\||,\s\(?(?:19|20)\d\d\)?\n|\n[\s>#]")
"""Lines of a paragraph that may be a heading, a rule, a list or a citation."""
_WITHIN_SENTENCE = re.compile(
    r"\n(?!(?:[a-z]{1,5}[.)]|o|x|todo|read|skim|done)[:\s])[a-z][\w'’]*+(?![:\w]| ?[-–—]|\s\w*:)"
)


def names_nothing(paragraph: str) -> bool:
    """Whether a paragraph is sentences, flowing on from line to line, in which no work can be named but by its id.

    What is set off, attributed to somebody or written in capitals is left for those who judge it.
    """
    text = paragraph
    if len(text) <= _SHORTEST or not "A" <= text[0] <= "Z":
        return False
    if breaks := text.count("\n"):
        on = _WITHIN_SENTENCE.findall(text)
        if len(on) * 2 <= breaks or _NO_SENTENCE_LINE.search(text) or _SHORT_LINE.search(f"\n{text}"):
            return False
        text = text.replace("\n", " ")
    if text.count(" ") <= _MOST_WORDS_OF_WORK or "  " in text or not text.isprintable():
        return False
    if any(sign in text and marked.search(text) for sign, marked in _SETTING_OFF):
        return False
    if not text.isascii() and _QUOTED_ELSEWHERE.search(text):
        return False
    if (" by " in text and _BY_NAMES.search(text)) or (": " in text and SPEAKER.search(text)) or has_capitals(text):
        return False
    return not any(map(cited_people, in_brackets(text)))
