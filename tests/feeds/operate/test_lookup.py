"""feeds/operate/lookup.py: single records in the form of the dumps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enrich.options.channels import AuthorsSettings
from enrich.options.site import SiteSettings
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.disclosure import Disclosure
from feeds.operate.lookup import records_json
from feeds.publish.publish import publish
from tests.feeds.publish.test_publish import plain
from tests.support.enriching import enrichment, report
from tests.support.keeping import keep


@pytest.mark.parametrize(
    "authors", [AuthorsSettings(), AuthorsSettings(min_papers=2), AuthorsSettings(min_papers=9, follow=("Author 1",))]
)
def test_a_record_that_is_looked_up_is_the_one_in_the_dumps(tmp_path: Path, authors: AuthorsSettings) -> None:
    settings = Settings(site=SiteSettings(base_url="https://feeds.example.org"), authors=authors)
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [plain(1), plain(2), plain(8)])
        report(store, {plain(2).id: enrichment()})
        publish(store, settings, tmp_path / "out", processes=1)
        dumped = [json.loads(line) for line in (tmp_path / "out/dumps/records.jsonl").read_bytes().splitlines()]
        assert list(records_json(settings, store, store.kept([one["id"] for one in dumped]), Disclosure())) == dumped
        known = {one["id"]: one["publication"] for one in records_json(settings, store, store.looked_up([plain(2).id]))}
        assert known[plain(2).id]["venue"] == "Nature Machine Intelligence"
