"""feeds/publish/site_outputs.py: the dumps as publishing makes them from a store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from enrich.errors import CannotPublish
from enrich.options.channels import AuthorsSettings, FeedsSettings, Topic
from enrich.options.site import SiteSettings
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.dumps import dump as dumps
from feeds.dumps import plan_chunks as dump_pieces
from feeds.dumps import saved_index as dump_keeping
from feeds.dumps import verify as verifying
from feeds.dumps.manifest import schema_bytes
from feeds.dumps.monthly import publication
from feeds.dumps.verify import verify
from feeds.publish.publish import publish
from feeds.publish.site_outputs import SITE_OUTPUTS, PublishContext, StagedFiles
from feeds.publish.site_pages import pages_extra
from tests.feeds.publish.test_publish import plain as paper
from tests.support.keeping import START, change, keep

SITE = SiteSettings(base_url="https://feeds.example.org")
WHOLE = (*SITE_OUTPUTS, ("pages", pages_extra))
"""What publishing makes beside feeds."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def alone(number: int) -> Record:
    """A paper of somebody who wrote no other, so that nothing else changes when it comes or goes."""
    return paper(number, authors=(Author(f"Somebody {number}"),))


def publish_changes(
    store: Store, out: Path, *, moving: bool = False, **settings: Any
) -> tuple[str, list[tuple[str, str]]]:
    """Publish; `updated` of the manifest, and (file, when) of each change."""
    publish(store, Settings(site=SITE, **settings), out, processes=1, moving=moving)
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
    assert publish_changes(store, out) == (run_on(1), [])
    change(store, [])
    keep(store, [paper(1)], source="apple")
    day = run_on(3)
    assert publish_changes(store, out) == (day, [(f"{day[:10]}.jsonl", day)])
    assert publish_changes(store, tmp_path / "fresh", moving=True) == (day, [])


@pytest.mark.parametrize(
    "settings", [{"topics": (Topic(slug="cs", categories=("cs",)),)}, {"authors": AuthorsSettings(min_papers=9)}]
)
def test_what_other_settings_change_is_of_the_newest_run(
    store: Store, tmp_path: Path, settings: dict[str, Any]
) -> None:
    keep(store, [paper(1)])
    publish_changes(store, tmp_path / "out")
    change(store, [])
    day = run_on(2)
    assert publish_changes(store, tmp_path / "out", **settings) == (day, [(f"{day[:10]}.jsonl", day)])
    change(store, [])
    assert publish_changes(store, tmp_path / "out", **settings) == (day, [(f"{day[:10]}.jsonl", day)])


def test_a_change_that_arxiv_dates_back_does_not_turn_the_dumps_back(store: Store, tmp_path: Path) -> None:
    keep(store, [paper(1), paper(2)])
    publish_changes(store, tmp_path / "out")
    change(store, [replace(paper(2), title="New", title_tex="New", version=2)])
    day = run_on(2)
    assert publish_changes(store, tmp_path / "out") == (day, [(f"{day[:10]}.jsonl", day)])


def test_a_removal_counts_in_a_fresh_folder_too(store: Store, tmp_path: Path) -> None:
    keep(store, [alone(1), alone(2)])
    publish_changes(store, tmp_path / "out")
    store.records.remove(["2507.00002"], 1, START + timedelta(days=5))
    day = run_on(5)
    assert publish_changes(store, tmp_path / "out") == (day, [(f"{day[:10]}.jsonl", day)])
    assert publish_changes(store, tmp_path / "fresh", moving=True) == (day, [])


def test_parquet_comes_and_goes_with_its_setting_alone(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    keep(store, [paper(1)])
    for wanted in (False, True, False):
        publish_changes(store, out, feeds=FeedsSettings(parquet=wanted))
        assert (out / "dumps/records.parquet").exists() is wanted


@pytest.mark.parametrize("what", ["schema", "layout"])
def test_a_newer_form_of_the_dumps_is_published_though_no_record_changed(
    store: Store, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    keep(store, [paper(1)])
    publish_changes(store, out)
    if what == "schema":
        newer = schema_bytes() + b"\n"
        for module in (dumps, publication, verifying):
            monkeypatch.setattr(module, "schema_bytes", lambda name="": newer)
    else:
        for module in (dumps, publication, dump_pieces):
            monkeypatch.setattr(module, "LAYOUT", "1.newer")
        (form, *others) = dump_pieces.FORMS
        newer_forms = (form, *(structs.replace(one, header=b"# newer\n") for one in others))
        monkeypatch.setattr(
            dump_pieces.PublishedDumps.__init__, "__kwdefaults__", {"trusted": True, "forms": newer_forms}
        )
    publish(store, Settings(site=SITE), out, processes=1)
    name = "record.schema.json" if what == "schema" else "records.bib"
    assert (out / "dumps" / name).read_bytes().startswith(b"# newer" if what == "layout" else b"{")
    assert what == "layout" or verify(out) == []


def test_other_settings_of_a_publication_that_failed_are_in_dumps_pages_and_opml_of_the_next(
    store: Store, tmp_path: Path
) -> None:
    def full(_: PublishContext) -> StagedFiles:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    keep(store, [paper(1)])
    publish_changes(store, out, topics=(Topic(slug="a", title="Old title", categories=("hep-th",)),))
    topics = (Topic(slug="a", title="New title", categories=("cs.LG",)),)
    with pytest.raises(CannotPublish):
        publish(store, Settings(site=SITE, topics=topics), out, processes=1, extras=(("full", full), *WHOLE))
    publish_changes(store, out, topics=topics)
    assert json.loads((out / "dumps/records.jsonl").read_bytes())["topics"] == ["a"]
    assert b"New title" in (out / "opml.xml").read_bytes()
    assert b"New title" in (out / "index.html").read_bytes()


@pytest.mark.parametrize("fresh", [True, False])
def test_what_another_process_keeps_while_dumps_are_made_comes_with_the_next_publication(
    store: Store, tmp_path: Path, fresh: bool
) -> None:
    def meddle(_: PublishContext) -> StagedFiles:
        with Store(store.url) as other:
            keep(other, [paper(2)], source="brand-new")
            change(other, [replace(paper(1), categories=("q-bio.NC",))])
        return StagedFiles()

    out = tmp_path / "out"
    keep(store, [paper(1), paper(3)])
    if not fresh:
        publish_changes(store, out)
        keep(store, [paper(1), paper(2)])
    publish(store, Settings(site=SITE), out, processes=1, extras=(("meddle", meddle), *WHOLE))
    publish_changes(store, out)
    topics = {
        row["id"]: row["topics"] for row in map(json.loads, (out / "dumps/records.jsonl").read_bytes().splitlines())
    }
    assert "q-bio-nc" in topics["2507.00001"]
    assert "brand-new" in topics["2507.00002"]


def test_where_nothing_changed_the_index_is_not_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, [paper(1)])
    publish_changes(store, tmp_path / "out")
    monkeypatch.setattr(dump_keeping, "load", lambda *_: pytest.fail("the index was read"))
    publish_changes(store, tmp_path / "out")


def test_when_the_workshop_is_lost_the_history_of_changes_stays(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    keep(store, [alone(1)])
    publish_changes(store, out)
    keep(store, [alone(2)])
    before = publish_changes(store, out)
    shutil.rmtree(tmp_path / ".out.publishing")
    assert publish_changes(store, out) == before
    keep(store, [alone(3)])
    assert len(publish_changes(store, out)[1]) == 2


def test_changes_that_somebody_else_put_there_stay_until_somebody_removes_them(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    keep(store, [paper(1)])
    publish_changes(store, out)
    foreign = out / "dumps/changes/2020-01-01.jsonl"
    foreign.write_bytes(b"")
    publish(store, Settings(site=SITE), out, processes=1)
    assert foreign.exists()
    foreign.unlink()
    publish_changes(store, out)
