"""Media types and the headers that depend on what a file is: caching, CORS, security (pure)."""

from __future__ import annotations

from feeds.sending.conditional import HeaderLine

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "gz": "application/gzip",
    "parquet": "application/vnd.apache.parquet",
    "xml": "application/xml; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "txt": "text/plain; charset=utf-8",
}
FEED_JSON = "application/feed+json"
CSL_JSON = "application/vnd.citationstyles.csl+json"
OPML = "text/x-opml; charset=utf-8"
SCHEMA = "application/schema+json"
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


def ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def media_type(path: str) -> str:
    """Of a file in out/."""
    name = path.rpartition("/")[2]
    if name in ("opml.xml", "opml-authors.xml") or name.endswith(".opml"):
        return OPML
    if name.endswith(".schema.json"):
        return SCHEMA
    if name.endswith(".csl.json"):
        return CSL_JSON
    if ending(path) == "json" and not path.startswith("dumps/") and name != "status.json":
        return FEED_JSON
    return MEDIA_TYPES.get(ending(path), "application/octet-stream")


def is_compressible(path: str) -> bool:
    """Whether its bytes become fewer when they are compressed."""
    return ending(path) in _COMPRESSIBLE


def own_lines(media: str) -> tuple[HeaderLine, ...]:
    """What pages need to be safe, and everything else to be read by any program anywhere."""
    return (*_ALWAYS, *(_PAGE if media.startswith("text/html") else _OPEN))


def uncached(media: str) -> tuple[HeaderLine, ...]:
    """Those of what is true at this moment alone."""
    return (("content-type", media), ("cache-control", "no-store"), *own_lines(media))


def caching(path: str, age: int) -> str:
    """Cache-Control of a file; `age` is how many seconds nothing is expected to change."""
    name = path.rpartition("/")[2]
    if name.startswith(("status.", "ops.")):
        return "public, max-age=30"
    if path.startswith("static/"):
        return "public, max-age=3600, stale-while-revalidate=86400"
    return f"public, max-age={age}, stale-while-revalidate=600, stale-if-error=86400"
