"""Facts about the pack of rendered entries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from feeds.output import entry_cache
from feeds.output.entry_cache import EntryCache, EntryWriter, digest_of, find_pack, new_pack, open_pack


@contextmanager
def opened(folder: Path) -> Iterator[tuple[EntryCache, EntryWriter]]:
    """A new pack, and a writer of it."""
    pack = EntryCache(folder, new_pack(folder))
    writer = pack.writer()
    with closing(pack), closing(writer):
        yield pack, writer


def test_what_was_added_is_read_at_its_place(tmp_path: Path) -> None:
    with opened(tmp_path) as (pack, writer):
        places = [writer.append(data) for data in ([b"o", b"ne"], [], [b"three"])]
        writer.flush()
        read = [pack.read(*place, size) for place, size in zip(places, (3, 0, 5), strict=True)]
    assert read == [b"one", b"", b"three"]


def test_each_writer_has_segments_of_its_own(tmp_path: Path) -> None:
    with opened(tmp_path) as (pack, writer), closing(pack.writer()) as other:
        places = [one.append([data]) for one, data in ((writer, b"a"), (other, b"b"), (writer, b"c"))]
        assert [pack.read(*place, 1) for place in places] == [b"a", b"b", b"c"]
        assert pack.sizes() == {places[0][0]: 2, places[1][0]: 1}


def test_a_full_segment_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_cache, "MOST", 10)
    monkeypatch.setattr(entry_cache, "_OPEN", 2)
    with opened(tmp_path) as (pack, writer):
        places = [writer.append([b"%d" % number * 4]) for number in range(8)] + [writer.append([b"longer than all"])]
        assert sorted(pack.sizes().values()) == [8, 8, 8, 8, 15]
        read = [pack.read(*place, 4) for place in places]
        assert read == [b"%d" % number * 4 for number in range(8)] + [b"long"]


def test_the_pack_of_another_store_is_not_used(tmp_path: Path) -> None:
    token = new_pack(tmp_path)
    assert open_pack(tmp_path, "another", {}) is None
    pack = open_pack(tmp_path, token, {})
    assert pack is not None
    pack.close()


def test_a_new_pack_takes_the_place_of_others(tmp_path: Path) -> None:
    with opened(tmp_path) as (pack, writer):
        writer.append([b"old"])
        (tmp_path / "entries.pack").write_bytes(b"older")
        token = new_pack(tmp_path)
        assert open_pack(tmp_path, pack.token, {}) is None
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
        assert (tmp_path / "entries" / token).is_dir()


@pytest.mark.parametrize("left", [b"x" * 99, None])
def test_a_pack_without_the_end_of_a_segment_is_not_used(tmp_path: Path, left: bytes | None) -> None:
    with opened(tmp_path) as (pack, writer):
        segment, _ = writer.append([b"x" * 100])
    file = tmp_path / "entries" / pack.token / segment
    file.write_bytes(left) if left is not None else file.unlink()
    assert open_pack(tmp_path, pack.token, {segment: 100}) is None
    with closing(EntryCache(tmp_path, pack.token)) as pack, pytest.raises(OSError, match=segment):
        pack.read(segment, 0, 100)


def test_segments_of_which_the_store_knows_nothing_go(tmp_path: Path) -> None:
    with opened(tmp_path) as (pack, writer), closing(pack.writer()) as other:
        known, _ = writer.append([b"known"])
        other.append([b"of a publisher that died"])
        again = open_pack(tmp_path, pack.token, {known: 5})
        assert again is not None
        assert again.sizes() == {known: 5}


def test_the_file_of_versions_before_is_the_first_segment(tmp_path: Path) -> None:
    token = "0123456789abcdef"
    (tmp_path / "entries.pack").write_bytes(token.encode() + b"an entry")
    (tmp_path / "entries.lock").touch()
    for _ in range(2):  # the second time it is there already
        pack = open_pack(tmp_path, token, {"0": 24})
        assert pack is not None
        assert pack.read("0", 16, 8) == b"an entry"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["0"]


def test_the_file_of_another_store_is_no_segment(tmp_path: Path) -> None:
    (tmp_path / "entries.pack").write_bytes(b"0123456789abcdef" + b"an entry")
    assert open_pack(tmp_path, "fedcba9876543210", {"0": 24}) is None


def test_no_pack_is_none(tmp_path: Path) -> None:
    assert open_pack(tmp_path, None, {}) is None
    assert find_pack(tmp_path / "out", "0123456789abcdef") is None


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest_of([b"ab", b"c"]) != digest_of([b"a", b"bc"])


def test_more_parts_than_the_system_takes_at_once_stay_together(tmp_path: Path) -> None:
    parts = [b"%d " % number for number in range(5000)]
    with opened(tmp_path) as (pack, writer):
        assert pack.read(*writer.append(parts), pack.size) == b"".join(parts)


def test_what_a_full_disk_took_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def filling(file: int, parts: Sequence[bytes], place: int) -> int:
        if taken:
            raise OSError(28, "No space left on device")
        taken.append(place)
        return os.pwrite(file, parts[0][:2], place)

    with opened(tmp_path) as (pack, writer):
        writer.append([b"whole"])
        monkeypatch.setattr(os, "pwritev", filling)
        with pytest.raises(OSError, match="No space"):
            writer.append([b"half", b"more"])
        assert pack.size == 5


def test_what_the_system_takes_in_pieces_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reluctant(file: int, parts: Sequence[bytes], place: int) -> int:
        return os.pwrite(file, parts[0][:2], place)

    monkeypatch.setattr(os, "pwritev", reluctant)
    with opened(tmp_path) as (pack, writer):
        assert pack.read(*writer.append([b"three", b"more"]), 9) == b"threemore"
