"""feeds/dumps/manifest.py: what the manifest says, and what is believed of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import LAYOUT, DumpFile, DumpIndex
from feeds.dumps.manifest import (
    MANIFEST,
    Manifest,
    is_changes_name,
    is_dump_name,
    manifest_bytes,
    month_in,
    read_manifest,
    schema_bytes,
)
from feeds.enriched import LINKS_ONLY

INDEX = DumpIndex(LAYOUT, files=(DumpFile("records.csv", 5, "ab", 1, 123),), newest="2025-07-17T12:00:00Z")


def test_a_manifest_names_every_dump_without_the_time_of_its_file(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(manifest_bytes(INDEX))
    written = json.loads((tmp_path / MANIFEST).read_bytes())
    assert {name: written[name] for name in written if name != "licences"} == {
        "schema_version": 2,
        "updated": "2025-07-17T12:00:00Z",
        "files": [{"name": "records.csv", "bytes": 5, "sha256": "ab", "records": 1, "updated": INDEX.newest}],
    }
    read = read_manifest(tmp_path)
    assert (read.updated, [file.name for file in read.files]) == (INDEX.newest, ["records.csv"])


def test_every_field_of_a_record_is_in_one_group_of_licences() -> None:
    groups = json.loads(manifest_bytes(INDEX))["licences"]
    assert all(source.keys() == {"source", "licence", "terms"} for group in groups for source in group["sources"])
    named = [field for group in groups for field in group["fields"]]
    assert len(named) == len(set(named))
    properties = json.loads(schema_bytes())["properties"]
    parts = {
        "authors": properties["authors"]["items"]["properties"],
        "links": properties["links"]["properties"],
        "publication": properties["publication"]["properties"],
    }
    whole = {name for name in properties if name not in parts}
    assert set(named) == whole | {f"{name}.{part}" for name, those in parts.items() for part in those}


def test_of_services_that_permit_links_alone_nothing_else_is_licensed() -> None:
    links = {"publication.doi", "related", "links.code", "links.project", "links.open_copy"}
    groups = json.loads(manifest_bytes(INDEX))["licences"]
    of_links = [group for group in groups if {one["source"] for one in group["sources"]} & LINKS_ONLY]
    assert {field for group in of_links for field in group["fields"]} == links


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


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("records/2025-07.jsonl.gz", "2025-07"),
        ("records/2025-07.parquet", "2025-07"),
        ("records/2025-07.csv", None),
        ("records/../2025-07.parquet", None),
        ("records.parquet", None),
    ],
)
def test_files_of_months_are_known_by_their_names(name: str, month: str | None) -> None:
    assert month_in(name) == month
    assert is_dump_name(name) is (month is not None or name == "records.parquet")
