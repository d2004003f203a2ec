"""feeds/dump_history.py: the files of changes stay whole."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pytest

from feeds.dump_history import History, copy_changes, drop_copies
from feeds.dump_index import DumpFile
from feeds.dump_writer import StagedFile

NAME = "changes/2025-07-22.jsonl"
LINES = b'{"change":"removed","id":"1"}\n{"change":"removed","id":"2"}\n'


@pytest.fixture
def noted(tmp_path: Path) -> DumpFile:
    """A published file with its copy."""
    with StagedFile(tmp_path / "dumps", NAME) as file:
        file.write(LINES)
        published = file.close(2)
    copy_changes(tmp_path / "copies", [published], tmp_path / "stage", tmp_path / "dumps")
    return published


def history(folder: Path, *, copies: bool = True) -> History:
    (folder / "dumps/manifest.json").write_bytes(b"{}")
    return History(folder / "dumps", folder / "copies" if copies else None)


def appended(folder: Path, file: DumpFile, *, copies: bool = True) -> tuple[bytes, int]:
    with StagedFile(folder / "stage", NAME) as staged:
        count = history(folder, copies=copies).append_to(staged, file)
    return (folder / "stage" / NAME).read_bytes(), count


@pytest.mark.parametrize("added", [b"", b"{}\n", b"\xff"])
def test_what_others_added_is_left_out(tmp_path: Path, noted: DumpFile, added: bytes) -> None:
    (tmp_path / "dumps" / NAME).write_bytes(LINES + added)
    assert appended(tmp_path, noted, copies=False) == (LINES, 2)


def test_an_altered_file_is_read_from_its_copy(tmp_path: Path, noted: DumpFile) -> None:
    (tmp_path / "dumps" / NAME).write_bytes(LINES[1:])
    assert appended(tmp_path, noted) == (LINES, 2)


def test_without_a_sound_copy_the_lines_stay_that_can_be_read_and_a_warning_says_so(
    tmp_path: Path, noted: DumpFile, caplog: pytest.LogCaptureFixture
) -> None:
    [copy] = (tmp_path / "copies").iterdir()
    copy.write_bytes(b"x")
    (tmp_path / "dumps" / NAME).write_bytes(b"[]\n\xff\n" + LINES + b'{"change":"removed","id":"3"}')
    with caplog.at_level(logging.WARNING):
        assert appended(tmp_path, noted) == (LINES, 2)
    assert "2 of its lines are left" in caplog.text


def test_a_file_that_was_only_touched_is_not_written_again(tmp_path: Path, noted: DumpFile) -> None:
    (tmp_path / "dumps" / NAME).write_bytes(LINES)
    mended = history(tmp_path).mended(noted, tmp_path / "stage", is_newest=False)
    assert mended is not None
    assert mended.sha256 == hashlib.sha256(LINES).hexdigest()
    assert not (tmp_path / "stage").exists()


@pytest.mark.parametrize(
    ("is_newest", "copies", "content"),
    [(False, True, None), (False, False, None), (True, True, LINES), (True, False, b"")],
)
def test_of_files_that_are_gone_the_newest_is_put_back_or_begins_anew(
    tmp_path: Path, noted: DumpFile, is_newest: bool, copies: bool, content: bytes | None
) -> None:
    (tmp_path / "dumps" / NAME).unlink()
    mended = history(tmp_path, copies=copies).mended(noted, tmp_path / "stage", is_newest=is_newest)
    staged = tmp_path / "stage" / NAME
    assert (staged.read_bytes() if staged.exists() else None) == content
    assert (mended is None) == (content is None)


def test_copies_of_what_is_not_published_any_more_go(tmp_path: Path, noted: DumpFile) -> None:
    drop_copies(tmp_path / "copies", [noted])
    assert len(list((tmp_path / "copies").iterdir())) == 1
    drop_copies(tmp_path / "copies", [])
    assert list((tmp_path / "copies").iterdir()) == []
    drop_copies(tmp_path / "nowhere", [])


def test_what_was_altered_already_is_not_copied(tmp_path: Path, noted: DumpFile) -> None:
    (tmp_path / "dumps" / NAME).write_bytes(b"x")
    copy_changes(tmp_path / "other", [noted], tmp_path / "stage", tmp_path / "dumps")
    assert not (tmp_path / "other").exists()
