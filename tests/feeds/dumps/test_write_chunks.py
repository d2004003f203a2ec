"""feeds/dumps/write_chunks.py: the full dumps from new chunks and from copied ones."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import LAYOUT, Chunk, DumpFile, DumpIndex, DumpRecord, Span
from feeds.dumps.dump_files import Altered
from feeds.dumps.encodings import FORMS, JSON_LINES
from feeds.dumps.plan_chunks import Piece, PublishedDumps
from feeds.dumps.write_chunks import write_set
from tests.support.dump_corpus import entry

GROUPS = [[entry(f"2507.{place}000{number}") for number in range(3)] for place in range(4)]


def write(
    folder: Path, pieces: list[Piece], before: PublishedDumps | None = None
) -> tuple[list[DumpFile], tuple[Chunk, ...]]:
    return write_set(folder, before or PublishedDumps(None, folder / "nothing"), pieces)


def published(folder: Path, groups: list[list[DumpRecord]]) -> PublishedDumps:
    files, chunks = write(folder, list(groups))
    return PublishedDumps(DumpIndex(LAYOUT, chunks, tuple(files)), folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {form.name: (folder / form.name).read_bytes() for form in FORMS}


@pytest.mark.parametrize(
    "pieces",
    [
        [Span(0, 4)],
        [Span(0, 1), GROUPS[1], Span(2, 4)],
        [GROUPS[0], Span(1, 3), GROUPS[3]],
        [Span(0, 2), Span(2, 4)],
    ],
)
def test_copied_and_new_chunks_give_the_same_bytes(tmp_path: Path, pieces: list[Piece]) -> None:
    before = published(tmp_path / "old", GROUPS)
    files, chunks = write(tmp_path / "new", pieces, before)
    assert contents(tmp_path / "new") == contents(tmp_path / "old")
    assert chunks == before.index.chunks
    assert [file.sha256 for file in files] == [file.sha256 for file in before.index.files]


def test_chunks_that_go_leave_no_trace(tmp_path: Path) -> None:
    before = published(tmp_path / "old", GROUPS)
    published(tmp_path / "fresh", GROUPS[2:])
    write(tmp_path / "new", [Span(2, 4)], before)
    assert contents(tmp_path / "new") == contents(tmp_path / "fresh")
    write(tmp_path / "none", [], before)
    assert gzip.decompress((tmp_path / "none/records.jsonl.gz").read_bytes()) == b""


def test_members_that_did_not_change_are_copied(tmp_path: Path) -> None:
    """Also when this zlib would compress them in another way."""
    before = published(tmp_path / "old", GROUPS)
    packed = tmp_path / "old/records.jsonl.gz"
    size = before.index.chunks[0].sizes[[form.name for form in FORMS].index("records.jsonl.gz")]
    members = packed.read_bytes()
    packed.write_bytes(b"x" * size + members[size:])
    write(tmp_path / "new", [Span(0, 1), *GROUPS[1:]], before)
    assert (tmp_path / "new/records.jsonl.gz").read_bytes() == packed.read_bytes()


def test_files_are_noted_with_bytes_digest_and_records(tmp_path: Path) -> None:
    files, _ = write(tmp_path, list(GROUPS))
    for file in files:
        data = (tmp_path / file.name).read_bytes()
        assert (file.bytes, file.sha256, file.records) == (len(data), hashlib.sha256(data).hexdigest(), 12)


def test_a_published_file_that_became_shorter_ends_it(tmp_path: Path) -> None:
    before = published(tmp_path / "old", GROUPS)
    (tmp_path / "old" / JSON_LINES).write_bytes(b"")
    with pytest.raises(Altered, match="became shorter"):
        write(tmp_path / "new", [Span(0, 4)], before)
