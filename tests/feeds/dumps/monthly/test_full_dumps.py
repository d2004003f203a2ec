"""feeds/dumps/monthly/full_dumps.py: when full dumps stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import DumpIndex
from feeds.dumps.monthly.full_dumps import may_rest, published_full, week_of
from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.saved_index import load
from tests.support.dump_corpus import Press, entry

MONDAY = datetime(2025, 12, 29, tzinfo=UTC)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    here = Press(tmp_path)
    here.out.mkdir()
    for _ in range(2):
        here.hold([entry("2507.00001"), entry("2507.00002", title=str(len(here.asked)))])
        here.publish(["2507.00002"], run=MONDAY, few=1)
    return here


def index_of(press: Press) -> DumpIndex:
    index = load(press.folder, press.dumps)
    assert index is not None
    return index


def test_weeks_are_those_of_iso_8601() -> None:
    assert week_of(MONDAY) == "2026-W01"
    assert week_of(datetime(2027, 1, 3, tzinfo=UTC)) == "2026-W53"


def test_full_dumps_rest_in_the_week_in_which_they_were_written_while_they_are_whole(press: Press) -> None:
    index = index_of(press)
    months = PublishedMonths(index, press.dumps, press.folder / CHUNKS)
    assert may_rest(index, months, "2026-W01", trusted=True)
    assert not may_rest(index, PublishedMonths(None, press.dumps, None), "2026-W01", trusted=True)
    assert not may_rest(index, months, "2026-W02", trusted=True)
    assert not may_rest(index, months, "", trusted=True)
    assert not may_rest(replace(index, layout="1.1"), months, "2026-W01", trusted=True)
    assert not may_rest(None, months, "2026-W01", trusted=True)
    (press.dumps / "records.ris").unlink()
    assert not may_rest(index, months, "2026-W01", trusted=True)


def test_nothing_is_copied_from_full_dumps_whose_chunks_are_lost(press: Press) -> None:
    index, kept = index_of(press), press.folder / CHUNKS
    assert index.chunks == ()
    assert published_full(index, press.dumps, kept, trusted=True).can_be_copied
    for path in kept.glob("records.jsonl.*"):
        path.unlink()
    assert not published_full(index, press.dumps, kept, trusted=True).can_be_copied
