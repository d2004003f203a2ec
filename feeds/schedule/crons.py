"""Cron expressions -> the moments at which they fire (pure; the only user of cronsim).

cronsim knows what the fields mean and goes through the calendar; the clock of a zone is put over that here, as Vixie cron
does it (https://manpages.debian.org/cron.8): a time that summer time leaves out comes as soon as the gap is over, one
that is on the clock twice comes the first time, and with a `*` for the hour an expression follows real time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

NICKNAMES = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day of month": "1 to 31, or L for the last",
    "month": "1 to 12, or jan to dec",
    "day of week": "0 to 7 (0 and 7 are Sunday), or sun to sat",
}
"""Name of each field and what it may be."""
FORMS = "five fields are expected, as in '45 0 * * *', or @hourly, @daily, @weekly, @monthly, @yearly"
_SOME_DAY = datetime(2000, 1, 1)  # noqa: DTZ001
"""Cron expressions know no years: one that fires after this day always fires again."""
_STEP = timedelta(hours=12)
"""A zone changes its clock once in so long at most."""
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Cron:
    """When something happens again and again, by the clock of a zone; raises ValueError for what never happens."""

    text: str
    """Five fields, or a name such as `@daily`."""
    zone: ZoneInfo

    def __post_init__(self) -> None:
        _check(self.fields)

    @cached_property
    def fields(self) -> str:
        """The expression as cronsim takes it."""
        return _fields(self.text)

    def after(self, moment: datetime) -> datetime:
        """The first time after a moment, in UTC."""
        if self.fields.split()[1].startswith("*"):
            return self._by_real_time(moment.astimezone(UTC))
        return self._by_the_clock(moment)

    def _by_the_clock(self, moment: datetime) -> datetime:
        for wall in CronSim(self.fields, moment.astimezone(self.zone).replace(tzinfo=None)):
            if (found := self._first(wall)) > moment:
                return found
        raise AssertionError(f"{self.text} fires again")

    def _first(self, wall: datetime) -> datetime:
        """When the clock shows a time first; the end of the gap for one that it leaves out."""
        while True:
            found = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
            if found.astimezone(self.zone).replace(tzinfo=None, fold=0) == wall:
                return found
            wall += _MINUTE

    def _by_real_time(self, moment: datetime) -> datetime:
        """The first time at which the clock shows what matches, the same time twice when it is put back."""
        while True:
            offset = self._offset(moment + _SECOND)
            found = (next(CronSim(self.fields, (moment + offset).replace(tzinfo=None))) - offset).replace(tzinfo=UTC)
            before = at = moment + _SECOND
            while self._offset(at) == offset:
                if at == found:
                    return found
                before, at = at, min(found, at + _STEP)
            moment = self._change(before, at, offset) - _SECOND

    def _change(self, before: datetime, at: datetime, offset: timedelta) -> datetime:
        """The second from which on the clock is another; it is `offset` from UTC at `before`, and not at `at`."""
        while at - before > _SECOND:
            between = before + timedelta(seconds=(at - before) // _SECOND // 2)
            before, at = (between, at) if self._offset(between) == offset else (before, between)
        return at

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self.zone).utcoffset() or timedelta()


def _fields(text: str) -> str:
    """Five fields in cronsim's spelling; raises ValueError."""
    name = text.strip().lower()
    if name == "@reboot":
        raise ValueError(
            "@reboot is not a time; have the system start `paperwire run`, or name one, as in '45 0 * * *' or @daily"
        )
    parts = NICKNAMES.get(name, name).split()
    if len(parts) != len(FIELDS):
        raise ValueError(FORMS)
    # APScheduler, which read these expressions before, says so for the last day of a month and ends weeks on Sunday.
    parts[2] = "l" if parts[2] == "last" else parts[2]
    parts[4] = parts[4].replace("-sun", "-7")
    return " ".join(parts)


def _check(fields: str) -> None:
    for number, ((name, allowed), part) in enumerate(zip(FIELDS.items(), fields.split(), strict=True)):
        alone = ["*"] * len(FIELDS)
        alone[number] = part
        try:
            CronSim(" ".join(alone), _SOME_DAY)
        except CronSimError as wrong:
            raise ValueError(
                f"{part!r} is not valid as {name}; {allowed}, lists, ranges and steps are allowed"
            ) from wrong
    try:
        next(CronSim(fields, _SOME_DAY))
    except (CronSimError, StopIteration) as wrong:
        raise ValueError("no month has such a day; one that comes is expected, as in '45 0 28 2 *'") from wrong
