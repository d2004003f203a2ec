"""feeds/dumps/changes.py: the differences between two dumps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from feeds.disclosure import WHOLE, Disclosure
from feeds.dumps.changes import Moments, OldRow, compare, redacted
from feeds.dumps.chunk_index import DumpRecord, digest
from tests.support.dump_changes import with_changes


def entry(paper: str, **fields: Any) -> DumpRecord:
    line = json.dumps({"id": paper, **fields}, separators=(",", ":")).encode()
    return DumpRecord(paper, line, digest(line), "2025-07-17T12:00:00Z")


def row(paper: str, *, lost: bool = False, **fields: Any) -> OldRow:
    one = entry(paper, **fields)
    return one.id, one.digest, lambda: None if lost else one.line


def changes_between(
    before: list[OldRow], now: list[DumpRecord], removed: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    lines: list[bytes] = []
    assert list(compare(before, now, Moments(removed=removed or {}), lambda line, when: lines.append(line))) == now
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        ([], [], []),
        ([row("1", t=1)], [entry("1", t=1)], []),
        ([], [entry("1")], [("added", "1", [])]),
        ([row("1"), row("2")], [], [("removed", "1", []), ("removed", "2", [])]),
        ([row("1", t=1, u=2)], [entry("1", t=2, u=2)], [("changed", "1", ["t"])]),
        ([row("1", t=1)], [entry("1", u=None)], [("changed", "1", ["u", "t"])]),
        ([row("1", t=1, lost=True)], [entry("1", t=2)], [("changed", "1", ["id", "t"])]),
        (
            [row("2"), row("4", t=1), row("5")],
            [entry("1"), entry("3"), entry("4", t=2), entry("6")],
            [
                ("added", "1", []),
                ("removed", "2", []),
                ("added", "3", []),
                ("changed", "4", ["t"]),
                ("removed", "5", []),
                ("added", "6", []),
            ],
        ),
    ],
)
def test_each_difference_is_told_once_in_the_order_of_ids(
    before: list[OldRow], now: list[DumpRecord], changes: list[tuple[str, str, list[str]]]
) -> None:
    assert [(one["change"], one["id"], one["fields"]) for one in changes_between(before, now)] == changes


def test_a_tombstone_has_the_time_of_the_removal_where_it_is_known() -> None:
    got = changes_between([row("1"), row("2")], [], {"1": "2025-01-01T00:00:00Z"})
    assert [one["when"] for one in got] == ["2025-01-01T00:00:00Z", None]
    assert all("record" not in one for one in got)


def test_a_change_holds_the_whole_record_and_its_time() -> None:
    [got] = changes_between([row("1", t=1, u=1)], [entry("1", t=2, u=1)])
    assert got["record"] == {"id": "1", "t": 2, "u": 1}
    assert got["when"] == "2025-07-17T12:00:00Z"


def test_applying_twice_is_applying_once() -> None:
    before = [b'{"id":"1","t":1}\n', b'{"id":"2"}\n']
    lines: list[bytes] = []
    after = [entry("1", t=2), entry("3")]
    list(compare([row("1", t=1), row("2")], after, Moments(), lambda line, when: lines.append(line)))
    once = list(with_changes(lines, before))
    assert once == [one.line + b"\n" for one in after]
    assert list(with_changes(lines, once)) == once
    assert list(with_changes(lines * 2, before)) == once


@pytest.mark.parametrize(
    ("moment", "before", "run", "when"),
    [
        ("2025-07-17T12:00:00Z", "", "", "2025-07-17T12:00:00Z"),
        ("2025-07-17T12:00:00Z", "2025-07-16T12:00:00Z", "2025-07-20T12:00:00Z", "2025-07-17T12:00:00Z"),
        ("2025-07-17T12:00:00Z", "2025-07-17T12:00:00Z", "2025-07-20T12:00:00Z", "2025-07-20T12:00:00Z"),
        ("2025-07-17T12:00:00Z", "2025-07-18T12:00:00Z", "", "2025-07-18T12:00:00Z"),
        ("2025-07-17T12:00:00Z", "2025-07-18T12:00:00Z", "2025-07-16T12:00:00Z", "2025-07-18T12:00:00Z"),
        ("", "", "2025-07-20T12:00:00Z", "2025-07-20T12:00:00Z"),
        ("", "", "", ""),
    ],
)
def test_a_change_is_of_the_time_the_data_tells_or_of_the_newest_run_and_never_older_than_what_is_published(
    moment: str, before: str, run: str, when: str
) -> None:
    moments = Moments(before, run, {"1": moment} if moment else {})
    assert moments.of(moment) == when
    assert moments.of_removal("1") == when


def test_what_is_not_told_any_more_leaves_a_change_and_a_private_source_its_whole_record() -> None:
    mention = {"document": "inbox/list.txt", "source": "inbox", "place": "line 1", "text": "1", "how": "id"}
    record: dict[str, Any] = {"schema_version": 2, "id": "1", "mentions": [mention], "provenance": {}, "authors": []}
    record |= {"pages": ["https://own.org/1"], "links": {"code": []}}
    line = b'{"change":"added","id":"1","fields":[],"when":null,"record":%s}\n' % json.dumps(record).encode()
    now = DumpRecord("1", b'{"id":"1","now":true}', b"")

    def entries(ids: Sequence[str]) -> list[DumpRecord]:
        return [now] if ids == ["1"] else []

    published = json.loads(redacted(line, Disclosure(), entries))
    assert published["record"] == record | {"mentions": [mention | {"document": None, "place": None, "text": None}]}
    assert redacted(line, WHOLE, entries) == line
    private = Disclosure(documents=True, private=frozenset({"inbox"}))
    assert json.loads(redacted(line, private, entries))["record"] == {"id": "1", "now": True}
    assert redacted(line, private, lambda ids: []) == b""
    gone = b'{"change":"removed","id":"1","fields":[],"when":null}\n'
    assert redacted(gone, private, entries) == gone
