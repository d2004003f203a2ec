"""A process that does runs of the worker in children of its own, which a test may kill at any moment.

It has imported everything and opened nothing, so a child starts in milliseconds. On standard input, a line is a store,
a local arXiv, an interval, a batch and how many ids to mention; on standard output, the child's number, then `done N`
with its exit status, negative when a signal ended it.
"""

from __future__ import annotations

import os
import sys
import traceback

from enrich.clock import Clock
from enrich.fetch import _ssl_context
from enrich.options import Arxiv, Source
from enrich.settings import Settings
from enrich.store import Store
from enrich.tools import open_tools
from enrich.worker import Worker


def work(store_url: str, url: str, interval: float, batch: int, count: int) -> None:
    """One run, as `paperwire enrich` does it."""
    arxiv = Arxiv(base_url=url, min_interval=interval, batch=batch, total_timeout=20, retries=2)
    settings, clock = Settings(arxiv=arxiv), Clock()
    source = Source(name="list", ids=tuple(f"2401.{number:05d}" for number in range(1, count + 1)))
    with Store(store_url) as store, open_tools(settings, store, clock=clock) as tools:
        run = store.runs.start("enrich", clock.now())
        done = Worker(settings, store, tools, lambda what, done, total: None).enrich(run, [source], retry=True)
        store.runs.finish(run, "open" if done.is_open else "ok", {}, done.problems, clock.now())


def main() -> None:
    """Answer orders until the input ends."""
    _ssl_context()
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
