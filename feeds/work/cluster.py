"""Does pieces of work on the workers of a dask scheduler. The only module that knows dask.

::

    publisher --(recipe, task)--> scheduler --> worker: what the recipe makes, once; then task after task
        ^                                          |
        +------ a name, a number -----------------+      rows go into the store, files beside out/

A worker that dies is replaced by another, which does its piece again: that gives the same files and rows. Whoever dies
else ends the publication, out/ is as it was, and the next one goes on from what is in the store.
"""

from __future__ import annotations

import logging
import pickle
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enrich.errors import CannotPublish
from enrich.machine.process import host, machine
from enrich.version import CHECKOUT, to_install, version
from feeds.work.processes import AHEAD, Executor, Processes, Result, cores, here, in_order, seldom_collecting

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 10.0
"""Seconds in which a scheduler answers."""
PATIENCE = 30.0
"""Seconds for which a publication waits for a worker when there is none."""
_LOOK = 1.0
"""Seconds between two looks whether there still is one."""
_AT_LEAST = 32
"""Pieces that are begun at a time, so that a worker that comes later has something to do."""
_MARK = "cluster"
"""The file beside out/ by which a worker knows that it sees the same folder."""
_one_at_a_time = threading.Lock()
"""feedgen sets the process's locale for each date, so a worker's threads take turns."""
_work: dict[str, Callable[[Any], Any]] = {}


@cache
def edition() -> str:
    """The version of paperwire, and a word for its files: others may give other bytes."""
    files = (path for package in ("enrich", "feeds") for path in sorted((CHECKOUT / package).rglob("*")))
    digest = blake2b(digest_size=4)
    for path in files:
        if path.suffix != ".pyc" and path.is_file():
            digest.update(path.read_bytes())
    return f"{version()} ({digest.hexdigest()})"


@dataclass(frozen=True, repr=False)
class Recipe:
    """What a worker needs to begin. It is shown nowhere: the address of the store may have a password."""

    word: str
    folder: Path
    edition: str
    machine: str | None
    """The only one that may take part: its files are nobody else's."""
    pickled: bytes

    def begin(self) -> Callable[[Any], Any]:
        """What does the work; raises CannotPublish where it would be done wrongly."""
        if edition() != self.edition:
            raise CannotPublish(
                f"the worker on {host()} has paperwire {edition()}, here it is {self.edition}; install the same "
                "version there and start the worker again, then publish again"
            )
        if self.machine not in {None, machine()}:
            raise CannotPublish(
                f"the worker on {host()} cannot have the store of another machine; name a PostgreSQL that both reach "
                "in [store] url, then publish again"
            )
        try:
            same = (self.folder / _MARK).read_text(encoding="ascii") == self.word
        except OSError:
            same = False
        if not same:
            raise CannotPublish(
                f"the worker on {host()} does not see {self.folder}; let all machines have that folder at the same path, "
                "on a file system that they share, then publish again"
            )
        work: Callable[[Any], Any] = pickle.loads(self.pickled)()
        return work


def perform(recipe: Recipe, task: Any) -> Any:
    """On a worker: do a task."""
    with _one_at_a_time, seldom_collecting():
        if recipe.word not in _work:
            _work.clear()
            _work[recipe.word] = recipe.begin()
        return _work[recipe.word](task)


def forget() -> None:
    """On a worker: let go of what the last work needed."""
    with _one_at_a_time:
        _work.clear()


def whereabouts() -> tuple[str, str]:
    """On a worker: the machine's name, and the edition of paperwire."""
    return host(), edition()


class Cluster:
    """The workers of a scheduler."""

    def __init__(self, address: str, folder: Path, store: str) -> None:
        """Nothing is asked yet. The `folder` is beside out/; `store` is the store's address."""
        self._address = address
        self._folder = folder
        self._machine = machine() if store.startswith("sqlite") else None
        self._client: Client | None = None

    def shares(self, count: int) -> bool:
        """Whether so many tasks are done by other processes."""
        return count > 1

    def work_through(
        self, make: Callable[[], Callable[[Any], Result]], tasks: Iterable[Any], count: int, *, ahead: int = AHEAD
    ) -> Iterator[Result]:
        """The results of the tasks in their order; raises CannotPublish without scheduler or workers."""
        if not self.shares(count):
            yield from here(make, tasks)
            return
        if self._client is None:
            self._client = connected(self._address)
        client, word = self._client, secrets.token_hex(8)
        (self._folder / _MARK).write_text(word, encoding="ascii")
        recipe = Recipe(word, self._folder, edition(), self._machine, pickle.dumps(make))
        # With each task, as tasks that share a result would all go to the worker that has it.
        begun = (None if task is None else client.submit(perform, recipe, task, pure=False) for task in tasks)
        yield from in_order(begun, max(_AT_LEAST, ahead * len(client.nthreads())), self._result)

    def _result(self, future: Future[Any]) -> Any:
        from distributed import CancelledError, KilledWorker

        alone = 0.0
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError:
                if future.status == "error":
                    raise
                alone = 0.0 if self._has_workers() else alone + _LOOK
                if alone >= PATIENCE:
                    raise _cannot(self._address, "has no worker any more: start some") from None
            except CancelledError as wrong:
                raise _cannot(self._address, "does not answer any more: start it again, and its workers") from wrong
            except KilledWorker as wrong:
                why = "lost several workers with the same piece of work: have they too little memory?"
                raise _cannot(self._address, why) from wrong
            except ImportError as wrong:
                raise _cannot(self._address, f"has a worker without paperwire {edition()} ({wrong})") from wrong

    def _has_workers(self) -> bool:
        if self._client is None or self._client.status != "running":
            return False
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False

    def close(self) -> None:
        """Let go of the workers, and of the scheduler."""
        if self._client is not None:
            with suppress(OSError, TimeoutError):
                if self._client.status == "running":
                    self._client.run(forget)
            self._client.close(timeout=CONNECT)
            self._client = None


def connected(address: str) -> Client:
    """A client of the scheduler, which has workers; raises CannotPublish."""
    try:
        from distributed import Client
    except ImportError as wrong:
        raise CannotPublish(f"[work] cluster = {address!r} needs dask ({wrong}); {to_install('cluster')}") from wrong
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would say is in our errors
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, TimeoutError) as wrong:
        raise _cannot(address, f"cannot be reached ({wrong}): start `dask scheduler` there") from wrong
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close(timeout=CONNECT)
        raise _cannot(address, f"has no worker: start some with `dask worker {address} --nthreads 1`") from None
    return client


def _cannot(address: str, why: str) -> CannotPublish:
    return CannotPublish(
        f"the cluster {address} {why}, or take cluster out of [work] to publish with this machine alone; then publish "
        "again. out/ is as it was"
    )


def report(address: str) -> tuple[bool, str]:
    """Whether a publication could run there, and a sentence on it: whether it answers, how many workers, which versions."""
    try:
        client = connected(address)
    except CannotPublish as wrong:
        return False, str(wrong)
    try:
        found = client.run(whereabouts, on_error="return")
    finally:
        client.close(timeout=CONNECT)
    others = [f"{one[0]} has {one[1]}" if isinstance(one, tuple) else str(one) for one in found.values()]
    others = sorted({one for one in others if not one.endswith(f" has {edition()}")})
    sentence = f"{address} answers; {len(found)} worker{'' if len(found) == 1 else 's'}"
    if others:
        return (
            False,
            f"{sentence}, but not all with paperwire {edition()}: {'; '.join(others)}; install the same everywhere",
        )
    return True, f"{sentence} with paperwire {edition()}"


@contextmanager
def opened(address: str | None, processes: int | None, folder: Path, store: str) -> Iterator[Executor]:
    """Who does the work: the cluster of that address, or processes of this machine, when their number is given or it is None."""
    if address is None or processes is not None:
        yield Processes(cores() if processes is None else processes)
        return
    with ExitStack() as stack:
        cluster = Cluster(address, folder, store)
        stack.callback(cluster.close)
        yield cluster
