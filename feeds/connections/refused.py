"""What was refused is in the log, with time and address, and no more of it than can be read.

At most LINES a minute for each address and ALL in all; what was left out is counted, and logged when the minute is over.
Nothing that a client wrote is in a line, so that nobody can write lines of their own, and no secret gets in.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

LINES = 5
ALL = 50
MINUTE = 60.0
NAMED = 5
"""Addresses whose left-out lines are counted one by one; those of the others are counted together."""
_KEPT = 10_000
"""Addresses that are counted within a minute; whatever more there are is counted as one."""
_OTHERS = "other addresses"
log = logging.getLogger("paperwire")


class RefusalLog:
    """Logs what was refused."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._began: datetime | None = None
        self._logged = 0
        self._seen: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._has_advised = False

    def note(self, address: str, why: str) -> None:
        """Something of this address was refused; `why` is a text of ours."""
        now = self._now()
        self.flush(now)
        if self._began is None:
            self._began = now
        known = address if address in self._seen or len(self._seen) < _KEPT else _OTHERS
        if self._seen[known] < LINES and self._logged < ALL:
            self._logged += 1
            log.warning("%s %s: refused, %s", log_time(now), address, why)
        else:
            self._left_out[known] += 1
        self._seen[known] += 1

    def advise(self, proxy: str) -> None:
        """Once: a proxy on this machine, as it seems, says whom it asks for and is not believed."""
        if not self._has_advised:
            self._has_advised = True
            log.warning(
                "%s forwards others' requests and is not a trusted proxy, so they count as one client; "
                'if it is yours, set [serve] trusted_proxies = ["%s"]', proxy, proxy,
            )  # fmt: skip

    def flush(self, now: datetime | None = None) -> None:
        """When the minute is over, log what was left out in it."""
        now = self._now() if now is None else now
        if self._began is None or 0 <= (now - self._began).total_seconds() < MINUTE:
            return
        if self._left_out:
            most = self._left_out.most_common(NAMED)
            rest = self._left_out.total() - sum(number for _, number in most)
            counts = ", ".join(f"{number} of {address}" for address, number in most)
            log.warning(
                "%s refused too, in the minute from %s: %s%s",
                log_time(now), log_time(self._began), counts, f", {rest} of others" if rest else "",
            )  # fmt: skip
        self._began, self._logged = None, 0
        self._seen.clear()
        self._left_out.clear()


def log_time(moment: datetime) -> str:
    """A time as lines of the log begin with it, without a space."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
