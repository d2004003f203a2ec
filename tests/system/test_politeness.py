"""Processes that share a store never ask arXiv too soon, nor two at once; the server is the judge, in real time."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from enrich.record import Outcome
from enrich.store.store import Store
from tests.support.crashing import Crasher
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
    fetcher = Fetcher(Limiter(store.slots, Rules(min_interval=float(interval), lease=20.0)),
                      limits=Limits(backoff=0.05, retries=20, ill_retries=20))
    for _ in range(int(count)):
        fetcher.get(f"{url}/abs/2401.00001")
        print("asked", flush=True)
"""
Start = Callable[..., Any]


def asker(store_url: str, url: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ASKER, store_url, url, str(INTERVAL), str(count)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


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
        askers = [asker(store_url, server.url, 12) for _ in range(2)]
        assert [process.wait(60) for process in askers] == [0, 0]
        for process in askers:
            assert process.stdout is not None
            process.stdout.close()
        seen: dict[str, Any] = server.log.summary()
        assert seen["requests"] >= 24
        return seen

    assert judged(attempt, INTERVAL) == (0, 1)


def test_a_killed_process_leaves_no_turn_behind(store_url: str, standin: Start) -> None:
    server = standin(
        1, min_interval=INTERVAL, enforce=True, faults=[{"path": "/abs", "kind": "hang", "nth": [2], "seconds": 3}]
    )
    second_arrived, start = threading.Event(), server.log.start

    def noting(*request: str) -> tuple[dict[str, Any], bool]:
        noted: tuple[dict[str, Any], bool] = start(*request)
        if len(server.log.rows) == 2:
            second_arrived.set()
        return noted

    server.log.start = noting
    first = asker(store_url, server.url, 5)
    assert first.stdout is not None
    assert second_arrived.wait(30)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    first.stdout.close()
    began = time.monotonic()
    second = asker(store_url, server.url, 2)
    assert second.wait(60) == 0
    assert second.stdout is not None
    second.stdout.close()
    assert time.monotonic() - began < 15, "the turn of the dead was not waited for to the end of its lease"
    assert server.log.too_soon == 0


def test_two_workers_on_one_store_keep_one_interval(tmp_path: Path, standin: Start) -> None:
    interval, batch, count = 0.2, 10, 60
    numbers = itertools.count(1)

    def attempt() -> Mapping[str, Any]:
        store_url = f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"
        Store(store_url).close()
        server = standin(count, min_interval=interval, enforce=True)
        workers = [Crasher(server.url, interval, batch, count) for _ in range(2)]
        for worker in workers:
            worker.start(store_url)
        assert [worker.wait() for worker in workers] == [0, 0]
        for worker in workers:
            worker.close()
        seen: dict[str, Any] = server.log.summary()
        assert count // batch <= seen["requests"] <= 2 * count // batch
        with Store(store_url) as store:
            assert len(store.order()) == count
            assert {one.verdict.outcome for one in store.intake.accounted()} == {Outcome.FOUND}
        return seen

    assert judged(attempt, interval) == (0, 1)
