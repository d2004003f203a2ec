"""When the jobs of `[schedule]` run: the one computation of that (pure)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from enrich.errors import BadSettings
from enrich.options.schedule import Job
from enrich.settings import Settings
from feeds.schedule.crons import Cron


class Next(Struct, frozen=True):
    """A job and when it runs next."""

    name: str
    steps: tuple[str, ...]
    when: datetime
    """By the clock of the job's zone."""

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M %Z}"


def cron_of(job: Job) -> Cron:
    """When a job runs; raises BadSettings for an invalid cron expression, or one whose day never comes."""
    try:
        return Cron(job.cron, ZoneInfo(job.timezone))
    except ValueError as wrong:
        raise BadSettings(f"schedule.jobs {job.name}: cron = {job.cron!r}: {wrong}") from wrong


def checked(settings: Settings) -> Settings:
    """The settings as they are; raises BadSettings that names the file when a job could never run."""
    for job in settings.schedule.jobs:
        try:
            cron_of(job)
        except BadSettings as wrong:
            raise BadSettings(f"{settings.file or 'the environment'}: {wrong}") from wrong
    return settings


def next_time(job: Job, now: datetime) -> Next:
    """When a job runs after `now`."""
    cron = cron_of(job)
    return Next(job.name, job.run, cron.after(now).astimezone(cron.zone))


def next_times(settings: Settings, now: datetime) -> list[Next]:
    """The jobs of the settings, the next one first."""
    return sorted((next_time(job, now) for job in settings.schedule.jobs), key=lambda job: (job.when, job.name))
