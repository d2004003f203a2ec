"""What a job of the schedule does: its steps as processes, which can be stopped at any moment, and what became of them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence

from msgspec import Struct

OUTCOMES = {
    0: "all went well",
    1: "a failure, out/ is as it was",
    2: "wrong usage or settings",
    3: "something is open, `paperwire status` says what",
    130: "stopped, what was done is kept",
}
"""What the exit statuses of paperwire mean."""


class EndedStep(Struct, frozen=True):
    """A step that came to its end, or could not begin."""

    command: str
    status: int | None
    """Exit status, less than 0 for the signal that ended it; None when it could not begin."""
    problem: str = ""

    @property
    def is_well(self) -> bool:
        """Whether the next step may follow."""
        return self.status in (0, 3)

    def __str__(self) -> str:
        if self.status is None:
            return f"{self.command} could not begin: {self.problem}"
        if self.status < 0:
            return f"{self.command} was ended by signal {-self.status}"
        return f"{self.command} ended with {self.status}: {OUTCOMES.get(self.status, 'no status of paperwire')}"


def commands(steps: Sequence[str]) -> list[str]:
    """The commands that do the steps of a job, as few as possible: enrich and publish together are `run`."""
    found: list[str] = []
    for step in steps:
        if step == "publish" and found and found[-1] == "enrich":
            found[-1] = "run"
        elif not found or found[-1] != step:
            found.append(step)
    return found


class JobProcesses:
    """The processes of the jobs that are at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._working: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def work(self, command: str, config: str | None, folder: str) -> EndedStep | None:
        """Do a command in the folder of the settings, to its end; None when work is no longer accepted."""
        at = ["--config", config] if config else []
        argv = [sys.executable, "-P", "-m", "feeds.schedule.job", str(os.getpid()), *at, "--quiet", command]
        with self._lock:
            if self._stopped:
                return None
            try:
                process = subprocess.Popen(argv, cwd=folder, stdin=subprocess.DEVNULL)
            except OSError as wrong:
                return EndedStep(command, None, f"{wrong.strerror}: {wrong.filename or folder}")
            self._working.add(process)
        try:
            return EndedStep(command, process.wait())
        finally:
            with self._lock:
                self._working.discard(process)

    def begin(self) -> None:
        """Take work (again)."""
        self._stopped = False

    def stop(self, seconds: float) -> None:
        """Ask every process to stop, and end those that do not."""
        with self._lock:
            self._stopped = True
            working = list(self._working)
        for process in working:
            process.terminate()
        for process in working:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()


job_processes = JobProcesses()
"""The jobs of this process: APScheduler finds what it calls by name, and cannot be given an object."""
