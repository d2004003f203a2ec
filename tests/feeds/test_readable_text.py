"""feeds/readable_text.py: what is repaired, what becomes a link, and what never becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.readable_text import day, linked, paragraphs_of, repair_text, safe_url, without_tags


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.org/b?c=d#e", "https://a.org/b?c=d#e"),
        ("HTTP://a.org", "HTTP://a.org"),
        ("https://a.org/ü b", "https://a.org/%C3%BC%20b"),
        ('https://a.org/"><x>', "https://a.org/%22%3E%3Cx%3E"),
        ("https://a.org/%20", "https://a.org/%20"),
        ("javascript:alert(1)", None),
        ("javascript://a.org/%0aalert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.org", None),
        ("https://", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_only_http_urls_become_links(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a\x00b", "a b"),
        ("it\x92s", "it’s"),
        ("a\ufffeb\ud800", "ab"),
        ("a\ufffdb", "a?b"),
        (" a\n\tb ", "a b"),
        ("é李", "é李"),
    ],
)
def test_what_readers_stumble_over_is_removed(text: str, tidied: str) -> None:
    assert repair_text(text) == tidied


@given(st.text())
def test_tidy_text_has_no_odd_characters_and_stays(text: str) -> None:
    once = repair_text(text)
    assert repair_text(once) == once
    assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]", once)


@given(st.text(alphabet="<>/!?ab= ", max_size=30))
def test_no_tag_is_left(text: str) -> None:
    assert not re.search(r"<[A-Za-z/!?][^>]*>", without_tags(text))


def test_dates_are_written_out_in_english() -> None:
    assert day(datetime(2025, 7, 1, tzinfo=UTC)) == "1 July 2025"


def test_addresses_in_a_text_are_links_and_the_rest_is_escaped() -> None:
    assert linked("<b> see https://a.org/b?c=1&d, or") == (
        '&lt;b&gt; see <a href="https://a.org/b?c=1&amp;d">https://a.org/b?c=1&amp;d</a>, or'
    )


def test_paragraphs_stay_apart() -> None:
    assert paragraphs_of("a\n b\n\n \nc") == "a b\n\nc"
