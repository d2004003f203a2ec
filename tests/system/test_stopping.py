"""Ctrl-C and SIGTERM stop within two seconds, whatever is being waited for, and keep what was done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from enrich.record import Outcome
from enrich.store.store import Store
from tests.conftest import ROOT
from tests.support.arxiv_standin import Server
from tests.support.processes import PATIENCE, started
from tests.support.working import outcomes

Start = Callable[..., Server]
SOON = 10.0
"""Seconds: ten times what it takes, and far below what it would wait for."""
WAITS: dict[str, tuple[dict[str, Any] | None, str]] = {
    "a server that hangs": ({"kind": "hang", "seconds": 60}, ""),
    "a server that drips": ({"kind": "drip", "seconds": 1}, ""),
    "the limiter": (None, "min_interval = 60.0"),
    "a back-off": ({"kind": "status", "status": 503, "headers": {"Retry-After": "50"}}, ""),
    "a cool-down": ({"kind": "status", "status": 503, "headers": {"Retry-After": "3000"}}, ""),
}


@contextmanager
def running(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`paperwire ARGUMENTS` in a folder, as a process."""
    with started(
        [sys.executable, "-m", "feeds", *arguments], cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        yield process


def settle(home: Path, server: Server, more: str) -> None:
    ids = [f"2401.{n:05d}" for n in range(1, 7)]
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = 'list'\nids = {ids}\n[arxiv]\nbase_url = '{server.url}'\nbatch = 3\n"
        + (more or "min_interval = 0.0"),
        encoding="utf-8",
    )


def second_request(server: Server) -> threading.Event:
    """Set when the second request has come, or, if none is to come, when the first is answered."""
    came, start, end = threading.Event(), server.log.start, server.log.end

    def noting_start(method: str, path: str, query: str, agent: str) -> tuple[dict[str, Any], bool]:
        noted = start(method, path, query, agent)
        if len(server.log.rows) == 2:
            came.set()
        return noted

    def noting_end(row: dict[str, Any], status: int) -> None:
        end(row, status)
        if server.log.min_interval:
            came.set()

    server.log.start, server.log.end = noting_start, noting_end  # type: ignore[method-assign]
    return came


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("wait", [name for name in WAITS if name != "a cool-down"])
def test_a_run_stops_soon_and_keeps_what_was_done(
    standin: Start, tmp_path: Path, number: signal.Signals, wait: str
) -> None:
    fault, more = WAITS[wait]
    faults = [{"path": "/api", "nth": [2], **fault}] if fault else []
    server = standin(6, faults=faults, min_interval=0.0 if fault else 60.0)
    settle(tmp_path, server, more)
    came = second_request(server)
    with running(tmp_path, "run") as process:
        assert came.wait(PATIENCE)
        wait_until_kept(tmp_path, 3)
        began = monotonic()
        process.send_signal(number)
        output, _ = process.communicate(timeout=PATIENCE)
        took = monotonic() - began
    assert process.returncode == 130, output
    assert "stopped" in output
    assert "Traceback" not in output
    assert took < SOON
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        (run,) = store.runs.last()
        assert (run.status, run.ended is not None, run.counts["new"]) == ("interrupted", True, 3)
        found = outcomes(store)
        assert [found[f"2401.{n:05d}"] for n in range(1, 7)] == [Outcome.FOUND] * 3 + [Outcome.DEFERRED] * 3
        assert len(store.lookups.open(run.started)) == 3, "what was not done is due at once"


def wait_until_kept(home: Path, count: int) -> None:
    """Until the store holds so many records: the request that came after them is being waited for."""
    url, end = f"sqlite:///{home / 'paperwire.db'}", monotonic() + PATIENCE
    while monotonic() < end:
        with Store(url) as store:
            if store.records.count() >= count:
                return
    pytest.fail("the first batch was not kept")


def test_while_arxiv_wants_to_be_left_alone_a_run_ends_by_itself(standin: Start, tmp_path: Path) -> None:
    fault, more = WAITS["a cool-down"]
    assert fault is not None
    server = standin(6, faults=[{"path": "/api", **fault}])
    settle(tmp_path, server, more)
    for requests in (1, 1):
        with running(tmp_path, "run", "--retry") as process:
            output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 3, output
        assert server.log.summary()["requests"] == requests
    assert "nothing is asked before" in output


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_stopped_ends_with_the_status_of_whatever_is_stopped(tmp_path: Path, sign: int) -> None:
    (tmp_path / "paperwire.toml").write_text("[serve]\nport = 0\n", encoding="utf-8")
    with running(tmp_path, "serve", "--port", "0") as process:
        assert process.stdout is not None
        output = ""
        while "Serving" not in output:
            line = process.stdout.readline()
            assert line, output
            output += line
        process.send_signal(sign)
        rest, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, output + rest
    assert "stopped" in rest
    assert "Traceback" not in rest
