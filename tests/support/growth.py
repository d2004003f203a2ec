"""How long work takes, for tests of growth: of the processor, the best of three, since other processes disturb a single one."""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.support.reading import mentions

TRIES = 3


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which looks at everything that a long run of tests has in memory, and not at the work.

    It is not asked to collect before either: that took longer than the work that is measured, a thousand times in a run.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def processor_seconds(work: Callable[[int], object]) -> float:
    """The least seconds of the processor that `work` takes; it is given the number of the try, from 0,
    to have a text of its own each time: what was read may be kept."""
    taken = []
    for number in range(TRIES):
        with uncollected():
            began = time.process_time()
            work(number)
            taken.append(time.process_time() - began)
    return min(taken)


@functools.lru_cache(maxsize=1)
def _remembering(modules: int) -> list[functools._lru_cache_wrapper[object]]:
    """The functions of the project that remember; `modules` is how many are imported, since more may come with each.

    To look through all objects takes longer than what is measured, in a process that did a thousand tests before.
    """
    kept = (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper))
    return [one for one in kept if str(getattr(one, "__module__", "")).startswith("enrich")]


def forget() -> None:
    """Clear what functions of the project remember of texts they had before."""
    for remembered in _remembering(len(sys.modules)):
        remembered.cache_clear()


def reading_seconds(text: str, name: str) -> float:
    """Seconds of this thread that reading takes when nothing is remembered."""
    forget()
    with uncollected():
        start = time.thread_time()
        mentions(text, name)
        return time.thread_time() - start
