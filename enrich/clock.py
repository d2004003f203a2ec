"""Time, passed in: the only place that knows the real clocks; tests have their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks of a machine, and the way to wait."""

    now: Callable[[], datetime] = utc_now
    """UTC; others may set it forward and back."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds; nobody sets it."""
    sleep: Callable[[float], None] = time.sleep
