"""feeds/papers/build_papers.py: pages of papers come, change and go with the papers; nothing else is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.options.channels import AuthorsSettings, PagesSettings
from enrich.options.site import SiteSettings
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.operate.verification import differences
from feeds.pages.paper import page_path
from feeds.papers.build_papers import set_of, sets_now, those_in
from feeds.publish.publish import PublishReport, publish
from feeds.publish.site_pages import papers_extra
from feeds.state.types import FileSet
from tests.support.enriching import RETRACTION, author, enrichment, report
from tests.support.keeping import change, keep
from tests.support.papers import PUBLISHED, paper

SETTINGS = Settings(site=SiteSettings(base_url="https://feeds.example.org"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'p.db'}") as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def number(n: int, **fields: Any) -> Record:
    given = {"id": f"2507.{n:05}", "authors": (Author(f"Author {n}"),), **fields}
    return paper(**given)


def published(store: Store, out: Path, settings: Settings = SETTINGS, **options: Any) -> PublishReport:
    return publish(store, replace_out(settings, out), out, processes=1, say=lambda line: None, **options)


def replace_out(settings: Settings, out: Path) -> Settings:
    return settings.model_copy(update={"site": settings.site.model_copy(update={"out": str(out)})})


def pages(out: Path) -> dict[str, int]:
    return {
        path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in sorted((out / "papers").rglob("*.html"))
    }


def different(store: Store, out: Path) -> set[str]:
    """What verify finds."""
    with trial(store.url) as copy:
        return {one.path for one in differences(copy, replace_out(SETTINGS, out))}


def test_each_paper_has_a_page_at_an_address_that_stays(store: Store, out: Path) -> None:
    keep(store, [number(1), number(2), paper(id="hep-th/9901001")])
    published(store, out)
    before = pages(out)
    assert list(before) == ["papers/2507.00001.html", "papers/2507.00002.html", "papers/hep-th/9901001.html"]
    assert published(store, out).files_written == 0
    assert pages(out) == before


def test_only_the_page_of_a_paper_that_changed_is_written(store: Store, out: Path) -> None:
    keep(store, [number(n) for n in range(1, 30)])
    published(store, out)
    before = pages(out)
    change(store, [number(7, title="Another title")])
    published(store, out)
    after = pages(out)
    assert {path for path in after if after[path] != before[path]} == {"papers/2507.00007.html"}
    assert "Another title" in (out / "papers/2507.00007.html").read_text("utf-8")


def test_what_services_report_comes_onto_the_page_the_feeds_and_the_dumps(store: Store, out: Path) -> None:
    keep(store, [number(1), number(2, dois=())])
    published(store, out)
    before = pages(out)
    report(store, {"2507.00002": enrichment(notices=(), authors=(author(0, "Author 2"),))})
    published(store, out)
    page = (out / "papers/2507.00002.html").read_text("utf-8")
    assert "Published in Nature Machine Intelligence (8 May 2024)" in page
    assert "ORCID 0000-0001-5109-3700" in page
    assert "0000-0001-5109-3700" in (out / "all.json").read_text("utf-8")
    assert '"venue":"Nature Machine Intelligence"' in (out / "dumps/records.jsonl").read_text("utf-8")
    assert pages(out)["papers/2507.00001.html"] == before["papers/2507.00001.html"]
    assert published(store, out).files_written == 0


def test_a_retraction_that_is_reported_later_is_an_event_and_the_entry_keeps_its_id(store: Store, out: Path) -> None:
    keep(store, [number(1, dois=())])
    report(store, {"2507.00001": enrichment(notices=())})
    published(store, out)
    before = (out / "all.atom").read_text("utf-8")
    assert "RETRACTED" not in before
    report(store, {"2507.00001": enrichment(notices=(RETRACTION,))})
    published(store, out)
    after = (out / "all.atom").read_text("utf-8")
    assert after.count("<id>https://arxiv.org/abs/2507.00001</id>") == 1
    assert "<title>RETRACTED: On α-Calibrated Feeds</title>" in after
    assert "<id>https://arxiv.org/abs/2507.00001#retracted</id>" in (out / "all.events.atom").read_text("utf-8")


def test_the_page_of_a_paper_that_arxiv_has_deleted_goes(store: Store, out: Path) -> None:
    keep(store, [number(1), number(2)])
    published(store, out)
    store.records.remove(["2507.00001"], 2, PUBLISHED)
    published(store, out)
    assert list(pages(out)) == ["papers/2507.00002.html"]


def test_a_page_that_somebody_removed_is_made_again_and_one_that_was_altered_is_found(store: Store, out: Path) -> None:
    keep(store, [number(1), paper(id="hep-th/9901001"), paper(id="hep-th/9902001")])
    published(store, out)
    whole = (out / "papers/hep-th/9901001.html").read_bytes()
    (out / "papers/hep-th/9901001.html").unlink()
    published(store, out)
    assert (out / "papers/hep-th/9901001.html").read_bytes() == whole
    (out / "papers/2507.00001.html").write_bytes(b"x")
    (out / "papers/hep-th/stranger.html").write_bytes(b"x")
    assert different(store, out) == {"papers/2507.00001.html", "papers/hep-th/stranger.html"}
    published(store, out, rebuild=True)
    assert different(store, out) == set()


def test_an_author_who_gets_a_page_is_linked_from_that_of_an_older_paper(store: Store, out: Path) -> None:
    settings = SETTINGS.model_copy(update={"authors": AuthorsSettings(min_papers=2)})
    keep(store, [number(1, authors=(Author("Ada Lovelace"),))])
    published(store, out, settings)
    assert "authors/ada-lovelace" not in (out / "papers/2507.00001.html").read_text("utf-8")
    keep(store, [number(2, authors=(Author("Ada Lovelace"),))])
    published(store, out, settings)
    assert "../authors/ada-lovelace.html" in (out / "papers/2507.00001.html").read_text("utf-8")


def test_pages_of_channels_lead_to_the_page_of_the_paper_and_to_arxiv(store: Store, out: Path) -> None:
    keep(store, [number(1)])
    published(store, out)
    topic = next((out / "topics").glob("cs-lg.html")).read_text("utf-8")
    assert '<h3><a href="../papers/2507.00001.html">' in topic
    assert '<a href="https://arxiv.org/abs/2507.00001">arXiv</a>' in topic
    assert '<a href="papers/2507.00001.html">' in (out / "index.html").read_text("utf-8")


def test_several_processes_make_the_same_pages_and_dumps(store: Store, tmp_path: Path) -> None:
    keep(store, [number(n) for n in range(1, 300)])
    one, two = tmp_path / "one", tmp_path / "two"
    published(store, one)

    def dumps(out: Path) -> list[str]:
        return [path.relative_to(out).as_posix() for path in (out / "dumps").rglob("*") if path.is_file()]

    for times in range(2):
        publish(
            store, replace_out(SETTINGS, two), two, processes=2, say=lambda line: None, moving=True, rebuild=times > 0
        )
        for files in (pages, dumps):
            assert {path: (one / path).read_bytes() for path in files(one)} == {
                path: (two / path).read_bytes() for path in files(two)
            }
    authors = AuthorsSettings(min_papers=2)  # all records are looked at, and few chunks are others
    for processes, out in ((1, one), (2, two)):
        settings = replace_out(SETTINGS.model_copy(update={"authors": authors}), out)
        publish(store, settings, out, processes=processes, say=lambda line: None, moving=True)
    assert {
        path: (one / path).read_bytes() for path in dumps(one) if "changes" not in path and "manifest" not in path
    } == {path: (two / path).read_bytes() for path in dumps(two) if "changes" not in path and "manifest" not in path}


def test_every_address_of_a_paper_is_a_name_of_a_file() -> None:
    assert page_path("hep-th/9901001") == "papers/hep-th/9901001.html"
    hostile = ["doi:10.1000/../../etc/passwd", "doi:10.1002/(SICI)3:3<139>", "../x", "doi:" + "ü" * 300, "a/b/c"]
    paths = [page_path(one) for one in hostile]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert path == os.path.normpath(path)
        assert path.startswith(("papers/doi/", "papers/other/"))
        assert path.count("/") == 2
        assert len(path) < 120
        assert path.isascii()


def test_files_are_kept_in_sets_of_a_month() -> None:
    assert set_of("2507.00001") == "papers:2507"
    assert set_of("hep-th/9901001") == "papers:hep-th/9901"
    assert len({set_of(f"doi:10.1000/{number}") for number in range(2000)}) == 256
    assert those_in(["papers:2507"], ["2507.00001", "2508.00001"]) == {"2507.00001"}


def test_a_set_changes_when_a_paper_comes_or_goes_and_ends_with_its_last() -> None:
    def files(*ids: str) -> FileSet:
        return FileSet("papers:2507", None, b"whole", tuple(page_path(one) for one in ids))

    before = {"papers:2507": files("2507.00001")}
    come = {"2507.00002": page_path("2507.00002")}
    assert sets_now(before, come, come, whole=False) == ((files("2507.00001", "2507.00002"),), ())
    assert sets_now(before, ["2507.00001"], {}, whole=False) == ((files(),), ("papers/2507.00001.html",))
    same = {"2507.00001": page_path("2507.00001")}
    assert sets_now(before, same, same, whole=False) == ((), ())
    assert sets_now(before, come, come, whole=True) == ((files("2507.00002"),), ("papers/2507.00001.html",))
    assert sets_now({}, ["2507.00001"], {}, whole=False) == ((), ())


def on_demand(settings: Settings = SETTINGS) -> Settings:
    """The same, with pages of papers made on demand."""
    return settings.model_copy(update={"pages": PagesSettings(papers="serve")})


def test_files_go_when_pages_are_made_on_demand_and_come_again(store: Store, out: Path) -> None:
    keep(store, [number(1), number(2), paper(id="hep-th/9901001")])
    published(store, out)
    whole = {path: (out / path).read_bytes() for path in pages(out)}
    maps = {path: path.read_bytes() for path in (out / "sitemaps").iterdir()}
    assert published(store, out, on_demand()).files_written == 0
    assert not pages(out)
    assert {path: path.read_bytes() for path in (out / "sitemaps").iterdir()} == maps, "addresses stay"
    change(store, [number(2, title="Another title")])
    keep(store, [number(3)])
    published(store, out, on_demand())
    assert published(store, out, on_demand(), rebuild=True).files_written == 0
    assert not pages(out)
    published(store, out)
    assert pages(out).keys() == {*whole, "papers/2507.00003.html"}
    assert {path for path, data in whole.items() if (out / path).read_bytes() != data} == {"papers/2507.00002.html"}
    assert different(store, out) == set()
    assert published(store, out).files_written == 0


def test_files_are_where_authors_with_few_papers_have_some_unless_that_is_set(store: Store, out: Path) -> None:
    keep(store, [number(1)])
    few = SETTINGS.model_copy(update={"authors": AuthorsSettings(files=2)})
    published(store, out, few)
    assert not pages(out)
    published(store, out, few.model_copy(update={"pages": PagesSettings(papers="files")}))
    assert list(pages(out)) == ["papers/2507.00001.html"]


def test_a_publication_that_is_cut_off_between_files_and_store_is_made_good(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, [number(1), number(2)])
    published(store, out)
    for settings, expected in ((on_demand(), []), (SETTINGS, ["papers/2507.00001.html", "papers/2507.00002.html"])):
        with monkeypatch.context() as patch:
            patch.setattr("feeds.publish.results.Results.finish", cut_off)
            with pytest.raises(KeyboardInterrupt):
                published(store, out, settings)
        published(store, out, settings)
        assert list(pages(out)) == expected
        assert published(store, out, settings).files_written == 0
        published(store, out, settings, rebuild=True)
        assert list(pages(out)) == expected


def cut_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_where_channels_have_no_pages_papers_have_none(store: Store, out: Path) -> None:
    keep(store, [number(1), paper(id="hep-th/9901001")])
    published(store, out)
    assert pages(out)
    published(store, out, extras=(("papers", papers_extra),))
    assert not pages(out)
