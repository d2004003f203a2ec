"""Facts about topics that the settings do not name any more: they go on, or end with a word, at their old address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import lxml.html
import pytest

from enrich.options.channels import AuthorsSettings, FeedsSettings, Topic
from enrich.options.sources import Source
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import former
from feeds.formats.record_json import utc_text
from feeds.publish.publish import publish
from feeds.state.publishing import PublishState
from feeds.state.topics import KnownTopic
from tests.feeds.publish.test_publish import files, ids, plain, settings
from tests.support.keeping import change, keep
from tests.system.test_readers import jing

INBOX = Source(name="inbox", ids=())
VISION = Topic(slug="vision", title="Vision", keywords=("paper 1",))
OTHER = Topic(slug="other", categories=("cs",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def go(store: Store, out: Path, *topics: Topic, sources: tuple[Source, ...] = (INBOX,), **feeds: Any) -> None:
    publish(store, settings(topics=topics, sources=sources, feeds=FeedsSettings(**feeds)), out, processes=1)


def notice(out: Path, path: str) -> Any:
    """The one item of a feed."""
    (item,) = json.loads((out / f"{path}.json").read_bytes())["items"]
    return item


# ---------------------------------------------------------------- going on


def test_what_is_followed_keeps_its_address_when_topics_come_and_ends_as_they_do(store: Store, out: Path) -> None:
    follows = Source(name="inbox", cites=("2010.11929",))
    keep(store, [plain(1)])
    go(store, out, sources=(follows,))
    feed = (out / "topics" / "inbox.json").read_bytes()
    go(store, out, VISION, sources=(follows,))
    assert (out / "topics" / "inbox.json").read_bytes() == feed
    assert 'xmlUrl="https://feeds.example.org/topics/inbox.atom"' in (out / "opml.xml").read_text(encoding="utf-8")
    assert "topics/inbox.html" in (out / "index.html").read_text(encoding="utf-8")
    keep(store, [plain(2)])
    go(store, out, VISION, sources=(follows,))
    assert len(json.loads((out / "topics" / "inbox.json").read_bytes())["items"]) == 2
    go(store, out, VISION, sources=(follows,), retired={"inbox": "vision"})
    assert "vision" in notice(out, "topics/inbox")["content_html"]


def test_categories_and_sources_go_on_with_new_papers_when_the_first_topic_comes(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    before = set(files(out))
    go(store, out, OTHER)
    assert before <= set(files(out))
    keep(store, [plain(2)])
    go(store, out, OTHER)
    for path in ("topics/inbox", "topics/cs-lg", "topics/stat-ml", "topics/other"):
        assert ids(out, path) == ["2507.00002", "2507.00001"]


def test_a_category_that_was_never_published_is_no_topic_beside_configured_ones(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    keep(store, [plain(2, categories=("math.CO",))])
    go(store, out, OTHER)
    assert not (out / "topics/math-co.atom").exists()


def test_a_configured_topic_goes_on_by_its_rule_when_the_settings_have_it_no_more(store: Store, out: Path) -> None:
    keep(store, [plain(1), plain(2)])
    go(store, out, VISION, OTHER)
    go(store, out, OTHER)
    keep(store, [plain(10, title="Paper 1 again"), plain(20, title="Something else")])
    go(store, out, OTHER)
    assert ids(out, "topics/vision") == ["2507.00010", "2507.00001"]
    assert json.loads((out / "topics/vision.json").read_bytes())["title"] == "Vision"
    go(store, out)
    assert ids(out, "topics/vision") == ["2507.00010", "2507.00001"]
    assert (out / "topics/cs-lg.atom").exists()


def test_on_a_server_too_topics_go_on_and_end(postgresql: str, out: Path) -> None:
    with Store(postgresql) as store:
        keep(store, [plain(1)])
        go(store, out, VISION)
        keep(store, [plain(10, title="Paper 1 again")])
        go(store, out, OTHER)
        assert ids(out, "topics/vision") == ["2507.00010", "2507.00001"]
        go(store, out, OTHER, retired=["vision"])
        assert notice(out, "topics/vision")["title"] == "Vision: this feed has ended"


def test_the_topic_of_a_source_that_the_settings_have_no_more_stays_even_when_nothing_is_left_in_it(
    store: Store, out: Path
) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, sources=())
    assert ids(out, "topics/inbox") == ["2507.00001"]
    store.records.remove(["2507.00001"], 2, datetime(2026, 1, 1, tzinfo=UTC))
    go(store, out, sources=())
    assert ids(out, "topics/inbox") == []
    assert ids(out, "topics/cs-lg") == []
    assert (out / "topics/cs-lg.html").exists()


def test_a_category_stays_when_its_last_paper_leaves_it(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    change(store, [plain(1, categories=("cs.LG",))])
    go(store, out)
    assert ids(out, "topics/stat-ml") == []


def test_the_index_shows_topics_that_go_on_apart_and_opml_leaves_them_out(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out, VISION)
    go(store, out, OTHER)
    page = lxml.html.fromstring((out / "index.html").read_bytes())
    listed = {part.get("aria-labelledby"): [a.get("href") for a in part.iter("a")] for part in page.iter("section")}
    assert "topics/other.html" in listed["topics"]
    assert "topics/vision.html" in listed["others"]
    assert not {"topics/vision.html", "topics/other.html"} & {*listed["authors"]}
    assert "topics/other." in (out / "opml.xml").read_text()
    assert "topics/vision." not in (out / "opml.xml").read_text()


def test_a_slug_is_never_anothers(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, Topic(slug="cs-lg", keywords=("nothing",)), keep=False)
    assert notice(out, "topics/cs-lg")["title"].endswith("this feed has ended")
    assert ids(out, "topics/cs-lg-2") == []


# ---------------------------------------------------------------- ending


def test_a_topic_that_is_taken_away_ends_with_one_entry_in_every_feed_and_on_its_page(store: Store, out: Path) -> None:
    keep(store, [plain(number) for number in range(120)])
    go(store, out)
    assert (out / "topics/cs-lg.archive-1.atom").exists()
    go(store, out, retired={"cs-lg": "stat-ml"})
    item = notice(out, "topics/cs-lg")
    assert item["id"].startswith("urn:uuid:")
    assert "https://feeds.example.org/topics/stat-ml.json" in item["content_html"]
    for form in ("rss", "atom"):
        for name in ("cs-lg", "cs-lg.events"):
            seen = feedparser.parse((out / f"topics/{name}.{form}").read_bytes())
            assert not seen.bozo
            assert [entry.title.endswith("this feed has ended") for entry in seen.entries] == [True]
            assert f"topics/{name.replace('cs-lg', 'stat-ml')}.{form}<" in seen.entries[0].content[0].value
    assert notice(out, "topics/cs-lg.events")["id"] != item["id"]
    assert 'href="../topics/stat-ml.html"' in (out / "topics/cs-lg.html").read_text()
    assert not list(out.glob("topics/cs-lg.archive*"))
    assert "topics/cs-lg" not in (out / "opml.xml").read_text() + (out / "index.html").read_text()
    assert "topics/stat-ml" in (out / "opml.xml").read_text()


def test_the_last_entry_is_the_same_in_every_later_run(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, OTHER, keep=False)
    before = {path: data for path, data in files(out).items() if path.startswith("topics/cs-lg")}
    keep(store, [plain(2)])
    go(store, out, OTHER, keep=False)
    assert {path: data for path, data in files(out).items() if path.startswith("topics/cs-lg")} == before
    assert notice(out, "topics/cs-lg")["date_published"] == utc_text(store.runs.last(9)[-1].started)


def test_what_ended_goes_on_when_the_settings_want_it_again_and_ends_with_another_entry(
    store: Store, out: Path
) -> None:
    keep(store, [plain(1)])
    go(store, out, VISION, OTHER)
    go(store, out, OTHER, retired=["vision"])
    first = notice(out, "topics/vision")["id"]
    keep(store, [plain(10, title="Paper 1 again")])
    go(store, out, OTHER)
    assert ids(out, "topics/vision") == ["2507.00010", "2507.00001"]
    go(store, out, OTHER, retired=["vision"])
    assert notice(out, "topics/vision")["id"] != first


def test_what_is_taken_away_is_said_before_it_is(store: Store, out: Path) -> None:
    lines: list[tuple[str, bool]] = []

    def say(line: str) -> None:
        lines.append(
            (line, (out / "topics/cs-lg.archive-1.atom").exists() and (out / "authors/author-4.atom").exists())
        )

    keep(store, [plain(number) for number in range(60)])
    publish(store, settings(), out, processes=1, say=say)
    assert not lines
    given = settings(feeds=FeedsSettings(retired={"cs-lg": ""}), authors=AuthorsSettings(min_papers=9))
    publish(store, given, out, processes=1, say=say)
    assert lines == [
        ("1 topic ends, with a last entry that says so: topics/cs-lg", True),
        ("3 channels are taken away: authors/author-4, authors/author-5, authors/author-6", True),
    ]
    publish(store, given, out, processes=1, say=say)
    assert len(lines) == 2


def test_a_private_source_goes_without_a_word(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out, OTHER)
    go(store, out)
    go(store, out, OTHER)
    known = PublishState(store.engine).topics.known()
    private = type("Private", (), {"name": "inbox", "public": False})()
    given = Settings(topics=(OTHER,), feeds=FeedsSettings(retired={"inbox": ""})).model_copy(
        update={"sources": (private,)}
    )
    what = former(given, known)
    assert what.hidden == {"source:inbox"}
    assert "source:inbox" not in {one.key for one in what.over} | {one.key for one, _ in what.going_on}


def test_a_topic_whose_rule_nobody_knows_ends() -> None:
    known = KnownTopic("topic:old", "old", "Old", has_feed=True, rule=None, ended=None)
    assert [one.slug for one in former(Settings(), [known]).over] == ["old"]


def test_retired_topics_that_there_are_not_are_told() -> None:
    known = KnownTopic("category:cs.LG", "cs-lg", "cs.LG", has_feed=True, rule=None, ended=None)
    given = Settings(feeds=FeedsSettings(retired={"cslg": "", "cs-lg": "stat"}))
    assert len(former(given, [known]).strange) == 2
    assert former(given, []).strange == ()


@pytest.mark.parametrize(
    ("retired", "message"),
    [
        ({"a": "a"}, "feeds.retired sends 'a' on to itself; name another topic"),
        ({"a": "b", "b": "a"}, "feeds.retired sends 'a' on to 'b', which ends itself"),
    ],
)
def test_a_topic_is_not_sent_on_to_one_that_ends(retired: dict[str, str], message: str) -> None:
    known = [KnownTopic(f"category:{one}", one, one, has_feed=True, rule=None, ended=None) for one in "ab"]
    strange = former(Settings(feeds=FeedsSettings(retired=retired)), known).strange
    assert len(strange) == len(retired)
    assert strange[0].startswith(message)


def test_a_configured_topic_is_not_retired_and_one_whose_address_is_taken_is_told() -> None:
    known = [
        KnownTopic("category:cs.LG", "cs-lg", "cs.LG", has_feed=True, rule=None, ended=None),
        KnownTopic("topic:other", "other", "Other", has_feed=True, rule=None, ended=None),
    ]
    topics = (OTHER, Topic(slug="cs-lg", keywords=("x",)))
    what = former(Settings(topics=topics, feeds=FeedsSettings(retired={"other": "", "cs-lg": "cs-lg-2"})), known)
    assert [one.slug for one in what.over] == ["cs-lg"]
    assert ["forever" in line for line in what.strange].count(True) == 1
    assert [line for line in what.strange if "'other'" in line]


def test_a_successor_may_come_with_the_same_publication(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, OTHER, retired={"cs-lg": "other"})
    assert "https://feeds.example.org/topics/other." in notice(out, "topics/cs-lg")["content_html"]
    before = files(out)["topics/cs-lg.json"]
    go(store, out, OTHER, retired={"cs-lg": "other"})
    assert files(out)["topics/cs-lg.json"] == before


def test_the_last_feed_is_valid_atom(store: Store, out: Path, tmp_path: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    go(store, out, OTHER, keep=False)
    ended = [(out / f"topics/cs-lg{name}.atom").read_bytes() for name in ("", ".events")]
    assert jing(tmp_path, ended) == ""
