"""Facts about arXiv's daily announcement feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from enrich.arxiv.announcements import Announcement, announcement, fallback, mentions, quiet, read_announcement
from enrich.errors import BadAnswer
from tests.conftest import row
from tests.support.arxiv_standin import Paper, announcements

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.LG updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.LG</link>
<pubDate>Fri, 02 Jan 2026 00:00:00 -0500</pubDate><skipDays><day>Sunday</day><day>Saturday</day></skipDays>"""
ITEM = """<item><title>Learning $\\alpha$ &amp; more</title><link>https://arxiv.org/abs/{id}</link>
<description>arXiv:{id}v{version} Announce Type: {kind} 
Abstract: We learn &lt; 3 things.</description><guid isPermaLink="false">oai:arXiv.org:{id}v{version}</guid>
<category>cs.LG</category><category>stat.ML</category><pubDate>Fri, 02 Jan 2026 00:00:00 -0500</pubDate>
<arxiv:announce_type>{kind}</arxiv:announce_type><dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
<dc:creator>Ann Lee, Robert W. Heath, Jr., The X Collaboration</dc:creator>
<arxiv:DOI>10.1000/x</arxiv:DOI></item>"""
ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><id>http://rss.arxiv.org/atom/cs.LG</id><title>cs.LG</title>
<updated>2026-01-02T05:00:00+00:00</updated><entry><id>oai:arXiv.org:hep-th/9901001v2</id><title>Old</title>
<link href="https://arxiv.org/abs/hep-th/9901001" rel="alternate"/>
<summary>arXiv:hep-th/9901001v2 Announce Type: replace-cross
Abstract: Text.</summary><category term="hep-th"/><published>2026-01-02T00:00:00-05:00</published>
<arxiv:announce_type>replace-cross</arxiv:announce_type><dc:creator>Ann Lee</dc:creator></entry></feed>"""  # fmt: skip


def item(id: str = "2601.00001", version: int = 1, kind: str = "new") -> str:
    return ITEM.format(id=id, version=version, kind=kind)


def rss(*items: str) -> bytes:
    return (HEAD + "".join(items) + "</channel></rss>").encode()


@dataclass
class Reply:
    body: bytes


def test_an_item_is_read_whole() -> None:
    found = read_announcement(rss(item(version=2, kind="replace")), "u").items[0]
    assert (found.id, found.version, found.kind) == ("2601.00001", 2, "replace")
    assert found.title == "Learning $\\alpha$ & more"
    assert found.abstract == "We learn < 3 things."
    assert [author.name for author in found.authors] == ["Ann Lee", "Robert W. Heath, Jr.", "The X Collaboration"]
    assert found.categories == ("cs.LG", "stat.ML")
    assert found.license == "http://creativecommons.org/licenses/by/4.0/"
    assert found.dois == ("10.1000/x",)
    assert found.announced == datetime(2026, 1, 2, 5, tzinfo=UTC)


def test_atom_says_the_same_as_rss() -> None:
    found = read_announcement(ATOM.encode(), "u").items[0]
    assert (found.id, found.version, found.kind) == ("hep-th/9901001", 2, "replace-cross")
    assert found.abstract == "Text."
    assert found.announced == datetime(2026, 1, 2, 5, tzinfo=UTC)


def test_all_categories_are_asked_for_in_one_request() -> None:
    asked: list[str] = []

    def get(url: str, params: object) -> Reply:
        asked.append(url)
        return Reply(rss(item()))

    assert len(announcement(get, "https://rss.arxiv.org", ["cs.LG", "stat.ML"]).items) == 1
    assert asked == ["https://rss.arxiv.org/rss/cs.LG+stat.ML"]


def test_the_local_arxiv_is_understood() -> None:
    papers = [Paper(row(n, update_date="2024-01-03")) for n in range(1, 4)]
    feed = read_announcement(announcements(papers, "cs.LG").encode(), "u")
    assert [found.id for found in feed.items] == ["2401.00001", "2401.00002", "2401.00003"]
    assert not feed.problems


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (item().replace("oai:arXiv.org:2601.00001v1", "x").replace("abs/2601.00001", "x"), "no id"),
        (item().replace("guid isPermaLink", "guid x").replace("oai:arXiv.org:2601.00001", "oai:arXiv.org:2601.00009"), "guid is of"),
        (item(kind="gossip"), "announce type"),
        (item().replace("dc:creator", "dc:nobody"), "no authors"),
        (item().replace("category>", "kind>"), "no categories"),
    ],
)  # fmt: skip
def test_a_bad_item_is_told_of_and_the_others_count(bad: str, why: str) -> None:
    feed = read_announcement(rss(bad, item("2601.00002")), "u")
    assert [found.id for found in feed.items] == ["2601.00002"]
    assert why in feed.problems[0]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><p>One moment</html>", b"<html/>", rss(item())[:-30], rss(item()).replace(b"UTF-8", b"ascii").replace(b"learn", b"l\xe9rn")],
)  # fmt: skip
def test_what_is_no_whole_feed_is_not_believed(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_announcement(body, "u")


def test_a_paper_announced_in_two_categories_is_one_item() -> None:
    assert len(read_announcement(rss(item(), item(kind="cross")), "u").items) == 1


@pytest.mark.parametrize(
    ("today", "message"),
    [
        (date(2026, 1, 2), "nothing new"),
        (date(2026, 1, 3), "no announcement: arXiv makes none on Saturdays"),
        (date(2026, 1, 5), "nothing new"),
        (date(2026, 1, 8), "stale"),
    ],
)
def test_an_empty_day_is_told_from_a_stale_feed(today: date, message: str) -> None:
    assert message in str(quiet(read_announcement(rss(), "u"), today))


def test_a_feed_with_items_is_not_quiet() -> None:
    assert quiet(read_announcement(rss(item()), "u"), date(2026, 1, 3)) is None
    assert "does not say" in str(quiet(Announcement((), None, frozenset()), date(2026, 1, 5)))


def test_new_papers_become_mentions_and_replacements_only_on_request() -> None:
    feed = read_announcement(rss(item("2601.00001"), item("2601.00002", 3, "replace")), "u")
    (found,) = mentions(feed, "https://rss.arxiv.org/rss/cs.LG", "news")
    assert (found.how, found.id, found.version, found.place, found.source) == ("id", "2601.00001", 1, "item 1", "news")
    assert found.item is not None
    assert found.item.title == "Learning α & more"
    assert len(mentions(feed, "d", "s", ("new", "replace"))) == 2


def test_a_fallback_record_says_where_it_is_from() -> None:
    feed = read_announcement(rss(item("2601.00001"), item("2601.00002", 3, "replace")), "u")
    found = fallback(feed.items[0], NOW)
    assert found is not None
    assert {mark.source for mark in found.provenance} == {"announcement"}
    assert found.published == datetime(2026, 1, 2, 5, tzinfo=UTC)
    assert fallback(feed.items[1], NOW) is None
