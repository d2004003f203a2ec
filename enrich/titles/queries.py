"""Titles -> search queries of arXiv's query API (pure).

The quoted query asks for the title's own words in their order, as far as the index is sure to hold them so: words
with accents, TeX, apostrophes or hyphens are stored in ways that cannot be foreseen, so the phrase is broken there.
The looser one asks for any two neighbouring words of weight, and so outlives two typos, a lost or added subtitle and
an ellipsis. Hyphens never reach the API: it reads what follows one as excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from urllib.parse import quote_plus

from msgspec import Struct

from enrich.names import PARTICLE
from enrich.titles.normalise import LONGEST, form, normal_title, plain
from enrich.titles.words import MINOR, known, weight

_BREAK = re.compile(r"\$[^$]*\$\S*|(?<![^\s‐-―-])[^\s‐-―-]*(?:[\\{}^_$'’‘ʼ`´]|[^\x00-\x7f‐-―…·•])[^\s‐-―-]*")
_PART = re.compile(r":\s|;\s|\s[-–—|·•]+\s|—|·|•|[()\[\]]|[.?!]\s")
_RUN_ON = re.compile(rf"(?<=[a-z)?])(?=[A-Z][a-z]+\s+(?:[A-Z]|(?:{PARTICLE})\s))|\s[·|•]\s|\bet al\b")
_NAME_ENDS = re.compile(r"[,;&:–—“”\"]|\band\b|\bet al\b\.?|\s-\s|\(\d{4}\)[.,:]?|(?<=\w\w)\.\s")
"""What may be after a name in a row of names."""
_PER_TITLE = 12
_LOOSE_PER_TITLE = 40


class TitleQuery(Struct, frozen=True):
    """One request for several titles; `decide` tells the answers apart."""

    query: str
    """For `search_query`."""
    titles: tuple[str, ...]
    """Whose candidates the answer holds, as they were given."""
    max_results: int
    """As many as the answer may need; at most 2000."""


def _phrases(text: str, least: int = 2) -> list[str]:
    """The runs of plain words of a title, those of fewer than `least` words left out unless nothing else is there."""
    runs = [re.findall(r"[A-Za-z0-9]+", run) for run in _BREAK.split(text)]
    telling = [r for r in runs if len(r) >= least and any(w.lower() not in MINOR for w in r)]
    telling = telling or [[w] for r in runs for w in r if len(w) > 3 and weight(w.lower()) > 1]
    return [" ".join(r).lower() for r in sorted(telling, key=len, reverse=True)[:4]]


_CUT_WORD = re.compile(r"\s*[\])]?(?:…|\.\s?\.\s?\.[. ]*|stodl?\\)[\[(]?\s*\S*")
"""An ellipsis and the word it cuts, in a title turned round: read forwards, every letter before them could be their beginning."""


def _whole(title: str) -> str:
    """The title up to where an ellipsis cuts a word, words broken at the end of a line mended."""
    text = re.sub(r"(?<=[a-z])[-‐] (?=[a-z])(?!and |or |to )", "", title)
    if form(title).truncated:
        cut = _CUT_WORD.match(text[::-1])
        text = text[: len(text) - cut.end()] if cut else text
    return text


def _person(words: Sequence[str]) -> bool:
    """Whether this may be somebody's name: two to four words, one of them an initial or no word of the field."""
    coined = (w for w in words if len(w) == 1 or not all(map(known, w.split("-"))))
    return 2 <= len(words) <= 4 and any(coined) and not MINOR.intersection(words)


def _without_people(text: str) -> tuple[str, bool]:
    """The title without the names before it, `J. Doe, B. Li (2019). Sparse Codes`, and whether they are surely names."""
    start, sure, people = 0, False, 0
    for end in _NAME_ENDS.finditer(text):
        words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text[start : end.start()].lower())
        if words and not _person(words):
            break
        people += bool(words)
        sure = sure or people > 1 or any(len(w) == 1 for w in words)
        start = end.end()
    return (text[start:], sure) if start and len(re.findall(r"\w+", text[start:])) >= 3 else (text, False)


def _behind_remark(text: str) -> str:
    """What stands behind a few words of every day and a sign, which may be the title alone: `Day 12 | Sparse Codes for Noisy Channels`."""
    sign = _PART.search(text)
    words = normal_title(text[: sign.start()]).split() if sign else []
    few = 0 < len(words) <= _MOST_LEADING and all(word.isdigit() or known(word) for word in words)
    tail = text[sign.end() :] if sign and few else ""
    return tail if sum(map(weight, form(tail).words)) >= _LEAST_BEHIND else ""


_MOST_LEADING = 4
_LEAST_BEHIND = 1.9


def _quoted(title: str) -> str:
    """The quoted query: the title, or its main part when that says enough by itself."""
    text = _whole(title)
    bare, _ = _without_people(text)
    alone = _RUN_ON.split(bare, maxsplit=1)[0]
    wanted = [" AND ".join(f'ti:"{p}"' for p in _phrases(t)) for t in (text, alone) if t is text or len(t.split()) > 2]
    for whole in dict.fromkeys((bare, text)):
        main = _PART.split(whole, maxsplit=1)[0]
        if main != whole and len(normal_title(main).split()) >= 3 and sum(map(weight, form(main).words)) >= 1.5:
            wanted.append(" AND ".join(f'ti:"{p}"' for p in _phrases(main)))
    if tail := _behind_remark(bare):
        wanted.append(" AND ".join(f'ti:"{p}"' for p in _phrases(tail)))
    wanted = [w for w in dict.fromkeys(wanted) if w]
    return " OR ".join(f"({w})" if " AND " in w and len(wanted) > 1 else w for w in wanted)


def _words(title: str) -> list[str]:
    """Up to eight words of weight in their order; unknown words may be typos and count as ordinary ones."""
    text = _whole(title)
    bare, surely = _without_people(text)
    text = bare if surely else text
    alone = _RUN_ON.split(text, maxsplit=1)[0]
    text = alone if len(alone.split()) > 2 else text
    odd = {w.casefold() for run in _BREAK.findall(text) for w in re.findall(r"\w+", plain(run))}
    words = [w for w in dict.fromkeys(re.findall(r"[a-z0-9]+", plain(text).casefold())) if len(w) > 2 or w.isdigit()]
    words = [w for w in words if w not in MINOR and w not in odd] or [w for w in words if w in odd]
    heaviest = sorted(words[:14], key=lambda w: weight(w) if known(w) else 0.8, reverse=True)[:8]
    return [w for w in words if w in heaviest]


def _loose(title: str) -> str:
    """The looser query: any two neighbouring words of weight."""
    words = _words(title)
    if len(words) <= 1:
        return f"ti:{words[0]}" if words else ""
    pairs = list(combinations(words, 2)) if len(words) <= 4 else list(zip(words, [*words[1:], words[0]], strict=True))
    rare = [w for w in words if weight(w) >= 0.8] if len(words) <= 3 else []
    return " OR ".join([*(f"(ti:{a} AND ti:{b})" for a, b in pairs), *(f"ti:{w}" for w in rare)])


def queries(title: str) -> tuple[str, str]:
    """The quoted query and the looser one; empty where the title has no word that could be asked for."""
    return _quoted(title[:LONGEST]), _loose(title[:LONGEST])


def _groups(asked: Iterable[tuple[str, str]], max_url: int, most: int) -> Iterable[list[tuple[str, str]]]:
    """Titles with their queries, as many together as a URL holds and the answer can rank."""
    group: list[tuple[str, str]] = []
    length = 0
    for title, query in asked:
        size = len(quote_plus(f" OR ({query})"))
        if group and (length + size > max_url or len(group) == most):
            yield group
            group, length = [], 0
        group.append((title, query))
        length += size
    if group:
        yield group


def batch_queries(
    titles: Sequence[str], max_url: int = 6000, *, loose: bool = False, most: int = 25
) -> list[TitleQuery]:
    """Requests that bring the candidates of all titles, with the quoted queries or the looser ones.

    `max_url` bounds the encoded query, `most` the titles in one request. A title without a word to ask for is in
    no batch. Ask loosely only for titles that the quoted queries left undecided.
    """
    asked = [(t, queries(t)[loose]) for t in dict.fromkeys(titles)]
    each = _LOOSE_PER_TITLE if loose else _PER_TITLE
    return [
        TitleQuery(
            group[0][1] if len(group) == 1 else " OR ".join(f"({query})" for _, query in group),
            tuple(title for title, _ in group),
            min(2000, max(50, each * len(group))),
        )
        for group in _groups([a for a in asked if a[1]], max_url, most)
    ]
