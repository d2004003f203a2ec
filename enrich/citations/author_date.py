"""Citations in the author-date styles -> title and authors (pure): the year is behind the authors, and the title behind the year.

APA and Harvard: `Petra, S., & Popa, C. (2015, Apr 01). Title. Venue`. Chicago and ACM: `Wei, Yi-Peng and Sennur Ulukus. 2014. "Title."`
"""

from __future__ import annotations

import re
from itertools import pairwise

from enrich.citations.author_lists import (
    Byline,
    are_words,
    name_in_order,
    parse_names,
    read_byline,
    read_form,
    read_names,
)
from enrich.citations.surnames import read_surnames
from enrich.citations.venues import first_venue, venue_like
from enrich.names import PARTICLE
from enrich.record import Author
from enrich.titles.words import is_word

_YEAR = r"(?:(?:19|20)\d\d[a-z]?|n\.\s?d\.|forthcoming|in press|to appear|submitted|no date)"
_ANCHOR = re.compile(
    rf"(?:[.,]?\s+\(|[.,]\s+|\s+\[){_YEAR}(?:[,/][^()\[\]]{{1,20}})?(?:[)\]][.,:]?|[.:,])\s+(?=\S)", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"‘„«']([^“”\"„«»]{8,300}?)[.,?!]?[”\"’“»'](?=\W|$)")
_SAME = re.compile(r"[-–—_]{2,}\s*")
"""Stands for the authors of the citation before."""
# bounded: MOST characters of authors
_LAST = re.compile(r"(?:,|(?<![,\s]))\s++(?:and|&|und|y|et|e)\s++|,\s*+&\s*+")
_INVERTED = re.compile(
    rf"(?:(?:{PARTICLE})\s){{0,3}}[^\W\d_][\w'’-]{{1,40}},\s+[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){{0,3}}"
)
MOST = 3000
"""Characters of authors before the year."""


def read_author_date(plain: str) -> tuple[str, Byline | None, list[str]] | None:
    """Title, authors and what follows of a citation whose year is between authors and title; None for others."""
    for found in _ANCHOR.finditer(plain[:MOST]):
        head, tail = plain[: found.start()].strip(" ,."), plain[found.end() :]
        byline = read_authors_before(head) or (_families(head) if "(" in found[0] else None)
        if byline is None and not _SAME.fullmatch(head):
            continue
        year = [dated] if (dated := found[0].strip(" .,:()[]"))[:1].isdigit() else []
        quoted = _QUOTED.match(tail)
        if quoted:
            return quoted.group(1), byline, [*year, tail[quoted.end() :]]
        title, rest = first_sentence(tail)
        if len(title.split()) > 1:
            return title, byline, [*year, *rest]
    return _read_unmarked(plain)


def begins_citation(text: str) -> bool:
    """Whether a paragraph cites by authors, year and title, perhaps behind its number: it belongs to no title above it."""
    cited = read_author_date(_NUMBER.sub("", text, count=1))
    return cited is not None and cited[1] is not None and len(cited[0].split()) >= _FEWEST and not venue_like(cited[0])


_NUMBER = re.compile(r"^\s{0,12}[(\[]?[0-9]{1,4}[.)\]]\s{1,12}")


def _families(head: str) -> Byline | None:
    """Family names alone before a year in brackets, one or several: `Cook (2005). Title`, `Roe and Doe (2010). Title`."""
    named = read_surnames(head)
    if named and all(" " not in author.name for author in named.authors):
        return None if are_words(named) else named
    return Byline((Author(head),), True) if _FAMILY.fullmatch(head) and not is_word(head.lower()) else None


_FAMILY = re.compile(r"[^\W\d_a-z][^\W\d_]{2,30}(?:[-’'][^\W\d_]{2,30})?")
_BARE_YEAR = re.compile(r"(?<=\w)\s(?:19|20)\d\d[a-z]?\s(?=[^\Wa-z\d_]|[“\"'])")
_FEWEST = 3


def _read_unmarked(plain: str) -> tuple[str, Byline | None, list[str]] | None:
    """The same where nothing but blanks is around the year, as in physics: `Barnes R and Mulla D 2014 Title`."""
    year = _BARE_YEAR.search(plain[:MOST])
    byline = read_authors_before(plain[: year.start()]) if year else None
    if year is None or byline is None or not (len(byline.authors) > 1 or _INITIALS_LAST.search(plain[: year.start()])):
        return None
    title, rest = first_sentence(plain[year.end() :])
    return (title, byline, [year[0].strip(), *rest]) if len(title.split()) >= _FEWEST else None


_INITIALS_LAST = re.compile(r"\s[A-Z](?:[. ]?[A-Z])?\.?$")


_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{2})\.\s+(?=[^\Wa-z]|https?:|in [A-Z])|(?<=[\d)\]”\"])\.\s+|(?<=[?!])\s+(?=[A-Z])"
)


def first_sentence(text: str) -> tuple[str, list[str]]:
    """The title that a text begins with, and the sentences behind it; a question goes on in its answer."""
    ends = list(_SENTENCE_END.finditer(text))
    cuts = [
        end for end in ends if text[end.start() - 1] not in "?!" or first_venue([text[end.end() :].partition(". ")[0]])
    ]
    if not cuts:
        return text.rstrip("."), []
    parts = [text[start:end] for start, end in pairwise([0, *(end.end() for end in cuts), len(text)])]
    title, *rest = joined([part.rstrip(". ") for part in parts])
    return title, rest


_YEAR_OR_VENUE = re.compile(r"(?:[Ii]n )?(?:(?:19|20)\d\d[a-z]?|[A-Z]{4,8})")


def undated(title: str, rest: list[str]) -> tuple[str, list[str]]:
    """The same without a year, or a venue with its year, behind the last comma of the title: `Title, Venue, 2013`."""
    head, _, last = title.rpartition(", ")
    if title.isupper() or len(head.split()) < 3 or not _YEAR_OR_VENUE.fullmatch(last):
        return title, rest
    before, _, venue = head.rpartition(", ")
    if len(before.split()) > 2 and first_venue([venue.removeprefix("in ").removeprefix("In ")]):
        return before, [venue, last, *rest]
    return head, [last, *rest]


def read_authors_before(head: str) -> Byline | None:
    """The authors that are before a year, in any order of their names; None when a word cannot be part of a name."""
    if not 2 < len(head) < MOST or re.search(r"\d{2}|[?!{}<>=/\\@“”\"]|https?:", head):
        return None
    if _INVERTED.fullmatch(head):
        return Byline((Author(name_in_order(head)),), True)
    if mixed := _first_inverted(head):
        return mixed
    byline = read_byline(head) or (read_surnames(head) if "et al" in head else None)
    if byline:
        return byline
    return read_names(head) if read_form(head) else None


def _first_inverted(head: str) -> Byline | None:
    """`Wei, Yi-Peng and Sennur Ulukus`, `Wang, Xiumin, Wentu Song, and Jing Li`: only the first name is turned round."""
    parts = [part.strip() for part in _LAST.split(head) if part.strip()]
    if len(parts) < 2:
        return None
    names = [name.strip() for name in parts[0].split(",") if name.strip()] + parts[1:]
    if len(names) < 3 or not _INVERTED.fullmatch(", ".join(names[:2])):
        return None
    others = names[2:]
    if not all(read_form(name) and " " in name for name in others):
        return None
    first = name_in_order(", ".join(names[:2]))
    return Byline((Author(first), *(author for name in others for author in parse_names(name).authors)), True)


def joined(segments: list[str]) -> list[str]:
    """The parts of a citation, a name that ends with its own mark with what it names: `FrogWild! -- Fast Approximations`."""
    if len(segments) > 1 and segments[0].endswith(("!", "?")) and " " not in segments[0].strip():
        return [f"{segments[0]} {segments[1]}", *segments[2:]]
    if len(segments) > 1 and _PART.match(segments[1]) and len(segments[0].split()) > 1:
        return [f"{segments[0]}. {segments[1]}", *segments[2:]]
    return segments


_PART = re.compile(r"(?:Part|Teil|Volume) (?:[IVX]{1,4}|\d{1,2}|One|Two|Three)\b|[IVX]{1,4}\.?$", re.IGNORECASE)
"""How the number of a part begins behind the title of the whole."""


# bounded: _LONGEST_KIND characters at the end
_KIND = re.compile(
    r",\s(?:an? )?(?:unpublished|ph\.? ?d\.?|master'?s|bachelor'?s|doctoral|tech(?:nical|\.) rep(?:ort\b|\.)|working paper|mimeo|unveröffentlicht)\b.*",
    re.IGNORECASE,
)
"""What kind of work it is, as some styles say it behind the title."""
_LONGEST_KIND = 100
# bounded: _LONGEST_SOURCE characters at the end
_SOURCE = re.compile(
    r"[,.;]?\s(?://|(?:[Ii]n|[Ee]n|[Dd]ans|[Ee]m|[Ii]n the)\s?:)\s.*|,\s(?:submitted|accepted|to appear|in press|forthcoming|eingereicht|angenommen|im (?:druck|erscheinen)|erscheint(?: in)?"
    r"|soumis|à paraître|enviado|en prensa|aceptado|submetido|no prelo|aceito|in corso di stampa|в печати)(?:\s[^,]{0,40})?$"
)
"""Where it was published, behind a mark that no title has, or that it will be."""
_LONGEST_SOURCE = 300
_MEDIUM = re.compile(r"\s\[(?:pre-?print|internet|online|electronic|en ligne|en línea|pdf)\]?\W{0,2}$", re.IGNORECASE)
"""The medium, as some styles say it behind the title."""


def trim(text: str) -> str:
    """A title or names without the points, quotes and brackets around them."""
    text = _MEDIUM.sub("", text)
    kind = _KIND.search(text, max(0, len(text) - _LONGEST_KIND))
    if kind and len(text[: kind.start()].split()) > 2:
        text = text[: kind.start()]
    source = _SOURCE.search(text, max(0, len(text) - _LONGEST_SOURCE))
    if source and len(text[: source.start()].split()) > 2:
        text = text[: source.start()]
    return (
        text.strip(' \t,;:|-–—[](*_"“”«»').rstrip(".").strip()
        if text.count("(") == text.count(")") == 0
        else _balanced(text)
    )


def _balanced(text: str) -> str:
    return text.strip(' \t,;:|-–—*_"“”«»').rstrip(".").strip()
