"""Whether a paper belongs to a topic (pure).

A topic's conditions are its categories, keywords, sources and authors. `match = "any"` takes a paper for which one
condition holds, `"all"` one for which every condition holds, `"none"` one for which no condition holds.

- A category is `cs.LG`, or a whole archive (`cs`, `cs.*`).
- A keyword is a word or a phrase in title or abstract: whole words, without case and accents; hyphens count as spaces.
- A source is the name of one in the settings.
- An author is a name, the same as another as enrich/names.py says, aliases included.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from enrich.names import without_accents
from enrich.record import PublishableRecord, Record

Match = Literal["any", "all", "none"]

_DASHES = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u200b": None})
_UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
"""Scripts that put no spaces between words: a keyword in one of them may be within a run of letters, and they may
be beside a keyword of any script."""
_APART = " | "
"""Between title and abstract: no keyword holds it, so that no phrase runs from one into the other."""


class Rule(Struct, frozen=True):
    """A topic's conditions, ready to be asked."""

    categories: tuple[str, ...]
    """Folded; an archive or a category."""
    keywords: tuple[re.Pattern[str], ...]
    """For folded text."""
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    """Keys of names, aliases resolved."""
    match: Match


def rule(
    categories: Iterable[str],
    keywords: Iterable[str],
    sources: Iterable[str],
    authors: Iterable[str],
    match: Match,
    author_key: Callable[[str], str],
) -> Rule:
    """Conditions as the settings have them, made ready; blank ones are left out."""
    return Rule(
        categories=_distinct(category.strip().casefold().removesuffix(".*") for category in categories),
        keywords=tuple(_whole_words(words) for words in _distinct(fold_words(keyword) for keyword in keywords)),
        sources=_distinct(source.strip() for source in sources),
        authors=_distinct(author_key(author) for author in authors),
        match=match,
    )


def belongs(rule: Rule, kept: PublishableRecord, author_key: Callable[[str], str], words: str | None = None) -> bool:
    """Whether the paper belongs to the topic; `words` is `paper_words(kept.record)` when the caller has it.

    A topic without a condition holds nothing.
    """
    if not (rule.categories or rule.keywords or rule.sources or rule.authors):
        return False
    answers = _answers(rule, kept, author_key, words)
    if rule.match == "all":
        return all(answers)
    return any(answers) == (rule.match == "any")


def _answers(
    rule: Rule, kept: PublishableRecord, author_key: Callable[[str], str], words: str | None
) -> Iterator[bool]:
    """For each condition whether it holds, the cheap ones first."""
    codes = tuple(category.casefold() for category in kept.record.categories)
    for wanted in rule.categories:
        yield any(code == wanted or code.startswith(f"{wanted}.") for code in codes)
    if rule.sources:
        named = {*(accounted.mention.source for accounted in kept.mentions), *kept.hidden}
        yield from (source in named for source in rule.sources)
    if rule.authors:
        present = {author_key(author.name) for author in kept.record.authors}
        yield from (author in present for author in rule.authors)
    if rule.keywords:
        text = paper_words(kept.record) if words is None else words
        yield from (keyword.search(text) is not None for keyword in rule.keywords)


def fold_words(text: str) -> str:
    """Text without case, accents and typographic variants, hyphens and white space as single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
        text = _NOT_ASCII.sub(lambda found: without_accents(found[0]), text)
    return _DASHES.sub(" ", text.casefold()).strip()


def paper_words(record: Record) -> str:
    """What keywords are looked for in."""
    return f"{fold_words(record.title)}{_APART}{fold_words(record.abstract)}"


def _whole_words(words: str) -> re.Pattern[str]:
    before = "" if re.match(_UNSPACED, words[0]) else rf"(?:(?<!\w)|(?<={_UNSPACED}))"
    # C is not C++, nor C#.
    after = "" if re.match(_UNSPACED, words[-1]) else rf"(?!(?!{_UNSPACED})\w|\+\+|#)"
    return re.compile(before + re.escape(words) + after)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
