"""A line that holds the whole title of a paper among a reader's words (pure): `Day 12 | Title`, `discuss Title in class`, `Roe: Title – hard`.

Which words are the title need not be told beforehand: a paper whose title stands in the line shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from enrich.titles.normalise import normal_title, plain
from enrich.titles.remarks import NEVER_CUT, is_cited
from enrich.titles.sentences import speaks
from enrich.titles.words import MINOR, VENUES, known, specificity, word_set

_WORD = re.compile(r"[^\W_]+")
_OPENS_TITLES = MINOR | word_set("toward towards using when how why what beyond between against under over into")
"""Words behind which a title goes on, if it is one: what stands before them is no remark."""
_SET_APART = frozenset('|→>"“”„«»[](){}•·#@%*~†☆★=')
"""Signs that part a remark from a title, as no title has them within."""
_JOINS = frozenset(":;.,–—-")
"""Signs that part a remark from a title, and a title from its subtitle, too."""
_GOES_ON = word_set("finally also next then plus lastly")
_BESIDE_NAMES = word_set("by and et al")
_LEAST_SPECIFIC, _LEAST_NAMED = 3.0, 1.9
"""How specific (see `specificity`) a title is that is told within a line, and one beside which the line names an author."""
_MOST_AROUND, _MOST_LEADING, _LEADS = 12, 4, 1.3
"""Words around a title that is told within a line; words before a colon, and how specific these are, which lead to one all the same."""
_READS = word_set(
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
_OF_EVENTS = word_set(
    "talk poster keynote seminar colloquium workshop university lecture presentation slides video journal proceedings proc press conference symposium to appear"
)
"""What is said behind a title and a full stop: where it was presented, or appeared."""
_UNSAID = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow january february march april may june july august september october"
    " november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec"
)


def around(written: str, paper: str) -> tuple[str, str, str] | None:
    """What stands before the whole title of a paper in a line, the title as it is written there, what stands behind it; None where it is not there."""
    wanted = normal_title(paper).split()
    text = plain(written)
    words = list(_WORD.finditer(text))
    folded = [word[0].casefold() for word in words]
    for at in range(len(folded) - len(wanted) + 1):
        if folded[at : at + len(wanted)] == wanted:
            start, end = words[at].start(), words[at + len(wanted) - 1].end()
            return text[:start], text[start:end], text[end:]
    return None


def holds_whole(written: str, paper: str, people: frozenset[str] = frozenset(), authors: int = 0) -> bool:
    """Whether a line holds the whole title of a paper, set apart from a reader's words around it.

    A subtitle, another part, a longer title that begins or ends so are never taken for such words: these begin small beside a title in
    capitals, or name nobody but `people`, the words of the names of the paper's authors; `authors` says how many of them are known to be named.
    """
    parts = around(written, paper)
    if parts is None:
        return False
    before, title, after = parts
    wanted = normal_title(paper).split()
    beside = [word[0].casefold() for text in (before, after) for word in _WORD.finditer(text)]
    named = {word for word in people.intersection(beside) if len(word) > 2}
    read = not _WORD.search(before) and _BRACKETED.match(after) and _in_other_language(after)
    least, specific = (3, _LEAST_NAMED) if authors or read or named.difference(wanted) else (4, _LEAST_SPECIFIC)
    if len([word for word in wanted if word not in MINOR]) < least or specificity(wanted) < specific:
        return False
    authors = max(authors, len(named))
    if authors and _leads_to_phrase(before, title, people):
        before = ""
    return _is_around(before, after, _is_in_capitals(title), people, authors)


def cited_with(line: str, paper: str, people: frozenset[str]) -> str:
    """What stands around the title of a paper in a line that cites it and says no more (see `is_cited`); empty where it does not."""
    parts = around(line, paper)
    return f"{parts[0]} {parts[2]}" if parts and is_cited(parts[0], parts[2], people) else ""


def _is_in_capitals(title: str) -> bool:
    """Whether the long words of a title, three at least, begin with capitals, all but one or a fifth."""
    long = [word for word in _WORD.findall(title) if len(word) > 3 and word.lower() not in MINOR]
    small = sum(word[0].islower() for word in long)
    return len(long) > 2 and (small <= 1 or small * 5 <= len(long))


def _is_around(before: str, after: str, capitals: bool, people: frozenset[str], authors: int) -> bool:
    """Whether what stands around a title is a reader's; `authors` says how many of its authors are named beside it."""
    words = [*normal_title(before).split(), *normal_title(after).split()]
    if len(words) > _MOST_AROUND or NEVER_CUT.intersection(words):
        return False
    leads = not _WORD.search(before) or _leads(before, capitals, people, authors)
    small = bool(_WORD.search(before)) and before.lstrip()[:1].islower()
    after = _COUNT.sub("", after) if authors else after
    if capitals and after == after.lower() and not _REMARKING.isdisjoint(normal_title(after).split()):
        after = ""
    return leads and (not _WORD.search(after) or _trails(after, capitals and small, people, authors > 1))


# bounded: two words at the end
_COUNT = re.compile(r"\s[(\[]\d{1,3} [^\W\d_]{2,12}[)\]]$")
"""What is counted of a work behind its authors: `(2 votes)`."""


_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\W*$")
"""A remark in brackets, and nothing else behind a title."""
_OPENS_WITHIN = word_set("the a an of and is are was were")
"""Words of a sentence behind which what follows need not be the beginning of a title."""
_OPENS_LONGER = MINOR | word_set("some another more new")
"""Words with which a longer title begins."""
_FEWEST_OF_PHRASE = 5


def _leads_to_phrase(before: str, title: str, people: frozenset[str]) -> bool:
    """Whether words that are written as speech is lead to a title in capitals, beside its authors: `New solver from Title (Roe)`.

    A longer title would be in capitals as a whole, unless what follows is the name of a method; a title that has a colon or words
    between others is none.
    """
    words = normal_title(before).split()
    within = [word.casefold() for word in _WORD.findall(title)]
    phrase = len(within) >= _FEWEST_OF_PHRASE and (":" in title or not _OPENS_TITLES.isdisjoint(within[1:-1]))
    phrase = phrase or (title[:1].isupper() and within[0] in _OPENS_TITLES and before.rstrip()[-1:].islower())
    if not phrase or not words or len(words) > _MOST_AROUND or not _is_in_capitals(title) or _foreign(before, people):
        return False
    if words[0] in _OPENS_LONGER or not NEVER_CUT.isdisjoint(words):
        return False
    return any(len(word) > 2 and word.islower() and word not in MINOR for word in _WORD.findall(before))


def _foreign(text: str, people: frozenset[str]) -> bool:
    """Whether a text has a capital beyond its first word that is neither a person's among `people`, nor a venue's, nor a day's."""
    words = [word for word in _WORD.findall(text) if word[0].isupper() and len(word) > 1]
    first = next((word for word in _WORD.findall(text) if not word.isdigit()), "")
    words = words[1:] if words[:1] == [first] else words
    fine = people | _UNSAID
    return any(word.casefold() not in fine and word not in VENUES for word in words)


def _are_names(words: Sequence[str], people: frozenset[str]) -> bool:
    """Whether words are nothing but the names of people, and one of them more than an initial."""
    named = [word if word in people else word.removesuffix("s") for word in words]  # `Roe's Sheep in Barns`
    return set(named) <= people | _BESIDE_NAMES and any(len(word) > 2 for word in people.intersection(named))


def _in_other_language(text: str) -> bool:
    """Whether words are those of a reader who writes in another language than titles are in: `nur gedruckt`, `Prochaine séance`."""
    words = [word for word in _WORD.findall(text) if len(word) > 1 and not any(map(str.isdigit, word))]
    if any(word[1:] != word[1:].lower() for word in words):
        return False  # a coined name
    folded = [word.casefold() for word in words]
    shown = sum(word in _OF_OTHERS or (word in _READS and not known(word)) or not word.isascii() for word in folded)
    return shown > 0 and not _OF_ENGLISH.intersection(folded) and sum(map(known, folded)) * 2 <= len(folded) + shown


def _leads(before: str, capitals: bool, people: frozenset[str], authors: int = 0) -> bool:
    """Whether what stands before a title leads to it."""
    last = before.rstrip()[-1:]
    words = normal_title(before).split()
    if _are_names(words, people) or (_READS.issuperset(words) and len(words) < _MOST_LEADING):
        return True
    if all(word.isdigit() for word in words) and len("".join(words)) > _MOST_LEADING:
        return True
    if (last.isalnum() or last in ":：") and len(words) > 1 and capitals and _in_other_language(before):
        return True
    if authors and speaks(before) and words[-1:] != [] and words[-1] not in _OPENS_WITHIN:
        return True
    first, spoken = before.split()[-1:], authors > 1 and capitals
    if spoken and first and first[0].islower() and words[-1:] != [] and words[-1] not in _OPENS_TITLES:
        return True
    if _foreign(before, people):
        return False
    if len(words) == 1 and last == "," and words[0] in _GOES_ON:
        return True
    if last in _SET_APART or not (last.isalnum() or last in _JOINS or last.isascii()):
        return True
    if last in _JOINS:
        titled = len(words) > _MOST_LEADING or specificity(words) > _LEADS or len(words) < 2 or words[-1] in MINOR
        return bool(people.intersection(words)) or (capitals and not titled)
    small = before.lstrip()[:1].islower() and words[-1] not in _OPENS_TITLES
    return capitals and (small or speaks(before))


# bounded: one word
_NUMBERS_PART = re.compile(r"[ivx]+|[a-c]|one|two|three|first|second|third|new|more|again|continued")
"""How a word tells one part of a work from another."""
# bounded: _MOST_AROUND words
_NEWS = re.compile(
    r"[\"”*_]{0,4},?\s{1,3}(?:(?:(?:is|was|got|has been|will be|to be|just) )?(?:accepted|published|presented|appeared) (?:to|at|in|by|for)|to appear (?:in|at)|(?:looks|seems|sounds) )\b",
)
"""How a sentence goes on behind a title: what became of it, what somebody thinks of it."""


_ASKED_BEHIND = re.compile(r";\s[a-z]{2,}\s\S+\s\S")
"""What is to be done, behind a semicolon: `; ask Tom for the code`."""
_REMARKING = word_set("did didnt not too very really never again cannot")
"""What somebody says of a title behind it in small letters: `, did not understand a word`."""
_REMARK = re.compile(r"\s+[-–—]+\s+[a-zà-ÿ]+(?:\s+\S+){2}")
"""A remark of some words behind a dash."""


def _is_of_part(word: str) -> bool:
    """Whether a word tells another part or version of a work: a number that is no year, `ii`, `second`."""
    figure = any(map(str.isdigit, word)) and not re.fullmatch(r"(?:19|20)\d\d", word)
    return figure or _NUMBERS_PART.fullmatch(word) is not None


# bounded: 12 letters of a key
_KEY = re.compile(r"\s?\[(?:[A-Z][A-Za-z+]{1,12}\d{2,4}[a-z]?|@[\w:-]{2,30})\]")
"""The key of a reference, behind which no title goes on."""


def _is_remark_behind(after: str, words: Sequence[str], people: frozenset[str]) -> bool:
    """Whether what stands behind a title is a reader's by its words: another language, an event, what is done with a paper, who wrote it."""
    sign = after.lstrip()[:1]
    apart = sign in _JOINS or sign in _SET_APART
    if _READS.issuperset(words) and len(words) < _MOST_LEADING:
        return True
    if _in_other_language(after) and (apart or after == after.lower()):
        return True
    if after.startswith((". ", ", ")) and not _OF_EVENTS.isdisjoint(words) and words[0] not in _OPENS_TITLES:
        return True
    named = [word for word in words[:_MOST_LEADING] if word in people]
    return words[0] in people and any(len(word) > 2 for word in named) and not _OF_EVENTS.isdisjoint(words)


def _trails(after: str, small: bool, people: frozenset[str], sure: bool) -> bool:
    """Whether what stands behind a title is a remark.

    `small`: words in small letters lead to a title in capitals. `sure`: two of its authors are named beside it.
    """
    first = after.lstrip()[:1]
    words = normal_title(after).split()
    if _NEWS.match(after) or _are_names(words, people):
        return True
    if sure and _REMARK.match(after) and not _is_of_part(words[0]):
        return True
    cited = _KEY.match(after)
    if cited:
        return True
    if not _is_of_part(words[0]) and _is_remark_behind(after, words, people):
        return True
    if any(map(_is_of_part, words)):
        return False
    if _ASKED_BEHIND.match(after):
        return True
    if _foreign(f"x {after}", people):
        return False
    if first in _SET_APART:
        return True
    if first in _JOINS:
        return bool(people.intersection(words)) or speaks(after) or all(word.isdigit() for word in words)
    return small and after == after.lower()
