"""Applies files of changes to a records.jsonl, as programs that follow the dumps do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec


def with_changes(changes: Iterable[bytes], before: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the newer records.jsonl, from the lines of the older and of the changes between (in order)."""
    lines = {msgspec.json.decode(line)["id"]: line for line in before}
    for text in changes:
        change = msgspec.json.decode(text)
        if change["change"] == "removed":
            lines.pop(change["id"], None)
        else:
            lines[change["id"]] = msgspec.json.encode(change["record"]) + b"\n"
    return (lines[paper] for paper in sorted(lines))
