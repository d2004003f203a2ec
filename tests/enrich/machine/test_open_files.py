"""Open files: locked, read and written at a place, flushed, on this system and as on one that lacks the calls for it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import portalocker
import pytest

from enrich.machine import open_files
from enrich.machine.open_files import (
    flush,
    flush_file_system,
    lock,
    open_below,
    open_no_link,
    read_at,
    unlock,
    write_at,
)
from tests.support.processes import PATIENCE

LACKING = ("pread", "preadv", "pwrite", "pwritev", "fdatasync", "sync", "O_NOFOLLOW", "O_DIRECTORY")


@pytest.fixture(params=["all calls", "calls of Windows"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "calls of Windows":
        for name in LACKING:
            monkeypatch.delattr(os, name)
        monkeypatch.setattr(open_files, "_OPENS_FOLDERS", False)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        yield file
    finally:
        os.close(file)


@pytest.mark.usefixtures("system")
def test_bytes_are_read_and_written_at_their_place_and_nothing_else_moves(tmp_path: Path) -> None:
    with opened(tmp_path / "file") as file:
        os.write(file, b"0123456789")
        os.lseek(file, 3, os.SEEK_SET)
        assert read_at(file, 4, 5) == b"5678"
        assert read_at(file, 4, 10) == b""
        assert os.read(file, 2) == b"34"
        assert write_at(file, [b"ab", memoryview(b"cd")], 2) == 4
        assert read_at(file, 99, 0) == b"01abcd6789"
        open_files.flush_data(file)


@pytest.mark.usefixtures("system")
def test_files_and_folders_are_flushed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    flush(tmp_path / "file")
    flush(tmp_path)
    assert flush_file_system(tmp_path) is hasattr(os, "sync")


@pytest.mark.usefixtures("system")
def test_no_link_is_followed_at_the_end_of_a_path_or_within_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "topics").mkdir(parents=True)
    (out / "topics" / "a").write_bytes(b"a")
    (tmp_path / "secret").write_bytes(b"s")
    (out / "link").symlink_to(tmp_path / "secret")
    (out / "away").symlink_to(tmp_path)
    file = open_below(out, "topics/a")
    assert os.read(file, 9) == b"a"
    os.close(file)
    for path in ("link", "away/secret", "topics", "topics/b"):
        with pytest.raises(OSError, match=r".*"):
            open_below(out, path)
    with pytest.raises(OSError, match="symbolic"):
        open_no_link(out / "link")


def _hold(path: Path, pipe: Connection) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    lock(file)
    pipe.send("locked")
    signal.pause()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Another process has the lock of `file`; kills it."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_hold, args=(tmp_path / "file", theirs))
    process.start()

    def kill() -> None:
        process.kill()
        process.join(PATIENCE)

    with ours, theirs:
        try:
            assert ours.poll(PATIENCE)
            yield kill
        finally:
            kill()


def test_a_lock_is_waited_for_and_ends_with_its_process(tmp_path: Path, holder: Callable[[], None]) -> None:
    with opened(tmp_path / "file") as file:
        have = threading.Event()
        waiting = threading.Thread(target=lambda: (lock(file), have.set()), daemon=True)
        waiting.start()
        assert not have.wait(0.5)
        holder()
        assert have.wait(PATIENCE)


def test_a_lock_ends_when_it_is_given_back_or_its_file_is_closed(tmp_path: Path) -> None:
    with opened(tmp_path / "file") as first, opened(tmp_path / "file") as second:
        lock(first)
        unlock(first)
        lock(second)
    with opened(tmp_path / "file") as third:
        lock(third)


def test_a_version_before_and_this_one_wait_for_each_other(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with opened(tmp_path / "file") as older, opened(tmp_path / "file") as ours:
        lock(ours)
        with pytest.raises(BlockingIOError):
            fcntl.flock(older, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_where_the_system_waits_for_seconds_only_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [portalocker.AlreadyLocked("not yet"), portalocker.AlreadyLocked("not yet"), None]

    def reluctant(*_: object) -> None:
        if answer := answers.pop(0):
            raise answer

    monkeypatch.setattr(portalocker, "lock", reluctant)
    lock(0)
    assert answers == []


def test_where_there_can_be_no_lock_the_error_of_the_system_is_told() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        lock(99_999)
