"""Facts about what the head of a feed says, and that filled heads are those that feedgen writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import lxml.etree  # noqa: F401  (feedgen.util uses it without importing it)
import pytest
from feedgen.util import formatRFC2822
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.feed import EPOCH, FORMATS, FeedMetadata, FeedUrls, Format
from feeds.formats import xml
from feeds.formats.head_texts import as_shown, column, rfc2822, shape, with_defaults
from tests.support.papers import HEADS, MARKUP, head, urls

TIMES = st.integers(662_688_000, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TEXTS = st.text(alphabet="ab <>&\"'/]!-;#x\u00e9\u674e\t\n\x00\x92qz", max_size=30)
ANY_TEXT = st.one_of(
    st.text(max_size=40), TEXTS, st.sampled_from(['qz&<>"idzq', "Papers by O'Brien", " a", "a  b", MARKUP])
)
PATHS = st.none() | st.sampled_from(["all.archive-3", "topics/my.topic_1"]).map(urls)
ANY_HEAD = st.builds(
    head,
    title=ANY_TEXT,
    description=ANY_TEXT,
    author=ANY_TEXT,
    updated=st.none() | TIMES,
    hub=st.sampled_from([None, "https://hub.example.org/?a=1&b=2"]),
    icon=st.sampled_from([None, "https://a.org/i.png"]),
    prev_archive=PATHS,
    next_archive=PATHS,
    current=PATHS,
    archive=st.booleans(),
    complete=st.booleans(),
)


@pytest.mark.parametrize("feed_head", HEADS)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_filled_head_is_feedgens_own_empty_feed(form: Format, feed_head: FeedMetadata) -> None:
    assert xml.assemble(feed_head, (), form) == xml.whole_feed(feed_head, (), form)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TIMES)
def test_whatever_the_texts_a_filled_head_is_feedgens_own(
    title: str, description: str, query: str, when: datetime
) -> None:
    url = f"https://a.org/?q={''.join(query.split())}".replace("\x00", "")
    feed_head = head(title=title, description=description, updated=when, urls=FeedUrls(url, url, url))
    for form in ("rss", "atom"):
        assert xml.assemble(feed_head, (), form) == xml.whole_feed(feed_head, (), form)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_HEAD, max_size=6))
def test_heads_filled_together_are_those_that_feedgen_writes_one_by_one(heads: list[FeedMetadata]) -> None:
    assert [[before + after for before, after in framed] for framed in xml.frames(heads, FORMATS)] == [
        [xml.whole_feed(one, (), form) for form in FORMATS] for one in heads
    ]


def test_heads_of_a_shape_that_is_known_need_no_feedgen(monkeypatch: pytest.MonkeyPatch) -> None:
    xml.frames([head()], FORMATS)
    monkeypatch.setattr("feeds.formats.xml.FeedGenerator", lambda: pytest.fail("made anew"))
    for name in ("Zhe Gan", "Conan O'Brien", "José Núñez", "李明", MARKUP):
        assert len(xml.frames([head(title=name)], FORMATS)[0]) == 3


@given(TIMES)
def test_dates_are_written_as_feedgen_writes_them(when: datetime) -> None:
    assert rfc2822(when) == formatRFC2822(when)


@pytest.mark.parametrize(
    ("name", "text"), [("rfc2822", "Tue, 31 Dec 2024 23:00:00 +0000"), ("iso", "2024-12-31T23:00:00+00:00")]
)
def test_dates_of_other_zones_are_written_in_utc(name: str, text: str) -> None:
    when = datetime(2025, 1, 1, 1, 0, 0, 7, tzinfo=timezone(timedelta(hours=2)))
    assert column(name, [with_defaults(head(updated=when))]) == [text]


def test_heads_of_one_shape_share_a_template() -> None:
    assert shape(with_defaults(head())) == shape(with_defaults(head(title="Other", language="de")))
    assert shape(with_defaults(head(hub="https://h.org/"))) != shape(with_defaults(head()))


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_head_with_defaults_has_a_title_a_description_and_a_time(form: Format) -> None:
    bare = as_shown(with_defaults(replace(head(), title=" ", description="", updated=None, author="")), form)
    assert bare.title == bare.description == "https://feeds.example.org/all.html"
    assert bare.updated == EPOCH
    assert bare.author == "paperwire"
    assert bare.id == urls("all").atom


@pytest.mark.parametrize(
    ("fields", "title", "description"),
    [
        ({"title": "a <b>b</b>", "description": "1 < 2 <i>x</i>"}, "a b", "1 < 2 x"),
        ({"title": "<b></b>", "description": "<b></b>"}, *["https://feeds.example.org/all.html"] * 2),
        ({"title": "<b>x</b>", "description": ""}, "x", "x"),
    ],
)
def test_only_rss_has_no_tags_and_no_icon(fields: dict[str, Any], title: str, description: str) -> None:
    whole = with_defaults(head(icon="https://a.org/i.png", **fields))
    assert as_shown(whole, "atom") == as_shown(whole, "json") == whole
    shown = as_shown(whole, "rss")
    assert (shown.title, shown.description, shown.icon) == (title, description, None)
