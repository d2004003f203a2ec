from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.citations.dates import find_date, leading_date


@pytest.mark.parametrize(
    ("text", "day", "exact"),
    [
        ("Sep 6, 2024", date(2024, 9, 6), "day"),
        ("September 6th, 2024", date(2024, 9, 6), "day"),
        ("6 Sept. 2024", date(2024, 9, 6), "day"),
        ("06-Sep-2024", date(2024, 9, 6), "day"),
        ("Created: 2025-07-17 Updated: 2025-07-21", date(2025, 7, 17), "day"),
        ("2025/07/17", date(2025, 7, 17), "day"),
        ("2025-07-17T08:00:00Z", date(2025, 7, 17), "day"),
        ("17.07.2025", date(2025, 7, 17), "day"),
        ("Mon, 30 Jun 2025 17:59:59 GMT", date(2025, 6, 30), "day"),
        ("June 2017", date(2017, 6, 1), "month"),
        ("2024-05", date(2024, 5, 1), "month"),
        ("In ICML (2019)", date(2019, 1, 1), "year"),
        ("pages 1999, June 2017", date(2017, 6, 1), "month"),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text: str, day: date, exact: str) -> None:
    found = find_date(text)
    assert found is not None
    assert (found.day, found.exact) == (day, exact)


@pytest.mark.parametrize("text", ["", "no date", "12345", "arXiv:2019.12345", "in May", "3000-01-01"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_date(text) is None


def test_only_a_date_at_the_beginning_leads() -> None:
    assert leading_date("Published: 6 Sep 2024, Zurich")
    assert leading_date("We met on 6 Sep 2024") is None


@given(
    st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%d %B %Y"])
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    found = find_date(f"x {day.strftime(form)} y")
    assert found is not None
    assert (found.day, found.exact) == (day, "day")


@given(st.text())
def test_no_text_raises(text: str) -> None:
    find_date(text)
    leading_date(text)
