"""feeds/dumps/monthly/write_months.py: files of months are written when a record in them differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.monthly.write_months import MonthWriter, month_of
from feeds.dumps.plan_chunks import Corpus
from feeds.dumps.saved_index import load
from tests.support.dump_corpus import DAY, Press, entry


@pytest.fixture
def press(tmp_path: Path) -> Press:
    here = Press(tmp_path)
    here.out.mkdir()
    here.hold(entry(f"25{month:02}.{n:05}", published=DAY.replace(month=month)) for month in (5, 6) for n in range(90))
    here.publish(parquet=True)
    return here


def patched(press: Press, **titles: str) -> tuple[list[str], list[str]]:
    """What is staged, and what there is then; the ids of papers are those of the titles."""
    months = PublishedMonths(load(press.folder, press.dumps), press.dumps, press.folder / CHUNKS)
    writer = MonthWriter(months, press.folder / "staged", parquet=True, trusted=True)
    now = {paper: entry(paper, published=DAY.replace(month=5), title=title) for paper, title in titles.items()}
    press.hold(now.values())
    writer.patch(now, Corpus(lambda: press.papers, lambda ids: [press.papers[paper] for paper in ids]))
    staged = sorted(path.name for path in (press.folder / "staged").rglob("*") if path.is_file())
    return staged, [file.name for file in writer.files]


EVERY = [f"records/2025-{month}.{ending}" for month in ("05", "06") for ending in ("jsonl.gz", "parquet")]


def test_a_month_is_the_one_of_the_records_first_publication() -> None:
    assert month_of(entry("hep-th/9901001").line) == "2025-07"


def test_months_without_a_change_stay_unless_a_file_of_theirs_is_not_as_it_was(press: Press) -> None:
    assert patched(press) == ([], EVERY)
    assert patched(press, **{"2505.00003": "New"}) == (["2025-05.jsonl.gz", "2025-05.parquet"], EVERY)


@pytest.mark.parametrize("ending", ["jsonl.gz", "parquet"])
def test_a_lost_file_is_made_again_with_its_month(press: Press, ending: str) -> None:
    before = press.files()
    (press.dumps / f"records/2025-06.{ending}").unlink()
    assert patched(press) == (["2025-06.jsonl.gz", "2025-06.parquet"], EVERY)
    for name in ("2025-06.jsonl.gz", "2025-06.parquet"):
        assert (press.folder / "staged/records" / name).read_bytes() == before[f"records/{name}"]
