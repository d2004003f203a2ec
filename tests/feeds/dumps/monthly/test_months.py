"""feeds/dumps/monthly/months.py: which month has a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.saved_index import load
from tests.support.dump_corpus import DAY, Press, entry


@pytest.fixture
def months(tmp_path: Path) -> PublishedMonths:
    press = Press(tmp_path)
    press.out.mkdir()
    press.hold([entry("2507.00001"), entry("2507.00002", published=DAY.replace(month=6))])
    press.hold([entry("hep-th/9901001", published=DAY.replace(year=1999, month=1)), entry("2507.00003")])
    press.publish()
    return PublishedMonths(load(press.folder, press.dumps), press.dumps, tmp_path / CHUNKS)


def test_a_record_is_found_in_the_month_of_its_id_or_in_another(months: PublishedMonths) -> None:
    found = {paper: months.month_of(paper) for paper in ("2507.00001", "2507.00002", "hep-th/9901001", "2507.9")}
    assert found == {
        "2507.00001": "2025-07",
        "2507.00002": "2025-06",
        "hep-th/9901001": "1999-01",
        "2507.9": None,
    }
    row = months.row_of("2507.00002")
    assert row is not None
    assert b'"2507.00002"' in (row[2]() or b"")
    assert months.row_of("2507.9") is None


def test_all_records_come_in_the_order_of_their_ids(months: PublishedMonths) -> None:
    assert [row[0] for row in months.every_row()] == ["2507.00001", "2507.00002", "2507.00003", "hep-th/9901001"]
    assert (months.records, months.known) == (4, True)


def test_without_an_index_no_record_is_known(tmp_path: Path) -> None:
    nothing = PublishedMonths(None, tmp_path, tmp_path)
    assert (nothing.records, nothing.known, nothing.month_of("2507.00001")) == (0, False, None)
