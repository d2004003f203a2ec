"""Runs the jobs of `[schedule]` at their times: the only user of APScheduler.

::

    lease taken --> jobs kept in the store --cron--> `paperwire run` as a process of its own
        ^                                                 | SIGTERM: it stops within seconds and keeps what is done
        +---- another scheduler waits, and takes over when this one dies

A job is a process of its own, so that it can be stopped at any moment and leaves no memory behind. Its next time is
kept in the store: a run that was missed while the machine was off is made up once, after the start.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from enrich.errors import BadSettings
from enrich.options.schedule import Job
from enrich.process import new_name
from enrich.settings import Settings, load
from enrich.store import Store

LEASE = "schedule"
LEASE_SECONDS = 30.0
"""A scheduler that has not renewed its lease for so long is taken for dead."""
RENEW_SECONDS = 5.0
STOP_SECONDS = 7.0
"""So long a job may take to stop by itself; then it is killed, which it survives too."""
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Cron expressions know no years: one that fires after this day always fires again."""
log = logging.getLogger("paperwire.schedule")


@dataclass(frozen=True, slots=True)
class Next:
    """A job and when it runs next."""

    name: str
    steps: tuple[str, ...]
    when: datetime | None


def trigger_of(job: Job) -> CronTrigger:
    """When a job runs; raises BadSettings for a cron expression that is none, or whose day never comes."""
    asked = f"schedule.jobs {job.name}: cron = {job.cron!r}"
    try:
        trigger = CronTrigger.from_crontab(job.cron, timezone=ZoneInfo(job.timezone))
    except ValueError as wrong:
        raise BadSettings(f"{asked}: {wrong}; five fields are expected, as in '45 0 * * *'") from wrong
    if trigger.get_next_fire_time(None, _SOME_DAY) is None:
        raise BadSettings(f"{asked}: no month has such a day; one that comes is expected, as in '45 0 28 2 *'")
    return trigger


def checked(settings: Settings) -> Settings:
    """The settings as they are; raises BadSettings that names the file when a job could never run."""
    for job in settings.schedule.jobs:
        try:
            trigger_of(job)
        except BadSettings as wrong:
            raise BadSettings(f"{settings.file or 'the environment'}: {wrong}") from wrong
    return settings


def next_times(settings: Settings, now: datetime) -> list[Next]:
    """The jobs of the settings, the next one first."""
    jobs = [Next(job.name, job.run, trigger_of(job).get_next_fire_time(None, now)) for job in settings.schedule.jobs]
    return sorted(jobs, key=lambda job: (job.when or datetime.max.replace(tzinfo=UTC), job.name))


def commands(steps: Sequence[str]) -> list[str]:
    """The commands that do the steps of a job, as few as possible: enrich and publish together are `run`."""
    found: list[str] = []
    for step in steps:
        if step == "publish" and found and found[-1] == "enrich":
            found[-1] = "run"
        elif not found or found[-1] != step:
            found.append(step)
    return found


# ---------------------------------------------------------------- one job, in a process of its own


class Crew:
    """The processes of the jobs that are at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._working: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def work(self, argv: Sequence[str], folder: str) -> int:
        """Run a command in a folder to its end; its exit status."""
        with self._lock:
            if self._stopped:
                return -1
            process = subprocess.Popen(argv, cwd=folder, stdin=subprocess.DEVNULL)
            self._working.add(process)
        try:
            return process.wait()
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


_crew = Crew()


def perform(config: str | None, folder: str, steps: Sequence[str]) -> None:
    """What APScheduler calls: the steps of a job, one process after another, in the folder of the settings."""
    for command in commands(steps):
        at = ["--config", config] if config else []
        status = _crew.work([sys.executable, "-P", "-m", "feeds", *at, "--quiet", command], folder)
        log.info("%s ended with %d", command, status)
        if status not in (0, 3):
            return


# ---------------------------------------------------------------- the scheduler


class Schedule:
    """Keeps the jobs of the settings at their times, as long as it holds the lease."""

    def __init__(self, config: Path | None, settings: Settings, store: Store, say: Callable[[str], None]) -> None:
        self._config = config
        self._settings = settings
        self._store = store
        self._say = say
        self._holder = new_name()
        self._wake = threading.Event()
        self._stop = False
        self._reload = False
        self._said = ""

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; SIGHUP reads the settings again."""
        before = {
            number: signal.signal(number, self._signalled) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        }
        scheduler: BackgroundScheduler | None = None
        try:
            while not self._stop:
                if self._store.leases.take(LEASE, self._holder, LEASE_SECONDS):
                    scheduler = scheduler or self._start()
                elif scheduler is not None:
                    self._say("another scheduler has taken over; waiting")
                    self._end(scheduler)
                    scheduler = None
                else:
                    self._say_once("another scheduler works on this store; waiting to take over")
                self._rest(scheduler)
        finally:
            self._end(scheduler)
            self._store.leases.release(LEASE, self._holder)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _signalled(self, number: int, _: Any) -> None:
        if number == signal.SIGHUP:
            self._reload = True
        else:
            self._stop = True
        self._wake.set()

    def _rest(self, scheduler: BackgroundScheduler | None) -> None:
        self._wake.wait(RENEW_SECONDS)
        self._wake.clear()
        if self._reload:
            self._reload = False
            self._read_again(scheduler)

    def _read_again(self, scheduler: BackgroundScheduler | None) -> None:
        try:
            settings = checked(load(self._config))
        except BadSettings as wrong:
            self._say(f"the settings are wrong and the old ones stay: {wrong}")
            return
        self._settings = settings
        self._say("the settings were read again")
        if scheduler is not None:
            self._settle(scheduler)

    def _start(self) -> BackgroundScheduler:
        _crew.begin()
        engine = self._store.engine.execution_options(writes=True)
        scheduler = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=engine, tablename="scheduled_jobs")},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        scheduler.start(paused=True)
        self._settle(scheduler)
        scheduler.resume()
        for job in next_times(self._settings, datetime.now(UTC)):
            self._say(f"{job.name}: next at {job.when:%Y-%m-%d %H:%M %Z}" if job.when else f"{job.name}: never")
        return scheduler

    def _settle(self, scheduler: BackgroundScheduler) -> None:
        """Make the kept jobs those of the settings; one whose time has not changed keeps the time that is due."""
        kept = {job.id: job for job in scheduler.get_jobs()}
        arguments = {job.name: self._arguments(job) for job in self._settings.schedule.jobs}
        for name in kept.keys() - arguments.keys():
            scheduler.remove_job(name)
        for job in self._settings.schedule.jobs:
            trigger = trigger_of(job)
            same = job.name in kept and repr(kept[job.name].trigger) == repr(trigger)
            if same:
                scheduler.modify_job(job.name, args=arguments[job.name])
            else:
                scheduler.add_job(perform, trigger, arguments[job.name], id=job.name, replace_existing=True)

    def _arguments(self, job: Job) -> tuple[str | None, str, tuple[str, ...]]:
        file = self._settings.file
        return str(file.resolve()) if file else None, str(self._settings.folder.resolve()), job.run

    def _end(self, scheduler: BackgroundScheduler | None) -> None:
        if scheduler is not None:
            scheduler.pause()
            _crew.stop(STOP_SECONDS)
            scheduler.shutdown(wait=True)

    def _say_once(self, line: str) -> None:
        if line != self._said:
            self._said = line
            self._say(line)
