"""The files of changes: gathers what changed while the dumps are made, and keeps the file of each date whole.

Several publications of one date share a file: each adds its lines to those that are published. What was published cannot
be made anew from the records, so each file has a copy beside out/.

::

    published file begins as it was written --> it stays, what others added to it goes
                   is altered               --> it is put back from the copy
                   is gone                  --> the user has pruned it; but the newest is put back, or begins anew
    both are altered                        --> the lines that can still be read stay

A copy is named by its date and its digest and is used only when that is right, so no crash can leave a wrong one.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Literal, Self

import msgspec

from feeds.dumps.chunk_index import DumpFile, DumpIndex
from feeds.dumps.dump_files import BUFFER, StagedFile, has_prefix, is_untouched, is_whole
from feeds.dumps.manifest import MANIFEST, is_changes_name

_log = logging.getLogger("paperwire")

CHANGES = "changes/"
_IN_MEMORY = 4 * 1024 * 1024
"""Bytes of changes kept in memory; more go to a temporary file beside the staged ones."""
Redact = Callable[[bytes], bytes]
"""Takes a line of a file of changes and gives what may be published of it, nothing when the whole line is to go."""


class _Change(msgspec.Struct):
    change: Literal["added", "changed", "removed"]
    id: str


class History:
    """The files of changes in a folder of dumps, and their copies."""

    def __init__(
        self, published: Path, copies: Path | None, redact: Redact | None = None, *, trusted: bool = True
    ) -> None:
        """`redact` sees every line when some may hold what is no longer public.

        `trusted`: a file whose size and time are right is as it was written. Otherwise its bytes are looked at.
        """
        self._published = published
        self._copies = copies
        self._redact = redact
        self._is_as_written = is_untouched if trusted else is_whole
        self._is_emptied = not (published / MANIFEST).exists()

    def append_to(self, staged: StagedFile, before: DumpFile) -> int:
        """Begin a staged file with what was published of it; the number of its lines."""
        whole = self._whole(before)
        if whole is not None and self._redact is not None:
            return self._copy_redacted(staged, whole, before.records)
        if whole is not None:
            staged.copy(whole, 0, before.bytes)
            return before.records
        count = 0
        for line in _readable(self._published / before.name):
            public = self._redact(line) if self._redact else line
            staged.write(public)
            count += bool(public)
        _log.warning("dumps/%s was altered and has no copy: %d of its lines are left", before.name, count)
        return count

    def mended(self, file: DumpFile, staging: Path, *, is_newest: bool) -> DumpFile | None:
        """The file as the manifest is to have it, staged when it has to be put back; None when it is gone.

        One that is gone is put back when it is the newest, or when all are gone. The newest is always there: `updated`
        is of its date. One that is altered and cannot be put back stays as the index has it.
        """
        path = self._published / file.name
        if self._redact is not None:
            wanted = os.path.lexists(path) or ((is_newest or self._is_emptied) and self._whole(file) is not None)
            return self._redacted(file, staging) if wanted else _empty(staging, file.name) if is_newest else None
        if self._is_as_written(self._published, file):
            return file
        there = os.path.lexists(path)
        whole = self._whole(file) if there or is_newest or self._is_emptied else None
        if whole is None:
            return file if there else _empty(staging, file.name) if is_newest else None
        if whole == path and path.stat().st_size == file.bytes and not path.is_symlink():
            return replace(file, mtime_ns=path.stat().st_mtime_ns)
        with StagedFile(staging, file.name) as staged:
            staged.copy(whole, 0, file.bytes)
            return staged.close(file.records)

    def _redacted(self, file: DumpFile, staging: Path) -> DumpFile:
        """The file without what is no longer public, staged when that differs from what is published."""
        with StagedFile(staging, file.name) as staged:
            public = staged.close(self.append_to(staged, file))
        if public.sha256 == file.sha256 and self._is_as_written(self._published, file):
            staged.path.unlink()
            return file
        return public

    def _copy_redacted(self, staged: StagedFile, whole: Path, records: int) -> int:
        assert self._redact is not None
        count = 0
        with whole.open("rb") as lines:
            for line in islice(lines, records):
                public = self._redact(line)
                staged.write(public)
                count += bool(public)
        return count

    def strangers(self, known: Collection[str], staging: Path) -> list[str]:
        """The names of files of changes that no manifest knows, staged without what is no longer public."""
        if self._redact is None:
            return []
        staged = []
        for path in sorted((self._published / "changes").glob("*.jsonl")):
            name = f"changes/{path.name}"
            if name in known or not is_changes_name(name) or path.is_symlink():
                continue
            lines = list(_readable(path))
            public = [self._redact(line) for line in lines]
            if public != lines:
                with StagedFile(staging, name) as file:
                    file.write(b"".join(public))
                staged.append(name)
        return staged

    def _whole(self, file: DumpFile) -> Path | None:
        """A file that begins with what was published."""
        places = [self._published / file.name]
        if self._copies is not None:
            places.append(self._copies / _copy_name(file))
        return next((path for path in places if has_prefix(path, file.bytes, file.sha256)), None)


def _empty(staging: Path, name: str) -> DumpFile:
    with StagedFile(staging, name) as staged:
        return staged.close(0)


def copy_changes(copies: Path, files: Collection[DumpFile], staging: Path, published: Path) -> None:
    """Copy what is staged or published of the files of changes and has no copy yet."""
    for file in files:
        target = copies / _copy_name(file)
        if not is_changes_name(file.name) or target.exists():
            continue
        source = next((folder for folder in (staging, published) if is_untouched(folder, file)), None)
        if source is not None:
            copies.mkdir(exist_ok=True)
            draft = copies / "part"
            shutil.copyfile(source / file.name, draft)
            draft.replace(target)


def drop_copies(copies: Path, files: Collection[DumpFile]) -> None:
    """Remove the copies of what is no longer published."""
    if copies.is_dir():
        kept = {_copy_name(file) for file in files}
        for path in copies.iterdir():
            if path.name not in kept:
                path.unlink()


def _copy_name(file: DumpFile) -> str:
    return f"{file.name.rpartition('/')[2].removesuffix('.jsonl')}.{file.sha256[:16]}.jsonl"


def _readable(path: Path) -> Iterator[bytes]:
    """The whole lines of a file that are changes."""
    try:
        with path.open("rb") as lines:
            for line in lines:
                try:
                    msgspec.json.decode(line, type=_Change)
                except (ValueError, RecursionError):
                    continue
                if line.endswith(b"\n"):
                    yield line
    except OSError:
        return


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

    @property
    def is_empty(self) -> bool:
        """Whether no difference was noted."""
        return not self._count

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
