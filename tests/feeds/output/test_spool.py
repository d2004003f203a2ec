"""feeds/output/spool.py: values on disk are those that were put there, as often as they are read."""

from __future__ import annotations

from pathlib import Path

from feeds.output.spool import Paths, Portions, Spool, put_value
from feeds.state.types import FileSet, WrittenFiles


def test_values_come_back_in_their_order_again_and_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, tuple[str, ...])
    assert list(spool) == []
    values = [tuple(f"authors/ä-{n}.atom" for n in range(count)) for count in (3, 0, 500)]
    for value in values:
        assert spool.add(put_value(tmp_path, value)) == value
        assert next(iter(spool)) == values[0]
    assert list(spool) == list(spool) == values


def test_two_can_read_at_the_same_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path, int)
    for number in range(5):
        spool.add(put_value(tmp_path, number))
    assert [(one, other) for one, other in zip(spool, spool, strict=True)] == [(n, n) for n in range(5)]


def test_one_field_of_all_values_is_read_alone(tmp_path: Path) -> None:
    spool = Spool(tmp_path, WrittenFiles)
    values = [WrittenFiles((FileSet("1:0", 1, b"x", ("a",)),), (("2:0", b"y"),), ("3:0",), (n,)) for n in range(3)]
    for value in values:
        spool.add(put_value(tmp_path, value))
    assert list(spool.each("channels")) == [(0,), (1,), (2,)]
    assert list(spool.each("units")) == [value.units for value in values]


def test_paths_are_counted_and_found_without_being_kept() -> None:
    paths = Paths(lambda: iter(["a", "b"]), 2)
    assert (len(paths), list(paths), list(paths)) == (2, ["a", "b"], ["a", "b"])
    assert "b" in paths
    assert "c" not in paths


def test_portions_of_a_list_are_what_the_list_holds() -> None:
    rows = [(f"2507.{n:05d}", n) for n in range(7)]
    portions = Portions(rows, 3, tuple[str, int])
    assert list(portions) == [rows[:3], rows[3:6], rows[6:]]
    assert (len(portions), rows[:3] in portions, [] in portions) == (3, True, False)
    assert not Portions([], 3, str)
