"""A store that version 0.1.0 made (its revision is 0004) is taken over: records, outcomes, addresses, entry ids."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from tests.conftest import ROOT
from tests.support.working import outcomes

STORES = ROOT / "tests" / "data" / "stores"
IDS = [f"2401.{number:05d}" for number in range(1, 6)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The old store in a file of its own, as that version left it after two runs."""
    (tmp_path / "paperwire.db").write_bytes(gzip.decompress((STORES / "0004.db.gz").read_bytes()))
    return f"sqlite:///{tmp_path / 'paperwire.db'}"


def settings(folder: Path) -> Settings:
    site = SiteSettings(title="Old", base_url="https://papers.example.org")
    return Settings(site=site, sources=(Source(name="list", files=("list.txt",)),), folder=folder)


def test_records_outcomes_and_runs_are_there(url: str) -> None:
    with Store(url) as store:
        assert sorted(store.records.get(IDS)) == IDS
        found = outcomes(store)
        assert [found[name] for name in IDS] == [Outcome.FOUND] * 4 + [Outcome.WITHDRAWN]
        assert found["2401.09999"] is Outcome.MISSING
        assert [run.status for run in store.runs.last(2)] == ["ok", "open"]
        assert store.records.get(IDS)["2401.00004"].dois == ("10.1000/four",)


def test_every_address_is_published_again_with_the_same_entries(url: str, tmp_path: Path) -> None:
    before = json.loads((STORES / "0004.published.json").read_text(encoding="utf-8"))
    out = tmp_path / "out"
    with Store(url) as store:
        publish(store, settings(tmp_path), out, processes=1)
        assert publish(store, settings(tmp_path), out, processes=1).files_written == 0
    after = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    of_runs = {"status.html", "status.json", "ops.atom", "ops.json", "ops.rss"}
    assert set(before["files"]) - of_runs <= after
    for path, entries in before["entries"].items():
        text = (out / path).read_text(encoding="utf-8")
        assert re.findall(r"<entry>.*?<id>(.*?)</id>", text, re.DOTALL) == entries, path
