"""The names of a paper's authors right before or right behind its title in a line (pure): `as in Roe and Doe, Title, Barn 2012`.

Names right beside a title show where it begins or ends, whatever is said beyond them: no longer title has its authors within.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from enrich.titles.lines.readers_words import WORD, is_of_part
from enrich.titles.normalise import normal_title
from enrich.titles.sentences import speaks
from enrich.titles.words import MINOR, SEQUELS, VENUES, known, word_set

_REPLIES = SEQUELS - word_set("part parts volume vol chapter updated revised continued discussion")
"""Words before names that make what follows them another work on the paper: `a reply to Roe: Title`."""
_OTHER_PARTS = SEQUELS - word_set("volume vol chapter discussion revised updated")
"""Words behind a title that make another work of it; the others stand in citations and remarks, too."""
_BETWEEN_NAMES = word_set("and et al y und e i och en others coauthors co collaborators")
_LEADS_TO_NAMES = word_set("by after from of see following von nach de par di door av od según selon secondo")
"""Words that may stand between a title and its authors."""
_NEAR = 8
"""Words before the names, or behind them, that tell whether the line speaks of another work."""
_LONGEST = 200
"""Characters of a line right beside a title in which names are looked for."""
# bounded: _LONGEST characters of a line
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[&+]|\.\.\.|…")
# bounded: _LONGEST characters of a line
_ENDS_NAMES = re.compile(
    r"(?:[’']s?|[,;:–—-]|\.(?=\s*$)|\bet\.? al\.?|\((?:19|20)\d\d[a-z]?\)|[(\[\"“”„«»‘'*_/|])*$|['’]s\s+[\"“„«*_]*$"
)
_BRACKET = re.compile(r"[\"”’'»*_.,]{0,3}\s*[(\[]([^()\[\]]{1,120})[)\]]")
# bounded: 10 characters of signs
_OPENS_NAMES = re.compile(r"[\"”’'»*_]{0,3}(?:\s*[,;:/|·]|\s+[-–—]+|\s|\.(?=\s))\s*")
_LONGEST_VENUE = 5
"""Words of a venue of which nothing else is said."""
# bounded: 120 characters
_CITED = re.compile(r"[,.]?\s*(?:[Ii]n:?\s)?(?=[^\W_a-z])[^:\d]{0,120}\d")
"""A venue with its year or pages."""


class Beside(Struct, frozen=True):
    """What stands around a title in a line, but for the names of its authors right beside it and what is beyond them."""

    before: str
    after: str
    leading: bool
    """Names stood right before the title."""


def without_names(before: str, after: str, people: frozenset[str]) -> Beside:
    """What stands around a title but for the names of its authors right beside it; `people` are the words of their names."""
    lead, trail = _names_before(before, people), _names_behind(after, people)
    return Beside("" if lead else before, "" if trail else after, lead)


def without_authors(title: str, people: frozenset[str]) -> tuple[str, str]:
    """A title without the names of its authors before a colon or run on behind it, and these; the same and nothing where none are there."""
    before, colon, rest = title[:_LONGEST].partition(": ")
    if colon and len(rest.split()) >= _FEWEST and _are_only_names(_TOKEN.findall(before), people):
        return title[len(before) + len(colon) :], before
    tokens = list(_TOKEN.finditer(title[-_LONGEST:]))
    at = len(tokens)
    while at and tokens[at - 1][0][0] != tokens[at - 1][0][0].lower() and _is_of_names(tokens[at - 1][0], people):
        at -= 1
        while at and tokens[at - 1][0] in _JOINS_NAMES:
            at -= 1
    off = [token[0] for token in tokens[at:]]
    if at < _FEWEST or not off or off[0] in _JOINS_NAMES or not _are_only_names(off, people):
        return title, ""
    start = max(0, len(title) - _LONGEST) + tokens[at].start()
    return title[:start].rstrip(" ,;–—-("), title[start:]


_FEWEST = 3
"""Words of a title beside names."""
_JOINS_NAMES = frozenset(["&", "+", "and", "et", "und", "y", "al"])


def _are_only_names(tokens: Sequence[str], people: frozenset[str]) -> bool:
    return bool(tokens) and all(_is_of_names(one, people) for one in tokens) and _are_authors(tokens, people)


def ends_behind(after: str, *, capitals: bool) -> bool:
    """Whether a title ends where what stands behind it begins, and no longer title goes on; its authors stand right before it.

    A venue without a year is told by its capital behind a title without `capitals`.
    """
    rest = after.lstrip(" *_\"”’'»")
    words = normal_title(rest).split()
    if not words or rest[0] in ")]}」』）】":
        return True
    if not _OTHER_PARTS.isdisjoint(words[:_NEAR]) or SEQUELS.intersection(words[:1]) or is_of_part(words[0]):
        return False
    if _is_short_name(rest):
        return True
    small = rest[0].islower()
    if small:
        return after[:1] not in ",;:" and speaks(" ".join(words[:3]))
    if rest[0] in ".;!?" and words[0] not in MINOR:
        return True
    if rest[0] in "([":
        inside = normal_title(rest[1:].partition(")")[0]).split()
        return any(word.isdigit() for word in inside) or rest[1:2].islower()
    named = rest[0] in ",." and words[0] not in MINOR
    venue = named and not capitals and len(words) <= _LONGEST_VENUE and rest[1:].lstrip()[:1].isupper()
    return (
        venue
        or (named and _CITED.match(rest) is not None)
        or any(one in VENUES for one in _TOKEN.findall(rest[:_LONGEST])[:3])
    )


def _is_short_name(text: str) -> bool:
    """Whether a text is the short name of a venue, perhaps with its year or volume: `T-IT 16`."""
    words = WORD.findall(text)
    return len(words) <= _LONGEST_VENUE and words[0].isalpha() and all(one.isupper() or one.isdigit() for one in words)


def _are_authors(words: Sequence[str], people: frozenset[str]) -> bool:
    """Whether family names are among words: two, or one that is no word of the field, written as names are."""
    named = {word.casefold() for word in words if len(word) > 2 and normal_title(word) in people}
    return len(named) > 1 or any(not known(word) for word in named)


def _names_before(before: str, people: frozenset[str]) -> bool:
    """Whether a text ends with the names of people, and the words before these do not speak of another work on theirs."""
    text = before[-_LONGEST:].rstrip()
    end = _ENDS_NAMES.search(text)
    if not people or end is None or not end[0]:
        return False
    tokens = _TOKEN.findall(text[: end.start()])
    if text[-1] == ":" and len(tokens) <= _NEAR and _is_owned(tokens, people):
        return True
    at = len(tokens)
    while at and _is_of_names(tokens[at - 1], people):
        at -= 1
    beyond = [word for token in tokens[max(0, at - _NEAR) : at] for word in normal_title(token).split()]
    return _are_authors(tokens[at:], people) and _REPLIES.isdisjoint(beyond)


def _is_owned(tokens: Sequence[str], people: frozenset[str]) -> bool:
    """Whether words say whose work follows: `Roe's chapter on barns` (the apostrophe is lost)."""
    words = [token for token in tokens if not token.isdigit()]
    owner = normal_title("".join(words[:1])).removesuffix("s")
    return (
        len(words) > 1 and len(owner) > 2 and owner in people and not known(owner) and all(map(str.islower, words[1:]))
    )


def _is_of_names(token: str, people: frozenset[str]) -> bool:
    folded = normal_title(token).split()
    return token in "&+…..." or all(word in people or word in _BETWEEN_NAMES or len(word) == 1 for word in folded)


def _names_behind(after: str, people: frozenset[str]) -> bool:
    """Whether a text begins with the names of people, in brackets or behind a sign or `by`."""
    text = after[:_LONGEST]
    if not people:
        return False
    if bracket := _BRACKET.match(text):
        inside, rest = _TOKEN.findall(bracket[1]), text[bracket.end() :]
    elif sign := _OPENS_NAMES.match(text):
        tokens = list(_TOKEN.finditer(text, sign.end()))
        inside, end = [], sign.end()
        for token in tokens:
            opens = not inside and normal_title(token[0]) in _LEADS_TO_NAMES
            if not (opens or _is_of_names(token[0], people)):
                break
            inside += [] if opens else [token[0]]
            end = token.end()
        rest = text[end:]
    else:
        return False
    behind = normal_title(rest).split()[:2]
    return _are_authors(inside, people) and SEQUELS.isdisjoint(behind)
