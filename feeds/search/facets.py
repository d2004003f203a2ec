"""Years, categories and sources of what was found, each a question that is narrower, or wider again (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from msgspec import Struct

from enrich.record import PublishableRecord
from feeds.readable_text import repair_text
from feeds.search.query import Question
from feeds.taxonomy import category_label

LOOKED_AT = 500
"""Papers whose facts are counted at most, the newest."""
SHOWN = 12
"""Filters of a kind at most."""


class Filter(Struct, frozen=True):
    """A link beside the results."""

    label: str
    count: int
    """Papers, among those that were looked at."""
    query: str
    """The parameters of the question that it leads to."""
    on: bool
    """Whether it is in the question already; its link then leads to the question without it."""


class Facet(Struct, frozen=True):
    """The filters of a kind."""

    title: str
    filters: tuple[Filter, ...]


def facets(asked: Question, found: Sequence[PublishableRecord]) -> list[Facet]:
    """Those by which the question becomes another one; `found` are the newest papers that match."""
    years = Counter(one.record.published.year for one in found)
    codes = Counter(code for one in found for code in dict.fromkeys(map(repair_text, one.record.categories)) if code)
    named = (dict.fromkeys(each.mention.source for each in one.mentions) for one in found)
    sources = Counter(repair_text(name) for names in named for name in names)
    kinds = (
        ("Year", _years(asked, years)),
        ("Category", _categories(asked, _busiest(codes))),
        ("Source", _sources(asked, _busiest(sources))),
    )
    return [Facet(title, filters) for title, each in kinds if len(filters := tuple(each)) > 1 or any_on(filters)]


def any_on(filters: Iterable[Filter]) -> bool:
    """Whether one of them is in the question."""
    return any(one.on for one in filters)


def _busiest(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


def _years(asked: Question, counts: Counter[int]) -> Iterator[Filter]:
    for year, count in sorted(counts.items(), reverse=True)[:SHOWN]:
        on = asked.year == year
        yield _filter(str(year), count, replace(asked, year=None if on else year, page=1), on)


def _categories(asked: Question, counts: Iterable[tuple[str, int]]) -> Iterator[Filter]:
    for code, count in counts:
        on = code in asked.categories
        rest = tuple(one for one in asked.categories if one != code)
        yield _filter(category_label(code), count, replace(asked, categories=rest if on else (code,), page=1), on)


def _sources(asked: Question, counts: Iterable[tuple[str, int]]) -> Iterator[Filter]:
    for name, count in counts:
        on = name in asked.sources
        rest = tuple(one for one in asked.sources if one != name)
        yield _filter(name, count, replace(asked, sources=rest if on else (name,), page=1), on)


def _filter(label: str, count: int, wanted: Question, on: bool) -> Filter:
    return Filter(label, count, wanted.canonical, on)
