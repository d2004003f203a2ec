"""Gathers what changed while the dumps are made, and stages the file of changes of its date.

Several publications of one date share a file: each adds its lines to those that are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Self

from feeds.dumps.change_files import History
from feeds.dumps.chunk_index import DumpFile, DumpIndex
from feeds.dumps.dump_files import BUFFER, StagedFile

CHANGES = "changes/"
_IN_MEMORY = 4 * 1024 * 1024
"""Bytes of changes that are held in memory; more go to a temporary file beside the staged ones."""


class ChangeLog:
    """The differences from the dump before, in the order of ids."""

    def __init__(self, folder: Path, *, first: bool) -> None:
        """`first`: there is no dump before, so nothing differs from it; the file of its date begins empty."""
        self.newest = ""
        self._first = first
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._lines = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115 - closed by __exit__

    def note(self, line: bytes, when: str) -> None:
        """Take one line, and the time of its change ("" when that is not known)."""
        self.newest = max(self.newest, when)
        if not self._first:
            self._lines.write(line)
            self._count += 1

    def stage(self, staging: Path, history: History, before: DumpIndex) -> tuple[DumpFile, ...]:
        """Write the file of changes; none when nothing changed."""
        newest = max(self.newest, before.newest or "")
        if not newest or not (self._count or self._first):
            return ()
        name = f"{CHANGES}{newest[:10]}.jsonl"
        old = before.file(name)
        with StagedFile(staging, name) as file:
            records = self._count + (history.append_to(file, old) if old is not None else 0)
            for piece in self._pieces():
                file.write(piece)
            return (file.close(records),)

    def _pieces(self) -> Iterator[bytes]:
        self._lines.seek(0)
        while piece := self._lines.read(BUFFER):
            yield piece

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()


def merged(before: Iterable[DumpFile], now: Iterable[DumpFile]) -> list[DumpFile]:
    """All files of changes, the newest form of each, by date."""
    files = {file.name: file for file in before if file.name.startswith(CHANGES)}
    files |= {file.name: file for file in now}
    return [files[name] for name in sorted(files)]
