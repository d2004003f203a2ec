"""Runs the jobs of `[schedule]` at their times: the only user of APScheduler.

::

    lease taken --> jobs kept in the store --cron--> `paperwire run` as a process of its own
        ^                                                 | SIGTERM: it stops within seconds and keeps what is done
        +---- another scheduler waits, and takes over when this one dies

A job is a process of its own, so that it can be stopped at any moment and leaves no memory behind. Its next time is
kept in the store: a run that was missed while the machine was off is made up once, after the start.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobExecutionEvent, JobSubmissionEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from enrich.errors import BadSettings
from enrich.machine.process import new_name, spoken
from enrich.options.schedule import Job
from enrich.settings import Settings, load
from enrich.store.store import Store
from feeds.schedule.crons import Cron
from feeds.schedule.times import checked, cron_of, next_time, next_times
from feeds.schedule.work import EndedStep, commands, job_processes

LEASE = "schedule"
RELOADS = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
"""The signals by which the settings are read again; Windows has none."""
LEASE_SECONDS = 30.0
"""Seconds after which a scheduler that has not renewed its lease is taken for dead."""
RENEW_SECONDS = 5.0
STOP_SECONDS = 7.0
"""How long a job may take to stop by itself; then it is killed, which the store survives too."""
_LEAST = timedelta(microseconds=1)


def at_work(store: Store) -> str:
    """The scheduler that works on a store, as a sentence names it; empty when none does."""
    holder = store.leases.living_holder(LEASE, LEASE_SECONDS)
    return spoken(holder) if holder else ""


class Trigger(BaseTrigger):  # type: ignore[misc]
    """A cron expression as APScheduler asks for its times, and keeps it in the store."""

    def __init__(self, cron: Cron) -> None:
        self.cron = cron

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The first time after the previous one; without one, from `now` on."""
        return self.cron.after(previous or now - _LEAST)

    def __getstate__(self) -> dict[str, str]:
        return {"cron": self.cron.text, "timezone": self.cron.zone.key}

    def __setstate__(self, state: dict[str, str]) -> None:
        self.cron = Cron(state["cron"], ZoneInfo(state["timezone"]))

    def __repr__(self) -> str:
        return f"<Trigger {self.__getstate__()}>"


def perform(config: str | None, folder: str, steps: Sequence[str]) -> tuple[EndedStep, ...]:
    """What APScheduler calls: the steps of a job, one process after another, in the folder of the settings."""
    done: list[EndedStep] = []
    for command in commands(steps):
        ended = job_processes.work(command, config, folder)
        if ended is not None:
            done.append(ended)
        if ended is None or not ended.is_well:
            break
    return tuple(done)


# ---------------------------------------------------------------- the scheduler


class Schedule:
    """Keeps the jobs of the settings at their times, as long as it holds the lease."""

    def __init__(
        self,
        config: Path | None,
        settings: Settings,
        store: Store,
        say: Callable[[str], None],
        warn: Callable[[str], None],
    ) -> None:
        self._config = config
        self._settings = settings
        self._store = store
        self._say = say
        self._warn = warn
        self._holder = new_name()
        self._wake = threading.Event()
        self._stop = False
        self._reload = False
        self._last_line = ""

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; SIGHUP (not in Windows) reads the settings again."""
        before = {
            number: signal.signal(number, self._signalled) for number in (signal.SIGTERM, signal.SIGINT, *RELOADS)
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
        if number in RELOADS:
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
            self._warn(f"the settings are wrong and the old ones stay: {wrong}")
            return
        self._settings = settings
        self._say("the settings were read again")
        if scheduler is not None:
            self._settle(scheduler)

    def _start(self) -> BackgroundScheduler:
        job_processes.begin()
        engine = self._store.engine.execution_options(writes=True)
        scheduler = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=engine, tablename="scheduled_jobs")},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        scheduler.add_listener(self._report, EVENT_JOB_EXECUTED)
        scheduler.add_listener(self._warn_busy, EVENT_JOB_MAX_INSTANCES)
        scheduler.start(paused=True)
        self._settle(scheduler)
        scheduler.resume()
        for job in next_times(self._settings, datetime.now(UTC)):
            self._say(f"{job.name}: next at {job}")
        return scheduler

    def _report(self, event: JobExecutionEvent) -> None:
        """One line of a run: what became of it, and when the next one is."""
        done: tuple[EndedStep, ...] = event.retval
        line = f"{event.job_id}: {', '.join(map(str, done)) or 'not begun, the scheduler stops'}; {self._next(event.job_id)}"
        (self._say if all(ended.is_well for ended in done) else self._warn)(line)

    def _warn_busy(self, event: JobSubmissionEvent) -> None:
        self._warn(f"{event.job_id}: left out, since the run before is still at work; {self._next(event.job_id)}")

    def _next(self, name: str) -> str:
        for job in self._settings.schedule.jobs:
            if job.name == name:
                return f"next at {next_time(job, datetime.now(UTC))}"
        return "it is no longer in the settings"

    def _settle(self, scheduler: BackgroundScheduler) -> None:
        """Make the kept jobs those of the settings; one whose time has not changed keeps the time that is due."""
        kept = {job.id: job for job in scheduler.get_jobs()}
        arguments = {job.name: self._arguments(job) for job in self._settings.schedule.jobs}
        for name in kept.keys() - arguments.keys():
            scheduler.remove_job(name)
        for job in self._settings.schedule.jobs:
            trigger = Trigger(cron_of(job))
            old = kept.get(job.name)
            if old and repr(old.trigger) == repr(trigger):
                scheduler.modify_job(job.name, args=arguments[job.name])
                continue
            due = {"next_run_time": old.next_run_time} if old and _is_due(old, job) else {}
            scheduler.add_job(perform, trigger, arguments[job.name], id=job.name, replace_existing=True, **due)

    def _arguments(self, job: Job) -> tuple[str | None, str, tuple[str, ...]]:
        file = self._settings.file
        return str(file.resolve()) if file else None, str(self._settings.folder.resolve()), job.run

    def _end(self, scheduler: BackgroundScheduler | None) -> None:
        if scheduler is not None:
            scheduler.pause()
            job_processes.stop(STOP_SECONDS)
            scheduler.shutdown(wait=True)

    def _say_once(self, line: str) -> None:
        if line != self._last_line:
            self._last_line = line
            self._say(line)


def _is_due(kept: Any, job: Job) -> bool:
    """Whether a job that paperwire kept with APScheduler's own trigger, as it did at first, waits to be made up."""
    try:
        trigger = CronTrigger.from_crontab(job.cron, timezone=ZoneInfo(job.timezone))
    except ValueError:
        return False
    return repr(kept.trigger) == repr(trigger) and bool(kept.next_run_time <= datetime.now(UTC))
