"""`[feeds] date = "found"`: entries carry the date on which they were found; ids, order and everything else stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from enrich.options.channels import FeedsSettings
from enrich.options.site import SiteSettings
from enrich.record import Record, Version
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.feed import EntrySource, Event
from feeds.formats.content import dates_of
from feeds.operate.verification import differences
from feeds.publish.publish import publish
from feeds.search.query import question
from feeds.search.search_feed import Searcher
from feeds.search.search_index import Search
from tests.support.keeping import START, change, keep
from tests.support.papers import PUBLISHED, paper

LATER = PUBLISHED + timedelta(days=3)


def settings(folder: Path, date: str) -> Settings:
    return Settings(
        site=SiteSettings(base_url="https://feeds.example.org"),
        feeds=FeedsSettings.model_validate({"date": date}),
        folder=folder,
    )


def old(number: int) -> Record:
    when = PUBLISHED + timedelta(hours=number)
    return paper(id=f"2507.{number:05}", version=1, versions=(Version(1, when),), published=when, updated=when)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Four old papers that were found in two runs, and a new version of one that a third run saw."""
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, [old(3), old(4)])
        keep(opened, [old(1), old(2)])
        newer = (Version(1, old(1).published), Version(2, LATER))
        change(opened, [replace(old(1), version=2, versions=newer, updated=LATER)])
        yield opened


def tree(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and "changes" not in path.parts)
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def dated(feed: bytes, form: str) -> list[tuple[str, str, str]]:
    """(id, published, updated) of each entry in order; RSS has one date."""
    if form == "json":
        items = json.loads(feed)["items"]
        return [(one["id"], one["date_published"][:19], one["date_modified"][:19]) for one in items]
    moments = []
    for entry in feedparser.parse(feed).entries:
        times = [dict.get(entry, name) for name in ("published_parsed", "updated_parsed")]
        days = [datetime(*one[:6], tzinfo=UTC).isoformat()[:19] if one else "" for one in times]
        moments.append((entry.id, *days))
    return moments


def test_all_formats_carry_the_date_of_finding_and_the_rest_stays(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(store, settings(tmp_path, "published"), out, processes=1)
    before = tree(out)
    publish(store, settings(tmp_path, "found"), out, processes=1)
    after = tree(out)
    runs = [(START + timedelta(days=day)).isoformat()[:19] for day in (1, 2, 3)]
    found = [runs[1], runs[1], runs[0], runs[0]]
    for form in ("rss", "atom", "json"):
        name = f"all.{form}"
        ids = [one[0] for one in dated(before[name], form)]
        assert [one[:2] for one in dated(after[name], form)] == list(zip(ids, found, strict=True))
        assert len(ids) == 4
        ((_, published, _),) = dated(after[f"all.events.{form}"], form)
        assert published == runs[2]
    assert max(one[2] for one in dated(after["all.atom"], "atom")) == runs[1]
    assert feedparser.parse(after["all.atom"]).feed.updated.startswith(runs[1])
    # Pages, papers and dumps have arXiv's dates.
    assert {name for name in before if before[name] != after[name]} <= {
        name for name in before if name.endswith((".rss", ".atom", ".json"))
    }
    assert before["dumps/records.jsonl"] == after["dumps/records.jsonl"]
    assert publish(store, settings(tmp_path, "found"), out, processes=1).files_written == 0
    assert differences(store, settings(tmp_path, "found")) == []
    publish(store, settings(tmp_path, "published"), out, processes=1)
    assert tree(out) == before


def test_a_search_has_the_same_dates(store: Store, tmp_path: Path) -> None:
    chosen = settings(tmp_path, "found")
    publish(store, chosen, tmp_path / "out", processes=1)
    Search(store.engine).catch_up()
    feed = Searcher(store, chosen).feed(question("q=a"), "json")
    assert {one[1] for one in dated(feed, "json")} <= {(START + timedelta(days=day)).isoformat()[:19] for day in (1, 2)}


def test_what_changed_after_it_was_found_is_updated_then() -> None:
    record = old(1)
    seen = record.published - timedelta(days=1)
    assert dates_of(EntrySource(record)) == (record.published, record.updated)
    assert dates_of(EntrySource(record, found=seen)) == (seen, record.updated)
    event = Event("v2", "New version (v2)", "Version 2.", record.updated, 2)
    late = EntrySource(record, event=event, found=LATER.replace(microsecond=5))
    assert dates_of(late) == (LATER, LATER)
    assert dates_of(replace(late, found=None)) == (record.updated, record.updated)
