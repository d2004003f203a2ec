"""A publication that is killed takes its workers with it, and the next one begins at once."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from enrich.store.store import Store
from tests.conftest import ROOT
from tests.enrich.database.test_locks import named
from tests.support.keeping import keep
from tests.support.processes import PATIENCE, comes_true, started

PAPERS, ATTEMPTS = 150, 10
"""Papers for each publication; how many publications are begun at most until one is killed before its end."""
AFTER = (0.0, 0.05, 0.2)
"""Seconds between the first worker and the signal."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def begin(url: str, out: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    return started(
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


def killed(url: str, out: Path, after: float) -> bool:
    """Begin a publication and kill it; whether it was killed before it came to its end. No worker is left in any case."""
    with begin(url, out) as publishing:
        try:
            comes_true(lambda: len(at_work(out)) > 1 or publishing.poll() is not None)
            threading.Event().wait(after)
            publishing.kill()
            publishing.wait(PATIENCE)
            assert comes_true(lambda: not at_work(out)), "workers live on"
        finally:
            for left in at_work(out):
                os.kill(left, signal.SIGKILL)
    return publishing.returncode == -signal.SIGKILL


def test_no_worker_is_left_and_the_next_publication_goes_well(either: str, tmp_path: Path) -> None:
    out, first = tmp_path / "out", itertools.count(1, PAPERS)
    with Store(either) as store:
        for after in AFTER:
            for _ in range(ATTEMPTS):  # on a busy machine one may end before it can be killed
                keep(store, named(next(first), PAPERS))
                if killed(either, out, after):
                    break
            else:
                pytest.fail("no publication could be killed before its end")
        keep(store, named(next(first), PAPERS))
    with begin(either, out) as publishing:
        output, complained = publishing.communicate(timeout=PATIENCE)
    assert (output, complained) == (f"{sum(path.is_file() for path in out.rglob('*'))}\n", "")
