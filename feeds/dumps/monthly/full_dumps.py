"""The full dumps where they are written weekly: whether they stay as they are now, and what is known of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feeds.dumps.chunk_index import LAYOUT, DumpIndex
from feeds.dumps.dump_files import is_untouched, is_whole
from feeds.dumps.encodings import FORMS, JSON_LINES
from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.saved_chunks import load_chunks
from feeds.dumps.plan_chunks import PublishedDumps

_LOST = "lost"
"""The layout of an index without chunks, by which nothing can be copied."""


def week_of(moment: datetime | None) -> str:
    """The week of ISO 8601, as in 2025-W29; "" of no moment."""
    if moment is None:
        return ""
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def published_full(index: DumpIndex | None, folder: Path, kept: Path | None, *, trusted: bool) -> PublishedDumps:
    """The full dumps as published; chunks of weekly ones are those in `kept`, None where nobody asks for them."""
    lines = index.file(JSON_LINES) if index else None
    if index and index.week and lines and kept and not index.chunks:
        chunks = load_chunks(kept, lines)
        index = replace(index, chunks=chunks) if chunks else replace(index, layout=_LOST)
    return PublishedDumps(index, folder, trusted=trusted)


def may_rest(index: DumpIndex | None, months: PublishedMonths, week: str, *, trusted: bool) -> bool:
    """Whether the full dumps were written in this week, are as they were written, and all records are in `months`."""
    if index is None or not week or index.week != week or index.layout != LAYOUT or not months.known:
        return False
    files = [index.file(form.name) for form in FORMS]
    as_written = is_untouched if trusted else is_whole
    return all(file is not None and as_written(months.folder, file) for file in files)
