"""feeds/dumps/saved_index.py: the index that fits the files, whatever was cut off."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeds.dumps.chunk_index import LAYOUT, DumpFile, DumpIndex
from feeds.dumps.saved_index import keep, load, recovered, settle
from tests.support.dump_corpus import Press, entry


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


# ---------------------------------------------------------------- without an index


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press_here = Press(tmp_path)
    press_here.out.mkdir()
    press_here.hold(entry(f"2507.{number:05}") for number in range(600))
    press_here.publish()
    return press_here


def whole(press: Press) -> DumpIndex:
    index = recovered(press.dumps)
    assert index is not None
    return index


def alter(press: Press, **fields: Any) -> None:
    path = press.dumps / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | fields))


def test_records_and_files_are_those_that_were_published(press: Press) -> None:
    index = whole(press)
    kept = DumpIndex.decode((press.folder / "dumps.index").read_bytes())
    assert kept is not None
    assert (index.files, index.newest) == (kept.files, kept.newest)
    assert [(chunk.ids, chunk.digests, chunk.sizes[0]) for chunk in index.chunks] == [
        (chunk.ids, chunk.digests, chunk.sizes[0]) for chunk in kept.chunks
    ]
    assert index.layout != kept.layout


@pytest.mark.parametrize("name", ["records.csv", "changes/2025-07-22.jsonl"])
def test_a_file_that_does_not_agree_is_not_ours(press: Press, name: str) -> None:
    (press.dumps / name).write_bytes(b"x")
    file = whole(press).file(name)
    assert file is not None
    assert file.mtime_ns == 0


@pytest.mark.parametrize(
    "fields", [{"updated": "yesterday"}, {"schema_version": 99}, {"files": []}, {"files": 3}, {"updated": 3}]
)
def test_a_manifest_that_cannot_be_ours_is_not_believed(press: Press, fields: dict[str, Any]) -> None:
    alter(press, **fields)
    assert recovered(press.dumps) is None


@pytest.mark.parametrize("text", ["x\n", '{"id":"2"}\n{"id":"1"}\n', '{"id":1}\n', "[]\n"])
def test_records_that_cannot_be_ours_are_not_believed(press: Press, text: str) -> None:
    data = text.encode()
    (press.dumps / "records.jsonl").write_bytes(data)
    file = {"name": "records.jsonl", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "records": 1}
    alter(press, files=[file])
    assert recovered(press.dumps) is None


def test_where_nothing_is_published_nothing_is_read_back(tmp_path: Path) -> None:
    assert recovered(tmp_path) is None
