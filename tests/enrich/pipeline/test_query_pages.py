"""Which pages of a query a run reads: whatever fails, in the end every paper was heard of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.errors import BadAnswer
from enrich.pipeline.query_pages import QueryPages, QueryPlace, place_of
from enrich.record import Record
from tests.support.papers import paper

DAY = datetime(2025, 2, 1, 12, tzinfo=UTC)
PAPERS = [paper(id=f"2501.{number:05d}") for number in range(600)]


@dataclass(frozen=True)
class Answer:
    records: tuple[Record, ...]
    total: int
    problems: tuple[str, ...] = ()
    whole: bool = True


class Arxiv:
    """Papers by number, the newest first; fails at some of its answers."""

    def __init__(self) -> None:
        self.newest = 0
        self.failing: set[int] = set()
        self.partial: set[int] = set()
        self.answers = 0

    def search(self, start: int, most: int, promised: int) -> Answer:
        self.answers += 1
        if self.answers in self.failing:
            raise BadAnswer("no papers")
        numbers = list(range(self.newest, 0, -1))[start : start + most]
        is_whole = self.answers not in self.partial
        return Answer(tuple(PAPERS[number] for number in numbers[0 if is_whole else 3 :]), self.newest, whole=is_whole)


def run(arxiv: Arxiv, known: set[str], place: QueryPlace, size: int, is_new: bool) -> QueryPlace:
    """One run; what it heard is known afterwards."""

    def of_these(records: Sequence[Record]) -> Collection[str]:
        return known.intersection(record.id for record in records)

    try:
        heard = QueryPages(arxiv.search, of_these, size, 10_000, place, is_new=is_new).read()
    except BadAnswer:
        return place
    known.update(record.id for record in heard.records)
    return place_of({"again": heard.place.again, "on": heard.place.on})


RUN = st.tuples(st.integers(0, 90), st.sets(st.integers(1, 12), max_size=3), st.sets(st.integers(1, 12), max_size=2))


@settings(max_examples=200, deadline=None)
@given(st.lists(RUN, max_size=6), st.integers(11, 30))
def test_whatever_fails_every_paper_is_heard_of_in_the_end(
    runs: list[tuple[int, set[int], set[int]]], size: int
) -> None:
    """Each run: so many new papers, which of its answers do not come, and which lack papers."""
    arxiv, known, place = Arxiv(), set[str](), QueryPlace()
    for more, failing, partial in [*runs, (5, set(), set()), (0, set(), set())]:
        arxiv.newest += more
        arxiv.answers, arxiv.failing, arxiv.partial = 0, failing, partial
        place = run(arxiv, known, place, size, not known)
    assert len(known) == arxiv.newest
    assert place == QueryPlace()


@pytest.mark.parametrize(
    ("kept", "place"), [(None, QueryPlace()), (40, QueryPlace(again=40)), ({"on": 7}, QueryPlace(on=7))]
)
def test_what_versions_before_kept_is_understood(kept: object, place: QueryPlace) -> None:
    assert place_of(kept) == place


DATED = [paper(id=f"2502.{number:05d}", published=DAY + timedelta(days=number)) for number in range(100)]


def back_to(
    day: date | None,
    known: set[str],
    *,
    limit: int = 1000,
    place: QueryPlace = QueryPlace(),  # noqa: B008 (frozen)
) -> tuple[set[str], QueryPlace, tuple[str, ...]]:
    """What one run brings that reads back to a day, in pages of 10; arXiv has a paper a day."""

    def search(start: int, most: int, promised: int) -> Answer:
        return Answer(tuple(DATED[::-1][start : start + most]), len(DATED))

    def of_these(records: Sequence[Record]) -> Collection[str]:
        return known.intersection(record.id for record in records)

    found = QueryPages(search, of_these, 10, limit, place, is_new=not known, since=day).read()
    return {record.id for record in found.records}, found.place, found.problems


@pytest.mark.parametrize("days", [0, 1, 5, 10, 25, 99, 120])
def test_with_a_day_nothing_older_comes_and_everything_since_known_or_not(days: int) -> None:
    day = (DAY + timedelta(days=100 - days)).date()
    wanted = {one.id for one in DATED if one.published.date() >= day}
    for known in (set(), {one.id for one in DATED[-30:]}, {one.id for one in DATED}):
        assert back_to(day, known) == (wanted, QueryPlace(floor=None if known else day), ())


def test_a_limit_before_the_day_is_told() -> None:
    found, _, (problem,) = back_to(DAY.date(), set(), limit=40)
    assert found == {one.id for one in DATED[-40:]}
    assert "limit of 40" in problem


def test_a_query_that_was_begun_with_a_day_stays_with_it_until_an_earlier_one_is_given() -> None:
    day = (DAY + timedelta(days=95)).date()
    found, place, _ = back_to(day, set())
    assert back_to(None, found, place=place) == (found, QueryPlace(floor=day), ())
    earlier = (DAY + timedelta(days=80)).date()
    more, place, _ = back_to(earlier, found, place=place)
    assert (len(more), place) == (20, QueryPlace(floor=earlier))
    assert back_to(day, more, place=place) == (found, place, ())


def test_what_an_earlier_run_left_further_back_stays_left() -> None:
    day = (DAY + timedelta(days=95)).date()
    known = {one.id for one in DATED[-30:]}
    assert back_to(day, known, place=QueryPlace(again=50, on=60))[1] == QueryPlace(again=50, on=60)
    assert back_to(DAY.date(), known, place=QueryPlace(again=50, on=60))[1] == QueryPlace()
