"""feeds/dumps/manifest.py: what the manifest says, and what is believed of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import LAYOUT, DumpFile, DumpIndex
from feeds.dumps.manifest import MANIFEST, Manifest, is_changes_name, is_dump_name, manifest_bytes, read_manifest

INDEX = DumpIndex(LAYOUT, files=(DumpFile("records.csv", 5, "ab", 1, 123),), newest="2025-07-17T12:00:00Z")


def test_a_manifest_names_every_dump_without_the_time_of_its_file(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(manifest_bytes(INDEX))
    assert json.loads((tmp_path / MANIFEST).read_bytes()) == {
        "schema_version": 1,
        "updated": "2025-07-17T12:00:00Z",
        "files": [{"name": "records.csv", "bytes": 5, "sha256": "ab", "records": 1}],
    }
    read = read_manifest(tmp_path)
    assert (read.updated, [file.name for file in read.files]) == (INDEX.newest, ["records.csv"])


@pytest.mark.parametrize("data", [b"", b"[]", b'{"schema_version": 1}', b"\xff", b'{"schema_version":"1"}'])
def test_what_is_no_manifest_is_a_value_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(data)
    with pytest.raises(ValueError):  # noqa: PT011 - msgspec and UTF-8 each say it in their way
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("updated", "is_time"),
    [(None, True), ("2025-07-17T12:00:00Z", True), ("2025-07-17", False), ("2025-07-17T12:00:00+02:00", False)],
)
def test_updated_is_a_time_in_utc_or_null(updated: str | None, is_time: bool) -> None:
    assert Manifest(1, updated, ()).has_time is is_time


@pytest.mark.parametrize(
    ("name", "is_dump", "is_change"),
    [
        ("records.jsonl.gz", True, False),
        ("records.parquet", True, False),
        ("changes/2025-07-22.jsonl", True, True),
        ("changes/2025-07-22.jsonl\n", False, False),
        ("changes/../2025-07-22.jsonl", False, False),
        ("records.exe", False, False),
    ],
)
def test_a_manifest_lists_dumps_alone(name: str, is_dump: bool, is_change: bool) -> None:
    assert (is_dump_name(name), is_changes_name(name)) == (is_dump, is_change)
