"""When something is asked again (pure: what is known and `now` go in, times and ids come out)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

FIRST_DELAY = timedelta(minutes=15)
LAST_DELAY = timedelta(hours=12)
"""A deferred look-up waits 15 minutes, then twice as long each time, up to this."""
TITLE_DAYS = (1, 3, 7, 30)
"""A title that nothing answers to is tried again after this many days, the last one from then on."""
MISSING_DAYS = 30
SERVICE_DAYS = (1, 7, 30, 90)
"""Metadata services are asked for a paper at these ages, in days: what they know of a new one grows."""
YEAR = timedelta(days=365)
PERSON_DAYS = 30
"""What a person's own record says is asked for again after this many days at the earliest."""
NEVER = datetime(1991, 8, 14, tzinfo=UTC)
"""When arXiv began: a paper that was confirmed then was confirmed by no source that counts, and is due."""
YOUNG = timedelta(days=90)
OLD = timedelta(days=730)
SELDOM, RARELY = 4, 26
"""A paper unchanged for three months is asked for this many times more rarely; one of two years, even more."""


class Seen(Protocol):
    """A record with the time of its newest version and of its last confirmation, UTC."""

    @property
    def id(self) -> str: ...
    @property
    def updated(self) -> datetime: ...
    @property
    def checked(self) -> datetime: ...


def after_failure(tries: int, now: datetime, until: datetime | None = None) -> datetime:
    """When to ask again what could not be asked or answered; `tries` counts the failures before this one.

    Not before `until`, when a service has said how long it wants to be left alone.
    """
    delay = min(FIRST_DELAY * (1 << min(tries, 10)), LAST_DELAY)
    return max(now + delay, until or now)


def after_no_match(tries: int, now: datetime) -> datetime:
    """When to look for a title again; `tries` counts the searches before this one."""
    return now + timedelta(days=TITLE_DAYS[min(tries, len(TITLE_DAYS) - 1)])


def after_missing(now: datetime) -> datetime:
    """When to ask again for a paper that arXiv does not have."""
    return now + timedelta(days=MISSING_DAYS)


def first_asked(published: datetime, now: datetime) -> datetime:
    """When services are asked for a paper for the first time: nobody else knows it on its first day."""
    return max(now, published + timedelta(days=SERVICE_DAYS[0]))


def after_answer(published: datetime, now: datetime) -> datetime:
    """When a service is asked again for a paper, whatever it answered: after 1, 7, 30, 90 days of its life, then each year."""
    ages = (published + timedelta(days=days) for days in SERVICE_DAYS)
    return next((age for age in ages if age > now), now + YEAR)


def refresh(records: Iterable[Seen], now: datetime, days: float) -> tuple[str, ...]:
    """Ids of the known papers that are due for another look; when `days` is 0, only those never confirmed.

    Counted in whole days, so that all that fall due in one day are asked for together.
    """
    if not days:
        return tuple(record.id for record in records if record.checked <= NEVER)
    return tuple(record.id for record in records if _is_due(record, now, days))


def _is_due(record: Seen, now: datetime, days: float) -> bool:
    age = now - record.updated
    times = 1 if age < YOUNG else SELDOM if age < OLD else RARELY
    return (record.checked + timedelta(days=days * times)).date() <= now.date()
