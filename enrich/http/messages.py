"""What is asked of a server and what it answers; alone decides what a status, a Retry-After, a redirect mean (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from enrich.addresses import shown
from enrich.errors import BadAnswer, NotThere, Refused, TryLater
from enrich.version import version

LONGEST_PAUSE = 3600.0
"""Seconds; a Retry-After beyond this is not believed."""


class Failed(TryLater):
    """The server failed on this very question (500, a gateway's, silence, a broken answer): perhaps because of a part."""


class Response(Struct, frozen=True):
    """What a server answered, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Decompressed."""
    url: str
    """Where it came from, after redirects."""

    @property
    def media_type(self) -> str:
        """`application/atom+xml`, in lower case and without parameters; empty when the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


Get = Callable[[str, Mapping[str, str]], Response]
"""Asks with GET; waits, backs off and raises NotAnswered by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much, how often; times in seconds."""

    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    total_timeout: float = 180.0
    """For one request from its start to the last byte of its answer."""
    retries: int = 4
    """After the first attempt, when the server cannot answer now."""
    ill_retries: int = 2
    """Attempts among these when the answer cannot be believed."""
    max_bytes: int = 64 << 20
    """The largest body, after decompression."""
    redirects: int = 5
    backoff: float = 1.0
    """Before the first retry; doubles with each one."""
    backoff_max: float = 60.0


@dataclass(frozen=True, slots=True)
class RequestLog:
    """One request that was made, for whoever counts them."""

    kind: str
    """The first part of the path: `api`, `oai`, `rss`, `pdf`."""
    method: str
    url: str
    status: int
    """0 when there was no answer."""
    seconds: float


class Request(Struct, frozen=True):
    """What to ask."""

    method: str
    url: str
    params: Mapping[str, str] | None = None
    form: Mapping[str, str] | None = None
    """Sent as the body, for POST."""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    """A JSON value, sent as the body instead of a form, for POST."""


def user_agent(contact: str | None = None) -> str:
    """`paperwire/0.1.0 (+you@example.org)`: the address to write to when we misbehave."""
    contact = "".join(c for c in contact or "" if " " < c < "\x7f" and c not in "()")
    return f"paperwire/{version()} (+{contact})" if contact else f"paperwire/{version()}"


def retry_after(value: str | None, now: datetime) -> float:
    """Seconds that a Retry-After asks for, at most an hour; 0 when it asks for nothing that makes sense."""
    if not value:
        return 0.0
    try:
        if value.strip()[:1].isdecimal():
            seconds = float(value)
        else:
            moment = parsedate_to_datetime(value)
            # A date names a whole second, which is over a second later.
            seconds = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds() + 1
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_PAUSE)


def stay_with_arxiv(here: str, there: str) -> None:
    """Redirects lead to the same host or to another one of arXiv's, and never from https to http; raises BadAnswer for others."""
    old, new = urlsplit(here), urlsplit(there)
    host = new.hostname or ""
    at_home = host == old.hostname or host == "arxiv.org" or host.endswith(".arxiv.org")
    if not at_home or new.scheme not in {"http", "https"} or (old.scheme, new.scheme) == ("https", "http"):
        raise BadAnswer(
            f"{shown(here)} redirects to {shown(there)}, which is not followed; is a proxy or login page in between?",
            here,
        )


def judged(answer: Response) -> Response:
    """The answer, if its status lets it be one.

    Raises what the asker can do: NotThere (404, 410), Failed (500, 502, 504), TryLater (other 5xx, 408, 425), Refused
    (other 4xx), BadAnswer (anything else).
    """
    status, url = answer.status, shown(answer.url)
    if 200 <= status < 300 or status == 304:
        return answer
    if status in {404, 410}:
        raise NotThere(f"{url} does not exist ({status})", url, answer.body)
    if status in {500, 502, 504}:
        raise Failed(f"{url} failed ({status}); it will be asked again later", url)
    if status > 500 or status in {408, 425}:
        raise TryLater(f"{url} answered {status}; it will be asked again later", url)
    if status >= 400:
        raise Refused(f"{url} refuses the request ({status})", url, status, answer.body)
    raise BadAnswer(f"{url} answered {status}, which does not answer what was asked", url)
