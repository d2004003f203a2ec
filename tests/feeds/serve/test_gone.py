"""Facts about what a server answers for topics that have ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from enrich.options.channels import FeedsSettings
from enrich.settings import Settings
from feeds.serve.gone import LAST_ENTRY, Gone
from feeds.state.topics import TopicRows
from tests.support.keeping import START
from tests.support.papers import paper
from tests.support.serving import Site, serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, [paper()]) as one:
        yield one


def end(site: Site, **retired: str) -> Settings:
    """Publish without these topics."""
    site.settings = site.settings.model_copy(update={"feeds": FeedsSettings(retired=dict(retired.items()))})
    site.publish()
    return site.settings


def look(site: Site, when: datetime) -> None:
    """Have the server see it at that time."""
    gone = Gone(TopicRows(site.store.engine), site.settings, lambda: when)
    gone.look()
    site.server.config.app._gone.paths = gone.paths  # type: ignore[union-attr]


def ended(site: Site) -> datetime:
    (when,) = [one.ended for one in TopicRows(site.store.engine).known() if one.ended]
    return when


def test_the_last_feed_is_there_for_a_month_and_gone_with_the_same_body_after_it(site: Site) -> None:
    end(site, **{"cs-lg": ""})
    look(site, ended(site) + LAST_ENTRY)
    status, _, body = site.get("/topics/cs-lg.atom")
    assert (status, b"this feed has ended" in body) == (200, True)
    assert site.get("/topics/cs-lg.opml")[0] == 410
    look(site, ended(site) + LAST_ENTRY + timedelta(seconds=1))
    for address in ("/topics/cs-lg.atom", "/topics/cs-lg.events.rss", "/topics/cs-lg.html", "/topics/cs-lg.opml"):
        status, headers, body = site.get(address)
        assert status == 410
        assert b"ended" in body or b"no longer published" in body
        assert headers["content-length"] == str(len(body))
        assert site.get(address, "HEAD")[0] == 410
    assert site.get("/topics/cs-lg.atom")[1]["content-type"] == "application/atom+xml"
    assert site.get("/topics/stat-ml.atom")[0] == 200
    assert site.get("/topics/cs-lg.archive-1.atom")[0] == 404


def test_readers_of_a_topic_that_goes_on_as_another_are_sent_there_at_once(site: Site) -> None:
    end(site, **{"cs-lg": "stat-ml"})
    look(site, START)
    for address, to in {
        "/topics/cs-lg.json": "stat-ml.json",
        "/topics/cs-lg.events.atom": "stat-ml.events.atom",
        "/topics/cs-lg.html": "stat-ml.html",
        "/topics/cs-lg.opml": "stat-ml.opml",
    }.items():
        status, headers, _ = site.get(address)
        assert (status, headers["location"]) == (301, to)
        assert site.get(f"/topics/{to}")[0] == 200


def test_a_successor_that_there_is_not_is_no_way_on(site: Site) -> None:
    end(site, **{"cs-lg": "nowhere"})
    look(site, ended(site))
    assert site.get("/topics/cs-lg.atom")[0] == 200
