"""Facts about what the store believes of a bucket, in both kinds of stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from enrich.store.store import Store
from feeds.state.objects import object_rows
from feeds.state.objects.object_rows import ObjectRow, ObjectRows

PATHS = ["Z.html", "a-b.html", "a.html", "a/b.html", "dumps/a", "dumps_", "é"]
"""In the order of bytes, which is not that of languages."""


@pytest.fixture
def rows(either: str) -> Iterator[ObjectRows]:
    with Store(either) as store:
        yield ObjectRows(store.engine)


def test_what_was_begun_is_unsure_until_it_is_noted(rows: ObjectRows) -> None:
    rows.begin(["a", "b"])
    assert rows.are_unsure()
    rows.note([ObjectRow("a", b"1", "x")])
    assert rows.are_unsure()
    rows.note([ObjectRow("b", b"2", None)])
    assert not rows.are_unsure()
    assert rows.of(["a", "b", "c"]) == {"a": ObjectRow("a", b"1", "x"), "b": ObjectRow("b", b"2", None)}
    rows.begin(["a"])
    assert rows.of(["a"]) == {"a": ObjectRow("a", None, None)}
    rows.forget(["a", "never"])
    assert not rows.are_unsure()
    assert rows.count() == 1
    rows.clear()
    assert rows.count() == 0


def test_rows_come_in_the_order_of_bytes_however_many_at_a_time(
    rows: ObjectRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_rows, "_PORTION", 2)
    rows.begin(list(reversed(PATHS)))
    assert [row.path for row in rows.every()] == PATHS


def test_a_folder_is_asked_for_with_its_slash(rows: ObjectRows) -> None:
    rows.begin(PATHS)
    assert [row.path for row in rows.beginning(("dumps/", "a/"))] == ["dumps/a", "a/b.html"]
