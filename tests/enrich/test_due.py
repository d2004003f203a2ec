"""Due-ness: a pure function of what is known and now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from enrich import due

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    id: str
    updated: datetime
    checked: datetime


def seen(age_days: float, checked_days: float) -> Seen:
    return Seen("x", NOW - timedelta(days=age_days), NOW - timedelta(days=checked_days))


@pytest.mark.parametrize(
    ("age", "checked", "is_due"),
    [(10, 6, False), (10, 7, True), (200, 27, False), (200, 28, True), (3000, 181, False), (3000, 182, True)],
)
def test_young_papers_are_asked_for_weekly_and_old_ones_rarely(age: float, checked: float, is_due: bool) -> None:
    assert bool(due.refresh([seen(age, checked)], NOW, 7)) is is_due


def test_all_due_ones_of_a_day_are_asked_for_together() -> None:
    late = Seen("late", NOW, NOW - timedelta(days=6, hours=1))
    assert due.refresh([late], NOW.replace(hour=0), 7) == ()
    today = Seen("today", NOW, NOW.replace(hour=23) - timedelta(days=7))
    assert due.refresh([today], NOW.replace(hour=0), 7) == ("today",)


def test_a_refresh_of_zero_days_asks_only_for_what_was_never_confirmed() -> None:
    assert due.refresh([seen(10, 5000)], NOW, 0) == ()
    assert due.refresh([Seen("announced", NOW, due.NEVER)], NOW, 0) == ("announced",)


def test_failures_wait_longer_each_time_and_never_shorter_than_asked() -> None:
    waits = [due.after_failure(tries, NOW) - NOW for tries in range(20)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=15)
    assert waits[-1] == timedelta(hours=12)
    until = NOW + timedelta(days=2)
    assert due.after_failure(0, NOW, until) == until


def test_titles_are_tried_again_after_1_3_7_and_30_days() -> None:
    assert [(due.after_no_match(tries, NOW) - NOW).days for tries in range(6)] == [1, 3, 7, 30, 30, 30]
    assert (due.after_missing(NOW) - NOW).days == 30
