"""Facts about the index file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from enrich.errors import BadStore
from enrich.snapshot.snapshot_index import IndexedRecord, IndexWriter, SnapshotIndex, building


def line(number: int, words: str = "some words", id: str = "") -> IndexedRecord:
    return IndexedRecord(id or f"2401.{number:05d}", number * 10, 10, 1, number, words)


Maker = Callable[..., SnapshotIndex]


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[Maker]:
    """Makes an index of lines and opens it."""
    opened: list[SnapshotIndex] = []

    def make(*lines: IndexedRecord, blocks: Mapping[int, bytes] | None = None) -> SnapshotIndex:
        with IndexWriter(tmp_path / "index") as writer:
            writer.add(lines)
            for start, text in (blocks or {}).items():
                writer.add_block(start, text)
            writer.finish({"mark": "m"})
        opened.append(SnapshotIndex(tmp_path / "index"))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


def test_places_come_in_the_order_of_the_file_however_many_are_asked_for(make_index: Maker) -> None:
    index = make_index(*(line(n) for n in range(2000)))
    places = index.places([f"2401.{n:05d}" for n in range(1999, -1, -1)])
    assert [place.start for place in places] == [n * 10 for n in range(2000)]
    assert index.places(["1"]) == []


def test_the_last_of_equal_ids_is_kept(make_index: Maker) -> None:
    index = make_index(line(1, id="a"), line(2, id="b"), line(3, id="a"))
    assert [(place.id, place.start) for place in index.places(["a", "b"])] == [("b", 20), ("a", 30)]
    assert index.meta["papers"] == "2"
    assert [place.start for place in index.with_any(["words"], 9)] == [20, 30]


def test_rarer_and_more_words_come_first(make_index: Maker) -> None:
    index = make_index(line(1, "common rare"), line(2, "common"), line(3, "common very rare"), line(4, "other"))
    assert [place.start for place in index.with_any(["common", "very", "rare"], 2)] == [30, 10]
    assert [place.start for place in index.with_all(["common", "rare"], 9)] == [10, 30]
    assert index.frequencies(["common", "rare", "absent"]) == {"common": 3, "rare": 2}
    assert index.words_from("co", (5, 7), 9) == ["common"]
    assert index.words_from("co", (7, 9), 9) == []
    assert [place.start for place in index.titled([2, 4], 9)] == [20, 40]


def test_a_block_holds_the_line_that_begins_in_it(make_index: Maker) -> None:
    index = make_index(line(1), blocks={0: b"0123456789", 10: b"abc"})
    assert index.block(9) == (0, b"0123456789")
    assert index.block(12) == (10, b"abc")


@pytest.mark.parametrize("content", [b"", b"nonsense" * 100])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(BadStore, match="delete it"):
        SnapshotIndex(tmp_path / "index")


def test_a_full_disk_is_an_error_of_the_store(tmp_path: Path) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(BadStore, match="is the disk full"), IndexWriter(tmp_path / "index"):
        raise full


def test_an_index_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "index"
    with pytest.raises(IsADirectoryError), building(path) as unfinished:
        unfinished.write_bytes(b"half") and path.parent.write_bytes(b"")
    assert [each.name for each in path.parent.iterdir()] == ["index.lock"]
    with building(path) as unfinished:
        unfinished.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
