"""What is published and where, where records are kept, where out/ is served."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, field_validator

from enrich.options.section import SettingsSection, web_address

OptionName = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,60}$")]
BUCKETS = ("s3://", "gs://", "az://")


class SiteSettings(SettingsSection):
    """What is published, and where."""

    title: str = "paperwire"
    base_url: str | None = None
    """The address under which out/ is served; default: the one that `serve` listens on."""
    language: str = "en"
    """A tag of BCP 47."""
    out: str = "out"
    """A folder, or a bucket: `s3://bucket/prefix`, `gs://...`, `az://container/...`."""
    objects: dict[OptionName, SecretStr] = Field(default={})
    """What else object storage needs, by the names that obstore has for it; keys are secrets."""
    hub: str | None = None
    """A WebSub hub's address."""
    show_documents: bool = False
    """Whether names of local files, what they say where, and folders of this machine are published."""

    @field_validator("out", mode="before")
    @classmethod
    def _folder_or_bucket(cls, value: object) -> object:
        if isinstance(value, Path):
            return str(value)
        if not isinstance(value, str) or "://" not in value:
            return value
        return _bucket(value)

    @field_validator("language")
    @classmethod
    def _tag(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
            raise ValueError("a language is expected, such as en or pt-BR")
        return value

    @field_validator("hub")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else web_address(value)

    @field_validator("base_url")
    @classmethod
    def _folder(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = web_address(value)
        if set(value) & set("?# \t") or not value.isascii() or "@" in urlsplit(value).netloc:
            raise ValueError("an address without query, fragment, user and spaces is expected, other letters as %XX")
        return address.rstrip("/")


def _bucket(value: str) -> str:
    """The address of a bucket, without a slash at its end; raises ValueError unless it is one."""
    place = value.partition("://")[2].rstrip("/")
    is_plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]+(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", place)
    if not (value.startswith(BUCKETS) and is_plain):
        raise ValueError(
            "a folder is expected, or a bucket such as s3://bucket/prefix, gs://... or az://container/..., without keys "
            "in it; letters, digits and . _ - are allowed"
        )
    return value.rstrip("/")


class StoreSettings(SettingsSection):
    """Where records are kept."""

    url: str = "sqlite:///paperwire.db"


class ServeSettings(SettingsSection):
    """Where out/ is served."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    admin_token: SecretStr | None = Field(default=None, min_length=16)
    """What the page for the operator is asked with; without it there is no such page."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Whose X-Forwarded-For is believed."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError('a list such as ["127.0.0.1", "10.0.0.0/8"] is expected')
        try:
            return tuple(ip_network(str(one)) for one in value)
        except ValueError:
            raise ValueError("addresses and networks such as 127.0.0.1, ::1 and 10.0.0.0/8 are expected") from None
