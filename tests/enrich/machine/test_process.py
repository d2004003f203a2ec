"""A process ends with its parent, whether the system tells it or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.support.processes import PATIENCE, started

FAMILY = """
import ctypes, os, signal, sys
from enrich.machine.process import end_with
parent, (written, writing) = os.getpid(), os.pipe()
if not os.fork():
    if sys.argv[1] == "untold":
        sys.platform = "another"
    end_with(parent)
    print(os.getpid(), flush=True)
    {work}
    os._exit(1)
signal.pause()
"""
WORK = {
    "reads": "os.read(written, 1)",
    "writes": "os.write(writing, bytes(10**7))",
    "computes": "while True: pass",
}
"""What a child does that holds both ends of a pipe."""


@pytest.mark.parametrize("mode", ["told", "untold"])
@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_a_child_ends_when_its_parent_is_killed(work: str, mode: str) -> None:
    command = [sys.executable, "-c", FAMILY.format(work=work), mode]
    with started(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        try:
            rest, _ = parent.communicate(timeout=PATIENCE)  # returns when nobody can write any more
        except subprocess.TimeoutExpired:
            os.kill(child, signal.SIGKILL)
            raise
    assert rest == ""


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    orphan = "import os, signal; from enrich.machine.process import end_with; end_with(os.getppid() + 1, gently=True)"
    assert subprocess.run([sys.executable, "-c", orphan], cwd=ROOT, check=False).returncode == -signal.SIGTERM
