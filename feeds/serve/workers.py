"""The few threads in which everything is done that asks the store, and how many may wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

THREADS = 2
WAITING = 64
"""Questions that may wait for a thread."""
T = TypeVar("T")


class Overloaded(Exception):
    """Too many questions at once."""


class Workers:
    """A few threads, and a bounded queue before them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "paperwire-serve")
        self._waiting = 0

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns for these; raises Overloaded when too many wait already."""
        if self._waiting >= WAITING:
            raise Overloaded
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
