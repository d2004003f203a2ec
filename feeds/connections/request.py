"""What is wrong with the head of a request that can be read (pure; RFC 9112, 3.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HOST = re.compile(rb"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_NO_PATH = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)


class BadRequest(Exception):
    """The request cannot be answered; says why, in words of ours."""


def check_host(headers: Sequence[tuple[bytes, bytes]], version: str) -> None:
    """Raise BadRequest unless the request says once, and so that it can be read, which host it asks."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1:
        raise BadRequest("a request with more than one Host header")
    if hosts and _HOST.fullmatch(hosts[0].strip(b" \t")) is None:
        raise BadRequest("a Host header that is not a host")
    if not hosts and version != "1.0":
        raise BadRequest("a request without a Host header")


def with_path(target: bytes) -> bytes:
    """The target of a request; one that names a host alone asks for its root."""
    return target + b"/" if _NO_PATH.fullmatch(target) else target
