"""feeds/papers/make_pages.py: an address leads to the page of its paper, the same bytes as the file's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.pages.paper import page_path
from feeds.publish.publish import publish
from feeds.serve.on_demand import OnDemand
from tests.feeds.test_beyond_arxiv import DOI, ODD_DOIS, beyond
from tests.support.keeping import change, keep
from tests.support.papers import paper


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def filed(store: Store, settings: Settings) -> dict[str, bytes]:
    """The pages of papers that are published, by path."""
    publish(store, settings, settings.out, processes=1)
    out = settings.out
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / "papers").rglob("*.html")}


def test_what_is_made_on_demand_is_what_the_file_would_be(store: Store, tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    odd = (DOI, *ODD_DOIS, "10.1000/a-b_c", "10.1000/a_b-c", f"10.1000/{'long-' * 30}x", f"10.1000/{'long-' * 30}y")
    keep(store, [paper(id="hep-th/9901001"), *map(beyond, odd), paper(id="2507.00002")])
    change(store, [paper(title=beyond().title, authors=beyond().authors, dois=(DOI,))])
    files = filed(store, settings)
    assert {page_path("hep-th/9901001"), page_path(f"doi:{DOI}"), page_path("2507.13575")} <= files.keys()
    assert b"url=../../papers/2507.13575.html" in files[page_path(f"doi:{DOI}")], "the way to the paper of arXiv's"
    for folder in (tmp_path, tmp_path / "elsewhere"):
        demand = OnDemand(store, Settings(folder=folder))
        assert {path: demand.render(path) for path in files} == files


@pytest.mark.parametrize(
    "path",
    [
        "papers/2507.00009.html",
        "papers/2507.00001",
        "papers/2507.00001.json",
        "papers/2507.00001v1.html",
        "papers/doi/2507.00001.html",
        "papers/doi/10.1000-x-000000000000.html",
        "papers/../papers/2507.00001.html",
        "papers/%.html",
        "papers/.html",
    ],
)
def test_there_is_nothing_at_another_address(path: str, tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [paper(id="2507.00001"), beyond("10.1000/x")])
        filed(store, Settings(folder=tmp_path))
        assert OnDemand(store, Settings(folder=tmp_path)).render(path) is None


def test_a_paper_is_there_once_it_is_published_and_as_it_is_now(store: Store, tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    keep(store, [paper(id="2507.00001", title="A title")])
    demand = OnDemand(store, settings)
    assert demand.render("papers/2507.00001.html") is None
    filed(store, settings)
    change(store, [paper(id="2507.00001", title="Another title")])
    page = demand.render("papers/2507.00001.html")
    assert page is not None
    assert b"Another title" in page
    assert filed(store, settings)["papers/2507.00001.html"] == page
    store.records.remove(["2507.00001"], 3, paper().published)
    assert demand.render("papers/2507.00001.html") is None
