"""Facts about noticing what others do to published files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.output.tampering import OutputSnapshot


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out/topics").mkdir(parents=True)
    for name in ("all.rss", "topics/a.rss"):
        (tmp_path / "out" / name).write_bytes(b"x")
        os.utime(tmp_path / "out" / name, (1, 1))
    OutputSnapshot(tmp_path, tmp_path / "out").note("token", 0)
    return tmp_path / "out"


def test_what_nobody_touched_is_as_it_was(out: Path) -> None:
    watch = OutputSnapshot(out.parent, out)
    assert (watch.token, watch.folders_differ(), watch.files_differ()) == ("token", False, False)
    assert watch.right() == {"all.rss", "topics/a.rss"}


def _later(path: Path) -> None:
    path.write_bytes(b"y")
    os.utime(path, (4_000_000_000, 4_000_000_000))


def _replaced(path: Path) -> None:
    path.unlink()
    _later(path)


@pytest.mark.parametrize(
    ("harm", "folders", "files"), [(Path.unlink, True, False), (_later, False, True), (_replaced, True, True)]
)
def test_what_was_removed_altered_or_replaced_is_strange(
    out: Path, harm: Callable[[Path], None], folders: bool, files: bool
) -> None:
    harm(out / "topics/a.rss")
    watch = OutputSnapshot(out.parent, out)
    assert (watch.folders_differ(), watch.files_differ()) == (folders, files)
    assert watch.right() == {"all.rss"}


@pytest.mark.parametrize("note", [None, b"", b"{}", b"[]", b'{"folders": 1'])
def test_without_a_note_that_can_be_read_nothing_is_known(out: Path, note: bytes | None) -> None:
    place = out.parent / "watch.json"
    place.unlink() if note is None else place.write_bytes(note)
    assert OutputSnapshot(out.parent, out).token is None


def test_of_very_many_files_each_has_its_turn(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.output.tampering.MOST", 1)
    for number in range(9):
        (out / f"topics/b{number}.rss").write_bytes(b"x")
        os.utime(out / f"topics/b{number}.rss", (1, 1))
    OutputSnapshot(out.parent, out).note("token", 0)
    assert not any(OutputSnapshot(out.parent, out).files_differ() for _ in range(24))
    _later(out / "topics/b5.rss")
    assert sum(OutputSnapshot(out.parent, out).files_differ() for _ in range(24)) in (1, 2)


def test_of_a_folder_that_was_emptied_nothing_is_right(out: Path) -> None:
    shutil.rmtree(out)
    assert OutputSnapshot(out.parent, out).right() == set()
