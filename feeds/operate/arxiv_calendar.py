"""When arXiv announces papers, by the calendar of its place (pure).

New papers are announced Sunday to Thursday at 20:00 in New York, and what the API finds changes at midnight after
that; not on arXiv's holidays (https://info.arxiv.org/help/availability.html). arXiv publishes each year's list:
the rule here names the days that return every year, `[schedule] holidays` adds others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("America/New_York")
MONDAY, THURSDAY, FRIDAY, SATURDAY = 0, 3, 4, 5


def holidays(year: int) -> dict[date, str]:
    """arXiv's holidays that return every year."""
    return {
        date(year, 1, 1): "New Year's Day",
        _nth(year, 1, MONDAY, 3): "Martin Luther King Day",
        _last(year, 5, MONDAY): "Memorial Day",
        date(year, 6, 19): "Juneteenth",
        date(year, 7, 4): "Independence Day",
        _nth(year, 9, MONDAY, 1): "Labor Day",
        _nth(year, 11, THURSDAY, 4): "Thanksgiving",
        date(year, 12, 24): "Christmas Eve",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "the day after Christmas",
        date(year, 12, 31): "New Year's Eve",
    }


def no_announcement(day: date, more: Collection[date] = ()) -> str | None:
    """Why arXiv announces nothing in the evening of that day; None when it does."""
    if (name := holidays(day.year).get(day)) is not None:
        return f"holiday: {name}"
    if day in more:
        return "holiday"
    return "no announcement today" if day.weekday() in (FRIDAY, SATURDAY) else None


def showing(now: datetime) -> date:
    """The day whose evening's announcement the API shows at `now`: yesterday's, by the calendar in New York."""
    return now.astimezone(PLACE).date() - timedelta(days=1)


def missed(newest: datetime, now: datetime, more: Collection[date] = ()) -> int:
    """How many announcements lie between a paper that came `newest` and what must show at `now`.

    A paper is announced up to four days after it was submitted (over a weekend), so those count that came later.
    """
    first = newest.astimezone(PLACE).date() + timedelta(days=1)
    return sum(no_announcement(day, more) is None for day in _days(first, showing(now)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(max(0, (last - first).days + 1)))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last(year: int, month: int, weekday: int) -> date:
    following = _nth(year, month + 1, weekday, 1) if month < 12 else _nth(year + 1, 1, weekday, 1)
    return following - timedelta(days=7) if following.day <= 7 else following


def local(moment: datetime) -> str:
    """A moment for the user: `14:20 UTC`, with its day when that is not today's."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"
