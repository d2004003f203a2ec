"""What a run asks with: one queue for all of arXiv, whichever source or service a request is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from enrich.options.sources import Source
from enrich.pipeline.clients import is_arxiv, open_clients
from enrich.store.store import Store
from tests.conftest import FakeTime
from tests.support.arxiv_standin import Server
from tests.support.working import enrich, listed, settings_for

Start = Callable[..., Server]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        yield opened


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://arxiv.org/list/cs.LG/new", True),
        ("https://RSS.arxiv.org/rss/cs.LG", True),
        ("http://export.arxiv.org./api/query", True),
        ("http://127.0.0.1:81/rss/cs.LG", True),
        ("http://127.0.0.1:82/rss/cs.LG", False),
        ("https://notarxiv.org/", False),
        ("https://arxiv.org.example.com/", False),
        ("https://www.alphaxiv.org/", False),
    ],
)
def test_what_is_arxivs_is_known_by_its_host(url: str, ours: bool) -> None:
    assert is_arxiv(settings_for("http://127.0.0.1:81"), url) is ours


def test_a_feed_or_page_of_arxivs_waits_in_the_same_queue_as_its_api(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server, other = standin(20), standin(3)
    pages = [
        Source(name="feed", feed=f"{server.url}/rss/cs.LG", allow_private=True),
        Source(name="page", page=f"{server.url}/abs/2401.00003", allow_private=True),
        Source(name="elsewhere", page=f"{other.url}/abs/2401.00002", allow_private=True),
        Source(name="today", announcements=("cs.LG",)),
        listed(["2401.00001"]),
    ]
    began = fake_time.steady
    settings = settings_for(server.url, min_interval=3.0)
    work = enrich(store, settings, fake_time, pages)
    assert work.source_problems == ()
    assert (work.requests, len(server.log.rows), len(other.log.rows)) == (4, 4, 1)
    assert fake_time.steady - began >= 3 * 3 - 1, "one request to arXiv in three seconds"


def test_a_cool_down_holds_for_arxivs_pages_too(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(5, faults=[{"path": "/api", "kind": "status", "status": 429}])
    settings = settings_for(server.url)
    enrich(store, settings, fake_time, [listed(["2401.00001"])])
    page = Source(name="page", page=f"{server.url}/abs/2401.00003", allow_private=True)
    before = len(server.log.rows)
    work = enrich(store, settings, fake_time, [page])
    assert len(server.log.rows) == before
    assert "nothing is asked before" in work.source_problems[0]


def test_what_is_asked_is_counted_by_whose_it_is(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server, other = standin(5), standin(5)
    with open_clients(settings_for(server.url), store, clock=fake_time.clock()) as tools:
        assert tools.web is not None
        tools.web.get(f"{server.url}/abs/2401.00003", allow_private=True)
        tools.web.get(f"{other.url}/abs/2401.00003", allow_private=True)
        tools.head(f"{server.url}/pdf/2401.00003")
        assert [one.kind for one in tools.asked] == ["abs", "pdf"]
        assert tools.requests() == 2
