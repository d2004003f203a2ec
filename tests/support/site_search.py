"""A site of nothing but its search, and how a browser finds things there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright import sync_api

from enrich.record import Outcome, PublishableRecord, Record
from feeds.disclosure import WHOLE
from feeds.finding.find_page import find_page
from feeds.finding.index_files import IndexState
from feeds.finding.site_index import Terms, whole_index
from feeds.formats.record_json import record_json
from feeds.pages.channel_page import PageSite, static_files
from feeds.papers.paper_page import PaperFacts, paper_page
from tests.support.papers import PUBLISHED


def kept_record(record: Record) -> PublishableRecord:
    """The record as a store has it in which nothing names it."""
    return PublishableRecord(record, Outcome.FOUND, 1, PUBLISHED, 1)


@dataclass
class WrittenSearch:
    """A search that was made whole."""

    state: IndexState
    files: dict[str, bytes]
    terms: dict[str, Terms]


def search_of(records: Iterable[Record]) -> WrittenSearch:
    """The search of these records."""
    by_id = {record.id: kept_record(record) for record in records}
    files, terms = dict[str, bytes](), dict[str, Terms]()
    state = whole_index(
        by_id, lambda ids: [by_id[name] for name in ids], files.__setitem__, lambda _, some: terms.update(some)
    )
    return WrittenSearch(state, files, terms)


def write_site(records: Iterable[Record], out: Path) -> WrittenSearch:
    """Publish the search of these records, and nothing else."""
    search = search_of(records)
    files = {"search.html": find_page("Papers", abstracts=search.state.abstracts), **search.files}
    files |= {f"static/{name}": data for name, data in static_files().items()}
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    return search


def write_paper_page(record: Record, out: Path) -> None:
    """Publish the page of this paper, on which one can look for papers like it."""
    nobody = [None] * len(record.authors)
    form = record_json(record, topics=(), mentions=(), slugs=nobody, outcome="found", first_seen=PUBLISHED)
    facts = PaperFacts(kept_record(record), form, (), (None,) * len(nobody))
    path = out / "papers" / f"{record.id}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(paper_page(facts, PageSite("http://papers.test", "Papers", ("atom",)), WHOLE))


def like_this(page: sync_api.Page) -> None:
    """Ask for papers like the one whose page it is, and wait for them."""
    page.get_by_role("button", name="Look for papers like this").click()
    page.locator("#like .soft[role=status]:not(:empty)").wait_for()


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
