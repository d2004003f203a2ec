"""feeds/extras.py: the dumps as publishing makes them from a store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from enrich.options import Authors, Site, Topic
from enrich.settings import Settings
from enrich.store import Store
from feeds.publish import publish
from feeds.verify import verify
from tests.keeping import START, change, keep
from tests.test_publish import plain as paper

SITE = Site(base_url="https://feeds.example.org")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def told(store: Store, out: Path, **settings: Any) -> tuple[str, list[tuple[str, str]]]:
    """Publish; `updated` of the manifest, and (file, when) of each change."""
    publish(store, Settings(site=SITE, **settings), out, processes=1)
    assert verify(out) == []
    lines = [
        (path.name, json.loads(line)["when"])
        for path in sorted(out.glob("dumps/changes/*"))
        for line in path.read_bytes().splitlines()
    ]
    return json.loads((out / "dumps/manifest.json").read_bytes())["updated"], lines


def run_on(day: int) -> str:
    return f"{START + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}"


def test_another_mention_of_a_known_paper_is_a_change_of_the_day_it_was_seen(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    keep(store, [paper(1), paper(2)])
    assert told(store, out) == (run_on(1), [])
    change(store, [])
    keep(store, [paper(1)], source="apple")
    day = run_on(3)
    assert told(store, out) == (day, [(f"{day[:10]}.jsonl", day)])
    assert told(store, tmp_path / "fresh") == (day, [])


@pytest.mark.parametrize(
    "settings", [{"topics": (Topic(slug="cs", categories=("cs",)),)}, {"authors": Authors(min_papers=9)}]
)
def test_what_other_settings_change_is_of_the_newest_run(
    store: Store, tmp_path: Path, settings: dict[str, Any]
) -> None:
    keep(store, [paper(1)])
    told(store, tmp_path / "out")
    change(store, [])
    day = run_on(2)
    assert told(store, tmp_path / "out", **settings) == (day, [(f"{day[:10]}.jsonl", day)])
    change(store, [])
    assert told(store, tmp_path / "out", **settings) == (day, [(f"{day[:10]}.jsonl", day)])


def test_a_change_that_arxiv_dates_back_does_not_turn_the_dumps_back(store: Store, tmp_path: Path) -> None:
    keep(store, [paper(1), paper(2)])
    told(store, tmp_path / "out")
    change(store, [replace(paper(2), title="New", title_tex="New", version=2)])
    day = run_on(2)
    assert told(store, tmp_path / "out") == (day, [(f"{day[:10]}.jsonl", day)])


def test_a_removal_counts_in_a_fresh_folder_too(store: Store, tmp_path: Path) -> None:
    keep(store, [paper(1), paper(2)])
    told(store, tmp_path / "out")
    store.records.remove(["2507.00002"], 1, START + timedelta(days=5))
    day = run_on(5)
    assert told(store, tmp_path / "out") == (day, [(f"{day[:10]}.jsonl", day)])
    assert told(store, tmp_path / "fresh") == (day, [])
