"""data.html: the files to compute on, what they hold, how large they are and how they are read (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from feeds.pages.channel_page import environment
from feeds.readable_text import repair_text

WHOLE = {
    "records.jsonl": "All records: one per line, as JSON",
    "records.jsonl.gz": "The same, compressed with gzip",
    "records.json": "All records as one JSON object",
    "records.csv": "All records for spreadsheets, with the most important fields",
    "records.parquet": "All records for data frames and databases",
    "records.bib": "All records as BibTeX, for LaTeX",
    "records.ris": "All records as RIS, for reference managers such as Zotero and EndNote",
    "records.csl.json": "All records as CSL-JSON, for Zotero and pandoc",
    "people.jsonl": "All persons: one per line, as JSON",
    "people.json": "All persons as one JSON object",
}
"""What each of the full dumps holds, in the order in which they are listed."""
MONTHS = "records/"
"""How the names of dumps of a month begin."""
NEWEST = 12
"""Files of months that are listed; the manifest has all."""


class ListedFile(Struct, frozen=True):
    """A dump as the page lists it."""

    name: str
    """Relative to out/dumps."""
    bytes: int
    records: int


def data_page(site: str, base_url: str, files: Sequence[ListedFile], *, weekly: bool = False) -> bytes:
    """The page of the site with this title and this address; `weekly` are full dumps of very many records.

    Of changes by day it has no list, which would depend on when somebody published: the same records give the same page.
    """
    by_name = {file.name: file for file in files}
    months = sorted((file for file in files if file.name.startswith(MONTHS)), key=lambda file: file.name, reverse=True)
    lines = by_name.get("records.jsonl")
    values: dict[str, Any] = {
        "site": repair_text(site),
        "title": "Data",
        "up": "",
        "base": base_url,
        "records": lines.records if lines else 0,
        "weekly": weekly,
        "tables": [
            ("whole", "Everything in one file", [(by_name[name], what) for name, what in WHOLE.items() if name in by_name]),
            ("months", "By month", [(one, "") for one in months[:NEWEST]]),
        ],
        "months": len(months),
        "parquet": "records.parquet" in by_name,
    }  # fmt: skip
    return environment().get_template("data.html").render(values).encode()
