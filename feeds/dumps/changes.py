"""What was added, changed and removed between two dumps, and how the newer one is rebuilt from the older.

Pure. One JSON object a line; `record` is the whole record as it is now, so a line can be applied to any older dump,
and applying a whole file of changes twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from feeds.disclosure import Disclosure
from feeds.dumps.chunk_index import DumpRecord
from feeds.formats.earlier_form import in_present_form
from feeds.formats.record_json import json_bytes

OldRow = tuple[str, bytes, Callable[[], bytes | None]]
"""A record of the dump before: id, digest, and a function that reads its line (None when the file is lost)."""


class Moments(Struct, frozen=True):
    """When changes became known: what the data says of itself, or else the run that brought them to light.

    Times are as in the dumps, "" for one that is not known. No change is of a time before the newest change that was
    published already, so whoever asks for what is newer than a dump misses nothing.
    """

    before: str = ""
    """The time of the newest change that is published."""
    run: str = ""
    """When the newest run began: other settings, or a mention that went, leave no time in the data."""
    removed: Mapping[str, str] = field(default_factory=dict)
    """When records were removed, by id."""

    def of(self, stated: str) -> str:
        """When a change became known for which the data states this time, "" for none."""
        return stated if stated > self.before else max(self.before, self.run, stated)

    def of_removal(self, paper: str) -> str:
        """When the removal of a record became known."""
        return self.of(self.removed.get(paper, ""))


def compare(
    before: Iterable[OldRow], now: Iterable[DumpRecord], moments: Moments, note: Callable[[bytes, str], None]
) -> Iterator[DumpRecord]:
    """Pass `now` on and call `note` with every difference from `before`; both are in the order of their ids.

    `note` takes the line of the changes file, and the time of the change ("" when it is not known).
    """

    def gone(paper: str) -> None:
        when = moments.of_removal(paper)
        note(removal(paper, when or None), when)

    old_rows = iter(before)
    old = next(old_rows, None)
    for entry in now:
        while old is not None and old[0] < entry.id:
            gone(old[0])
            old = next(old_rows, None)
        if old is None or old[0] != entry.id:
            when = moments.of(entry.newest)
            note(addition(entry, when), when)
        else:
            if old[1] != entry.digest:
                when = moments.of(entry.newest)
                note(alteration(entry, old[2](), when), when)
            old = next(old_rows, None)
        yield entry
    while old is not None:
        gone(old[0])
        old = next(old_rows, None)


def addition(entry: DumpRecord, when: str) -> bytes:
    """The line of a record that the dump before did not hold."""
    return _line("added", entry, [], when)


def alteration(entry: DumpRecord, before: bytes | None, when: str) -> bytes:
    """The line of a record that differs; without the line of before, every field may have changed."""
    new: dict[str, Any] = msgspec.json.decode(entry.line)
    old: dict[str, Any] = msgspec.json.decode(before) if before is not None else {}
    fields = [name for name in {**new, **old} if name not in old or old[name] != new.get(name)]
    return _line("changed", entry, fields, when)


def removal(paper: str, when: str | None) -> bytes:
    """The tombstone of a record that is no longer in the dump."""
    return json_bytes({"change": "removed", "id": paper, "fields": [], "when": when}) + b"\n"


def redacted(
    line: bytes,
    disclosure: Disclosure,
    entries: Callable[[Sequence[str]], Iterable[DumpRecord]],
    renamed: Collection[str] = (),
) -> bytes:
    """The line as it may be published now; nothing when none of it may.

    A record in the form of an earlier version gets the present one. What a private source has added to a record cannot be told apart later: the record as it is now takes its place, and
    for one that is no longer published the line of its removal says enough. So it is with the records that are `renamed`: an
    author of theirs has asked for another name.
    """
    change: dict[str, Any] = msgspec.json.decode(line)
    record = change.get("record")
    if record is None:
        return line
    if not disclosure.concerns(record) and change["id"] not in renamed:
        public = disclosure.record(in_present_form(record))
        return line if public == record else json_bytes(change | {"record": public}) + b"\n"
    now = next(iter(entries([change["id"]])), None)
    return b"" if now is None else json_bytes(change | {"record": msgspec.Raw(now.line)}) + b"\n"


def _line(kind: str, entry: DumpRecord, fields: list[str], when: str) -> bytes:
    change = {
        "change": kind,
        "id": entry.id,
        "fields": fields,
        "when": when or None,
        "record": msgspec.Raw(entry.line),
    }
    return json_bytes(change) + b"\n"
