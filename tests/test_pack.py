"""Facts about the pack of rendered entries."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from feeds.pack import Pack, digest_of, new_pack, open_pack


def test_what_was_added_is_read_at_its_place(tmp_path: Path) -> None:
    new_pack(tmp_path)
    with closing(Pack(tmp_path, writable=True)) as pack:
        places = [pack.append(data) for data in (b"one", b"", b"three")]
        pack.flush()
    with closing(Pack(tmp_path)) as pack:
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
    with closing(Pack(tmp_path, writable=True)) as pack:
        end = pack.append(b"x" * 100) + 100
    (tmp_path / "entries.pack").write_bytes(token.encode() + b"x" * 99)
    assert open_pack(tmp_path, token, end) is None


def test_no_pack_is_none(tmp_path: Path) -> None:
    assert open_pack(tmp_path, None, 0) is None


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest_of(b"abc", [2, 1]) != digest_of(b"abc", [1, 2])
