"""Facts about the pack of rendered entries."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from feeds.output.entry_cache import EntryCache, digest_of, new_pack, open_pack


def test_what_was_added_is_read_at_its_place(tmp_path: Path) -> None:
    new_pack(tmp_path)
    with closing(EntryCache(tmp_path, writable=True)) as pack:
        places = [pack.append(data) for data in ([b"o", b"ne"], [], [b"three"])]
        pack.flush()
    with closing(EntryCache(tmp_path)) as pack:
        assert [pack.read(place, size) for place, size in zip(places, (3, 0, 5), strict=True)] == [
            b"one",
            b"",
            b"three",
        ]


def test_a_pack_of_another_store_is_not_used(tmp_path: Path) -> None:
    token = new_pack(tmp_path)
    assert open_pack(tmp_path, "another", 0) is None
    pack = open_pack(tmp_path, token, 0)
    assert pack is not None
    pack.close()


def test_a_pack_that_lost_its_end_is_not_used(tmp_path: Path) -> None:
    token = new_pack(tmp_path)
    with closing(EntryCache(tmp_path, writable=True)) as pack:
        end = pack.append([b"x" * 100]) + 100
    (tmp_path / "entries.pack").write_bytes(token.encode() + b"x" * 99)
    assert open_pack(tmp_path, token, end) is None


def test_no_pack_is_none(tmp_path: Path) -> None:
    assert open_pack(tmp_path, None, 0) is None


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest_of([b"ab", b"c"]) != digest_of([b"a", b"bc"])


def test_more_parts_than_the_system_takes_at_once_stay_together(tmp_path: Path) -> None:
    new_pack(tmp_path)
    parts = [b"%d " % number for number in range(5000)]
    with closing(EntryCache(tmp_path, writable=True)) as pack:
        place = pack.append(parts)
        assert pack.read(place, pack.size) == b"".join(parts)


def test_what_a_full_disk_took_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def filling(file: int, parts: Sequence[bytes], place: int) -> int:
        if taken:
            raise OSError(28, "No space left on device")
        taken.append(place)
        return os.pwrite(file, parts[0][:2], place)

    new_pack(tmp_path)
    with closing(EntryCache(tmp_path, writable=True)) as pack:
        pack.append([b"whole"])
        size = pack.size
        monkeypatch.setattr(os, "pwritev", filling)
        with pytest.raises(OSError, match="No space"):
            pack.append([b"half", b"more"])
        assert pack.size == size


def test_what_the_system_takes_in_pieces_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reluctant(file: int, parts: Sequence[bytes], place: int) -> int:
        return os.pwrite(file, parts[0][:2], place)

    new_pack(tmp_path)
    monkeypatch.setattr(os, "pwritev", reluctant)
    with closing(EntryCache(tmp_path, writable=True)) as pack:
        place = pack.append([b"three", b"more"])
        assert pack.read(place, pack.size) == b"threemore"
