"""The sections of the settings: names, defaults, and what is allowed.

Reading them from the file and the environment is enrich/settings.py's.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from enrich.names import name_key

_TAKEN = re.compile(r"\.events(?=\.|$)|\.archive-\d+(?=\.|$)|^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
"""What a topic's slug may not hold: names of other files of a channel, and of devices."""
KINDS = ("files", "feed", "page", "query", "ids", "set", "announcements")
Step = Literal["run", "enrich", "publish", "harvest"]
T = TypeVar("T")


class Section(BaseModel):
    """One table of the file: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address such as https://example.org/papers is expected")
    return value


def different(rows: tuple[T, ...], key: str) -> tuple[T, ...]:
    """The rows as they are; raises ValueError when two have the same `key`."""
    seen: set[str] = set()
    for row in rows:
        value = getattr(row, key)
        if value in seen:
            raise ValueError(f"{key} {value!r} stands there twice; each must be different")
        seen.add(value)
    return rows


class Site(Section):
    """What is published, and where."""

    title: str = "paperwire"
    base_url: str | None = None
    """The address under which out/ is served; default: the one that `serve` listens on."""
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    out: Path = Path("out")
    hub: str | None = None
    """A WebSub hub's address."""

    @field_validator("hub")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else _web_address(value)

    @field_validator("base_url")
    @classmethod
    def _folder(cls, value: str | None) -> str | None:
        if value is not None and (set(value) & set("?# \t") or not value.isascii() or "@" in urlsplit(value).netloc):
            raise ValueError("an address without query, fragment, user and spaces is expected, other letters as %XX")
        return None if value is None else _web_address(value).rstrip("/")


class Source(Section):
    """Where mentions come from: a name and exactly one of the kinds."""

    name: str = Field(min_length=1, max_length=200)
    files: tuple[str, ...] | None = None
    """Paths and globs; `-` is standard input."""
    feed: str | None = None
    page: str | None = None
    query: str | None = None
    """A search_query of the arXiv API."""
    ids: tuple[str, ...] | None = None
    set: str | None = None
    """An OAI-PMH set, as it is named there (`cs:cs:LG`)."""
    announcements: tuple[str, ...] | None = None
    """Categories of the announcement feeds."""
    allow_private: bool = False
    """Whether a feed or page may be at a private or loopback address."""
    limit: int = Field(default=1000, ge=1, le=30000)
    """How many papers a query takes in one run at most."""

    @field_validator("feed", "page")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else _web_address(value)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(KINDS)} is expected, not {' and '.join(given) or 'none'}")
        return self

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class Topic(Section):
    """A channel that the user describes."""

    slug: str = Field(pattern=r"^[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9])?$")
    title: str | None = None
    categories: tuple[str, ...] = ()
    """A category (`cs.LG`) or a whole archive (`cs`)."""
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    match: Literal["any", "all", "none"] = "any"

    @field_validator("slug")
    @classmethod
    def _nobody_elses(cls, value: str) -> str:
        if found := _TAKEN.search(value):
            raise ValueError(f"{found[0]!r} is for files that paperwire makes itself; another name is expected")
        return value

    @model_validator(mode="after")
    def _some_condition(self) -> Self:
        if not (self.categories or self.keywords or self.sources or self.authors):
            raise ValueError("at least one of categories, keywords, sources, authors is expected")
        return self


class Authors(Section):
    """Which authors get a channel, and whose names are one person's."""

    min_papers: int = Field(default=1, ge=1)
    follow: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = {}

    @field_validator("aliases")
    @classmethod
    def _one_persons(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        owners: dict[str, str] = {}
        for name, others in value.items():
            for other in others:
                owner = owners.setdefault(name_key(other), name)
                if name_key(other) and name_key(owner) != name_key(name):
                    raise ValueError(
                        f"{other!r} is an alias of {owner!r} and of {name!r}; it can be of one of them only"
                    )
        return value


class Feeds(Section):
    """The shape of every feed."""

    entries: int = Field(default=50, ge=1, le=1000)
    formats: tuple[Literal["rss", "atom", "json"], ...] = Field(default=("rss", "atom", "json"), min_length=1)
    archives: bool = True
    opml: Literal["atom", "rss"] = "atom"
    parquet: bool = False
    """Whether the dumps hold records.parquet too; needs `pip install 'paperwire[parquet]'`."""


class Arxiv(Section):
    """How arXiv is asked."""

    base_url: str | None = None
    """Points every arXiv address elsewhere (a mirror, a test)."""
    oai_url: str | None = None
    contact: str | None = None
    """An e-mail or web address for the User-Agent."""
    min_interval: float = Field(default=3.0, ge=0.0, le=3600)
    """Seconds between the starts of two requests."""
    snapshot: Path | None = None
    connect_timeout: float = Field(default=10.0, gt=0)
    read_timeout: float = Field(default=60.0, gt=0)
    total_timeout: float = Field(default=180.0, gt=0)
    retries: int = Field(default=4, ge=0, le=20)
    cooldown: float = Field(default=60.0, gt=0)
    cooldown_max: float = Field(default=3600.0, gt=0)
    refresh: float = Field(default=7.0, ge=0)
    """Days after which a young paper is asked for again; older ones more rarely; 0 = never again."""
    batch: int = Field(default=1000, ge=1, le=1900)
    """Ids in one request at most."""

    @field_validator("base_url", "oai_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else _web_address(value).rstrip("/")

    @field_validator("contact")
    @classmethod
    def _printable(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.isprintable()):
            raise ValueError("an address in plain ASCII is expected")
        return value

    @field_validator("min_interval")
    @classmethod
    def _polite(cls, value: float, info: ValidationInfo) -> float:
        asked = (info.data.get("base_url") or "https://arxiv.org", info.data.get("oai_url") or "")
        hosts = (urlsplit(address).hostname or "" for address in asked)
        if value < 3 and any(host == "arxiv.org" or host.endswith(".arxiv.org") for host in hosts):
            raise ValueError("at least 3 (seconds) is allowed for arxiv.org, whose terms of use ask for that")
        return value

    @field_validator("cooldown_max")
    @classmethod
    def _longest(cls, value: float, info: ValidationInfo) -> float:
        if value < info.data.get("cooldown", 0):
            raise ValueError("it must not be shorter than cooldown")
        return value

    @property
    def api_url(self) -> str:
        return f"{self.base_url or 'https://export.arxiv.org'}/api/query"

    @property
    def harvest_url(self) -> str:
        return self.oai_url or (f"{self.base_url}/oai" if self.base_url else "https://oaipmh.arxiv.org/oai")

    @property
    def rss_url(self) -> str:
        return f"{self.base_url or 'https://rss.arxiv.org'}/rss"

    @property
    def pdf_url(self) -> str:
        return f"{self.base_url or 'https://arxiv.org'}/pdf"


class Job(Section):
    """One job of the schedule."""

    name: str = Field(min_length=1, max_length=100)
    cron: str = Field(default="45 0 * * *", pattern=r"^\s*\S+(\s+\S+){4}\s*$")
    """Five fields: minute, hour, day of month, month, day of week."""
    timezone: str = "America/New_York"
    run: tuple[Step, ...] = Field(default=("enrich", "publish"), min_length=1)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("a time zone such as Europe/Zurich is expected") from None
        return value


class Schedule(Section):
    """When what runs."""

    jobs: tuple[Job, ...] = (Job(name="daily"),)
    holidays: tuple[date, ...] = ()
    """Days without announcement beside those that arXiv keeps every year."""

    @field_validator("jobs")
    @classmethod
    def _names_differ(cls, value: tuple[Job, ...]) -> tuple[Job, ...]:
        return different(value, "name")


class Store(Section):
    """Where records are kept."""

    url: str = "sqlite:///paperwire.db"


class Serve(Section):
    """Where out/ is served."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
