"""Who is told what is new, how often, by mail and in chats."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from enrich.options.section import SettingsSection, different, time_zone

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Security = Literal["starttls", "tls", "none"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8})", re.ASCII
)
_DEFAULT_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def mail_address(text: str) -> str:
    """A mail address as it is, such as `ada@example.org`; raises ValueError for anything else, names beside it too."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is no mail address such as ada@example.org")
    return text


class MailSettings(SettingsSection):
    """The server that takes mail, and from whom it comes."""

    host: str | None = None
    """Of the SMTP server; without one no mail is sent."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Default: 587, of TLS from the start 465, of no encryption 25."""
    security: Security = "starttls"
    """`tls` from the start, `starttls`, or none."""
    user: str | None = None
    password: SecretStr | None = Field(default=None, min_length=1)
    sender: str | None = None
    """The address in From and of the envelope."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds for each answer of the server."""

    @field_validator("sender")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else mail_address(value)

    @field_validator("host", "user")
    @classmethod
    def _plain(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.isprintable() and value == value.strip() and value):
            raise ValueError("plain ASCII without spaces around it is expected")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.host is not None and self.sender is None:
            raise ValueError("sender is expected beside host: the address from which mail comes")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together")
        if self.password is not None and self.security == "none" and not _is_this_machine(self.host or ""):
            raise ValueError('a password is sent in clear with security = "none"; write "starttls" or "tls"')
        return self

    @property
    def port_used(self) -> int:
        """The port that is connected to."""
        return self.port or _DEFAULT_PORTS[self.security]

    @property
    def secret(self) -> str | None:
        """The password itself, for the server alone."""
        return None if self.password is None else self.password.get_secret_value()


class Digest(SettingsSection):
    """What some people are told together: the new papers of topics, authors, persons."""

    name: str = Field(min_length=1, max_length=100)
    every: Literal["daily", "weekly"] = "daily"
    day: Weekday = "monday"
    """The first day of a week, of a weekly one."""
    timezone: str = "UTC"
    """In which a day begins."""
    topics: tuple[str, ...] = ()
    """Slugs; without topics, authors and persons everything that is new."""
    authors: tuple[str, ...] = ()
    """Names."""
    persons: tuple[str, ...] = ()
    """Ids (`p7k2m9xq4`), or ORCID iDs."""
    mail: tuple[str, ...] = ()
    """Addresses; each gets a letter of its own."""
    chats: tuple[str, ...] = ()
    """Names of [notify.chats]."""
    unsubscribe: str | None = None
    """Where to leave, when `mail` is a list's: an https or mailto address."""

    @field_validator("name")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip():
            raise ValueError("one line without spaces around it is expected")
        return value

    @field_validator("mail")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(mail_address, value)))

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return time_zone(value)

    @field_validator("unsubscribe")
    @classmethod
    def _way_out(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, _, rest = value.partition(":")
        plain = value.isascii() and value.isprintable() and not re.search(r"[\s<>,\"]", value)
        if not plain or not ((scheme == "https" and rest.startswith("//")) or (scheme == "mailto" and "@" in rest)):
            raise ValueError("an address such as https://example.org/leave or mailto:leave@example.org is expected")
        return value

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if not (self.mail or self.chats):
            raise ValueError("at least one of mail and chats is expected: who is told")
        return self


class NotifySettings(SettingsSection):
    """Digests of what is new."""

    mail: MailSettings = MailSettings.default()
    chats: dict[Name, SecretStr] = Field(default={})
    """Name -> the address of a chat as apprise writes it, which is a secret."""
    digests: tuple[Digest, ...] = ()

    @field_validator("digests")
    @classmethod
    def _names_differ(cls, value: tuple[Digest, ...]) -> tuple[Digest, ...]:
        return different(value, "name")

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        for digest in self.digests:
            if digest.mail and self.mail.host is None:
                raise ValueError(
                    f"digest {digest.name!r} is sent by mail: host and sender are expected in [notify.mail]"
                )
            for name in digest.chats:
                if name not in self.chats:
                    known = ", ".join(sorted(self.chats)) or "none"
                    raise ValueError(
                        f"digest {digest.name!r}: there is no chat {name!r} in [notify.chats]; there are {known}"
                    )
        return self


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
