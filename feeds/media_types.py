"""What each file of out/ is, and for how long it may be kept: told by `serve` and by object storage alike (pure)."""

from __future__ import annotations

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
LEAST = 60
"""Seconds for which a file may be kept where nobody knows when the next run is."""


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


def caching(path: str, age: int) -> str:
    """Cache-Control of a file; `age` is how many seconds nothing is expected to change."""
    name = path.rpartition("/")[2]
    if name.startswith(("status.", "ops.")):
        return "public, max-age=30"
    if path.startswith("static/"):
        return "public, max-age=3600, stale-while-revalidate=86400"
    return f"public, max-age={age}, stale-while-revalidate=600, stale-if-error=86400"
