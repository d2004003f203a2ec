"""feeds/dumps/saved_index.py: the index that fits the files, whatever was cut off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import LAYOUT, DumpFile, DumpIndex
from feeds.dumps.saved_index import keep, load, settle


def write(folder: Path, text: str) -> DumpFile:
    path = folder / "records.json"
    path.write_text(text)
    return DumpFile("records.json", len(text), "", 1, path.stat().st_mtime_ns)


@pytest.fixture
def old(tmp_path: Path) -> DumpIndex:
    """The index of what is published and settled."""
    index = DumpIndex(LAYOUT, files=(write(tmp_path, "old"),), newest="1")
    keep(tmp_path, index, tmp_path / "stage", tmp_path)
    settle(tmp_path, index)
    return index


def test_there_is_no_index_before_the_first_publication(tmp_path: Path) -> None:
    assert load(tmp_path, tmp_path) is None


def test_a_settled_index_is_loaded_whatever_became_of_the_files(tmp_path: Path, old: DumpIndex) -> None:
    assert load(tmp_path, tmp_path) == old
    (tmp_path / "records.json").unlink()
    assert load(tmp_path, tmp_path) == old


def test_a_crash_before_the_renames_leaves_the_current_index(tmp_path: Path, old: DumpIndex) -> None:
    keep(tmp_path, replace(old, files=(replace(old.files[0], bytes=99),), newest="2"), tmp_path / "stage", tmp_path)
    assert load(tmp_path, tmp_path) == old


def test_a_crash_after_the_renames_leaves_the_next_index(tmp_path: Path, old: DumpIndex) -> None:
    following = replace(old, files=(write(tmp_path, "newer"),), newest="2")
    keep(tmp_path, following, tmp_path / "stage", tmp_path)
    assert load(tmp_path, tmp_path) == following
    settle(tmp_path, following)
    assert load(tmp_path, tmp_path) == following


@pytest.mark.parametrize("name", ["dumps.index", "dumps.next"])
def test_a_damaged_index_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff")
    assert load(tmp_path, tmp_path) is None
