"""A site of nothing but its search, and how a browser finds things there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright import sync_api

from enrich.record import Outcome, PublishableRecord, Record
from feeds.finding.find_page import find_page
from feeds.finding.site_index import SearchFiles, whole_index
from feeds.pages.channel_page import static_files
from tests.support.papers import PUBLISHED


def kept_record(record: Record) -> PublishableRecord:
    """The record as a store has it in which nothing names it."""
    return PublishableRecord(record, Outcome.FOUND, 1, PUBLISHED, 1)


def write_site(records: Iterable[Record], count: int, out: Path) -> SearchFiles:
    """Publish the search of these records, about so many, and nothing else."""
    search_files = whole_index(map(kept_record, records), count)
    files = {"search.html": find_page("Papers", abstracts=search_files.state.abstracts), **search_files.files}
    files |= {f"static/{name}": data for name, data in static_files().items()}
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    return search_files


@dataclass
class Loaded:
    """What a page has loaded from the disk."""

    page: sync_api.Page
    paths: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "request", lambda request: self.paths.append(Path(request.url.removeprefix("file://").partition("?")[0]))
        )

    def bytes(self) -> int:
        """Of all files since this was asked last, uncompressed."""
        size = sum(path.stat().st_size for path in self.paths)
        self.paths.clear()
        return size


FIRST_RESULT = """word => new Promise((resolve) => {
  const box = document.getElementById("q"), list = document.getElementById("results");
  const begun = performance.now();
  const watch = new MutationObserver(() => {
    if (!list.querySelector("article")) return;
    watch.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - begun));
  });
  list.replaceChildren();
  watch.observe(list, { childList: true });
  box.value = word;
  box.dispatchEvent(new Event("input"));
})"""
"""Milliseconds from a key to the frame with the first result."""
