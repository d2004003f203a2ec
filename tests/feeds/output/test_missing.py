"""feeds/output/missing.py: files that somebody removed are noticed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from feeds.output.missing import OutputSnapshot

FILES = frozenset({"all.rss", "topics/a.rss"})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out/topics").mkdir(parents=True)
    for name in FILES:
        (tmp_path / "out" / name).write_bytes(b"x")
    for folder in ("out", "out/topics"):
        os.utime(tmp_path / folder, (1, 1))
    OutputSnapshot(tmp_path, tmp_path / "out").note("token")
    return tmp_path / "out"


def test_what_nobody_touched_is_as_it_was(out: Path) -> None:
    watch = OutputSnapshot(out.parent, out)
    assert (watch.token, watch.folders_differ(), watch.missing(FILES)) == ("token", False, set())


def _linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [Path.unlink, _linked, _a_folder])
def test_a_file_that_is_gone_is_missing(out: Path, harm: Callable[[Path], None]) -> None:
    harm(out / "topics/a.rss")
    watch = OutputSnapshot(out.parent, out)
    assert (watch.folders_differ(), watch.missing(FILES)) == (True, {"topics/a.rss"})


def test_bytes_are_not_looked_at(out: Path) -> None:
    (out / "topics/a.rss").write_bytes(b"altered")
    assert not OutputSnapshot(out.parent, out).folders_differ()


def test_of_a_folder_that_was_removed_everything_is_missing(out: Path) -> None:
    shutil.rmtree(out)
    assert OutputSnapshot(out.parent, out).missing(FILES) == FILES


@pytest.mark.parametrize("note", [None, b"", b"{}", b"[]", b'{"folders": 1'])
def test_without_a_note_that_can_be_read_nothing_is_known(out: Path, note: bytes | None) -> None:
    place = out.parent / "watch.json"
    place.unlink() if note is None else place.write_bytes(note)
    assert OutputSnapshot(out.parent, out).token is None


def test_the_note_of_a_version_that_looked_at_bytes_is_understood(out: Path) -> None:
    place = out.parent / "watch.json"
    older = msgspec.json.decode(place.read_bytes()) | {"trusted": 3, "since": None, "turn": 0}
    place.write_bytes(msgspec.json.encode(older))
    watch = OutputSnapshot(out.parent, out)
    assert (watch.token, watch.folders_differ()) == ("token", False)


def test_ours_are_feeds_and_pages_of_channels(out: Path) -> None:
    for name in ("robots.txt", "index.html", "topics/notes.txt", "topics/b.html"):
        (out / name).write_bytes(b"")
    assert OutputSnapshot(out.parent, out).ours() == FILES | {"topics/b.html"}
