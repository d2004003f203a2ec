"""The limiter's state in memory, for tests of one process."""

from __future__ import annotations

import threading
from collections.abc import Callable

from enrich.http.rate_limit import State


class MemorySlots:
    """Slots of one process alone."""

    def __init__(self) -> None:
        self.state = State()
        self._lock = threading.Lock()

    def change(self, decide: Callable[[State], State]) -> State:
        with self._lock:
            self.state = decide(self.state)
            return self.state
