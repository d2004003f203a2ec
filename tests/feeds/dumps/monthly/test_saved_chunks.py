"""feeds/dumps/monthly/saved_chunks.py: the chunks of a dump, kept or read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.dumps.chunk_index import Chunk, DumpFile, cut
from feeds.dumps.encodings import gzip_form
from feeds.dumps.monthly.saved_chunks import drop_chunks, has_chunks, keep_chunks, load_chunks, recovered_chunks
from feeds.dumps.plan_chunks import PublishedDumps
from feeds.dumps.write_chunks import write_set
from tests.support.dump_corpus import entry

NAME = "records/2025-07.jsonl.gz"
Dump = tuple[DumpFile, tuple[Chunk, ...]]


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    entries = [entry(f"2507.{number:05}") for number in range(300)]
    (file,), chunks = write_set(tmp_path, PublishedDumps(None, tmp_path, forms=(gzip_form(NAME),)), cut(entries))
    assert len(chunks) > 2
    return file, chunks


def test_chunks_come_back_as_they_were_kept_and_go_with_their_dump(tmp_path: Path, dump: Dump) -> None:
    file, chunks = dump
    keep_chunks(tmp_path / "kept", {file: chunks})
    assert has_chunks(tmp_path / "kept", file)
    assert load_chunks(tmp_path / "kept", file) == chunks
    drop_chunks(tmp_path / "kept", [file])
    assert has_chunks(tmp_path / "kept", file)
    drop_chunks(tmp_path / "kept", [])
    assert load_chunks(tmp_path / "kept", file) is None


def test_damaged_chunks_are_none(tmp_path: Path, dump: Dump) -> None:
    keep_chunks(tmp_path / "kept", {dump[0]: dump[1]})
    (path,) = (tmp_path / "kept").iterdir()
    path.write_bytes(path.read_bytes()[:99])
    assert load_chunks(tmp_path / "kept", dump[0]) is None


def test_lost_chunks_are_read_back_from_a_dump_that_is_as_it_was_published(tmp_path: Path, dump: Dump) -> None:
    assert recovered_chunks(tmp_path, dump[0]) == dump[1]
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes() + b"x")
    assert recovered_chunks(tmp_path, dump[0]) is None
    path.unlink()
    assert recovered_chunks(tmp_path, dump[0]) is None
