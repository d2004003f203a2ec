"""Facts about the files of out/ as they are served."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from feeds.sending.static_files import Files, compress, path_of


def test_a_replaced_file_is_never_read_half_old_half_new(tmp_path: Path) -> None:
    files = Files(tmp_path)
    (tmp_path / "a.atom").write_bytes(b"a" * 5000)
    known = files.at_once("a.atom")
    assert known is not None
    (tmp_path / "b").write_bytes(b"b" * 5000)
    (tmp_path / "b").rename(tmp_path / "a.atom")
    assert files._make_body(known, "gzip") is None
    fresh = files.at_once("a.atom")
    assert fresh is not None
    assert fresh.resource.digest != known.resource.digest
    assert files._bytes == 5000
    assert files.body_at_once(fresh, "") == b"b" * 5000


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.sending.static_files.MEMORY", 10_000)
    monkeypatch.setattr("feeds.sending.static_files.KNOWN_FILES", 5)
    files = Files(tmp_path)
    for n in range(20):
        (tmp_path / f"{n}.atom").write_bytes(bytes(4000))
        assert files.at_once(f"{n}.atom") is not None
    assert files._bytes <= 10_000
    assert len(files._known) == 5


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "index.html"),
        ("/all.atom", "all.atom"),
        ("/%61ll.atom", "all.atom"),
        ("/topics/a.rss", "topics/a.rss"),
        ("all.atom", None),
        ("/.hidden", None),
        ("/a/../b", None),
        ("/a/%2e%2e/b", None),
        ("/a%00", None),
        ("/a/", None),
        ("//a", None),
        ("/" + "a/" * 9 + "b", None),
        ("/" + "/".join(["a" * 150] * 3), "/".join(["a" * 150] * 3)),
        ("/" + "/".join(["a" * 150] * 4), None),
    ],
)
def test_an_address_names_a_path_of_plain_names_or_none(address: str, path: str | None) -> None:
    assert path_of(address) == path


def test_a_file_that_is_gone_is_not_known_any_more(tmp_path: Path) -> None:
    files = Files(tmp_path)
    (tmp_path / "a.atom").write_bytes(b"a")
    assert files.at_once("a.atom") is not None
    (tmp_path / "a.atom").unlink()
    assert files.at_once("a.atom") is None
    assert not files._known


def test_a_file_has_no_time_until_its_second_is_over(tmp_path: Path) -> None:
    (tmp_path / "a.atom").write_bytes(b"a")
    changed = (tmp_path / "a.atom").stat().st_ctime
    now = [changed]
    files = Files(tmp_path, lambda: now[0])
    first = files.at_once("a.atom")
    assert first is not None
    assert first.resource.modified is None
    now[0] += 1
    second = files.at_once("a.atom")
    assert second is not None
    assert second.resource.modified == int(changed)


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress), ("", bytes)])
def test_compressing_gives_the_same_bytes_again(encoding: str, unpack: Callable[[bytes], bytes]) -> None:
    packed = compress(b"abc" * 1000, encoding)
    assert unpack(packed) == b"abc" * 1000
    assert packed == compress(b"abc" * 1000, encoding)
