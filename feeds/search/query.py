"""Any question as a channel: from the parameters of an address to what is to be found (pure).

::

    q=deep "graph networks" -survey distil*   words, phrases, words that must not be there, beginnings of words
    author=Zhe Gan                            a whole name in any spelling, or a part of it; several: all of them
    category=cs.LG                            a category or an archive (`cs`); several: any of them
    since=2025-07-01                          updated on that day (UTC) or later; a moment is allowed too

Whatever the order of parameters and the white space, the same question has one canonical form, and so one feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from enrich.names import name_key
from feeds.readable_text import repair_text
from feeds.search.terms import AUTHORS, CATEGORIES, LONGEST, TEXT, Phrase, Wanted, category_word, words

RESULTS = 50
"""Papers in an answer."""
Q_LENGTH = 500
"""Characters of q."""
WORDS = 32
"""In q and in an author's name."""
SEVERAL = 8
"""Authors or categories in one question."""
QUERY_LENGTH = 4096
"""Characters of an address behind its question mark."""
NAMES = ("q", "author", "category", "since")
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})


class BadQuestion(ValueError):
    """The question cannot be asked; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find, tidied."""

    q: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.authors or self.categories or self.since)

    @property
    def canonical(self) -> str:
        """The parameters in their one order, encoded; without a question mark."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [("author", name) for name in self.authors]
        pairs += [("category", code) for code in self.categories]
        pairs += [("since", _moment_text(self.since))] if self.since else []
        return urlencode(pairs)

    @property
    def described(self) -> str:
        """For a title: `distillation, by Zhe Gan, in cs.LG, since 2025-07-01`."""
        parts = [self.q] if self.q else []
        parts += [f"by {' and '.join(self.authors)}"] if self.authors else []
        parts += [f"in {' or '.join(self.categories)}"] if self.categories else []
        parts += [f"since {_moment_text(self.since)}"] if self.since else []
        return ", ".join(parts)


def question(query: str) -> Question:
    """The question that an address asks; raises BadQuestion."""
    if len(query) > QUERY_LENGTH:
        raise BadQuestion(f"the address is too long: at most {QUERY_LENGTH} characters behind the question mark")
    try:
        pairs = parse_qsl(query, max_num_fields=2 * SEVERAL + 4)
    except ValueError:
        raise BadQuestion("too many parameters") from None
    given: dict[str, list[str]] = {name: [] for name in NAMES}
    for name, value in pairs:
        if name not in given:
            raise BadQuestion(f"{name[:40]}: no such parameter; there are {', '.join(NAMES)}")
        if shown := repair_text(value):
            given[name].append(shown)
    return Question(
        q=_one("q", given["q"], Q_LENGTH),
        authors=_several("author", given["author"]),
        categories=_several("category", given["category"]),
        since=_since(_one("since", given["since"], 40)),
    )


def wanted(asked: Question) -> Wanted:
    """What is to be found; raises BadQuestion when nothing is."""
    required, excluded = _terms(asked.q)
    groups: list[tuple[Phrase, ...]] = [(phrase,) for phrase in required]
    groups += [_author(name) for name in asked.authors]
    if asked.categories:
        groups.append(tuple(map(_category, asked.categories)))
    if sum(len(phrase.words) for group in groups for phrase in group) > WORDS + 4 * SEVERAL:
        raise BadQuestion(f"too many words: at most {WORDS}")
    if not groups and (excluded or asked.since is None):
        raise BadQuestion("nothing to look for: name a word in q, an author, a category, or a day in since")
    return Wanted(tuple(groups), tuple(excluded), asked.since)


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


def _terms(q: str) -> tuple[list[Phrase], list[Phrase]]:
    """Phrases that must be there, and those that must not; signs that are not words are passed over."""
    required: list[Phrase] = []
    excluded: list[Phrase] = []
    for text, negative in _chunks(q.translate(_QUOTES)):
        found = words(text)
        phrase = Phrase(tuple(found), TEXT, is_prefix=text.endswith("*") and not text.endswith(" *"))
        if found:
            (excluded if negative else required).append(phrase)
    if sum(len(phrase.words) for phrase in (*required, *excluded)) > WORDS:
        raise BadQuestion(f"q: too many words; at most {WORDS} are allowed")
    return required, excluded


def _chunks(q: str) -> Iterator[tuple[str, bool]]:
    """(word or quoted phrase, whether a minus is before it)."""
    hanging = False
    for number, part in enumerate(q.split('"')):
        if number % 2:
            yield part, hanging
            continue
        chunks = part.split()
        hanging = bool(chunks) and chunks[-1] == "-" and not part[-1].isspace()
        yield from ((chunk.lstrip("-"), chunk.startswith("-")) for chunk in chunks)


def _author(name: str) -> tuple[Phrase, ...]:
    """The name in any spelling, or the words of it that are given."""
    key, found = name_key(name)[:LONGEST], words(name)[:WORDS]
    if not key or not found:
        raise BadQuestion(f"author = {name!r}: a name has letters")
    whole = (Phrase((key,), AUTHORS), Phrase(tuple(found), AUTHORS))
    return whole[:1] if whole[0].words == whole[1].words else whole


def _category(code: str) -> Phrase:
    word = category_word(code.removesuffix(".*"))
    if not word:
        raise BadQuestion(f"category = {code!r}: a category such as cs.LG, or an archive such as cs, is expected")
    return Phrase((word[:LONGEST],), CATEGORIES)


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
