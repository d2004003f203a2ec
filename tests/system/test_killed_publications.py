"""A publication that is killed takes its workers with it, and the next one begins at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from enrich.store.store import Store
from tests.conftest import ROOT
from tests.enrich.database.test_locks import named
from tests.support.keeping import keep

PAPERS, BOUND, GONE = 150, 30, 5
"""Papers; seconds for the publication after one that was killed; seconds in which the workers are gone."""
AFTER = (0.0, 0.05, 0.2)
"""Seconds between the first worker and the signal."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def begin(url: str, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.publishing", url, str(out)], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def at_work(out: Path) -> set[int]:
    """The processes that publish to a folder: the first of them, and its workers."""
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                if str(out).encode() in (process / "cmdline").read_bytes().split(b"\0"):
                    found.add(int(process.name))
            except OSError:
                continue
    return found


def wait_until(so: Callable[[], bool], seconds: float) -> bool:
    end, pause = monotonic() + seconds, threading.Event()
    while not so():
        if monotonic() > end:
            return False
        pause.wait(0.01)
    return True


def test_no_worker_is_left_and_the_next_publication_goes_well(either: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Store(either) as store:
        keep(store, named(1, PAPERS))
    for after in AFTER:
        publishing = begin(either, out)
        try:
            assert wait_until(lambda: len(at_work(out)) > 1, BOUND)
            threading.Event().wait(after)
            publishing.kill()
            publishing.wait(BOUND)
            assert wait_until(lambda: not at_work(out), GONE), "workers live on"
        finally:
            for left in at_work(out):
                os.kill(left, signal.SIGKILL)
            publishing.communicate(timeout=BOUND)
        assert publishing.returncode == -signal.SIGKILL, "it was killed while it worked"
    said, complained = begin(either, out).communicate(timeout=BOUND)
    assert (said, complained) == (f"{sum(path.is_file() for path in out.rglob('*'))}\n", "")
