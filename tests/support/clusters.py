"""Real schedulers and workers of dask, and a PostgreSQL that may be killed, for tests and the bench."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.conftest import ROOT
from tests.support.processes import comes_true, started

QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def dask(what: str, *arguments: str, folder: Path) -> AbstractContextManager[subprocess.Popen[Any]]:
    """`dask scheduler` or `dask worker`, in that folder."""
    command = [sys.executable, "-P", "-m", "dask", what, "--no-dashboard", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    env["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"  # as the README says
    return started(command, cwd=folder, env=env, **QUIET)


@contextmanager
def scheduler(folder: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[Any]]]:
    """The address of a scheduler, and its process."""
    port = port or free_port()
    with dask("scheduler", "--host", "127.0.0.1", "--port", str(port), folder=folder) as process:
        assert comes_true(lambda: listens(port)), "no scheduler"
        yield f"tcp://127.0.0.1:{port}", process


def worker(address: str, folder: Path) -> AbstractContextManager[subprocess.Popen[Any]]:
    """One worker process, with one thread."""
    more = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder), "--host", "127.0.0.1")
    return dask("worker", address, *more, "--death-timeout", "60", folder=folder)


class OwnPostgresql:
    """A server in a folder, as an ordinary user runs it; it may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "initdb").parent]
        self._bin, self._folder, self.port = found[-1], folder, free_port()
        self._data = folder / "pg"
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres")
        assert self._run("initdb", "-D", self._data, "-U", "paperwire", "-A", "trust", "-E", "UTF8", "--no-sync") == 0
        self.url = f"postgresql+psycopg://paperwire@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Begin, once what a killed one began has ended, too."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self._folder}"

        def begins() -> bool:
            return self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l", self._folder / "log", "start") == 0

        assert comes_true(begins), (self._folder / "log").read_text(encoding="utf-8")

    @property
    def process(self) -> int:
        """The number of the process that began all others of it."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """At once, as a crash of the machine does: nothing is written any more."""
        os.kill(self.process, signal.SIGKILL)
        assert comes_true(lambda: not listens(self.port))

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: Any) -> int:
        return subprocess.run(
            [*self._as, self._bin / program, *arguments], check=False, cwd=self._folder, **QUIET
        ).returncode


@contextmanager
def own_postgresql(within: Path | None = None) -> Iterator[OwnPostgresql]:
    """A server of one's own, which ends with the block; its files are within a folder that everybody may read."""
    with TemporaryDirectory(prefix="paperwire-pg-", dir=within, ignore_cleanup_errors=True) as folder:
        server = OwnPostgresql(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
