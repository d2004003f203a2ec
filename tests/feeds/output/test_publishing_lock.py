"""Who waits for the publisher of an out/ says for whom, and no forked process keeps the lock."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from enrich.machine.process import host, spoken
from feeds.output import publishing_lock
from feeds.output.publishing_lock import HOLDER, LOCK, PublishingLock, present_publisher
from tests.conftest import ROOT
from tests.enrich.database.test_locks import beside
from tests.support.processes import PATIENCE, started

HOLDING = """
import os, sys
from pathlib import Path
from feeds.output.publishing_lock import PublishingLock
lock = PublishingLock(Path(sys.argv[1]))
if not os.fork():
    print(os.getpid(), flush=True)
sys.stdin.read()
"""
"""A publisher with a child; both live until the end of the input. The child says so itself, and so has begun."""


def test_nobody_publishes(tmp_path: Path) -> None:
    assert present_publisher(tmp_path) is None
    PublishingLock(tmp_path).release()
    assert present_publisher(tmp_path) is None


def test_who_waits_says_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, logged, lines = PublishingLock(tmp_path), threading.Event(), []

    def warning(*words: str) -> None:
        lines.append(words)
        logged.set()

    monkeypatch.setattr(publishing_lock.log, "warning", warning)
    with beside(lambda: PublishingLock(tmp_path).release()):
        assert logged.wait(PATIENCE)
        first.release()
    whom = f"process {os.getpid()} on {host()} publishes to the same out/ ({tmp_path / LOCK})"
    assert lines == [("%s; waiting for it to end", whom)]


def test_a_lock_ends_with_its_process_although_a_child_lives_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with started(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as publisher:
        assert publisher.stdout is not None
        child = int(publisher.stdout.readline())
        sentence, well = present_publisher(tmp_path) or ("", False)
        assert (well, sentence.startswith(f"process {publisher.pid} on ")) == (True, True)
        publisher.kill()
        publisher.wait(PATIENCE)
        os.kill(child, 0)
        assert present_publisher(tmp_path) is None


def test_a_lock_that_outlives_its_process_is_said_to(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "from enrich.machine.process import new_name; print(new_name(), end='')"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    lock = PublishingLock(tmp_path)
    (tmp_path / HOLDER).write_text(gone, encoding="utf-8")
    sentence, well = present_publisher(tmp_path) or ("", True)
    assert not well
    assert sentence.startswith(f"{spoken(gone)} is gone, but a process that it began lives on")
    (tmp_path / HOLDER).unlink()
    assert present_publisher(tmp_path) == (f"another process has {tmp_path / LOCK}", True)
    lock.release()
