"""Crons mean what cron means, and a day's job runs once on every day, whatever the clocks of its place do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.schedule.crons import Cron

FIRST, LAST = date(2025, 1, 1), date(2035, 12, 31)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/Sao_Paulo", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Pacific/Apia", "Pacific/Chatham", "UTC",
)  # fmt: skip
"""Summer time by day and by midnight, of half an hour and of two, in winter, and none."""
LAST_HOUR_SKIPPED = "America/Nuuk"
"""Summer time begins there at 23:00: what that day lacks comes at midnight, the next day."""
TIMES = ((0, 45), (0, 0), (1, 30), (2, 30), (3, 30), (23, 59))
"""Hour and minute of each day's job."""


def days() -> Iterator[date]:
    return (FIRST + DAY * number for number in range((LAST - FIRST).days + 1))


def first_at_or_after(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first minute at which the clock of a zone shows a time or a later one; wall times are without a zone."""
    early, late = (wall.replace(tzinfo=UTC) + shift for shift in (-1.25 * DAY, 1.25 * DAY))
    offsets = {moment.astimezone(zone).utcoffset() for moment in (early, late)}
    if len(offsets) == 1:
        return wall.replace(tzinfo=UTC) - (offsets.pop() or timedelta())
    while early.astimezone(zone).replace(tzinfo=None) < wall:
        early += MINUTE
    return early


def moments(cron: Cron, after: datetime, until: datetime) -> list[datetime]:
    found: list[datetime] = []
    while (after := cron.after(after)) < until:
        found.append(after)
    return found


@pytest.mark.parametrize("name", ZONES)
def test_a_days_job_runs_once_on_every_day_of_eleven_years(name: str) -> None:
    zone = ZoneInfo(name)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (FIRST, LAST + DAY))
    for hour, minute in TIMES:
        expected = [first_at_or_after(datetime(day.year, day.month, day.day, hour, minute), zone) for day in days()]  # noqa: DTZ001
        found = moments(Cron(f"{minute} {hour} * * *", zone), begin - MINUTE, end + DAY)
        assert [one for one in found if one <= expected[-1]] == expected, f"{minute} {hour} * * *"
        if name != LAST_HOUR_SKIPPED or hour < 23:
            assert [one.astimezone(zone).date() for one in expected] == list(days()), f"{minute} {hour} * * *"


def test_where_the_last_hour_of_a_day_is_left_out_its_job_comes_at_midnight() -> None:
    zone = ZoneInfo(LAST_HOUR_SKIPPED)
    found = moments(Cron("30 23 * * *", zone), datetime(2026, 3, 27, tzinfo=zone), datetime(2026, 3, 30, tzinfo=zone))
    assert [f"{one.astimezone(zone):%d %H:%M}" for one in found] == ["27 23:30", "29 00:00", "29 23:30"]


@pytest.mark.parametrize(
    ("zone", "cron", "day", "found"),
    [
        ("America/New_York", "45 0 * * *", date(2026, 3, 8), ["08 00:45", "09 00:45"]),
        ("Europe/Berlin", "0 0 * * *", date(2026, 3, 29), ["29 00:00", "30 00:00"]),
        ("America/New_York", "30 1 * * *", date(2026, 11, 1), ["01 01:30", "02 01:30"]),
        ("America/New_York", "30 2 * * *", date(2026, 3, 8), ["08 03:00", "09 02:30"]),
        ("America/New_York", "*/20 2 * * *", date(2026, 3, 8), ["08 03:00", "09 02:00", "09 02:20", "09 02:40"]),
        ("America/New_York", "*/30 1 * * *", date(2026, 11, 1), ["01 01:00", "01 01:30", "02 01:00", "02 01:30"]),
        ("America/New_York", "0 2,3 * * *", date(2026, 3, 8), ["08 03:00", "09 02:00", "09 03:00"]),
        ("Africa/Cairo", "15 0 * * *", date(2026, 4, 24), ["24 01:00", "25 00:15"]),
        ("America/Havana", "30 0 * * *", date(2026, 11, 1), ["01 00:30", "02 00:30"]),
    ],
)
def test_what_summer_time_leaves_out_comes_after_the_gap_and_what_comes_twice_runs_once(
    zone: str, cron: str, day: date, found: list[str]
) -> None:
    at = ZoneInfo(zone)
    begin = datetime(day.year, day.month, day.day, tzinfo=at).astimezone(UTC) - MINUTE
    until = datetime(day.year, day.month, day.day, tzinfo=at) + 2 * DAY
    assert [f"{one.astimezone(at):%d %H:%M}" for one in moments(Cron(cron, at), begin, until)] == found


@pytest.mark.parametrize("name", ["America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Antarctica/Troll", "Pacific/Chatham"])  # fmt: skip
@pytest.mark.parametrize(
    ("cron", "hours", "minutes"),
    [
        ("*/15 * * * *", range(24), (0, 15, 30, 45)),
        ("0 * * * *", range(24), (0,)),
        ("0 */4 * * *", range(0, 24, 4), (0,)),
        ("45 */2 * * *", range(0, 24, 2), (45,)),
        ("30 */24 * * *", (0,), (30,)),
    ],
)
def test_a_job_with_a_star_for_the_hour_keeps_to_real_time(
    name: str, cron: str, hours: tuple[int, ...], minutes: tuple[int, ...]
) -> None:
    zone = ZoneInfo(name)
    year = (datetime(2026, 1, 1, tzinfo=UTC) + DAY * number for number in range(365))
    changes = [day for day in year if day.astimezone(zone).utcoffset() != (day + DAY).astimezone(zone).utcoffset()]
    assert len(changes) == 2
    for change in changes:
        begin, end = change - DAY, change + 2 * DAY
        clock = ((begin + MINUTE * number, (begin + MINUTE * number).astimezone(zone)) for number in range(3 * 24 * 60))
        expected = [moment for moment, shown in clock if shown.hour in hours and shown.minute in minutes]
        assert moments(Cron(cron, zone), begin - MINUTE / 2, end) == expected


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES), st.sampled_from(["30 1 * * *", "15 2 * * *", "7 * * * *", "0 0 * * 1-5"]))  # fmt: skip  # noqa: DTZ001
def test_the_next_time_is_later_and_nothing_lies_between(moment: datetime, name: str, text: str) -> None:
    cron, start = Cron(text, ZoneInfo(name)), moment.replace(tzinfo=UTC)
    found = cron.after(start)
    assert found > start
    assert cron.after(found - (found - start) / 2) == found


def test_asked_within_the_second_of_two_equal_hours_the_job_is_over() -> None:
    zone = ZoneInfo("America/New_York")
    second = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert second.astimezone(zone).fold
    assert f"{Cron('30 1 * * *', zone).after(second).astimezone(zone):%d %H:%M}" == "02 01:30"


# ---------------------------------------------------------------- what the fields mean

MONTH = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday."""
FIRST_DAYS = {
    "0 0 * * 1-5": [1, 2, 3, 4, 5, 8],
    "0 0 * * 0": [7, 14, 21, 28],
    "0 0 * * 7": [7, 14, 21, 28],
    "0 0 * * 5-7": [5, 6, 7, 12, 13, 14],
    "0 0 * * sun": [7, 14, 21, 28],
    "0 0 * * Mon,WED": [1, 3, 8, 10],
    "0 0 * * mon-fri": [1, 2, 3, 4, 5, 8],
    "0 0 * * fri-sun": [5, 6, 7, 12],
    "0 0 * * */3": [3, 6, 7, 10],
    "0 0 * * 1-5/2": [1, 3, 5, 8],
    "0 0 13 * 5": [5, 12, 13, 19, 26],
    "0 0 1-7 * 1": [1, 2, 3, 4, 5, 6, 7, 8, 15],
    "0 0 */10 * *": [1, 11, 21],
    "0 0 */2 * 1": [1, 15, 29],
    "0 0 10-20/5 * *": [10, 15, 20],
    "0 0 28/1 * *": [28, 29, 30],
    "0 0 L * *": [30],
    "0 0 last * *": [30],
    "0 0 5 JUN *": [5],
    "@daily": [1, 2, 3],
    "@midnight": [1, 2, 3],
    "@weekly": [7, 14, 21, 28],
    "@Monthly": [1],
}
"""Days of June 2026 on which an expression fires first."""


@pytest.mark.parametrize(("text", "expected"), FIRST_DAYS.items())
def test_fields_mean_what_they_mean_to_cron(text: str, expected: list[int]) -> None:
    found = moments(Cron(text, ZoneInfo("UTC")), MONTH - MINUTE, datetime(2026, 7, 1, tzinfo=UTC))
    assert [one.day for one in found][: len(expected)] == expected
    assert {(one.hour, one.minute) for one in found} == {(0, 0)}


@pytest.mark.parametrize("text", ["@yearly", "@annually"])
def test_a_yearly_job_comes_with_the_year(text: str) -> None:
    assert Cron(text, ZoneInfo("UTC")).after(MONTH) == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("@hourly", [60, 120]), ("*/25 * * * *", [25, 50, 60]), ("5,10-11 * * * *", [5, 10, 11, 65]), ("50/5 * * * *", [50, 55, 110])],
)  # fmt: skip
def test_minutes_have_lists_ranges_and_steps(text: str, minutes: list[int]) -> None:
    found = moments(Cron(text, ZoneInfo("UTC")), MONTH, MONTH + timedelta(hours=3))
    assert [(one - MONTH) // MINUTE for one in found][: len(minutes)] == minutes


def test_a_day_that_comes_every_28_years_is_one() -> None:
    found = Cron("0 0 29 2 */7", ZoneInfo("UTC")).after(datetime(2004, 3, 1, tzinfo=UTC))
    assert found == datetime(2032, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("60 * * * *", "'60' is not valid as minute; 0 to 59, lists"),
        ("* 24 * * *", "'24' is not valid as hour; 0 to 23"),
        ("* * 0 * *", "'0' is not valid as day of month; 1 to 31"),
        ("* * * foo *", "'foo' is not valid as month; 1 to 12, or jan to dec"),
        ("* * * * 8", "'8' is not valid as day of week; 0 to 7"),
        ("* * * * 5-1", "'5-1' is not valid as day of week"),
        ("*/0 * * * *", "'\\*/0' is not valid as minute"),
        ("0 0 31 2,4 *", "no month has such a day"),
        ("0 0 * * * *", "five fields"),
        ("@fortnightly", "five fields are expected.*@weekly"),
        ("@reboot", "@reboot is not a time; have the system start `paperwire run`"),
    ],
)
def test_what_is_none_is_refused_with_what_is_allowed(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Cron(text, ZoneInfo("UTC"))
