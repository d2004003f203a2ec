"""The schedule: its times, one worker at a time, runs that were missed, and signals."""

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enrich.errors import BadSettings
from enrich.options.schedule import Job
from enrich.settings import Settings, load
from enrich.store import Store
from feeds.cli import call
from feeds.schedule import commands, next_times, trigger_of
from tests.arxiv_standin import Server
from tests.conftest import ROOT

PATIENCE = 60.0
"""Seconds that a test waits at most for another process."""


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (("enrich", "publish"), ["run"]),
        (("harvest", "enrich", "publish"), ["harvest", "run"]),
        (("publish",), ["publish"]),
        (("run",), ["run"]),
    ],
)
def test_the_steps_of_a_job_are_as_few_processes_as_possible(steps: tuple[str, ...], found: list[str]) -> None:
    assert commands(steps) == found


def test_the_default_job_runs_after_arxivs_daily_change() -> None:
    (job,) = next_times(Settings(), datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert job.when == datetime(2026, 7, 2, 4, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "said"),
    [("99 * * * *", "five fields"), ("0 0 * foo *", "five fields"), ("0 0 31 2,4 *", "no month has such a day")],
)
def test_a_cron_expression_that_never_fires_is_named(cron: str, said: str) -> None:
    with pytest.raises(BadSettings, match=f"jobs x: cron = .*{said}"):
        trigger_of(Job(name="x", cron=cron))


def test_a_day_that_comes_every_28_years_is_one() -> None:
    assert trigger_of(Job(name="x", cron="0 0 29 2 mon"))


@pytest.mark.parametrize("command", ["run", "status", "doctor", "schedule"])
def test_every_command_refuses_a_cron_expression_that_never_fires(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text("[[schedule.jobs]]\nname = 'monthly'\ncron = '0 0 31 2 *'")
    assert call([command]) == 2
    said = capsys.readouterr().err
    assert "paperwire.toml: schedule.jobs monthly: cron = '0 0 31 2 *'" in said
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- as a process


class Scheduler:
    """A `paperwire schedule` of its own."""

    def __init__(self, home: Path) -> None:
        self.log = home / f"schedule-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "feeds", "schedule"],
                cwd=home, stderr=log, env=os.environ | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def says(self, text: str) -> bool:
        return text in self.log.read_text()

    def end(self, number: int = signal.SIGTERM) -> float:
        """Signal it; the seconds that it took to end."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return time.monotonic() - began


@pytest.fixture
def home(tmp_path: Path, standin: Callable[..., Server]) -> Path:
    settle(tmp_path, standin().url)
    (tmp_path / "list.txt").write_text("arXiv:2401.00001")
    return tmp_path


def settle(home: Path, url: str, cron: str = "0 0 1 1 *") -> None:
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = 'list'\nfiles = ['list.txt']\n[arxiv]\nbase_url = '{url}'\nmin_interval = 0.0\n"
        f"[[schedule.jobs]]\nname = 'job'\ncron = '{cron}'\ntimezone = 'UTC'\n"
    )


@pytest.fixture
def start(home: Path) -> Iterator[Callable[[], Scheduler]]:
    started: list[Scheduler] = []

    def go() -> Scheduler:
        started.append(Scheduler(home))
        return started[-1]

    yield go
    for scheduler in started:
        scheduler.end(signal.SIGKILL)


def wait(condition: Callable[[], bool]) -> None:
    pause = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < pause, "waited in vain"
        os.sched_yield()
        signal.sigtimedwait([], 0.1)


def make_due(home: Path) -> None:
    """As if the machine had been off when the job was due."""
    with sqlite3.connect(home / "paperwire.db", timeout=30) as connection:
        ((state,),) = connection.execute("SELECT job_state FROM scheduled_jobs")
        past = pickle.loads(state) | {"next_run_time": datetime(2020, 1, 1, tzinfo=UTC)}
        values = (past["next_run_time"].timestamp(), pickle.dumps(past))
        connection.execute("UPDATE scheduled_jobs SET next_run_time = ?, job_state = ?", values)
    connection.close()


def runs(home: Path) -> list[str]:
    with Store(load(here=home).store_url) as store:
        return [run.status for run in store.runs.last() if run.ended]


def test_a_missed_run_is_made_up_once_after_the_start(home: Path, start: Callable[[], Scheduler]) -> None:
    first = start()
    wait(lambda: first.says("job: next at"))
    assert first.end() < 10
    assert runs(home) == []
    make_due(home)
    second = start()
    wait(lambda: runs(home) == ["ok"])
    assert second.end() < 10
    assert (home / "out" / "all.atom").is_file()
    third = start()
    wait(lambda: third.says("job: next at"))
    assert third.end() < 10
    assert runs(home) == ["ok"]


def test_another_scheduler_waits_and_takes_over(home: Path, start: Callable[[], Scheduler]) -> None:
    first = start()
    wait(lambda: first.says("job: next at"))
    second = start()
    wait(lambda: second.says("waiting to take over"))
    assert not second.says("job: next at")
    first.end(signal.SIGKILL)
    wait(lambda: second.says("job: next at"))


def test_settings_are_read_again_and_wrong_ones_refused(home: Path, start: Callable[[], Scheduler]) -> None:
    scheduler = start()
    wait(lambda: scheduler.says("job: next at"))
    right = (home / "paperwire.toml").read_text()
    (home / "paperwire.toml").write_text(right + "[arxive]\n")
    scheduler.process.send_signal(signal.SIGHUP)
    wait(lambda: scheduler.says("the old ones stay"))
    (home / "paperwire.toml").write_text(right.replace("0 0 1 1 *", "0 0 2 2 *"))
    scheduler.process.send_signal(signal.SIGHUP)
    wait(lambda: scheduler.says("read again"))
    assert scheduler.process.poll() is None


def test_a_job_in_hand_is_dropped_safely_within_ten_seconds(
    home: Path, start: Callable[[], Scheduler], standin: Callable[..., Server]
) -> None:
    server = standin(faults=[{"path": "/api", "kind": "hang", "seconds": 30}])
    settle(home, server.url)
    first = start()
    wait(lambda: first.says("job: next at"))
    first.end()
    make_due(home)
    second = start()
    wait(lambda: server.log.summary()["requests"] == 1)
    assert second.end() < 10
    assert runs(home) == ["interrupted"]
    with Store(load(here=home).store_url) as store:
        assert [lookup.question for lookup in store.lookups.open(datetime.now(UTC))] == ["2401.00001"]
