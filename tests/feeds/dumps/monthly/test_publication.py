"""feeds/dumps/monthly/publication.py: files of months with every change, full dumps weekly when there are many records."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.record import Provenance
from feeds.disclosure import WHOLE
from feeds.dumps import saved_index
from feeds.dumps.changes import redacted
from feeds.dumps.chunk_index import DumpRecord
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.verify import verify
from tests.support.dump_changes import with_changes
from tests.support.dump_corpus import DAY, Press, entry

MONDAY = DAY - timedelta(days=DAY.weekday())
WEEK = timedelta(days=7)


def of(month: int, number: int, day: int = 0, title: str = "T") -> DumpRecord:
    """A paper of that month of 2025, and the day of its last change."""
    origin = (Provenance("title", "oai", DAY + timedelta(days=6 + day)),)
    return entry(f"25{month:02}.{number:05}", published=DAY.replace(month=month), title=title, provenance=origin)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Papers of three months; there are many of them, since two are many here."""
    here = Press(tmp_path)
    here.out.mkdir()
    here.hold(of(month, number) for month in (3, 5, 7) for number in range(80))
    here.publish(run=MONDAY, few=2)
    return here


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as text:
        return [json.loads(line) for line in text]


def by_months(press: Press) -> list[dict[str, Any]]:
    return [line for path in sorted((press.dumps / "records").glob("*.gz")) for line in lines(path)]


def changed(press: Press) -> list[tuple[str, str]]:
    days = sorted(press.dumps.glob("changes/*"))
    return [(line["change"], line["id"]) for path in days for line in lines(path)]


def updated(press: Press) -> dict[str, str]:
    files = json.loads((press.dumps / "manifest.json").read_bytes())["files"]
    return {file["name"]: file["updated"] for file in files if "updated" in file}


def change(press: Press, day: int, papers: Sequence[DumpRecord], **options: Any) -> tuple[str, ...]:
    press.hold(papers)
    return press.publish([one.id for one in papers], few=2, run=MONDAY + timedelta(days=day), **options).staged


def test_each_record_is_in_the_month_of_its_first_publication(press: Press) -> None:
    files = sorted(path.name for path in (press.dumps / "records").iterdir())
    assert files == ["2025-03.jsonl.gz", "2025-05.jsonl.gz", "2025-07.jsonl.gz"]
    assert by_months(press) == [json.loads(press.papers[paper].line) for paper in sorted(press.papers)]
    assert verify(press.out) == []


def test_a_change_writes_the_months_that_it_touches_and_the_full_dumps_once_in_a_week(press: Press) -> None:
    small = {"dumps/manifest.json", "dumps/changes/2025-07-24.jsonl"}
    first = change(press, 1, [of(5, 7, 1, "New")], parquet=False)
    assert set(first) == small | {"dumps/records/2025-05.jsonl.gz"}
    before = (press.dumps / "records.json").read_bytes()
    assert set(change(press, 2, [of(3, 9, 1, "Newer")])) == small | {"dumps/records/2025-03.jsonl.gz"}
    assert (press.dumps / "records.json").read_bytes() == before
    assert set(updated(press).values()) == {"2025-07-23T12:00:00Z"}
    assert set(change(press, 3, [of(8, 1, 2)])) == {
        *("dumps/manifest.json", "dumps/changes/2025-07-25.jsonl", "dumps/records/2025-08.jsonl.gz")
    }
    assert set(updated(press).values()) == {"2025-07-23T12:00:00Z"}
    assert verify(press.out) == []
    assert "dumps/records.json" in change(press, 8, [of(3, 9, 3, "Newest")])
    assert set(updated(press).values()) == {"2025-07-26T12:00:00Z"}
    assert changed(press) == [
        *(("changed", "2505.00007"), ("changed", "2503.00009"), ("added", "2508.00001"), ("changed", "2503.00009"))
    ]
    assert len(lines(press.dumps / "records.jsonl")) == len(press.papers)
    assert verify(press.out) == []


def test_a_record_that_is_of_another_month_now_moves_and_one_that_is_gone_goes(press: Press) -> None:
    change(press, 1, [of(5, 0, 1)])
    moved = entry("2503.00001", published=DAY.replace(month=4), provenance=())
    del press.papers["2507.00005"]
    press.hold([moved])
    press.publish(["2503.00001", "2507.00005"], few=2, run=MONDAY + timedelta(days=2))
    assert [line["id"] for line in lines(press.dumps / "records/2025-04.jsonl.gz")] == ["2503.00001"]
    assert len(by_months(press)) == len({line["id"] for line in by_months(press)}) == len(press.papers)
    assert changed(press)[1:] == [("changed", "2503.00001"), ("removed", "2507.00005")]
    back = of(3, 1)
    change(press, 3, [back])
    assert not (press.dumps / "records/2025-04.jsonl.gz").exists()
    assert verify(press.out) == []


@pytest.mark.parametrize("lost", ["chunks", "one month", "all months", "everything kept"])
def test_what_is_lost_is_made_again_and_history_goes_on(press: Press, lost: str) -> None:
    change(press, 1, [of(5, 0, 1)])
    change(press, 2, [of(5, 0, 2, "Other")])
    known = by_months(press)
    if lost == "chunks":
        shutil.rmtree(press.folder / CHUNKS)
    elif lost == "one month":
        (press.dumps / "records/2025-03.jsonl.gz").unlink()
    elif lost == "all months":
        shutil.rmtree(press.dumps / "records")
    else:
        for path in press.folder.glob("dumps.*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    change(press, 3, [of(7, 3, 3, "New")])
    assert [line for line in by_months(press) if line["id"] != "2507.00003"] == [
        line for line in known if line["id"] != "2507.00003"
    ]
    assert changed(press)[-1] == ("changed", "2507.00003")
    assert verify(press.out) == []


def test_dumps_of_a_version_without_months_get_them_and_the_rest_is_copied(press: Press) -> None:
    press.publish(None)  # and full dumps with every change
    whole = press.files()
    index = saved_index.load(press.folder, press.dumps)
    assert index is not None
    files = tuple(file for file in index.files if not file.name.startswith("records/"))
    older = type(index)(index.layout, index.chunks, files, index.newest)
    (press.folder / "dumps.index").write_bytes(older.encode())
    shutil.rmtree(press.dumps / "records")
    shutil.rmtree(press.folder / CHUNKS)
    press.publish(())
    assert press.files() == whole
    press.hold([of(5, 1, 1, "New")])
    press.publish(["2505.00001"], run=MONDAY + WEEK)
    assert changed(press) == [("changed", "2505.00001")]
    assert verify(press.out) == []


def test_what_is_no_longer_public_goes_from_full_dumps_at_once(press: Press) -> None:
    change(press, 1, [of(5, 0, 1)])
    change(press, 2, [of(5, 0, 2, "Other")])
    press.hold(of(month, number, 3, "Public") for month in (3, 5, 7) for number in range(80))
    redact = partial(redacted, disclosure=WHOLE, entries=lambda ids: ())
    press.publish(None, few=2, run=MONDAY + timedelta(days=3), redact=redact)
    assert {line["title"] for line in lines(press.dumps / "records.jsonl")} == {"Public"}


def test_a_rebuild_leaves_full_dumps_of_this_week_that_are_whole(press: Press) -> None:
    change(press, 1, [of(5, 0, 1)])
    change(press, 2, [of(5, 0, 2, "Other")])
    assert press.publish(None, few=2, run=MONDAY + timedelta(days=3), rebuild=True).staged == ()
    path = press.dumps / "records.csv"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Second", b"Zecond", 1))
    staged = press.publish(None, few=2, run=MONDAY + timedelta(days=3), rebuild=True).staged
    assert "dumps/records.csv" in staged
    assert verify(press.out) == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(0, 60), st.sampled_from(["a", "b", 3, None]), min_size=1, max_size=9),
            st.sampled_from([1, 2, 4]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_months_and_changes_hold_what_is_there_whatever_came_before(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[dict[int, str | int | None], int, bool]]
) -> None:
    press = Press(tmp_path_factory.mktemp("press"))
    press.out.mkdir()
    press.hold(of(7, number) for number in range(20))
    press.publish(few=10, run=MONDAY)
    first, day = (press.dumps / "records.jsonl").read_bytes().splitlines(keepends=True), 0
    for step, days, touched_only in steps:
        day += days
        for number, what in step.items():
            if what is None:
                press.papers.pop(f"2507.{number:05}", None)
            else:
                month = what if isinstance(what, int) else 7
                origin = (Provenance("title", "oai", DAY + timedelta(days=day + 6)),)
                one = entry(f"2507.{number:05}", published=DAY.replace(month=month), title=str(what), provenance=origin)
                press.hold([one])
        touched = [f"2507.{number:05}" for number in step] if touched_only else None
        press.publish(touched, few=10, run=MONDAY + timedelta(days=day))
        assert verify(press.out) == []
    anew = Press(tmp_path_factory.mktemp("anew"), dict(press.papers))
    anew.out.mkdir()
    anew.publish(few=10, run=MONDAY)
    months = {name: data for name, data in press.files().items() if name.startswith("records/")}
    assert months == {name: data for name, data in anew.files().items() if name.startswith("records/")}
    change_lines = b"".join(path.read_bytes() for path in sorted(press.dumps.glob("changes/*")))
    now = with_changes(change_lines.splitlines(keepends=True), first)
    assert list(now) == [press.papers[one].line + b"\n" for one in sorted(press.papers)]
