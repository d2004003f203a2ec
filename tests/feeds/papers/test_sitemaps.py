"""Facts about robots.txt and sitemaps: every page is named once, in files that search engines take."""

from __future__ import annotations

from pathlib import Path

import lxml.etree
import pytest

from enrich.options.site import SiteSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.papers import sitemaps as module
from feeds.papers.sitemaps import sitemaps
from feeds.publish.publish import publish
from tests.support.keeping import START, keep
from tests.support.papers import paper

BASE = "https://feeds.example.org"
SETTINGS = Settings(site=SiteSettings(base_url=BASE))


def locations(file: Path) -> list[str]:
    return [one.text or "" for one in lxml.etree.parse(file).iter("{*}loc")]


def named(out: Path) -> dict[str, list[str]]:
    """Addresses by sitemap."""
    files = [out / address.removeprefix(f"{BASE}/") for address in locations(out / "sitemap.xml")]
    return {file.name: locations(file) for file in files}


def test_every_page_is_in_one_sitemap_and_a_new_paper_changes_that_of_its_month(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [paper(id="2507.00001"), paper(id="2506.00001"), paper(id="hep-th/9901001")])
        publish(store, SETTINGS, out, processes=1)
        before = named(out)
        times = {file.name: file.stat().st_mtime_ns for file in (out / "sitemaps").iterdir()}
        keep(store, [paper(id="2507.00002")])
        publish(store, SETTINGS, out, processes=1)
    assert before["papers-hep-th-9901-1.xml"] == [f"{BASE}/papers/hep-th/9901001.html"]
    assert f"{BASE}/index.html" in before["pages-1.xml"]
    after = named(out)
    assert after["papers-2507-1.xml"] == [f"{BASE}/papers/2507.00001.html", f"{BASE}/papers/2507.00002.html"]
    assert {file for file in after if (out / "sitemaps" / file).stat().st_mtime_ns != times[file]} == {
        "papers-2507-1.xml"
    }
    everything = [address for addresses in after.values() for address in addresses]
    assert len(everything) == len(set(everything))
    assert all((out / address.removeprefix(f"{BASE}/")).is_file() for address in everything if "status" not in address)
    assert f"Sitemap: {BASE}/sitemap.xml" in (out / "robots.txt").read_text("utf-8")


def test_a_new_channel_changes_the_sitemap_of_the_last_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TOGETHER", 4)
    out = tmp_path / "out"
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [paper(id=f"2507.0000{n}", authors=(Author(f"Ada Nr{n}"),)) for n in range(1, 6)])
        publish(store, SETTINGS, out, processes=1)
        before = named(out)
        keep(store, [paper(id="2507.00009", authors=(Author("Ada Nr9"),))])
        publish(store, SETTINGS, out, processes=1)
        after = named(out)
        assert len([name for name in before if name.startswith("channels-")]) > 2
        changed = {name for name in after if before.get(name) != after[name]}
        assert {name for name in changed if f"{BASE}/authors/ada-nr9.html" in after[name]} == changed - {
            "papers-2507-1.xml"
        }
        store.records.remove(["2507.00001"], 3, START)
        publish(store, SETTINGS, out, processes=1)
        gone = named(out)
        publish(store, SETTINGS, out, processes=1, rebuild=True)
        assert named(out) == gone
    assert f"{BASE}/papers/2507.00001.html" not in gone["papers-2507-1.xml"]


def test_a_sitemap_of_too_many_addresses_is_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    files = sitemaps("papers:2507", ["c.html", "b&.html", "a.html"], BASE)
    assert list(files) == ["sitemaps/papers-2507-1.xml", "sitemaps/papers-2507-2.xml"]
    assert files["sitemaps/papers-2507-1.xml"].count(b"<loc>") == 2
    assert b"b%26.html" in files["sitemaps/papers-2507-1.xml"]
