"""arXiv's calendar: Sunday to Thursday, not on holidays, told by the clock of New York."""

from datetime import UTC, date, datetime

import pytest

from feeds.operate.arxiv_calendar import holidays, missed, no_announcement, showing


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 22), None),
        (date(2026, 11, 26), "holiday: Thanksgiving"),
        (date(2026, 11, 27), "no announcement today"),
        (date(2026, 11, 28), "no announcement today"),
        (date(2026, 1, 19), "holiday: Martin Luther King Day"),
        (date(2026, 5, 25), "holiday: Memorial Day"),
        (date(2026, 9, 7), "holiday: Labor Day"),
        (date(2026, 12, 25), "holiday: Christmas Day"),
        (date(2026, 6, 10), None),
    ],
)
def test_an_evening_without_announcement_has_a_reason(day: date, why: str | None) -> None:
    assert no_announcement(day) == why


def test_the_settings_may_name_more_holidays() -> None:
    assert no_announcement(date(2026, 6, 10), {date(2026, 6, 10)}) == "holiday"


@pytest.mark.parametrize("year", range(1995, 2060))
def test_every_year_has_its_holidays_on_the_right_weekdays(year: int) -> None:
    days = {name: day for day, name in holidays(year).items()}
    assert days["Thanksgiving"].weekday() == 3
    assert 22 <= days["Thanksgiving"].day <= 28
    assert days["Memorial Day"].weekday() == days["Labor Day"].weekday() == 0
    assert 25 <= days["Memorial Day"].day <= 31


def test_what_shows_changes_at_midnight_in_new_york() -> None:
    assert showing(datetime(2026, 11, 24, 4, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert showing(datetime(2026, 11, 24, 5, 1, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("newest", "now", "count"),
    [
        (datetime(2026, 11, 13, 18, tzinfo=UTC), datetime(2026, 11, 16, 12, tzinfo=UTC), 1),
        (datetime(2026, 11, 13, 18, tzinfo=UTC), datetime(2026, 11, 19, 12, tzinfo=UTC), 4),
        (datetime(2026, 11, 18, 18, tzinfo=UTC), datetime(2026, 11, 19, 12, tzinfo=UTC), 0),
        (datetime(2026, 12, 23, 18, tzinfo=UTC), datetime(2026, 12, 27, 12, tzinfo=UTC), 0),
    ],
)
def test_only_announcements_that_were_due_count_as_missed(newest: datetime, now: datetime, count: int) -> None:
    assert missed(newest, now) == count
