"""Reading a list of new works: to its end, within a limit, on from where it broke off; nothing is lost, nothing believed too soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import TryLater
from enrich.following.newest import ReadPlace, read_newest
from enrich.services.newest.work_list import ListedPage, ListedWork

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@dataclass
class LocalListing:
    """A list within the test: works by day, in pages; fails when the test says so."""

    days: list[date]
    size: int = 2
    service: str = "OpenAlex"
    overlap: timedelta = timedelta(days=45)
    promises: int | None = None
    fails: Callable[[int], bool] = lambda page: False
    asked: list[tuple[date | None, date | None, str | None]] = field(default_factory=list)

    def page(self, since: date | None, until: date | None, cursor: str | None) -> ListedPage:
        self.asked.append((since, until, cursor))
        if self.fails(len(self.asked)):
            raise TryLater("not now")
        named = sorted(((day, f"w{number}") for number, day in enumerate(self.days)), reverse=True)
        rows = [(day, name) for day, name in named if (not since or day >= since) and (not until or day <= until)]
        start = int(cursor or 0)
        shown = rows[start : start + self.size]
        return ListedPage(
            tuple(ListedWork(name, None, "T") for _, name in shown), tuple(name for _, name in shown),
            len(rows) if self.promises is None else self.promises, min((day for day, _ in shown), default=None),
            str(start + self.size) if shown else None,
        )  # fmt: skip


def days_ago(*numbers: int) -> list[date]:
    return [(NOW - timedelta(days=number)).date() for number in numbers]


def names(works: tuple[ListedWork, ...]) -> list[str | None]:
    return [one.arxiv_id for one in works]


def test_a_list_is_read_to_its_end_and_later_only_what_may_be_new() -> None:
    listing = LocalListing(days_ago(0, 10, 100, 200, 300))
    found = read_newest(listing, ReadPlace(), 100, lambda: NOW)
    assert names(found.works) == ["w0", "w1", "w2", "w3", "w4"]
    assert found.place == ReadPlace(done=NOW)
    listing.days.append(days_ago(30)[0])
    found = read_newest(listing, found.place, 100, lambda: NOW + timedelta(days=1))
    assert names(found.works) == ["w0", "w1", "w5"]


def test_the_first_reading_ends_after_as_many_works_as_one_run_takes() -> None:
    found = read_newest(LocalListing(days_ago(*range(0, 100, 10))), ReadPlace(), 4, lambda: NOW)
    assert len(found.works) == 4
    assert found.place.done == NOW


def test_a_later_reading_goes_on_in_the_next_run_where_the_limit_ended_it() -> None:
    listing = LocalListing(days_ago(1, 2, 3, 4, 5, 6, 7, 8))
    place = ReadPlace(done=NOW - timedelta(days=1))
    found, every = read_newest(listing, place, 4, lambda: NOW), set()
    assert found.place.begun == NOW
    for _ in range(4):
        every.update(found.works)
        if found.place.begun is None:
            break
        found = read_newest(listing, found.place, 4, lambda: NOW)
    assert len(every) == 8
    assert found.place.done == NOW


def test_a_day_with_more_works_than_one_run_takes_is_read_as_a_whole() -> None:
    listing = LocalListing(days_ago(*[1] * 9, 2))
    first = read_newest(listing, ReadPlace(done=NOW), 4, lambda: NOW)
    assert len(first.works) == 4
    found = read_newest(listing, first.place, 4, lambda: NOW)
    assert len(found.works) == 10
    assert found.place.done == NOW


def test_pages_that_do_not_come_are_read_by_the_next_run() -> None:
    listing = LocalListing(days_ago(1, 2, 3, 4, 5), fails=lambda page: page == 2)
    found = read_newest(listing, ReadPlace(), 100, lambda: NOW)
    assert names(found.works) == ["w0", "w1"]
    assert found.broke is not None
    found = read_newest(listing, found.place, 100, lambda: NOW + timedelta(hours=1))
    assert names(found.works) == ["w1", "w2", "w3", "w4"]
    assert found.place == ReadPlace(done=NOW)


@pytest.mark.parametrize("days", [[], days_ago(1, 2, 3)])
def test_a_list_that_ends_before_what_it_spoke_of_is_not_believed(days: list[date]) -> None:
    found = read_newest(LocalListing(days, promises=9), ReadPlace(), 100, lambda: NOW)
    assert "not believed to be whole" in str(found.broke)
    assert found.place.done is None


def test_a_page_that_comes_again_and_again_ends_the_reading() -> None:
    class Endless(LocalListing):
        def page(self, since: date | None, until: date | None, cursor: str | None) -> ListedPage:
            return super().page(since, until, None)

    listing = Endless(days_ago(1, 2, 3, 4))
    found = read_newest(listing, ReadPlace(), 100, lambda: NOW)
    assert found.broke is not None
    assert len(listing.asked) == 2


@given(
    days=st.lists(st.integers(0, 40), max_size=30),
    limit=st.integers(1, 7),
    size=st.integers(1, 4),
    failing=st.sets(st.integers(1, 40)),
)
def test_whatever_fails_every_work_comes_in_the_end(days: list[int], limit: int, size: int, failing: set[int]) -> None:
    listing = LocalListing(days_ago(*days), size, fails=lambda page: page in failing)
    place, every = ReadPlace(done=NOW - timedelta(days=1)), set()
    for _ in range(200):
        found = read_newest(listing, place, limit, lambda: NOW)
        every.update(found.works)
        place = found.place
        if place.begun is None:
            break
    assert place.done == NOW
    assert len(every) == len(days)
