"""Facts about addresses without files: from how many papers on there are files changes no byte, and a server needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from enrich.options.channels import AuthorsSettings, FeedsSettings
from enrich.options.site import SiteSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.feed import FORMATS
from feeds.operate.doctor import examine
from feeds.publish.publish import publish
from feeds.search.entry_parts import EntryParts
from feeds.search.query import question
from feeds.search.search_feed import Searcher
from feeds.search.search_index import Search
from feeds.serve.on_demand import OnDemand
from feeds.state.publishing import PublishState
from tests.feeds.operate.test_doctor import no_network
from tests.feeds.people.test_people_channels import ALONE, PAPERS, PEOPLE, SECOND, WEI, at
from tests.feeds.publish.test_publish import BASE, plain
from tests.support.keeping import START, keep
from tests.support.knowing import Known, know
from tests.support.papers import PUBLISHED
from tests.support.serving import at_work

THIRD = "p55555555"
EVENTFUL = plain(20, authors=(Author("Fay Gee"), Author("Eve Fay")))


def fill(store: Store) -> None:
    keep(store, [*PAPERS, EVENTFUL, *(plain(30 + n, authors=(Author("Ida Jay"),)) for n in range(9))])
    know(store, PEOPLE)


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    """Authors and persons of one to nine papers, one of them followed, one with archives, one told of a split."""
    with Store(either) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        fill(opened)
        yield opened


def given(folder: Path, files: int, **feeds: Any) -> Settings:
    authors = AuthorsSettings(files=files, follow=("Fay Gee",))
    return Settings(
        folder=folder, site=SiteSettings(base_url=BASE), authors=authors, feeds=FeedsSettings(entries=3, **feeds)
    )


def go(store: Store, settings: Settings) -> dict[str, bytes]:
    """Publish; every file by its path."""
    publish(store, settings, settings.out, processes=1)
    out = settings.out
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def eventful(store: Store, tmp_path: Path) -> dict[str, bytes]:
    """What is published with files for all, after a new version, and after a person turned out to be two."""
    go(store, given(tmp_path, 1))
    keep(store, [replace(EVENTFUL, version=2, updated=EVENTFUL.updated.replace(year=2026))], document="again")
    parted = PEOPLE | {SECOND: Known(WEI, {at(4): WEI}), THIRD: Known(WEI, {at(5): WEI})}
    know(store, parted, changes=[(SECOND, "split", THIRD)], when=START + timedelta(days=1, hours=3))
    return go(store, given(tmp_path, 1))


OF_SOMEBODY = ("authors/", "people/", "papers/")


def of_search(path: str) -> bool:
    """Whether a file is of the search that needs no server."""
    return path == "search.html" or path.startswith("search/")


def test_who_has_files_changes_no_byte_at_any_address(store: Store, tmp_path: Path) -> None:
    every = eventful(store, tmp_path)
    few = go(store, given(tmp_path, 3))
    gone = {path for path in every.keys() - few.keys() if not of_search(path)}
    assert {"authors/ann-bee.atom", "authors/ann-bee.html", f"people/{SECOND}.rss", f"people/{ALONE}.html"} <= gone
    assert {path for path in every if path.startswith("papers/")} <= gone
    assert not any(map(of_search, few))
    assert f"people/{ALONE}.html" not in go(store, given(tmp_path, 2)), "where the server stands it leads there itself"
    assert {"authors/ida-jay.archive-1.atom", "authors/fay-gee.events.atom", "authors/eve-fay.rss"} <= few.keys()
    demand = OnDemand(store, given(tmp_path, 3))
    assert {path: demand.render(path) for path in gone} == {path: every[path] for path in gone}
    differing = {path for path in few if few[path] != every.get(path)}
    assert differing == {"opml-authors.xml"}
    named = few["opml-authors.xml"]
    assert b"authors/eve-fay.atom" in named
    assert b"authors/ann-bee.atom" not in named
    assert go(store, given(tmp_path, 1)) == every


def test_a_person_without_files_whom_nothing_holds_together_any_more_has_the_page_that_says_so(
    embedded: Store, tmp_path: Path
) -> None:
    go(embedded, given(tmp_path, 3))
    know(embedded, {person: one for person, one in PEOPLE.items() if person != ALONE})
    assert f"people/{ALONE}.html" not in go(embedded, given(tmp_path, 3))
    page = OnDemand(embedded, given(tmp_path, 3)).render(f"people/{ALONE}.html")
    assert page is not None
    assert page == go(embedded, given(tmp_path, 1))[f"people/{ALONE}.html"]
    assert b"no evidence any more" in page


def test_a_person_of_papers_that_are_not_published_yet_is_not_there(embedded: Store, tmp_path: Path) -> None:
    go(embedded, given(tmp_path, 3))
    keep(
        embedded,
        [plain(60, authors=(Author("Late Comer"),)), plain(61, authors=(Author("Late Comer"),))],
        document="late",
    )
    late = Known("Late Comer", {("2507.00060", 0): "Late Comer", ("2507.00061", 0): "Late Comer"})
    know(embedded, PEOPLE | {THIRD: late})
    demand = OnDemand(embedded, given(tmp_path, 3))
    assert demand.render(f"people/{THIRD}.html") is None
    go(embedded, given(tmp_path, 3))
    assert demand.render(f"people/{THIRD}.html") is not None


def test_files_come_with_the_paper_that_makes_enough(store: Store, tmp_path: Path) -> None:
    settings = given(tmp_path, 3)
    before = go(store, settings)
    assert "authors/ann-bee.atom" not in before
    keep(store, [plain(50, authors=(Author("Ann Bee"), Author("New Comer")))], document="another")
    after = go(store, settings)
    assert {"authors/ann-bee.atom", "authors/ann-bee.html"} <= after.keys()
    assert not any(path.startswith("authors/new-comer") for path in after)
    assert b"authors/ann-bee.atom" in after["opml-authors.xml"]
    assert b"authors/new-comer.html" in after["index.html"], "whoever has no files has an address"
    assert OnDemand(store, settings).render("authors/new-comer.atom") is not None
    anew = given(tmp_path / "anew", 3)
    publish(store, anew, anew.out, processes=1, moving=True)
    assert all((anew.out / path).read_bytes() == after[path] for path in after if path.startswith(OF_SOMEBODY))


@pytest.mark.parametrize("files", [1, 3])
def test_a_server_with_nothing_but_the_store_gives_the_same_bytes(store: Store, tmp_path: Path, files: int) -> None:
    every = eventful(store, tmp_path)
    go(store, given(tmp_path, files))
    Search(store.engine).catch_up()
    empty = given(tmp_path / "elsewhere", files)
    demand = OnDemand(store, empty)
    addresses = [path for path in every if path.startswith(OF_SOMEBODY)]
    own = {path: data for path in addresses if (data := demand.render(path)) is not None}
    assert own == {path: every[path] for path in addresses}
    asked = question("q=paper&author=wei+wang")
    for form in FORMATS:
        assert Searcher(store, empty).feed(asked, form) == Searcher(store, given(tmp_path, files)).feed(asked, form)


@pytest.mark.parametrize("folder", ["", "elsewhere"])
def test_an_answer_is_of_one_moment(store: Store, tmp_path: Path, folder: str) -> None:
    """It is read in one transaction, which is what it costs most of."""
    go(store, given(tmp_path, 3))
    demand = OnDemand(store, given(tmp_path / folder, 3))
    begun: list[object] = []
    event.listen(store.engine, "begin", begun.append)
    for address in ("authors/ann-bee.atom", "authors/ann-bee.html", f"people/{SECOND}.html"):
        begun.clear()
        assert demand.render(address) is not None
        assert len(begun) == 1, address


def test_entries_from_records_are_those_of_the_pack(store: Store, tmp_path: Path) -> None:
    eventful(store, tmp_path)
    published = PublishState(store.engine)
    channels = published.channels()
    members = published.open_members([channel.id for channel in channels])
    spots = published.spots({one.entry for its in members.values() for one in its})
    assert any(entry.startswith("person:") for entry in spots)
    assert any("#" in entry and not entry.startswith("person:") for entry in spots)
    known = published.values()["pack"]
    here, elsewhere = (EntryParts(store, given(folder, 1)) for folder in (tmp_path, tmp_path / "elsewhere"))
    for brief in (False, True):
        assert elsewhere.read(spots, known, brief=brief) == {
            entry: tuple(parts) for entry, parts in (here.read(spots, known, brief=brief) or {}).items()
        }
    assert elsewhere.read(spots, "another", brief=False) is None


def test_replicas_with_and_without_files_answer_alike(embedded: Store, tmp_path: Path) -> None:
    settings = given(tmp_path, 3)
    go(embedded, settings)
    Search(embedded.engine).catch_up()
    addresses = (
        "/authors/ida-jay.atom",  # has files
        "/authors/ann-bee.html",
        f"/people/{SECOND}.rss",
        f"/people/{ALONE}.html",
        "/papers/2507.00020.html",
        "/search/like.js?paper=2507.00031",
        "/search.atom?q=paper",
        "/records/2507.00020.json",
        "/opml?authors=ann-bee,ida-jay",
    )
    with at_work(settings, embedded) as one, at_work(given(tmp_path / "elsewhere", 3), embedded) as other:
        for address in addresses:
            first, second = one.get(address), other.get(address)
            assert first[0] == second[0] == 200, address
            assert (first[1]["etag"], first[2]) == (second[1]["etag"], second[2]), address
            assert other.get(address, If_None_Match=first[1]["etag"])[0] == 304
        assert other.get("/authors/nobody.atom")[0] == 404
        assert other.get(f"/people/{ALONE}.atom")[1]["location"] == "../authors/zdravko-rarename.atom"
        assert b"nothing is published" not in other.get("/readyz")[2]


def test_doctor_says_what_files_of_authors_with_few_papers_cost_where_they_are_many(
    embedded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = given(tmp_path, 1)
    go(embedded, settings)

    def line(files: int) -> str:
        found = examine(given(tmp_path, files), lambda: embedded, no_network, PUBLISHED)
        return next((one.message for one in found if one.what in {"authors", "files"}), "")

    assert line(1) == "", "36 files are nothing to spare"
    monkeypatch.setattr("feeds.operate.doctor.MANY_FILES", 30)
    assert re.fullmatch(
        r"about 36 files of \d MB are of 9 authors with fewer than 5 papers; where `paperwire serve` answers, "
        r"\[authors\] files = 5 spares them, and the page of each paper",
        line(1),
    )
    assert line(3) == (
        "authors with fewer than 3 papers, pages of papers and the search without a server: there are no files, "
        "`paperwire serve` answers at their addresses, other servers do not"
    )
