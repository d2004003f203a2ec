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


def slow_reading(texts: list[str], name: str, quick: float, tries: int = 3) -> list[list[float]]:
    """What reading the texts took, each 2 times as long as the one before, where no linear reader takes so much; else nothing.

    One look at the ends is enough for what is not slow; what seems so may be another process's doing, and is measured again.
    What takes less than `quick` seconds is not looked at.
    """

    def is_slow(costs: list[float]) -> bool:
        return costs[-1] >= quick and costs[-1] / max(costs[0], quick / 40) > 24  # 8 when linear, 64 when quadratic

    ends = [reading_seconds(text, name) for text in (texts[-1], texts[0])][::-1]
    if not is_slow(ends):
        return []
    costs = [min(reading_seconds(text, name) for _ in range(tries)) for text in texts]
    return [ends, costs] if is_slow(costs) else []
