"""What every section of the settings shares."""

from __future__ import annotations

from typing import Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict

from enrich.names import orcid_id

T = TypeVar("T")


class SettingsSection(BaseModel):
    """One table of the file: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    @classmethod
    def default(cls) -> Self:
        """The section where nothing of it is set; unlike `cls()` without making its validator, which the whole has anyway."""
        return cls.model_construct()


def web_address(value: str) -> str:
    """The address as it is; raises ValueError unless it is one of the web."""
    try:
        parts = urlsplit(value)
        well = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well = False
    if not well:
        raise ValueError("an address such as https://example.org/papers is expected")
    return value


def server_address(value: str | None) -> str | None:
    """The address without a slash at its end, or None as it is; raises ValueError unless it is one of the web."""
    return None if value is None else web_address(value).rstrip("/")


def time_zone(value: str) -> str:
    """The name as it is; raises ValueError unless it is that of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone such as Europe/Zurich is expected") from None
    return value


def printable(value: str | None) -> str | None:
    """The contact as it is; raises ValueError when a header of HTTP cannot hold it."""
    if value is not None and not (value.isascii() and value.isprintable()):
        raise ValueError("an address in plain ASCII is expected")
    return value


def different(rows: tuple[T, ...], key: str) -> tuple[T, ...]:
    """The rows as they are; raises ValueError when two have the same `key`."""
    seen: set[str] = set()
    for row in rows:
        value = getattr(row, key)
        if value in seen:
            raise ValueError(f"{key} {value!r} is given twice; each must be different")
        seen.add(value)
    return rows


def checked_orcid(text: str) -> str:
    """An ORCID iD in its plain form; raises ValueError with what is wrong."""
    if (orcid := orcid_id(text)) is None:
        raise ValueError(f"{text!r} is no ORCID iD such as 0000-0002-1825-0097: a digit is missing or wrong")
    return orcid
