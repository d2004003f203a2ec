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
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from enrich.errors import BadSettings
from enrich.options.schedule import Job
from enrich.settings import Settings, load
from enrich.store.store import Store
from feeds.cli.commands import call
from feeds.schedule.schedule import Trigger
from feeds.schedule.times import cron_of, next_times
from feeds.schedule.work import EndedStep, commands
from tests.conftest import ROOT
from tests.support.arxiv_standin import Server
from tests.support.processes import PATIENCE, comes_true

SOON = 30.0
"""Seconds: far more than a stop takes, and far less than what is being waited for."""


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


def test_a_cron_expression_that_never_fires_is_named_with_its_job() -> None:
    with pytest.raises(BadSettings, match=r"schedule\.jobs x: cron = '99 .*'99' is not valid as minute"):
        cron_of(Job(name="x", cron="99 * * * *"))


def test_apscheduler_is_told_every_time_once_and_keeps_the_trigger() -> None:
    trigger = pickle.loads(pickle.dumps(Trigger(cron_of(Job(name="x", timezone="America/New_York")))))
    now = datetime(2026, 3, 8, 5, 45, tzinfo=UTC)
    first = trigger.get_next_fire_time(None, now)
    assert first == now
    assert trigger.get_next_fire_time(first, now) == datetime(2026, 3, 9, 4, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (0, "run ended with 0: all went well"),
        (3, "run ended with 3: something is open"),
        (1, "run ended with 1: a failure"),
        (-9, "run was ended by signal 9"),
        (None, "run could not begin: no such folder"),
    ],
)
def test_what_became_of_a_step_is_said_in_words(status: int | None, sentence: str) -> None:
    assert str(EndedStep("run", status, "no such folder")).startswith(sentence)


@pytest.mark.parametrize(
    ("cron", "status"), [("0 0 * * 7", 0), ("@daily", 0), ("@reboot", 2), ("0 0 31 2 *", 2), ("0 0 * *", 2)]
)
def test_the_list_and_the_doctor_judge_a_cron_expression_alike(
    cron: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settle(tmp_path, "http://127.0.0.1:9", cron)
    assert call(["schedule", "--list"]) == status
    assert ("00:00 UTC" in capsys.readouterr().out) is (status == 0)
    assert (call(["doctor"]) == 2) is (status == 2)
    assert ("job: next at" in capsys.readouterr().out) is (status == 0)


@pytest.mark.parametrize("command", ["run", "status", "doctor", "schedule"])
def test_every_command_refuses_a_cron_expression_that_never_fires(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text("[[schedule.jobs]]\nname = 'monthly'\ncron = '0 0 31 2 *'")
    assert call([command]) == 2
    output = capsys.readouterr().err
    assert "paperwire.toml: schedule.jobs monthly: cron = '0 0 31 2 *'" in output
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

    def logged(self, text: str) -> bool:
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
    assert comes_true(condition), "waited in vain"


def make_due(home: Path, trigger: BaseTrigger | None = None) -> None:
    """As if the machine had been off when the job was due; kept with another trigger, if one is given."""
    with sqlite3.connect(home / "paperwire.db", timeout=30) as connection:
        ((state,),) = connection.execute("SELECT job_state FROM scheduled_jobs")
        past = pickle.loads(state) | {"next_run_time": datetime(2020, 1, 1, tzinfo=UTC)}
        past |= {"trigger": trigger} if trigger else {}
        values = (past["next_run_time"].timestamp(), pickle.dumps(past))
        connection.execute("UPDATE scheduled_jobs SET next_run_time = ?, job_state = ?", values)
    connection.close()


def runs(home: Path) -> list[str]:
    with Store(load(here=home).store_url) as store:
        return [run.status for run in store.runs.last() if run.ended]


def test_a_missed_run_is_made_up_once_after_the_start(home: Path, start: Callable[[], Scheduler]) -> None:
    first = start()
    wait(lambda: first.logged("job: next at"))
    assert first.end() < 10
    assert runs(home) == []
    make_due(home)
    second = start()
    wait(lambda: runs(home) == ["ok"])
    assert second.end() < SOON
    assert (home / "out" / "all.atom").is_file()
    third = start()
    wait(lambda: third.logged("job: next at"))
    assert third.end() < 10
    assert runs(home) == ["ok"]


@pytest.mark.parametrize(("cron", "is_run"), [("0 0 1 1 *", True), ("0 0 2 1 *", False)])
def test_a_missed_run_that_the_version_before_kept_is_made_up_if_it_is_the_same_job(
    cron: str, is_run: bool, home: Path, start: Callable[[], Scheduler]
) -> None:
    first = start()
    wait(lambda: first.logged("job: next at"))
    first.end()
    make_due(home, CronTrigger.from_crontab(cron, timezone=ZoneInfo("UTC")))
    second = start()
    wait(lambda: second.logged("job: run ended with 0") if is_run else second.logged("job: next at"))
    second.end()
    assert runs(home) == (["ok"] if is_run else [])


# ---------------------------------------------------------------- what it says, and what it ends with


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_the_status_of_what_was_stopped(
    number: signal.Signals, home: Path, start: Callable[[], Scheduler]
) -> None:
    working = start()
    wait(lambda: working.logged("job: next at"))
    waiting = start()
    wait(lambda: waiting.logged("waiting to take over"))
    for scheduler in (waiting, working):
        scheduler.end(number)
        assert scheduler.process.returncode == 130
        assert scheduler.logged("paperwire: stopped; what was done is kept")


def test_a_run_is_one_line_with_its_outcome_and_the_next_time(home: Path, start: Callable[[], Scheduler]) -> None:
    first = start()
    wait(lambda: first.logged("job: next at"))
    first.end()
    make_due(home)
    second = start()
    wait(lambda: second.logged("run ended"))
    second.end()
    lines = [line for line in second.log.read_text().splitlines() if "ended" in line]
    assert lines == [f"job: run ended with 0: all went well; next at {datetime.now(UTC).year + 1}-01-01 00:00 UTC"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda home: (home / "out").write_text("no folder"), "warning: job: run ended with 1: a failure"),
        (lambda home: (home / "list.txt").unlink(), "job: run ended with 3: something is open"),
    ],
)
def test_a_run_that_fails_ends_no_scheduler(
    spoil: Callable[[Path], object], message: str, home: Path, start: Callable[[], Scheduler]
) -> None:
    first = start()
    wait(lambda: first.logged("job: next at"))
    first.end()
    make_due(home)
    spoil(home)
    second = start()
    wait(lambda: second.logged(message))
    assert second.logged("; next at ")
    assert second.process.poll() is None
    second.end()
    assert second.process.returncode == 130


def test_without_settings_that_are_right_it_does_not_begin(home: Path, start: Callable[[], Scheduler]) -> None:
    (home / "paperwire.toml").write_text("[arxive]\n")
    scheduler = start()
    assert scheduler.process.wait(PATIENCE) == 2


def test_another_scheduler_waits_and_takes_over(home: Path, start: Callable[[], Scheduler]) -> None:
    check = ["--config", str(home / "paperwire.toml"), "schedule", "--check"]
    assert call(check) == 1, "no scheduler works on this store"
    first = start()
    wait(lambda: first.logged("job: next at"))
    assert call(check) == 0
    second = start()
    wait(lambda: second.logged("waiting to take over"))
    assert not second.logged("job: next at")
    first.end(signal.SIGKILL)
    assert call(check) == 1 or second.logged("job: next at"), "one that was killed does not count"
    wait(lambda: second.logged("job: next at"))


def test_settings_are_read_again_and_wrong_ones_refused(home: Path, start: Callable[[], Scheduler]) -> None:
    scheduler = start()
    wait(lambda: scheduler.logged("job: next at"))
    right = (home / "paperwire.toml").read_text()
    (home / "paperwire.toml").write_text(right + "[arxive]\n")
    scheduler.process.send_signal(signal.SIGHUP)
    wait(lambda: scheduler.logged("the old ones stay"))
    (home / "paperwire.toml").write_text(right.replace("0 0 1 1 *", "0 0 2 2 *"))
    scheduler.process.send_signal(signal.SIGHUP)
    wait(lambda: scheduler.logged("read again"))
    assert scheduler.process.poll() is None


def test_a_job_in_hand_is_dropped_safely_soon(
    home: Path, start: Callable[[], Scheduler], standin: Callable[..., Server]
) -> None:
    server = standin(faults=[{"path": "/api", "kind": "hang", "seconds": 600}])
    settle(home, server.url)
    first = start()
    wait(lambda: first.logged("job: next at"))
    first.end()
    make_due(home)
    second = start()
    wait(lambda: server.log.summary()["requests"] == 1)
    assert second.end() < SOON
    assert runs(home) == ["interrupted"]
    with Store(load(here=home).store_url) as store:
        assert [lookup.question for lookup in store.lookups.open(datetime.now(UTC))] == ["2401.00001"]


def test_a_job_ends_gently_with_a_scheduler_that_is_killed(
    home: Path, start: Callable[[], Scheduler], standin: Callable[..., Server]
) -> None:
    server = standin(faults=[{"path": "/api", "kind": "hang", "seconds": 600}])
    settle(home, server.url)
    first = start()
    wait(lambda: first.logged("job: next at"))
    first.end()
    make_due(home)
    second = start()
    wait(lambda: server.log.summary()["requests"] == 1)
    second.end(signal.SIGKILL)
    wait(lambda: bool(runs(home)))
    assert runs(home) == ["interrupted"]
