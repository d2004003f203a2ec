"""feeds/dumps/change_files.py: the files of changes stay whole."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pytest

from feeds.dumps.change_files import History, copy_changes, drop_copies
from feeds.dumps.chunk_index import DumpFile
from feeds.dumps.dump_files import StagedFile

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


def hiding(line: bytes) -> bytes:
    """Takes out what says 1, and changes what says 2."""
    return b"" if b'"1"' in line else line.replace(b'"2"', b'"x"')


REMOVED = b'{"change":"removed","id":"x"}\n'


@pytest.mark.parametrize("published", [LINES, LINES + b"{}\n", b"altered\n"])
def test_what_is_not_to_be_told_any_more_leaves_files_of_changes(
    tmp_path: Path, noted: DumpFile, published: bytes
) -> None:
    (tmp_path / "dumps" / NAME).write_bytes(published)
    (tmp_path / "dumps/manifest.json").write_bytes(b"{}")
    mended = History(tmp_path / "dumps", tmp_path / "copies", hiding).mended(noted, tmp_path / "stage", is_newest=False)
    assert mended is not None
    assert (tmp_path / "stage" / NAME).read_bytes() == REMOVED
    assert (mended.records, mended.sha256) == (1, hashlib.sha256(REMOVED).hexdigest())
    drop_copies(tmp_path / "copies", [mended])
    assert not list((tmp_path / "copies").iterdir())


@pytest.mark.parametrize("is_newest", [True, False])
def test_of_files_that_are_gone_it_is_the_newest_alone_that_comes_back(
    tmp_path: Path, noted: DumpFile, is_newest: bool
) -> None:
    (tmp_path / "dumps/manifest.json").write_bytes(b"{}")
    (tmp_path / "dumps" / NAME).unlink()
    mended = History(tmp_path / "dumps", tmp_path / "copies", hiding).mended(
        noted, tmp_path / "stage", is_newest=is_newest
    )
    assert (mended is not None) == is_newest
    assert not is_newest or (tmp_path / "stage" / NAME).read_bytes() == REMOVED


def test_more_of_the_same_day_is_added_to_what_may_be_told(tmp_path: Path, noted: DumpFile) -> None:
    with StagedFile(tmp_path / "stage", NAME) as staged:
        assert History(tmp_path / "dumps", tmp_path / "copies", hiding).append_to(staged, noted) == 1
    assert (tmp_path / "stage" / NAME).read_bytes() == REMOVED


def test_a_file_in_which_all_may_be_told_stays_as_it_is(tmp_path: Path, noted: DumpFile) -> None:
    found = History(tmp_path / "dumps", None, lambda line: line).mended(noted, tmp_path / "stage", is_newest=True)
    assert found == noted
    assert not (tmp_path / "stage" / NAME).exists()


def test_files_of_changes_that_no_manifest_knows_do_not_tell_it_either(tmp_path: Path, noted: DumpFile) -> None:
    (tmp_path / "dumps/changes/2024-01-01.jsonl").write_bytes(LINES)
    (tmp_path / "dumps/changes/2024-01-02.jsonl").write_bytes(REMOVED)
    (tmp_path / "dumps/changes/notes.jsonl").write_bytes(LINES)
    staged = History(tmp_path / "dumps", None, hiding).strangers({noted.name}, tmp_path / "stage")
    assert staged == ["changes/2024-01-01.jsonl"]
    assert (tmp_path / "stage/changes/2024-01-01.jsonl").read_bytes() == REMOVED
    assert History(tmp_path / "dumps", None).strangers({noted.name}, tmp_path / "stage") == []
