"""Does pieces of work in this process, or in several processes when there is much of it.

Processes, not threads: feedgen sets the process's locale for each date.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from enrich.coordination.holding import no_renewing
from enrich.machine.process import end_with

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""Pieces that wait for each process; results are taken in order, so more would only fill memory."""
_SELDOM = 200_000, 20, 20
"""When garbage is searched for."""

_work: Callable[[Any], Any] | None = None


def work_through(
    make: Callable[[], Callable[[Task], Result]], tasks: Sequence[Task], processes: int
) -> Iterator[Result]:
    """The results of the tasks in their order; `make` (picklable) is called once in each process."""
    if processes < 2 or len(tasks) < 2:
        work = make()
        yield from map(work, tasks)
        return
    with ExitStack() as stack:
        with no_renewing():  # the first task starts all processes where they are forked
            pool = ProcessPoolExecutor(min(processes, len(tasks)), _context(), _begin, (make,))
            stack.enter_context(pool)
            waiting: deque[Future[Result]] = deque([pool.submit(_do, tasks[0])])
        try:
            for task in tasks[1:]:
                waiting.append(pool.submit(_do, task))
                if len(waiting) > _AHEAD * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """While records stream by, hardly anything is garbage in a cycle: searching for it costs a tenth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _context() -> multiprocessing.context.BaseContext:
    """Forking is quick, but only safe while there is one thread."""
    quick = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if quick else "spawn")


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    """In a process of its own, which never outlives its parent: each holds both ends of the pipes, so that it would wait
    forever. What was there before need not be searched for garbage again and again.
    """
    global _work
    if (parent := multiprocessing.parent_process()) is not None and parent.pid is not None:
        end_with(parent.pid)
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    _work = make()


def _do(task: Any) -> Any:
    assert _work is not None
    return _work(task)
