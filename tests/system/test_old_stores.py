"""A store that version 0.1.0 made (its revision is 0004) is taken over: records, outcomes, addresses, entry ids.

One with the pack of entries as it was before segments is, too, and nothing of it is rendered again.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.state.publishing import PublishState
from tests.conftest import ROOT
from tests.support.keeping import keep
from tests.support.papers import paper
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


def with_pack_before_segments(store: Store, workshop: Path) -> None:
    """Make store and pack as revision 0018 had them: one file that begins with its token."""
    (segment,) = (workshop / "entries").glob("*/*")
    token = segment.parent.name.encode()
    (workshop / "entries.pack").write_bytes(token + segment.read_bytes())
    segment.unlink()
    segment.parent.rmdir()
    with store.engine.begin() as connection:
        for statement in (
            f"UPDATE rendered SET place = place + {len(token)}",
            f"UPDATE publishing SET value = '{(workshop / 'entries.pack').stat().st_size}' WHERE name = 'pack_end'",
            "ALTER TABLE rendered DROP COLUMN segment",
            *(f"DROP TABLE {name}" for name in ("segments", "claims", "objects")),
            "UPDATE alembic_version SET version_num = '0018'",
        ):
            connection.execute(text(statement))


def test_the_pack_before_segments_is_taken_over_as_it_is(either: str, tmp_path: Path) -> None:
    out, workshop = tmp_path / "out", tmp_path / ".out.publishing"
    with Store(either) as store:
        keep(store, [paper(id=f"2507.{number:05d}") for number in range(1, 40)])
        publish(store, settings(tmp_path), out, processes=1)
        with_pack_before_segments(store, workshop)
    files = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with Store(either) as store:
        assert publish(store, settings(tmp_path), out, processes=1).files_written == 0
        assert [path.name for path in (workshop / "entries").glob("*/*")] == ["0"]
        keep(store, [paper(id="2507.00099")], document="later")
        publish(store, settings(tmp_path), out, processes=1)
        spots = PublishState(store.engine).spots(["2507.00001", "2507.00099"])
        assert spots["2507.00001"].segment == "0" != spots["2507.00099"].segment
    # A whole new pack of the same records gives the same bytes as what was assembled from the old one.
    assert b"2507.00099" in (out / "all.atom").read_bytes()
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with Store(either) as store:
        assert publish(store, settings(tmp_path), out, processes=1, rebuild=True).files_written == 0
    assert after.keys() >= files.keys()
