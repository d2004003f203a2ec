"""Facts about the chart of papers per month."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.pages.chart import LEAST, MOST, chart, month_name, month_of

JANUARY = 2025 * 12


def bars(months: Mapping[int, int], *, titled: bool = False) -> list[etree._Element]:
    drawn = chart(months, titled=titled)
    assert drawn is not None
    return list(etree.fromstring(drawn.svg))


def test_no_papers_no_chart() -> None:
    assert chart({}) is None


@pytest.mark.parametrize(
    ("seconds", "name"), [(0, "Jan 1970"), (1753142399, "Jul 2025"), (1753999999, "Jul 2025"), (1754006400, "Aug 2025")]
)
def test_a_month_is_that_of_the_time_in_utc(seconds: int, name: str) -> None:
    assert month_name(month_of(seconds)) == name


def test_the_highest_bar_fills_the_picture_and_the_lowest_is_seen() -> None:
    heights = [int(bar.attrib["height"]) for bar in bars({JANUARY: 1, JANUARY + 1: 1000})]
    assert heights == [2, 100]


def test_a_short_history_has_room_around_it() -> None:
    drawn = chart({JANUARY: 3})
    assert drawn is not None
    assert (drawn.first, drawn.last) == (month_name(JANUARY - LEAST + 1), "Jan 2025")


def test_what_is_too_old_for_the_picture_is_told() -> None:
    drawn = chart({JANUARY - 500: 7, JANUARY: 2})
    assert drawn is not None
    assert drawn.first == month_name(JANUARY - MOST + 1)
    assert drawn.summary.endswith("2, most in Jan 2025 (2); 7 earlier.")


def test_each_bar_tells_its_number_where_that_is_wanted() -> None:
    assert [bar[0].text for bar in bars({JANUARY: 3, JANUARY + 2: 1}, titled=True)] == ["Jan 2025: 3", "Mar 2025: 1"]


def test_the_picture_has_a_text_for_those_who_do_not_see_it() -> None:
    drawn = chart({JANUARY: 3})
    assert drawn is not None
    svg = etree.fromstring(drawn.svg)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == drawn.summary


@given(st.dictionaries(st.integers(1991 * 12, 2030 * 12), st.integers(1, 10**6), min_size=1))
def test_there_is_a_bar_for_each_month_shown_that_has_papers(months: dict[int, int]) -> None:
    last = max(months)
    shown = [month for month in months if month > last - MOST]
    assert len(bars(months)) == len(shown)
    assert all(0 < int(bar.attrib["height"]) <= 100 for bar in bars(months))
