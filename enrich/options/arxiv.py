"""How arXiv is asked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from enrich.options.section import SettingsSection, printable, server_address


class ArxivSettings(SettingsSection):
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
    """Ids asked for in one request at most; up to three of known papers go along, without which no answer proves anything."""

    @field_validator("base_url", "oai_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return server_address(value)

    @field_validator("contact")
    @classmethod
    def _printable(cls, value: str | None) -> str | None:
        return printable(value)

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
    def author_url(self) -> str:
        return f"{self.base_url or 'https://arxiv.org'}/a"

    @property
    def pdf_url(self) -> str:
        return f"{self.base_url or 'https://arxiv.org'}/pdf"
