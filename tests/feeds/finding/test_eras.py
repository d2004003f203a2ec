"""Which papers are recent: those of whole quarters, whatever single dates say."""

from __future__ import annotations

import pytest

from feeds.finding.eras import FEW, OLDER, RECENT, border_of, part_of


def test_the_last_months_are_recent_and_the_rest_of_their_quarter() -> None:
    months = {"9912": FEW, "2410": 100, "2503": 100}
    assert [border_of(months | {newest: 100}) for newest in ("2504", "2505", "2507", "2508")] == [
        "2410",
        "2501",
        "2501",
        "2504",
    ]
    assert [part_of(month, "2410") for month in ("9912", "2409", "2410", "2503")] == [OLDER, OLDER, RECENT, RECENT]


def test_a_date_far_in_the_future_is_no_border() -> None:
    assert border_of({"2507": FEW, "8801": 2}) == border_of({"2507": FEW + 2}) == "2501"


@pytest.mark.parametrize("months", [{}, {"2507": FEW}])
def test_few_papers_are_in_one_part(months: dict[str, int]) -> None:
    assert border_of(months) == ""
    assert part_of("2507", "") == OLDER
