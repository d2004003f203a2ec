"""robots.txt, and the addresses of all pages for search engines (https://www.sitemaps.org/protocol.html).

::

    robots.txt --> sitemap.xml --> sitemaps/papers-2507.xml, ... the papers of a month of arXiv's numbering each
                               --> sitemaps/channels-0-1.xml, ... the channels of some numbers each
                               --> sitemaps/pages-1.xml, the few others

A paper that comes changes the file of its month; one that changes, none, as no file says when pages changed. Channels are
numbered as they come, so new ones are in the last files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

FOLDER = "sitemaps"
ROBOTS, INDEX = "robots.txt", "sitemap.xml"
OURS = "# Made by paperwire. Without this line, the file is yours and stays as it is."
MOST = 50_000
"""Addresses in a file."""
REST = f"{FOLDER}/pages-1.xml"
"""Of pages that are neither a paper's nor a channel's."""
_CHANNELS, _TOGETHER = "channels", 5_000
"""Begins the keys of the sets of channels, with so many numbers in each."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NO_NAME = re.compile(r"[^a-z0-9]+")


def robots(base_url: str) -> bytes:
    """Everything may be read but answers that are made on demand."""
    lines = (OURS, "User-agent: *", "Disallow: /search.", "Disallow: /admin/", f"Sitemap: {base_url}/{INDEX}")
    return ("\n".join(lines) + "\n").encode()


def is_ours(file: Path) -> bool:
    """Whether there is no robots.txt, or one that was written here."""
    try:
        return file.read_bytes().startswith(OURS.encode())
    except OSError:
        return True


def sitemaps(name: str, paths: Iterable[str], base_url: str) -> dict[str, bytes]:
    """Path -> bytes of the files with the addresses of these paths in out/; none without paths."""
    ordered = sorted(paths)
    parts = [ordered[start : start + MOST] for start in range(0, len(ordered), MOST)]
    return {f"{FOLDER}/{file_name(name)}-{number}.xml": _urls(part, base_url) for number, part in enumerate(parts, 1)}


def channels_key(number: int) -> str:
    """The key of the set of channels that the one with this number is in."""
    return f"{_CHANNELS}-{number // _TOGETHER}"


def numbers_of(key: str) -> range:
    """The numbers of the channels of a set."""
    first = int(key.removeprefix(f"{_CHANNELS}-")) * _TOGETHER
    return range(first, first + _TOGETHER)


def file_name(key: str) -> str:
    """Of a set of papers, as the beginning of the name of a file."""
    return _NO_NAME.sub("-", key.lower()).strip("-")


def name_of(path: str) -> str:
    """The same, of the set whose sitemap this is."""
    return path.removeprefix(f"{FOLDER}/").rpartition("-")[0]


def index(paths: Iterable[str], base_url: str) -> bytes:
    """The index of these files."""
    return _document("sitemapindex", (f"<sitemap>{_loc(path, base_url)}</sitemap>" for path in sorted(paths)))


def _urls(paths: Sequence[str], base_url: str) -> bytes:
    return _document("urlset", (f"<url>{_loc(path, base_url)}</url>" for path in paths))


def _loc(path: str, base_url: str) -> str:
    return f"<loc>{escape(f'{base_url}/{quote(path)}')}</loc>"


def _document(name: str, lines: Iterable[str]) -> bytes:
    def parts() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield f'<{name} xmlns="{_NAMESPACE}">'
        yield from lines
        yield f"</{name}>"

    return ("\n".join(parts()) + "\n").encode()
