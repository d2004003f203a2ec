"""Facts about what stands around the entries of a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from feedgen.util import formatRFC2822
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.feed import EPOCH, FeedMetadata, FeedUrls, Format
from feeds.formats import xml as entries
from feeds.formats.feed_template import rfc2822, settled, shape
from tests.support.papers import HEADS, head, urls

TIMES = st.integers(662_688_000, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TEXTS = st.text(alphabet="ab <>&\"'/]!-;#x\u00e9\u674e\t\n\x00\x92qz", max_size=30)


@pytest.mark.parametrize("feed_head", HEADS)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_filled_frame_is_feedgens_own_empty_feed(form: Format, feed_head: FeedMetadata) -> None:
    assert entries.stitch(feed_head, (), form) == entries.whole_feed(feed_head, (), form)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TIMES)
def test_whatever_the_texts_a_filled_frame_is_feedgens_own(
    title: str, description: str, query: str, when: datetime
) -> None:
    url = f"https://a.org/?q={''.join(query.split())}".replace("\x00", "")
    feed_head = head(title=title, description=description, updated=when, urls=FeedUrls(url, url, url))
    for form in ("rss", "atom"):
        assert entries.stitch(feed_head, (), form) == entries.whole_feed(feed_head, (), form)


@given(TIMES)
def test_dates_are_written_as_feedgen_writes_them(when: datetime) -> None:
    assert rfc2822(when) == formatRFC2822(when)


def test_dates_of_other_zones_are_written_in_utc() -> None:
    when = datetime(2025, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert rfc2822(when) == "Tue, 31 Dec 2024 23:00:00 +0000"


def test_heads_of_one_shape_share_a_pattern() -> None:
    assert shape(settled(head(), "rss")) == shape(settled(head(title="Other", language="de"), "rss"))
    assert shape(settled(head(hub="https://h.org/"), "rss")) != shape(settled(head(), "rss"))


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_settled_head_has_a_title_a_description_and_a_time(form: Format) -> None:
    bare = settled(replace(head(), title=" ", description="", updated=None, author=""), form)
    assert bare.title == bare.description == "https://feeds.example.org/all.html"
    assert bare.updated == EPOCH
    assert bare.author == "paperwire"
    assert bare.id == urls("all").atom
