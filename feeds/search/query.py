"""Any question as a channel: from the parameters of an address to what somebody asks (pure).

::

    q=deep "graph networks" -survey distil*   words, phrases, words that must not be there, beginnings of words
    q="distillation"                          that very word: without quotes the last may be the beginning of one
    q=2507.13575                              an arXiv id, a DOI, an ORCID iD, a name (`Gan, Zhe`), besides as words
    author=Zhe Gan                            a whole name in any spelling, or a part of it; several: all of them
    category=cs.LG                            a category or an archive (`cs`); several: any of them
    since=2025-07-01                          updated on that day (UTC) or later; a moment is allowed too
    year=2024                                 published first in that year (UTC)
    source=inbox                              named by a source of the settings; several: any of them
    page=2                                    the next 50 papers, on pages for people alone

Whatever the order of parameters and the white space, the same question has one canonical form, and so one feed. Other
parameters (`utm_source`) are passed over. Words stand anywhere in title, abstract and names of authors; of these, whatever
the search without a server finds is found here, too, but for what is written together (`few-shot`), which stands together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from feeds.readable_text import repair_text
from feeds.search.terms import spellings

RESULTS = 50
"""Papers in an answer."""
COUNTED = 1000
"""Papers that are counted, and shown page by page, at most."""
Q_LENGTH = 500
"""Characters of q."""
SEVERAL = 8
"""Authors or categories in one question."""
QUERY_LENGTH = 4096
"""Characters of an address behind its question mark."""
NAMES = ("q", "author", "category", "since", "year", "source", "page")
NOTHING_ASKED = "nothing to look for: name a word in q, an author, a category, a year, a source, or a day in since"
_PARAMETERS = 64
"""In an address, others' included."""
_PART_OF_A_NAME = re.compile(r"[^\W\d_][^\s\d\"*]*,?")
_NAME_PARTS = range(1, 7)
"""How many words a name has that is looked for among other words."""


class BadQuestion(ValueError):
    """The question cannot be asked; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find, tidied."""

    q: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    since: datetime | None = None
    year: int | None = None
    sources: tuple[str, ...] = ()
    page: int = 1
    """Of the papers, for people; feeds have the newest alone."""

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.authors or self.categories or self.since or self.year or self.sources)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of authors who are asked for, or who may be; in every order that is meant."""
        asked = (*self.authors, *([self.q] if may_be_name(self.q) else ()))
        return tuple(dict.fromkeys(spelled for name in asked for spelled in spellings(name)))

    @property
    def canonical(self) -> str:
        """The parameters in their one order, encoded; without a question mark and the page."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [("author", name) for name in self.authors]
        pairs += [("category", code) for code in self.categories]
        pairs += [("since", _moment_text(self.since))] if self.since else []
        pairs += [("year", str(self.year))] if self.year else []
        pairs += [("source", name) for name in self.sources]
        return urlencode(pairs)

    @property
    def described(self) -> str:
        """For a title: `distillation, by Zhe Gan, in cs.LG, since 2025-07-01`."""
        parts = [self.q] if self.q else []
        parts += [f"by {' and '.join(self.authors)}"] if self.authors else []
        parts += [f"in {' or '.join(self.categories)}"] if self.categories else []
        parts += [f"since {_moment_text(self.since)}"] if self.since else []
        parts += [f"of {self.year}"] if self.year else []
        parts += [f"from {' or '.join(self.sources)}"] if self.sources else []
        return ", ".join(parts)


class Typed(Struct, frozen=True):
    """What is in the fields of the form: as it was typed, also when it is wrong."""

    q: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    since: str = ""
    year: str = ""
    sources: tuple[str, ...] = ()


def typed(query: str) -> Typed:
    """What an address puts into the form, whatever it is; what is far too long is cut."""
    given = _given(query[:QUERY_LENGTH])
    one = {name: " ".join(given[name])[:Q_LENGTH] for name in ("q", "since", "year")}
    several = {name: tuple(value[:200] for value in given[name][:SEVERAL]) for name in NAMES}
    return Typed(
        one["q"], several["author"], several["category"], one["since"][:40], one["year"][:40], several["source"]
    )


def question(query: str) -> Question:
    """The question that an address asks; raises BadQuestion."""
    if len(query) > QUERY_LENGTH:
        raise BadQuestion(f"the address is too long: at most {QUERY_LENGTH} characters behind the question mark")
    given = _given(query)
    return Question(
        q=_one("q", given["q"], Q_LENGTH),
        authors=_several("author", given["author"]),
        categories=_several("category", given["category"]),
        since=_since(_one("since", given["since"], 40)),
        year=_number("year", _one("year", given["year"], 4), range(1900, 2101)),
        sources=_several("source", given["source"]),
        page=_number("page", _one("page", given["page"], 4), range(1, COUNTED // RESULTS + 1)) or 1,
    )


def _given(query: str) -> dict[str, list[str]]:
    """The parameters that there are; others, which followed a link from elsewhere, are passed over."""
    try:
        pairs = parse_qsl(query, max_num_fields=_PARAMETERS)
    except ValueError:
        raise BadQuestion("too many parameters") from None
    given: dict[str, list[str]] = {name: [] for name in NAMES}
    for name, value in pairs:
        if name in given and (shown := repair_text(value)):
            given[name].append(shown)
    return given


def _number(name: str, text: str, allowed: range) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) in allowed):
        raise BadQuestion(f"{name} = {text!r}: a number from {allowed[0]} to {allowed[-1]} is expected")
    return int(text)


def may_be_name(q: str) -> bool:
    """Whether nothing but the words of one name is asked for, for all that can be seen."""
    parts = q.split()
    return len(parts) in _NAME_PARTS and all(map(_PART_OF_A_NAME.fullmatch, parts))


def _one(name: str, values: Sequence[str], longest: int) -> str:
    if len(values) > 1:
        raise BadQuestion(f"{name}: given {len(values)} times; once is allowed")
    value = values[0] if values else ""
    if len(value) > longest:
        raise BadQuestion(f"{name}: too long; at most {longest} characters are allowed")
    return value


def _several(name: str, values: Sequence[str]) -> tuple[str, ...]:
    if len(values) > SEVERAL:
        raise BadQuestion(f"{name}: given {len(values)} times; at most {SEVERAL} are allowed")
    if any(len(value) > 200 for value in values):
        raise BadQuestion(f"{name}: too long; at most 200 characters are allowed")
    return tuple(sorted(dict.fromkeys(values)))


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuestion(
            f"since = {text!r}: a day such as 2025-07-01, or a moment such as 2025-07-01T12:00:00Z, is expected"
        ) from None
    return moment.replace(microsecond=0)


def _moment_text(moment: datetime) -> str:
    is_day = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if is_day else moment.isoformat().replace("+00:00", "Z")


def slugs(query: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The topics, authors and people that `/opml?topics=a,b&authors=c&people=d` names; raises BadQuestion."""
    if len(query) > 2 * QUERY_LENGTH:
        raise BadQuestion("the address is too long")
    given: dict[str, list[str]] = {"topics": [], "authors": [], "people": []}
    for name, value in parse_qsl(query):
        if name not in given:
            raise BadQuestion(f"{name[:40]}: no such parameter; there are topics, authors and people")
        given[name] += _split(value)
    if sum(map(len, given.values())) > 500:
        raise BadQuestion("at most 500 channels are allowed")
    topics, authors, people = (tuple(dict.fromkeys(each)) for each in given.values())
    return topics, authors, people


def _split(value: str) -> Iterable[str]:
    return (slug for part in value.split(",") if (slug := part.strip()))
