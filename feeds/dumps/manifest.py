"""manifest.json: what it holds, and how it is written and read."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from enrich.record import SCHEMA_VERSION
from feeds.dumps.chunk_index import DumpIndex
from feeds.dumps.encodings import FORMS
from feeds.formats.record_json import json_bytes

MANIFEST = "manifest.json"
PARQUET = "records.parquet"
_CHANGES = re.compile(r"changes/[0-9]{4}-[0-9]{2}-[0-9]{2}\.jsonl")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class ManifestFile(msgspec.Struct, frozen=True):
    """What the manifest says of one file."""

    name: str
    bytes: int
    sha256: str
    records: int


class Manifest(msgspec.Struct, frozen=True):
    """manifest.json."""

    schema_version: int
    updated: str | None
    files: tuple[ManifestFile, ...]

    @property
    def has_time(self) -> bool:
        """Whether `updated` is a time in the form of the dumps, or null."""
        return self.updated is None or _TIME.fullmatch(self.updated) is not None


def manifest_bytes(index: DumpIndex) -> bytes:
    """The manifest: name, bytes, sha256 and records of every dump, and when the data last changed."""
    files = [
        {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, "records": file.records} for file in index.files
    ]
    summary = {"schema_version": SCHEMA_VERSION, "updated": index.newest, "files": files}
    return msgspec.json.format(json_bytes(summary), indent=2) + b"\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder of dumps; raises OSError, and ValueError or RecursionError when it is not one."""
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)


def is_dump_name(name: str) -> bool:
    """Whether a manifest may list it: the name of a full dump, or of the changes of a day."""
    return name == PARQUET or name in {form.name for form in FORMS} or is_changes_name(name)


def is_changes_name(name: str) -> bool:
    """Whether it is the name of the changes of a day."""
    return _CHANGES.fullmatch(name) is not None
