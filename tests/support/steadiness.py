"""Whether the machine stood still while the other side judged politeness by real time.

The log of the local arXiv counts tenths of an interval that is itself a fraction of arXiv's. On a machine that stands
still for longer than that, between a request's arrival and its note in the log, it calls polite askers rude.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Self

_LOOK = 0.002
"""Seconds between two looks at the clock."""
_ATTEMPTS = 4


class Stalls:
    """Watches this process while a block runs; `longest` is for how many seconds it stood still at most."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *wrong: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        before = monotonic()
        while not self._over.wait(_LOOK):
            now = monotonic()
            self.longest = max(self.longest, now - before - _LOOK)
            before = now


def judged(attempt: Callable[[], Mapping[str, Any]], interval: float) -> tuple[int, int]:
    """(requests too soon, most open at once) by the log that `attempt` returns, of at most four attempts.

    Only an attempt during which the machine stood still for a tenth of the interval is made again, and only if its log
    says that somebody was rude.
    """
    for _ in range(_ATTEMPTS):
        with Stalls() as stalls:
            seen = attempt()
        verdict = seen["too_soon"], seen["most_open_at_once"]
        if verdict == (0, 1) or stalls.longest < interval / 10:
            break
    return verdict
