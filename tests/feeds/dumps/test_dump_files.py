"""feeds/dumps/dump_files.py: staged files and what is known of published ones."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from enrich.errors import CannotPublish
from feeds.dumps.dump_files import BUFFER, Altered, StagedFile, adopt, has_prefix, is_untouched, is_whole, read_part

DATA = os.urandom(BUFFER + 1000)


def test_a_staged_file_knows_its_size_and_digests(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(DATA)
    with StagedFile(tmp_path, "changes/new") as file:
        file.write(b"ab")
        file.copy(tmp_path / "old", 5, len(DATA) - 10)
        noted = file.close(7)
    expected = b"ab" + DATA[5:-5]
    assert (tmp_path / "changes/new").read_bytes() == expected
    assert (noted.name, noted.bytes, noted.records) == ("changes/new", len(expected), 7)
    assert noted.sha256 == hashlib.sha256(expected).hexdigest()
    assert is_untouched(tmp_path, noted)
    assert adopt(tmp_path, "changes/new", 7) == noted


def test_a_published_file_that_became_shorter_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"abc")
    with StagedFile(tmp_path, "new") as file, pytest.raises(CannotPublish, match="became shorter"):
        file.copy(tmp_path / "old", 1, 3)


def test_a_touched_or_lost_file_is_not_ours(tmp_path: Path) -> None:
    with StagedFile(tmp_path, "file") as file:
        file.write(b"abc")
        noted = file.close(1)
    os.utime(tmp_path / "file", ns=(noted.mtime_ns, noted.mtime_ns + 1))
    assert not is_untouched(tmp_path, noted)
    os.utime(tmp_path / "file", ns=(noted.mtime_ns, noted.mtime_ns))
    assert is_untouched(tmp_path, noted)
    (tmp_path / "file").unlink()
    assert not is_untouched(tmp_path, noted)


@pytest.mark.parametrize(
    ("length", "text", "is_prefix"), [(3, b"abc", True), (3, b"abd", False), (0, b"", True), (6, b"abcdef", False)]
)
def test_a_prefix_is_known_by_its_digest(tmp_path: Path, length: int, text: bytes, is_prefix: bool) -> None:
    (tmp_path / "file").write_bytes(b"abcde")
    assert has_prefix(tmp_path / "file", length, hashlib.sha256(text).hexdigest()) is is_prefix


def test_a_lost_file_has_no_prefix(tmp_path: Path) -> None:
    assert not has_prefix(tmp_path / "file", 0, hashlib.sha256().hexdigest())


def test_a_part_of_a_published_file_is_read_from_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abcde")
    assert read_part(tmp_path / "file", 1, 3) == b"bcd"
    with pytest.raises(Altered, match="became shorter"):
        read_part(tmp_path / "file", 3, 3)


def test_a_file_is_whole_when_size_time_and_bytes_are_those_that_were_written(tmp_path: Path) -> None:
    with StagedFile(tmp_path, "file") as file:
        file.write(b"abc")
        noted = file.close(1)
    assert is_whole(tmp_path, noted)
    (tmp_path / "file").write_bytes(b"abd")
    os.utime(tmp_path / "file", ns=(noted.mtime_ns, noted.mtime_ns))
    assert is_untouched(tmp_path, noted)
    assert not is_whole(tmp_path, noted)
