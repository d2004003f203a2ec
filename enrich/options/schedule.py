"""When what runs, and who does the work of publishing."""

from __future__ import annotations

from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from enrich.options.section import SettingsSection, different, time_zone

Step = Literal["run", "enrich", "publish", "harvest", "notify"]


class Job(SettingsSection):
    """One job of the schedule."""

    name: str = Field(min_length=1, max_length=100)
    cron: str = "45 0 * * *"
    """Five fields (minute, hour, day of month, month, day of week), or a name such as `@daily`, as cron has them."""
    timezone: str = "America/New_York"
    run: tuple[Step, ...] = Field(default=("enrich", "publish"), min_length=1)

    @field_validator("cron")
    @classmethod
    def _fields(cls, value: str) -> str:
        if len(value.split()) != 5 and not value.strip().startswith("@"):
            raise ValueError("five fields are expected, as in '45 0 * * *', or a name such as @daily")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return time_zone(value)


class ScheduleSettings(SettingsSection):
    """When what runs."""

    jobs: tuple[Job, ...] = (Job.model_construct(name="daily"),)
    holidays: tuple[date, ...] = ()
    """Days without announcement beside those that arXiv keeps every year."""

    @field_validator("jobs")
    @classmethod
    def _names_differ(cls, value: tuple[Job, ...]) -> tuple[Job, ...]:
        return different(value, "name")


class WorkSettings(SettingsSection):
    """Who does the work of publishing."""

    cluster: str | None = None
    """The address of a dask scheduler, such as `tcp://scheduler:8786`; its workers do what processes of this machine do
    otherwise."""

    @field_validator("cluster")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            complete = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port and not parts.path.strip("/")
        except ValueError:
            complete = False
        if not complete or "@" in value:
            raise ValueError("the address of a dask scheduler is expected, as in 'tcp://scheduler:8786' or 'tls://...'")
        return value
