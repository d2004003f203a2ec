"""Facts about the index and the directory: what they name, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from markupsafe import Markup

from enrich.names import slug_base
from feeds.pages.channel_page import static_files
from feeds.pages.directory import letters_of
from feeds.pages.index_page import LOADED, Index, News, index_page, shortened
from feeds.state.page_counts import ChannelCount
from feeds.state.types import Channel
from tests.support.papers import MARKUP

FORMATS = ("rss", "atom", "json")
WHEN = datetime(2025, 7, 21, tzinfo=UTC)


def listed(kind: str, names: Sequence[str]) -> tuple[ChannelCount, ...]:
    slugs = [slug_base(name) if names.index(name) == n else f"{slug_base(name)}-{n}" for n, name in enumerate(names)]
    return tuple(
        ChannelCount(Channel(n, kind, name, slug, name), 500 - n % 500)
        for n, (name, slug) in enumerate(zip(names, slugs, strict=True))
    )


def people(count: int) -> tuple[ChannelCount, ...]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return listed("author", [f"{letters[n % 26].upper()}nthony-{n} Longfamilyname" for n in range(count)])


def index(**fields: Any) -> Index:
    ordinary: dict[str, Any] = {
        "title": "Papers",
        "base_url": "https://feeds.example.org",
        "formats": FORMATS,
        "papers": 12,
        "months": {2025 * 12 + 6: 12},
        "topics": listed("topic", ["Machine Learning (cs.LG)", "apple"]),
        "others": (),
        "authors": people(20),
        "people": (),
        "authors_count": len(fields.get("authors", people(20))),
        "letters": letters_of("az"),
        "opml_authors": "separate",
        "week": (
            News(
                "papers/2507.1.html",
                "https://arxiv.org/abs/2507.1",
                Markup("A title"),
                Markup("An author"),
                "2025-07-31",
            ),
        ),
        "week_days": (("2025-07-31", 1),),
        "week_from": WHEN,
        "week_to": WHEN,
    }
    return Index(**(ordinary | fields))


def page_of(data: bytes) -> Any:
    return lxml.html.document_fromstring(data.decode())


def feeds_of(data: bytes) -> set[str]:
    return {link.get("href") for link in page_of(data).iter("link") if link.get("rel") == "alternate"}


def hrefs(data: bytes) -> set[str]:
    return {a.get("href") for a in page_of(data).iter("a")}


def size(data: bytes) -> int:
    return len(data) + sum(len(static_files()[name]) for name in LOADED)


def test_a_small_index_names_every_channel_and_every_feed() -> None:
    given = index()
    data, whole = index_page(given)
    wanted = {f"topics/{one.channel.slug}" for one in given.topics} | {
        f"authors/{a.channel.slug}" for a in given.authors
    }
    assert whole
    assert feeds_of(data) == {f"{path}.{form}" for path in {*wanted, "all"} for form in FORMATS} | {"opml.xml"}
    assert hrefs(data) >= {f"{path}.{ending}" for path in wanted for ending in (*FORMATS, "html")}


def test_an_index_of_250_channels_names_all_of_them_and_a_feed_of_each() -> None:
    given = index(authors=listed("author", [f"Ada B. Number{n}" for n in range(250)]))
    data, whole = index_page(given)
    assert whole
    assert size(data) < 100_000
    assert {f"authors/{one.channel.slug}.rss" for one in given.authors} <= feeds_of(data)
    assert {f"authors/{one.channel.slug}.json" for one in given.authors} <= hrefs(data)


@pytest.mark.parametrize("topics", [2, 180, 2000])
@pytest.mark.parametrize("authors", [500, 10_000])
def test_the_first_view_stays_small_however_many_channels_there_are(topics: int, authors: int) -> None:
    names = [f"Computer Vision and Pattern Recognition {n} (cs.CV)" for n in range(topics)]
    week = (
        News(
            "papers/2507.12345.html",
            "https://arxiv.org/abs/2507.12345",
            Markup("word " * 32),
            Markup("Some Author Name " * 9),
            "2025-07-31",
        ),
    ) * 15
    data, whole = index_page(index(topics=listed("topic", names), authors=people(authors), week=week))
    assert not whole
    assert size(data) < 100_000


def test_a_large_index_leads_to_every_letter_and_to_all_topics() -> None:
    names = [f"Computer Vision and Pattern Recognition {n} (cs.CV)" for n in range(900)]
    data, _ = index_page(index(topics=listed("topic", names), authors=people(900), letters=letters_of("aBz9")))
    assert {"authors-a.html", "authors-z.html", "authors-0-9.html", "topics.html"} <= hrefs(data)


def test_hostile_names_stay_text() -> None:
    data, _ = index_page(index(title=MARKUP.replace("\ud800", ""), authors=listed("author", [MARKUP])))
    page = page_of(data)
    assert [one.get("src") for one in page.iter("script")] == [
        "static/filter.js",
        "static/papers.js",
        "static/stars.js",
    ]
    assert not list(page.iter("img"))


def test_without_papers_there_is_an_index() -> None:
    data, whole = index_page(
        index(papers=0, months={}, topics=(), authors=(), week=(), week_days=(), week_from=None, week_to=None)
    )
    assert whole
    assert "0 papers, 0 topics, 0 authors." in page_of(data).text_content()


def test_what_is_too_long_for_a_list_is_cut() -> None:
    assert shortened("word " * 100) == f"{('word ' * 32).strip()}…"
