"""A run whose process is gone does not go on, whether a later one has noted that or not."""

from __future__ import annotations

import subprocess
import sys

from enrich.store.store import Store
from tests.conftest import ROOT
from tests.support.keeping import START

KILLED = """
import os, signal, sys
from enrich.store.store import Store
from tests.support.keeping import START
Store(sys.argv[1]).runs.start("publish", START)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_that_was_killed_was_interrupted(either: str) -> None:
    subprocess.run([sys.executable, "-c", KILLED, either], cwd=ROOT, check=False)
    with Store(either) as store:
        assert [run.status for run in store.runs.last()] == ["interrupted"]
        store.runs.start("run", START)
        assert [run.status for run in store.runs.last()] == ["running", "interrupted"]
