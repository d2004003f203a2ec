"""Facts about feeds of authors who have no files; that their bytes are those of files is in tests/system/test_crowds.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest

from enrich.errors import TryLater
from enrich.record import Author
from feeds.finding.index_files import value_of
from feeds.serve.on_demand import OnDemand
from feeds.state.publishing import PublishState
from tests.support.papers import paper
from tests.support.processes import PATIENCE
from tests.support.serving import Site, serving

CROWD = tuple(map(Author, ("Ann One", "Bob Two", "Cem Three", "Dan Four")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    papers = [
        paper(id="2501.00001", title="Of many", authors=CROWD),
        paper(id="2501.00002", authors=(Author("Eve Five"),)),
    ]
    with serving(tmp_path_factory.mktemp("site"), papers, authors={"crowd": 3}) as one:
        yield one


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_an_author_of_a_crowd_is_answered_without_files(site: Site, ending: str) -> None:
    assert not (site.out / f"authors/bob-two.{ending}").exists()
    status, headers, body = site.get(f"/authors/bob-two.{ending}")
    assert (status, [entry.title for entry in feedparser.parse(body).entries]) == (200, ["Of many"])
    assert site.get(f"/authors/bob-two.{ending}", If_None_Match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    "path",
    [
        "authors/nobody.atom",
        "authors/bob-two.xml",
        "authors/bob-two.archive-1.atom",  # has one paper alone
        "authors/bob-two.archive-0.atom",
        "authors/bob-two",
        "topics/bob-two.atom",
        "authors/../bob-two.atom",
    ],
)
def test_there_is_nothing_at_another_address(site: Site, path: str) -> None:
    assert OnDemand(site.store, site.settings).render(path) is None


def test_while_everything_is_rendered_anew_the_answer_is_to_come_back(site: Site) -> None:
    state = PublishState(site.store.engine)
    before = state.values()
    try:
        state.set_values({"rendered": None})
        with pytest.raises(TryLater):
            OnDemand(site.store, site.settings).render("authors/bob-two.atom")
        status, headers, body = site.get("/authors/ann-one.atom")
        assert (status, headers["retry-after"], b"in a minute" in body) == (503, "60", True)
    finally:
        state.set_values({"rendered": before["rendered"]})
    assert OnDemand(site.store, site.settings).render("authors/bob-two.atom") is not None


def test_the_version_differs_once_something_is_published(site: Site) -> None:
    demand = OnDemand(site.store, site.settings)
    before = demand.version("authors/bob-two.atom")
    assert demand.version("authors/bob-two.atom") == before
    site.publish([paper(id="2501.00003", title="Another of many", authors=CROWD)], document="second")
    assert demand.version("authors/bob-two.atom") != before
    assert len(feedparser.parse(site.get("/authors/bob-two.atom")[2]).entries) == 2


def test_the_page_of_a_paper_is_answered_where_it_is_no_file(tmp_path: Path) -> None:
    papers = [paper(id="2501.00001", title="One"), paper(id="hep-th/9901001", title="Two")]
    with serving(tmp_path, papers, pages={"papers": "serve", "search": "serve"}) as one:
        assert not (one.out / "papers").exists()
        assert not (one.out / "search.html").exists()
        status, headers, body = one.get("/papers/hep-th/9901001.html")
        assert (status, headers["content-type"], b"<h1>" in body) == (200, "text/html; charset=utf-8", True)
        assert one.get("/papers/hep-th/9901001.html", If_None_Match=headers["etag"])[0] == 304
        assert "last-modified" in eventually(lambda: one.get("/papers/hep-th/9901001.html")[1])
        assert one.get("/papers/2501.00001.html", method="HEAD")[2] == b""
        for address in ("/papers/2501.00002.html", "/papers/", "/papers", "/papers/2501.00001.atom"):
            assert one.get(address)[0] == 404, address
        one.publish([paper(id="2501.00001", title="One again", version=2)], document="again")
        assert b"One again" in one.get("/papers/2501.00001.html")[2]


def test_what_a_page_asks_the_search_for_is_answered_where_its_index_is_no_files(tmp_path: Path) -> None:
    papers = [paper(id=f"2501.0000{n}", title="Rare heronries", authors=(Author("Ada Byron"),)) for n in range(1, 4)]
    with serving(tmp_path, papers, pages={"search": "serve"}) as one:
        status, headers, body = one.get("/search/start.js")
        assert (status, body) == (200, b'paperwireSearch("start",{"papers":3,"server":true});\n')
        assert headers["content-type"] == "text/javascript; charset=utf-8"
        status, headers, body = one.get("/search/like.js?paper=2501.00001")
        assert (status, [row[1][0] for row in value_of(body)]) == (200, ["Rare heronries"] * 2)
        assert one.get("/search/like.js?paper=2501.00001", If_None_Match=headers["etag"])[0] == 304
        for address in (
            "like.js",
            "like.js?paper=2501.00009",
            "words/w-x-1.js",
            "other.js",
            "like.js?other=2501.00001",
        ):
            assert one.get(f"/search/{address}")[0] == 404, address
        assert b"<form" in one.get("/search.html")[2]


def eventually(look: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The headers once the second is over in which the bytes were made first."""
    end = time.monotonic() + PATIENCE
    while "last-modified" not in (found := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
