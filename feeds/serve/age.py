"""For how long caches may keep what was published: less, the nearer the next run (decides; asks the clock it is given)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from enrich.settings import Settings
from feeds.media_types import LEAST
from feeds.schedule.times import next_times

MOST = 900
"""Seconds; somebody may also run paperwire by hand, or from cron."""
_STEP = 60
"""Ages are multiples of this, so that headers can be kept."""
_LOOK = 20.0
"""Seconds between two looks at the schedule."""


def age_of(now: datetime, runs: Iterable[datetime]) -> int:
    """Seconds until the next run, within bounds."""
    left = min(((when - now).total_seconds() for when in runs), default=float(MOST))
    return int(min(max(left // _STEP * _STEP, LEAST), MOST))


class Age:
    """The age at this moment; cheap to ask."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._now = now
        self._monotonic = monotonic
        self._until = float("-inf")
        self._age = LEAST

    def __call__(self) -> int:
        if self._monotonic() >= self._until:
            self._until = self._monotonic() + _LOOK
            now = self._now()
            self._age = age_of(now, (one.when for one in next_times(self._settings, now)))
        return self._age
