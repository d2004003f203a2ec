"""Processes that share a store never ask arXiv too soon, nor two at once; the server is the judge, in real time."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from enrich.record import Outcome
from enrich.store.store import Store
from tests.support.crashing import Crasher
from tests.support.processes import PATIENCE, comes_true, started
from tests.support.steadiness import judged

ROOT = Path(__file__).resolve().parents[2]
INTERVAL = 0.1
ASKER = """
import sys
from enrich.http.messages import Limits
from enrich.http.client import Fetcher
from enrich.http.rate_limit import Limiter, Rules
from enrich.record import Outcome
from enrich.store.store import Store
from tests.support.crashing import Crasher

store_url, url, interval, count = sys.argv[1:]
with Store(store_url) as store:
    fetcher = Fetcher(Limiter(store.slots, Rules(min_interval=float(interval), lease=3600.0)),
                      limits=Limits(backoff=0.05, retries=20, ill_retries=20))
    for _ in range(int(count)):
        fetcher.get(f"{url}/abs/2401.00001")
        print("asked", flush=True)
"""
Start = Callable[..., Any]


def asker(store_url: str, url: str, count: int) -> AbstractContextManager[subprocess.Popen[str]]:
    command = [sys.executable, "-c", ASKER, store_url, url, str(INTERVAL), str(count)]
    return started(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'paperwire.db'}"
    Store(url).close()
    return url


def test_two_processes_keep_one_interval(store_url: str, standin: Start) -> None:
    faults = [
        {"path": "/abs", "kind": "status", "status": 500, "every": 6},
        {"path": "/abs", "kind": "reset", "every": 5},
    ]

    def attempt() -> Mapping[str, Any]:
        server = standin(1, min_interval=INTERVAL, enforce=True, faults=faults)
        with asker(store_url, server.url, 12) as first, asker(store_url, server.url, 12) as second:
            assert [process.wait(PATIENCE) for process in (first, second)] == [0, 0]
        seen: dict[str, Any] = server.log.summary()
        assert seen["requests"] >= 24
        return seen

    assert judged(attempt, INTERVAL) == (0, 1)


def test_a_killed_process_leaves_no_turn_behind(store_url: str, standin: Start) -> None:
    """Its lease is longer than anybody waits here: the next one comes to its end only when it need not wait for that."""

    def attempt() -> Mapping[str, Any]:
        faults = [{"path": "/abs", "kind": "hang", "nth": [2], "seconds": 3}]
        server = standin(1, min_interval=INTERVAL, enforce=True, faults=faults)
        with asker(store_url, server.url, 5) as first:
            assert comes_true(lambda: len(server.log.rows) == 2)
            first.kill()
            first.wait(PATIENCE)
        with asker(store_url, server.url, 2) as second:
            assert second.wait(PATIENCE) == 0
        seen: dict[str, Any] = server.log.summary()
        return seen

    assert judged(attempt, INTERVAL)[0] == 0


def test_two_workers_on_one_store_keep_one_interval(tmp_path: Path, standin: Start) -> None:
    interval, batch, count = 0.2, 10, 60
    numbers = itertools.count(1)

    def attempt() -> Mapping[str, Any]:
        store_url = f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"
        Store(store_url).close()
        server = standin(count, min_interval=interval, enforce=True)
        with ExitStack() as stack:
            workers = [Crasher(server.url, interval, batch, count) for _ in range(2)]
            for worker in workers:
                stack.callback(worker.close)
                worker.start(store_url)
            assert [worker.wait() for worker in workers] == [0, 0]
        seen: dict[str, Any] = server.log.summary()
        assert count // batch <= seen["requests"] <= 2 * count // batch
        with Store(store_url) as store:
            assert len(store.order()) == count
            assert {one.verdict.outcome for one in store.intake.accounted()} == {Outcome.FOUND}
        return seen

    assert judged(attempt, interval) == (0, 1)
