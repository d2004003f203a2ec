"""What was added, changed and removed between two dumps, and how the newer one is rebuilt from the older.

Pure. One JSON object a line; `record` is the whole record as it is now, so a line can be applied to any older dump,
and applying a whole file of changes twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from feeds.dump_index import Entry
from feeds.wire import json_bytes

OldRow = tuple[str, bytes, Callable[[], bytes | None]]
"""A record of the dump before: id, digest, and a function that reads its line (None when the file is lost)."""


def compare(
    before: Iterable[OldRow], now: Iterable[Entry], removed_at: Mapping[str, str], note: Callable[[bytes, str], None]
) -> Iterator[Entry]:
    """Pass `now` on while telling `note` of every difference from `before`; both are in the order of their ids.

    `note` is given the line of the changes file, and the time of the change ("" when it is not known).
    """
    old_rows = iter(before)
    old = next(old_rows, None)
    for entry in now:
        while old is not None and old[0] < entry.id:
            note(removal(old[0], removed_at.get(old[0])), removed_at.get(old[0], ""))
            old = next(old_rows, None)
        if old is None or old[0] != entry.id:
            note(addition(entry), entry.newest)
        else:
            if old[1] != entry.digest:
                note(alteration(entry, old[2]()), entry.newest)
            old = next(old_rows, None)
        yield entry
    while old is not None:
        note(removal(old[0], removed_at.get(old[0])), removed_at.get(old[0], ""))
        old = next(old_rows, None)


def addition(entry: Entry) -> bytes:
    """The line of a record that the dump before did not hold."""
    return _line("added", entry, [])


def alteration(entry: Entry, before: bytes | None) -> bytes:
    """The line of a record that differs; without the line of before, every field may have changed."""
    new: dict[str, Any] = msgspec.json.decode(entry.line)
    old: dict[str, Any] = msgspec.json.decode(before) if before is not None else {}
    return _line("changed", entry, [name for name in {**new, **old} if name not in old or old[name] != new.get(name)])


def removal(paper: str, when: str | None) -> bytes:
    """The tombstone of a record that is no longer in the dump."""
    return json_bytes({"change": "removed", "id": paper, "fields": [], "when": when}) + b"\n"


def apply(changes: Iterable[bytes], before: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the newer records.jsonl, from the lines of the older and of the changes between (in order)."""
    lines = {msgspec.json.decode(line)["id"]: line for line in before}
    for text in changes:
        change = msgspec.json.decode(text)
        if change["change"] == "removed":
            lines.pop(change["id"], None)
        else:
            lines[change["id"]] = msgspec.json.encode(change["record"]) + b"\n"
    return (lines[paper] for paper in sorted(lines))


def _line(kind: str, entry: Entry, fields: list[str]) -> bytes:
    change = {
        "change": kind,
        "id": entry.id,
        "fields": fields,
        "when": entry.newest,
        "record": msgspec.Raw(entry.line),
    }
    return json_bytes(change) + b"\n"
