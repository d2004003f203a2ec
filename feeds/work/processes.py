"""Does pieces of work in this process, or in several processes of this machine when there is much of it.

Processes, not threads: feedgen sets the process's locale for each date.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any, Protocol, TypeVar

from enrich.coordination.holding import no_renewing
from enrich.machine.process import end_with

Result = TypeVar("Result")

AHEAD = 2
"""Pieces that wait for each process; results are taken in order, so more would fill memory where they are large."""
_SELDOM = 200_000, 20, 20
"""When garbage is searched for."""

_work: Callable[[Any], Any] | None = None


class Executor(Protocol):
    """Who does pieces of work: processes of this machine, or a cluster."""

    def shares(self, count: int) -> bool:
        """Whether so many tasks are done by other processes, which open for themselves whatever they work with."""

    def work_through(
        self, make: Callable[[], Callable[[Any], Result]], tasks: Iterable[Any], count: int, *, ahead: int = AHEAD
    ) -> Iterator[Result]:
        """The results of the tasks in their order; `make` is called once in each process, picklable where that is another.

        Tasks (`count`, roughly) are asked for as they are begun, so that later ones may depend on earlier results; None
        instead of one says that the next depends on a result that has not been taken yet. `ahead` tasks wait for each
        process at most.
        """


class Processes:
    """Processes of this machine; this one alone where there is one, or little to do."""

    def __init__(self, count: int) -> None:
        self._count = count

    def shares(self, count: int) -> bool:
        """Whether so many tasks are done by other processes."""
        return min(self._count, count) > 1

    def work_through(
        self, make: Callable[[], Callable[[Any], Result]], tasks: Iterable[Any], count: int, *, ahead: int = AHEAD
    ) -> Iterator[Result]:
        """The results of the tasks in their order."""
        if not self.shares(count):
            yield from here(make, tasks)
            return
        tasks = iter(tasks)
        with ExitStack() as stack:
            with no_renewing():  # the first task starts all processes where they are forked
                pool = ProcessPoolExecutor(min(self._count, count), _context(), _begin, (make,))
                stack.enter_context(pool)
                first = pool.submit(_do, next(tasks))
            begun = chain([first], (None if task is None else pool.submit(_do, task) for task in tasks))
            yield from in_order(begun, ahead * self._count, Future.result)


def here(make: Callable[[], Callable[[Any], Result]], tasks: Iterable[Any]) -> Iterator[Result]:
    """The results of the tasks, each of which is done in this process when its result is asked for."""
    work = make()
    return (work(task) for task in tasks if task is not None)


def in_order(begun: Iterator[Any], ahead: int, result: Callable[[Any], Result]) -> Iterator[Result]:
    """The results of tasks that are begun as they are asked for, so many ahead of the one whose result is taken.

    None instead of a begun one asks for a result first. Those that were begun in vain are cancelled.
    """
    waiting: deque[Any] = deque()
    try:
        for future in begun:
            if future is not None:
                waiting.append(future)
            if waiting and (future is None or len(waiting) > ahead):
                yield result(waiting.popleft())
        while waiting:
            yield result(waiting.popleft())
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
