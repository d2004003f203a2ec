"""Writes one staged file of the dumps, with its size and sha256, and reads published ones.

The only module of the dumps that opens files. Memory is flat: copies go through a small buffer.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from enrich.errors import CannotPublish
from feeds.dumps.chunk_index import DumpFile

BUFFER = 256 * 1024
"""Bytes; fits the cache of a core, so that what was read is hashed and written from there."""


class Altered(CannotPublish):
    """A published file does not hold what was written to it, though its size and time were right."""


def read_part(path: Path, offset: int, length: int) -> bytes:
    """Some bytes of a published file; raises Altered when it is shorter."""
    with path.open("rb") as published:
        published.seek(offset)
        found = published.read(length)
    if len(found) < length:
        raise _shorter(path)
    return found


class StagedFile:
    """A file that is being written beside out/."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.size = 0
        self._digest = hashlib.sha256()
        self._file = self.path.open("wb", buffering=0)

    def write(self, data: bytes | memoryview) -> None:
        self._digest.update(data)
        self.size += len(data)
        while data:
            data = memoryview(data)[self._file.write(data) :]

    def copy(self, source: Path, offset: int, length: int) -> None:
        """Append `length` bytes of a published file; raises Altered when it has become shorter."""
        buffer = memoryview(bytearray(BUFFER))
        with source.open("rb", buffering=0) as published:
            published.seek(offset)
            while length:
                count = published.readinto(buffer[: min(length, BUFFER)])
                if not count:
                    raise _shorter(source)
                self.write(buffer[:count])
                length -= count

    def close(self, records: int) -> DumpFile:
        """Finish it; what the manifest says of it. Making it safe on disk is left to what renames it into place."""
        modified = os.fstat(self._file.fileno()).st_mtime_ns
        self._file.close()
        return DumpFile(self.name, self.size, self._digest.hexdigest(), records, modified)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _shorter(path: Path) -> Altered:
    return Altered(f"{path}: it became shorter while it was read; publish again")


def is_untouched(folder: Path, file: DumpFile) -> bool:
    """Whether the published file is still the one that we wrote, by its size and time.

    What is copied from it gets a new sha256, so a file that others wrote to must not be copied from. The files are few,
    and looking is one call each. Bytes that change while size and time stay are found by `paperwire verify`.
    """
    try:
        status = (folder / file.name).lstat()
    except OSError:
        return False
    return status.st_size == file.bytes and status.st_mtime_ns == file.mtime_ns


def is_whole(folder: Path, file: DumpFile) -> bool:
    """Whether the published file is still the one that we wrote, by its bytes too."""
    return is_untouched(folder, file) and has_prefix(folder / file.name, file.bytes, file.sha256)


def has_prefix(path: Path, length: int, sha256: str) -> bool:
    """Whether the first `length` bytes of a file are the ones with this digest."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as published:
            while length and (data := published.read(min(length, BUFFER))):
                digest.update(data)
                length -= len(data)
    except OSError:
        return False
    return not length and digest.hexdigest() == sha256


def adopt(folder: Path, name: str, records: int) -> DumpFile:
    """A staged file that something else wrote (pyarrow), as the manifest has it."""
    path = folder / name
    digest = hashlib.sha256()
    for data in _pieces(path):
        digest.update(data)
    status = path.stat()
    return DumpFile(name, status.st_size, digest.hexdigest(), records, status.st_mtime_ns)


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while data := file.read(BUFFER):
            yield data
