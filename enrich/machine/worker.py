"""Does work in a process of its own, which is ended when the work takes too long or too much memory.

Alone begins such processes. Nothing is handed down to them: no lock, no connection, no open file but their pipes. One that
is free waits for the next work of this process, since beginning one takes half a second; none outlives this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any, TypeVar

from enrich.machine.process import end_with

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

Task = TypeVar("Task")
Result = TypeVar("Result")

MEGABYTE = 1_000_000
_PART = 500
"""Results that travel together."""
_BEGIN = 60.0
"""Seconds in which a process must have begun."""
_SPENT = 0.5
"""A process that once took more than this part of its memory may have holes in it, and is not used again."""
_OUTSIDE = frozenset({"SIGKILL", "SIGTERM", "SIGHUP"})
"""Signals that come from others: the same work may come to its end another time."""
_spawn = multiprocessing.get_context("spawn")


class WorkFailed(Exception):
    """Work came to no end. The message says why, with the work as its subject; `may_pass`: another time it may."""

    def __init__(self, why: str, *, may_pass: bool = False) -> None:
        super().__init__(why)
        self.may_pass = may_pass


def work_apart(
    work: Callable[[Task], Iterator[Result]], task: Task, *, seconds: float, megabytes: int
) -> Iterator[Result]:
    """What `work(task)` yields, done by another process; all three are picklable, and `work` is found by its name.

    Raises WorkFailed, perhaps after some results: when this process has waited for longer than `seconds` altogether,
    when the other took more than `megabytes` (where the system counts them), raised anything, or died. Raises OSError
    when no process can be begun.
    """
    worker = _free(work, megabytes)
    try:
        yield from worker.results(task, seconds)
    except BaseException:  # the work was given up, whoever did so
        worker.end()
        raise
    if worker.is_spent:
        worker.end()
    else:
        _idle.append(worker)


class _Worker:
    """A process that does one kind of work."""

    def __init__(self, work: Callable[[Any], Iterator[Any]], megabytes: int) -> None:
        self.kind = work, megabytes
        self.is_spent = False
        self._megabytes = megabytes
        tasks, self._tasks = _spawn.Pipe(duplex=False)
        self._results, results = _spawn.Pipe(duplex=False)
        arguments = (tasks, results, work, megabytes, os.getpid())
        self._process = _spawn.Process(target=_serve, args=arguments, name="worker", daemon=True)
        with _no_main():
            self._process.start()
        tasks.close()
        results.close()
        try:
            self._answer(_BEGIN)
        except WorkFailed as wrong:
            self.end()
            raise ChildProcessError(f"a process of its own {wrong} while it began") from wrong
        except BaseException:
            self.end()
            raise

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._tasks.close()
        self._results.close()

    def results(self, task: Any, seconds: float) -> Iterator[Any]:
        """The results of a task as they come; raises WorkFailed."""
        try:
            self._tasks.send(task)
        except OSError as wrong:
            raise self._died() from wrong
        left = seconds
        while True:
            began = monotonic()
            results, end = self._answer(left, seconds)
            left = max(0.0, left - (monotonic() - began))
            yield from results
            if end is None:
                continue
            why, self.is_spent = end
            if why:
                raise WorkFailed(why)
            return

    def _answer(self, left: float, seconds: float = _BEGIN) -> Any:
        try:
            if self._results.poll(left):
                return self._results.recv()
        except (EOFError, OSError) as wrong:
            raise self._died() from wrong
        raise WorkFailed(f"took longer than {seconds:,.0f} s", may_pass=True)

    def _died(self) -> WorkFailed:
        self._process.join(_BEGIN)
        code = self._process.exitcode or 0
        if code >= 0:
            return WorkFailed(f"ended with status {code}")
        name = signal.Signals(-code).name
        return WorkFailed(f"was ended by {name}", may_pass=name in _OUTSIDE)


@contextmanager
def _no_main() -> Iterator[None]:
    """A process that begins meanwhile does not load the program's main module: that takes time, and a module that does
    not ask whether it is the main one would run the program once more.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


_idle: list[_Worker] = []
"""Processes that have nothing to do."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # they are of the process that began them


def _free(work: Callable[[Any], Iterator[Any]], megabytes: int) -> _Worker:
    while _idle:
        worker = _idle.pop()
        if worker.kind == (work, megabytes) and worker.is_alive:
            return worker
        worker.end()
    return _Worker(work, megabytes)


# ---------------------------------------------------------------- in the other process


def _serve(
    tasks: Connection, results: Connection, work: Callable[[Any], Iterator[Any]], megabytes: int, parent: int
) -> None:
    """Do one task after another until the parent has gone; Ctrl-C is the parent's."""
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _allow(megabytes)
    results.send(None)
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        _do(results, work, task, megabytes)


def _do(pipe: Connection, work: Callable[[Any], Iterator[Any]], task: Any, megabytes: int) -> None:
    """Send the results in parts, the last one with (why it failed or nothing, whether this process is spent)."""
    part: list[Any] = []
    try:
        results = work(task)
        while len(part := list(islice(results, _PART))) == _PART:
            pipe.send((part, None))
        why = ""
    except MemoryError:
        part, why = [], f"took more than {megabytes:,} MB of memory"
    except Exception as wrong:  # noqa: BLE001  whatever it is, it is told, and the next task may do well
        part, why = [], f"failed ({type(wrong).__name__}: {wrong})"
    pipe.send((part, (why, _most() > _SPENT * megabytes * MEGABYTE)))


def _allow(megabytes: int) -> None:
    """Bound the memory of this process, where the system does so."""
    if resource is not None and sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = megabytes * MEGABYTE
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def _most() -> int:
    """Bytes of memory that this process has had at most; getrusage would count those of the process that began it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024
