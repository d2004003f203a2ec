"""Facts about feeds of authors who have no files; that their bytes are those of files is in tests/system/test_crowds.py."""

from __future__ import annotations

from collections.abc import Iterator

import feedparser
import pytest

from enrich.errors import TryLater
from enrich.record import Author
from feeds.serve.on_demand import OnDemand
from feeds.state.publishing import PublishState
from tests.support.papers import paper
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
    before = demand.version()
    assert demand.version() == before
    site.publish([paper(id="2501.00003", title="Another of many", authors=CROWD)], document="second")
    assert demand.version() != before
    assert len(feedparser.parse(site.get("/authors/bob-two.atom")[2]).entries) == 2
