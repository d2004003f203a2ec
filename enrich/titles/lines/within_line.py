"""A line that holds the whole title of a paper among a reader's words (pure): `Day 12 | Title`, `discuss Title in class`, `Roe: Title – hard`.

Which words are the title need not be told beforehand: a paper whose title stands in the line shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from enrich.titles.lines.beside_names import ends_behind, without_names
from enrich.titles.lines.readers_words import READS, WORD, are_names, foreign, in_other_language, is_of_part
from enrich.titles.normalise import normal_title, plain
from enrich.titles.remarks import NEVER_CUT, is_cited, is_somebody
from enrich.titles.sentences import speaks
from enrich.titles.words import MINOR, known, specificity, word_set

_OPENS_TITLES = MINOR | word_set("toward towards using when how why what beyond between against under over into")
"""Words behind which a title goes on, if it is one: what stands before them is no remark."""
_SET_APART = frozenset('|→>"“”„«»[](){}•·#@%*~†☆★=')
"""Signs that part a remark from a title, as no title has them within."""
_JOINS = frozenset(":;.,–—-")
"""Signs that part a remark from a title, and a title from its subtitle, too."""
_MARKS = " *-•·–+>"
"""Marks of items, before a line."""
_GOES_ON = word_set("finally also next then plus lastly")
_LEAST_SPECIFIC, _LEAST_NAMED = 3.0, 1.9
"""How specific (see `specificity`) a title is that is told within a line, and one beside which the line names an author."""
_MOST_AROUND, _MOST_LEADING, _LEADS = 12, 4, 1.3
"""Words around a title that is told within a line; words before a colon, and how specific these are, which lead to one all the same."""
_OF_EVENTS = word_set(
    "talk poster keynote seminar colloquium workshop university lecture presentation slides video journal proceedings proc press conference symposium to appear"
)
"""What is said behind a title and a full stop: where it was presented, or appeared."""


def around(written: str, paper: str) -> tuple[str, str, str] | None:
    """What stands before the whole title of a paper in a line, the title as it is written there, what stands behind it; None where it is not there."""
    wanted = normal_title(paper).split()
    text = plain(written)
    words = list(WORD.finditer(text))
    folded = [word[0].casefold() for word in words]
    for at in range(len(folded) - len(wanted) + 1):
        if folded[at : at + len(wanted)] == wanted:
            start, end = words[at].start(), words[at + len(wanted) - 1].end()
            end += text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end)
            return text[:start], text[start:end], text[end:]
    return None


def holds_whole(
    written: str, paper: str, people: frozenset[str] = frozenset(), authors: int = 0, *, all_named: bool = False
) -> bool:
    """Whether a line holds the whole title of a paper, set apart from a reader's words around it.

    A subtitle, another part, a longer title that begins or ends so are never taken for such words: these begin small beside a title in
    capitals, or name nobody but `people`, the words of the names of the paper's authors; `authors` says how many of them are known to be named,
    and `all_named` that these are all.
    """
    parts = around(written, paper)
    return parts is not None and _is_set_apart(parts, paper, people, authors, all_named)


def _is_set_apart(
    parts: tuple[str, str, str], paper: str, people: frozenset[str], authors: int, all_named: bool
) -> bool:
    """Whether a title is set apart from what stands before and behind it."""
    before, title, after = parts
    wanted = normal_title(paper).split()
    beside = [word[0].casefold() for text in (before, after) for word in WORD.finditer(text)]
    named = {word for word in people.intersection(beside) if len(word) > 2}
    read = not WORD.search(before) and _BRACKETED.match(after) and in_other_language(after)
    least, specific = (3, _LEAST_NAMED) if authors or read or named.difference(wanted) else (4, _LEAST_SPECIFIC)
    telling = len([word for word in wanted if word not in MINOR])
    if telling < least or specificity(wanted) < specific:
        return False
    capitals = _is_in_capitals(title)
    apart = without_names(before, after, people)
    before, after = _TASK.sub("", apart.before), _TAGS.sub("", apart.after)
    if apart.leading and ends_behind(after, capitals=capitals):
        after = ""
    if telling >= _UNMISTAKABLE and specificity(wanted) >= _SURELY_SPECIFIC:
        parted = _parts_behind(after, capitals and telling >= _NO_PIECE) or ends_behind(after, capitals=True)
        after = "" if parted and NEVER_CUT.isdisjoint(normal_title(after).split()[:_MOST_LEADING]) else after
    authors = max(authors, len(named))
    if authors and _leads_to_phrase(before, title, people):
        before = ""
    if _leads_anew(before, title, authors):
        before = ""
    return _is_around(before, after, capitals, people, authors, all_named)


def beside_whole(lines: Iterable[str], paper: str, people: frozenset[str], authors: int, of: int) -> str | None:
    """What stands around the whole title of a paper in the first of `lines` that cites it and says no more (see `is_cited`), or holds it
    among a reader's words (see `holds_whole`); None where none does."""
    parted = [parts for line in lines if (parts := around(line, paper))]
    for before, _, after in parted:
        if is_cited(before, after, people):
            return f"{before} {after}"
    for parts in parted:
        if _is_set_apart(parts, paper, people, authors, 0 < of == authors):
            return f"{parts[0]} {parts[2]}"
    return None


def _is_in_capitals(title: str) -> bool:
    """Whether the long words of a title, three at least, begin with capitals, all but one or a fifth."""
    long = [word for word in WORD.findall(title) if len(word) > 3 and word.lower() not in MINOR]
    small = sum(word[0].islower() for word in long)
    return len(long) > 2 and (small <= 1 or small * 5 <= len(long))


# bounded: one word at the beginning
_TASK = re.compile(
    r"^\W*(?:\(?[0-9]{1,3}(?:[/.):](?:\d{1,3})?)+|(?:and|also|then|or|plus|y|und|et|e|och|en)(?=\s+$))\s*"
)
"""What counts or joins what is listed, at the beginning of a line: `7/`, `* and`."""
_TAGS = re.compile(r"^(?:\s+(?:[+@#][^\W\d_][\w/-]{1,30}|[a-z][a-z_-]{1,15}:[\w./+-]{1,30}))+\s*$")
"""Tags of a task: `+reading pages:73-84`."""
_UNMISTAKABLE, _NO_PIECE, _SURELY_SPECIFIC = 8, 11, 6.0
"""Words of weight of a title, and how specific it is, that no other work has in itself but parts of it and remarks on it, nor before a colon."""


def _parts_behind(after: str, capitals: bool) -> bool:
    """Whether a sign parts a title from what is said behind it, which is no other part of it.

    A colon does where that is in small letters, but for somebody's name, and the title in `capitals`.
    """
    words = normal_title(after).split()[:_MOST_LEADING]
    sign = after.lstrip(" \"”’'*_»")[:1]
    following = WORD.findall(after)
    spoken = all(word.islower() or not known(word.lower()) for word in following)
    small = capitals and spoken and "".join(following[:1]).islower()
    parted = sign in _SIGNS or (sign in _JOINS and small)
    return parted and bool(words) and NEVER_CUT.isdisjoint(words) and not is_of_part(words[0])


_SIGNS = frozenset(';.!?([|/→>"“„«')


def _leads_anew(before: str, title: str, authors: int) -> bool:
    """Whether a title begins with a capital where what is said before it would not: `they mention an older one, Sheep in barns`.

    Who presents it may stand before it, too: somebody by the form of the name.
    """
    text = before.strip(" *_•-–")
    words = WORD.findall(text)
    if not words or not title[:1].isupper() or not NEVER_CUT.isdisjoint(normal_title(text).split()):
        return False
    if " " in text and is_somebody(text) and (authors or _is_in_capitals(title)):
        return True
    small = sum(word[0].islower() for word in words)
    within = WORD.findall(title)
    anew = all(word.islower() for word in within[1:3]) and len(words) < _MOST_AROUND
    if not anew or small < len(words) - 2:
        return False
    if len(words) > 1 and in_other_language(text) and not in_other_language(title):
        return known(within[1].casefold()) or known(within[0].casefold())
    opens = within[0].casefold() in _OPENS_TITLES or within[0].endswith("ing")
    return (speaks(text) and opens) or (text[-1] == "," and small > _MOST_LEADING)


def _is_around(before: str, after: str, capitals: bool, people: frozenset[str], authors: int, all_named: bool) -> bool:
    """Whether what stands around a title is a reader's; `authors` says how many of its authors are named beside it."""
    words = [*normal_title(before).split(), *normal_title(after).split()]
    if len(words) > _MOST_AROUND or NEVER_CUT.intersection(words):
        return False
    leads = not WORD.search(before) or _leads(before, capitals, people, authors)
    small = bool(WORD.search(before)) and before.lstrip(_MARKS)[:1].islower()
    after = _COUNT.sub("", after) if authors else after
    if capitals and after == after.lower() and not _REMARKING.isdisjoint(normal_title(after).split()):
        after = ""
    return leads and (not WORD.search(after) or _trails(after, capitals and small, people, authors > 1 or all_named))


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
    within = [word.casefold() for word in WORD.findall(title)]
    phrase = len(within) >= _FEWEST_OF_PHRASE and (":" in title or not _OPENS_TITLES.isdisjoint(within[1:-1]))
    phrase = phrase or (title[:1].isupper() and within[0] in _OPENS_TITLES and before.rstrip()[-1:].islower())
    if not phrase or not words or len(words) > _MOST_AROUND or not _is_in_capitals(title) or foreign(before, people):
        return False
    if words[0] in _OPENS_LONGER or not NEVER_CUT.isdisjoint(words):
        return False
    return any(len(word) > 2 and word.islower() and word not in MINOR for word in WORD.findall(before))


def _leads(before: str, capitals: bool, people: frozenset[str], authors: int = 0) -> bool:
    """Whether what stands before a title leads to it."""
    last = before.rstrip()[-1:]
    words = normal_title(before).split()
    if are_names(words, people) or (READS.issuperset(words) and len(words) < _MOST_LEADING):
        return True
    if all(word.isdigit() for word in words) and len("".join(words)) > _MOST_LEADING:
        return True
    if (last.isalnum() or last in ":：") and len(words) > 1 and capitals and in_other_language(before):
        return True
    if authors and speaks(before) and words[-1:] != [] and words[-1] not in _OPENS_WITHIN:
        return True
    first, spoken = before.split()[-1:], authors > 1 and capitals
    if spoken and first and first[0].islower() and words[-1:] != [] and words[-1] not in _OPENS_TITLES:
        return True
    if foreign(before, people):
        return False
    if len(words) == 1 and last == "," and words[0] in _GOES_ON:
        return True
    if last in _SET_APART or not (last.isalnum() or last in _JOINS or last.isascii()):
        return True
    if last in _JOINS:
        titled = len(words) > _MOST_LEADING or specificity(words) > _LEADS or len(words) < 2 or words[-1] in MINOR
        return bool(people.intersection(words)) or (capitals and not titled)
    small = before.lstrip(_MARKS)[:1].islower() and words[-1] not in _OPENS_TITLES
    return capitals and (small or speaks(before))


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


# bounded: 12 letters of a key
_KEY = re.compile(r"\s?\[(?:[A-Z][A-Za-z+]{1,12}\d{2,4}[a-z]?|@[\w:-]{2,30})\]")
"""The key of a reference, behind which no title goes on."""


def _is_remark_behind(after: str, words: Sequence[str], people: frozenset[str]) -> bool:
    """Whether what stands behind a title is a reader's by its words: another language, an event, what is done with a paper, who wrote it."""
    sign = after.lstrip()[:1]
    apart = sign in _JOINS or sign in _SET_APART
    if READS.issuperset(words) and len(words) < _MOST_LEADING:
        return True
    if in_other_language(after) and (apart or after == after.lower()):
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
    if _NEWS.match(after) or are_names(words, people):
        return True
    if sure and _REMARK.match(after) and not is_of_part(words[0]):
        return True
    cited = _KEY.match(after)
    if cited:
        return True
    if not is_of_part(words[0]) and _is_remark_behind(after, words, people):
        return True
    if any(map(is_of_part, words)):
        return False
    if _ASKED_BEHIND.match(after):
        return True
    if foreign(f"x {after}", people):
        return False
    if first in _SET_APART:
        return True
    if first in _JOINS:
        return bool(people.intersection(words)) or speaks(after) or all(word.isdigit() for word in words)
    return small and after == after.lower()
