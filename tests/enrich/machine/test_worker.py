"""Work in a process of its own comes to its end or is ended, and no process is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from enrich.machine.worker import WorkFailed, work_apart
from tests.conftest import ROOT

PATIENCE = 60.0
MEGABYTES = 300
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def count(task: int) -> Iterator[int]:
    yield from range(task)


def process(task: str) -> Iterator[int]:
    yield os.getpid()


def misbehave(task: str) -> Iterator[object]:
    yield os.getpid()
    if task == "computes":
        while True:
            pass
    elif task == "never leaves a library":
        re.match("(a|a)*$", "a" * 100 + "b")
    elif task == "waits":
        threading.Event().wait()
    elif task == "raises":
        raise LookupError("a book is missing")
    elif task == "exits":
        os._exit(5)
    elif task == "takes memory":
        yield len([bytearray(1_000_000) for _ in range(10_000)])
    elif task.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, task))
        threading.Event().wait()


def holds(task: str) -> Iterator[str]:
    for one in Path("/proc/self/fd").iterdir():
        if one.is_symlink() and int(one.name) > 2:
            yield os.readlink(one)


def main_module(task: str) -> Iterator[str | None]:
    yield getattr(sys.modules["__main__"], "__file__", None)


def apart(work: object, task: object, seconds: float = PATIENCE, megabytes: int = MEGABYTES) -> Iterator[object]:
    return work_apart(work, task, seconds=seconds, megabytes=megabytes)  # type: ignore[arg-type]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def is_gone_soon(pid: int) -> bool:
    end = monotonic() + PATIENCE
    while lives(pid) and monotonic() < end:
        sleep(0.01)
    return not lives(pid)


@pytest.mark.parametrize("many", [0, 1, 499, 500, 501, 2000])
def test_results_are_those_of_the_work_in_their_order(many: int) -> None:
    assert list(apart(count, many)) == list(range(many))


def test_one_process_does_one_work_after_another() -> None:
    (one,), (another,) = apart(process, ""), apart(process, "")
    assert one == another != os.getpid()


def test_two_at_once_have_a_process_each() -> None:
    first = apart(process, "")
    pid = next(first)
    assert list(apart(process, "")) != [pid]


@pytest.mark.parametrize(
    ("task", "why", "may_pass"),
    [
        ("computes", "took longer than 1 s", True),
        ("never leaves a library", "took longer than 1 s", True),
        ("waits", "took longer than 1 s", True),
        ("raises", "failed (LookupError: a book is missing)", False),
        ("exits", "ended with status 5", False),
        ("SIGSEGV", "was ended by SIGSEGV", False),
        ("SIGKILL", "was ended by SIGKILL", True),
    ],
)
def test_work_that_comes_to_no_end_is_given_up_and_the_next_is_done(task: str, why: str, may_pass: bool) -> None:
    with pytest.raises(WorkFailed) as failed:
        list(apart(misbehave, task, 1.0 if "longer" in why else PATIENCE))
    assert (str(failed.value), failed.value.may_pass) == (why, may_pass)
    assert len(list(apart(misbehave, "does well"))) == 1


@linux
def test_work_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(WorkFailed, match="took more than 300 MB of memory"):
        list(apart(misbehave, "takes memory"))


@linux
def test_what_waits_for_its_results_is_not_counted_against_the_work() -> None:
    results = apart(count, 3000, 1.5)
    assert next(results) == 0
    sleep(2.0)
    assert len(list(results)) == 2999


@linux
def test_work_that_is_abandoned_ends_with_its_process() -> None:
    started = apart(process, "")
    pid = next(started)
    started.close()  # type: ignore[attr-defined]
    assert isinstance(pid, int)
    assert is_gone_soon(pid)


@linux
def test_no_open_file_is_handed_down(tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as mine:
        os.set_inheritable(mine.fileno(), True)
        handed_down = [str(one) for one in apart(holds, "", megabytes=MEGABYTES + 1)]
    assert not [one for one in handed_down if str(tmp_path) in one]
    assert not [one for one in handed_down if one.startswith("socket:")]


def test_the_main_module_is_not_loaded_again() -> None:
    assert list(apart(main_module, "")) == [None]


PARENT = """
import os, sys
from tests.enrich.machine.test_worker import apart, {work}
for result in apart({work}, "{task}"):
    print(result, flush=True)
print("done", flush=True)
sys.stdin.read()
"""


@linux
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda sign: sign.name)
@pytest.mark.parametrize(("work", "task"), [("process", ""), ("misbehave", "never leaves a library")])
def test_a_worker_ends_with_its_parent(sign: signal.Signals, work: str, task: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(work=work, task=task)], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with parent:
        assert parent.stdout is not None
        try:
            if work == "misbehave":  # it sends nothing before its end
                pid = child_of(parent.pid)
            else:
                pid = int(parent.stdout.readline())
                assert parent.stdout.readline() == "done\n"
            assert lives(pid)
            parent.send_signal(sign)
            assert is_gone_soon(pid)
        finally:
            parent.kill()


def child_of(parent: int) -> int:
    """The worker of a process, as soon as it works."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        for one in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
            words = Path(f"/proc/{one}/cmdline").read_bytes()
            ticks = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11]
            if b"spawn_main" in words and int(ticks) > 100:
                return int(one)
        sleep(0.02)
    raise AssertionError("no worker began")
