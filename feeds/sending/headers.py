"""The headers that depend on what a file is: CORS, security (pure)."""

from __future__ import annotations

from feeds.media_types import MEDIA_TYPES, ending
from feeds.sending.conditional import HeaderLine

_COMPRESSIBLE = ("html", "rss", "atom", "json", "jsonl", "csv", "bib", "ris", "xml", "opml", "css", "js", "svg", "txt")

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages use files of out/static/ alone: no inline script or style, no other host."""
_ALWAYS: tuple[HeaderLine, ...] = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))
_OPEN: tuple[HeaderLine, ...] = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Last-Modified, Content-Range, Accept-Ranges, Retry-After"),
    ("cross-origin-resource-policy", "cross-origin"),
)
_PAGE: tuple[HeaderLine, ...] = (
    ("content-security-policy", PAGE_POLICY),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)
PREFLIGHT: tuple[HeaderLine, ...] = (
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
    ("access-control-allow-headers", "If-None-Match, If-Modified-Since, If-Range, Range"),
    ("access-control-max-age", "86400"),
    ("allow", "GET, HEAD, OPTIONS"),
    ("content-length", "0"),
)
"""The answer to OPTIONS: a script's conditional or partial request is asked for first."""
TEXT: tuple[HeaderLine, ...] = (
    ("content-type", MEDIA_TYPES["txt"]),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)
"""Those of a sentence to whoever asked for what is not there, or too often."""


def is_compressible(path: str) -> bool:
    """Whether its bytes become fewer when they are compressed."""
    return ending(path) in _COMPRESSIBLE


def own_lines(media: str) -> tuple[HeaderLine, ...]:
    """What pages need to be safe, and everything else to be read by any program anywhere."""
    return (*_ALWAYS, *(_PAGE if media.startswith("text/html") else _OPEN))


def uncached(media: str) -> tuple[HeaderLine, ...]:
    """Those of what is true at this moment alone."""
    return (("content-type", media), ("cache-control", "no-store"), *own_lines(media))
