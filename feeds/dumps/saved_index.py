"""Keeps the index of the dumps beside the rendered entries, so that it always fits the files in out/.

::

    keep (as next) --> staged files are renamed --> settle (next becomes current)

A crash leaves both; the next one is right if every file in out/ is the one it speaks of, else the current one is. When
there is neither, what is published is read back, so that the history of changes goes on: only what agrees with the
manifest is believed. Where chunks begin in the other dumps nobody knows any more, so these are made anew; the records
and their digests are those of records.jsonl.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import msgspec

from enrich.record import SCHEMA_VERSION
from feeds.dumps.change_files import copy_changes, drop_copies
from feeds.dumps.chunk_index import Chunk, DumpFile, DumpIndex, DumpRecord, cut, digest
from feeds.dumps.dump_files import has_prefix, is_untouched
from feeds.dumps.encodings import FORMS, JSON_LINES
from feeds.dumps.manifest import ManifestFile, is_dump_name, read_manifest
from feeds.dumps.monthly.saved_chunks import CHUNKS, drop_chunks, keep_chunks

COPIES = "dumps.changes"
"""The folder with copies of the files of changes."""
_CURRENT = "dumps.index"
_NEXT = "dumps.next"
_SHAPE = "dumps.shape"
RECOVERED = "recovered"
"""The layout of an index from which nothing can be copied."""


class _Named(msgspec.Struct):
    id: str


def load(workshop: Path, published: Path) -> DumpIndex | None:
    """The index of the dumps in the folder `published`; None when it is missing and cannot be read back."""
    following = _read(workshop / _NEXT)
    if following is not None and all(is_untouched(published, file) for file in following.files):
        return following
    return _read(workshop / _CURRENT) or recovered(published)


def keep(
    workshop: Path,
    index: DumpIndex,
    staging: Path,
    published: Path,
    chunks: Mapping[DumpFile, tuple[Chunk, ...]] = MappingProxyType({}),
) -> None:
    """Before the files are renamed from `staging` to `published`; `chunks` of dumps are kept beside the index."""
    copy_changes(workshop / COPIES, index.files, staging, published)
    keep_chunks(workshop / CHUNKS, chunks)
    draft = workshop / f"{_NEXT}.part"
    with draft.open("wb") as file:
        file.write(index.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(workshop / _NEXT)


def settle(workshop: Path, index: DumpIndex, shape: str = "") -> None:
    """After the files were renamed into place, made in this `shape`."""
    (workshop / _NEXT).replace(workshop / _CURRENT)
    drop_copies(workshop / COPIES, index.files)
    drop_chunks(workshop / CHUNKS, index.files)
    (workshop / _SHAPE).write_text(shape, encoding="ascii")


def shape(workshop: Path) -> str | None:
    """In which shape the dumps were made that are published; cheap, unlike the index."""
    try:
        return (workshop / _SHAPE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> DumpIndex | None:
    return DumpIndex.decode(path.read_bytes()) if path.is_file() else None


def recovered(folder: Path) -> DumpIndex | None:
    """An index of the dumps in `folder`; None when the manifest and records.jsonl do not agree."""
    try:
        manifest = read_manifest(folder)
        files = tuple(_as_published(folder, file) for file in manifest.files if is_dump_name(file.name))
        is_whole = any(file.name == JSON_LINES and file.mtime_ns for file in files)
        if not 1 <= manifest.schema_version <= SCHEMA_VERSION or not is_whole or not manifest.has_time:
            return None
        chunks = tuple(_chunks(folder / JSON_LINES))
    except (OSError, ValueError, RecursionError):
        return None
    ids = [paper for chunk in chunks for paper in chunk.ids]
    in_order = all(first < second for first, second in pairwise(ids))
    return DumpIndex(RECOVERED, chunks, files, manifest.updated) if in_order else None


def _as_published(folder: Path, file: ManifestFile) -> DumpFile:
    """A file as the manifest has it; without a time, and so not ours, when it is another."""
    path = folder / file.name
    status = path.lstat() if path.is_file() else None
    same = status and status.st_size == file.bytes and has_prefix(path, file.bytes, file.sha256)
    return DumpFile(file.name, file.bytes, file.sha256, file.records, status.st_mtime_ns if status and same else 0)


def _chunks(path: Path) -> Iterator[Chunk]:
    for group in cut(_entries(path)):
        size = sum(len(entry.line) + 1 for entry in group)
        sizes = (size, *(0 for _ in FORMS[1:]))
        yield Chunk(tuple(entry.id for entry in group), b"".join(entry.digest for entry in group), sizes)


def _entries(path: Path) -> Iterator[DumpRecord]:
    with path.open("rb") as lines:
        for text in lines:
            line = text.removesuffix(b"\n")
            yield DumpRecord(msgspec.json.decode(line, type=_Named).id, line, digest(line))
