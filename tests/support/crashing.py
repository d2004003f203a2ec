"""A process that does runs of the worker in children of its own, which a test may kill at any moment.

It has imported everything and opened nothing, so a child starts in milliseconds. On standard input, a line is a store,
a local arXiv, an interval, a batch and how many ids to mention; on standard output, the child's number, then `done N`
with its exit status, negative when a signal ended it.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from time import monotonic

from enrich.clock import Clock
from enrich.http.exchange import ssl_context
from enrich.options.arxiv import ArxivSettings
from enrich.options.sources import Source
from enrich.pipeline.clients import open_clients
from enrich.pipeline.enrich_run import Worker
from enrich.settings import Settings
from enrich.store.store import Store
from tests.support.processes import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


class Crasher:
    """Starts runs on a local arXiv in processes of their own, and kills them."""

    def __init__(self, url: str, interval: float, batch: int, count: int) -> None:
        self._order = f"{url} {interval} {batch} {count}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crashing"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        )  # fmt: skip

    def start(self, store_url: str) -> int:
        """Start a run; the number of its process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{store_url} {self._order}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """The exit status of the run, negative when a signal ended it."""
        assert self._process.stdout is not None
        return int(self._process.stdout.readline().split()[1])

    def run(self, store_url: str, kill_after: float | None = None) -> tuple[bool, float]:
        """(whether the run was killed, how long it went on); `kill_after` is in seconds."""
        assert self._process.stdout is not None
        child, began = self.start(store_url), monotonic()
        if kill_after is not None and not select.select([self._process.stdout], [], [], kill_after)[0]:
            with suppress(ProcessLookupError):  # it came to its end just now
                os.kill(child, signal.SIGKILL)
        status = self.wait()
        assert status in (0, -signal.SIGKILL)
        return status != 0, monotonic() - began

    def close(self) -> None:
        """End the process that starts the runs."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(PATIENCE)


def work(store_url: str, url: str, interval: float, batch: int, count: int) -> None:
    """One run, as `paperwire enrich` does it."""
    arxiv = ArxivSettings(base_url=url, min_interval=interval, batch=batch, total_timeout=20, retries=2)
    settings, clock = Settings(arxiv=arxiv), Clock()
    source = Source(name="list", ids=tuple(f"2401.{number:05d}" for number in range(1, count + 1)))
    with Store(store_url) as store, open_clients(settings, store, clock=clock) as tools:
        run = store.runs.start("enrich", clock.now())
        done = Worker(settings, store, tools, lambda what, done, total: None).enrich(run, [source], retry=True)
        store.runs.finish(run, "open" if done.is_open else "ok", {}, done.problems, clock.now())


def main() -> None:
    """Answer orders until the input ends."""
    ssl_context()
    for line in sys.stdin:
        store_url, url, interval, batch, count = line.split()
        child = os.fork()
        if not child:
            status = 1
            try:
                work(store_url, url, float(interval), int(batch), int(count))
                status = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(status)
        print(child, flush=True)  # noqa: T201
        print("done", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
