"""Writes one staged file of the dumps, reckoning its size and sha256 on the way, and reads published ones.

The only module of the dumps that opens files. Memory is flat: copies go through a small buffer.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from typing import Self

from enrich.errors import CannotPublish
from feeds.dumps.chunk_index import DumpFile

BUFFER = 256 * 1024
"""Bytes; fits the cache of a core, so that what was read is hashed and written from there."""


class Decayed(CannotPublish):
    """A published file does not hold what was written to it, though its size and time are right."""


class PublishedFile:
    """A published file that is read in parts; it is opened when it is needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._buffer = bytearray()

    def part(self, offset: int, length: int, check: int | None) -> memoryview:
        """Bytes that are valid until the next call; raises Decayed when their crc32 is not `check`."""
        if self._file is None:
            self._file = FileIO(self._path)
        if len(self._buffer) < length:
            self._buffer = bytearray(length)
        found = memoryview(self._buffer)[:length]
        rest = found
        while rest:
            count = os.preadv(self._file.fileno(), [rest], offset + length - len(rest))
            if not count:
                raise Decayed(f"{self._path}: it became shorter while it was read; publish again")
            rest = rest[count:]
        if check is not None and zlib.crc32(found) != check:
            raise Decayed(f"{self._path}: its bytes from {offset} on are not those that were written; publish again")
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


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
        """Append `length` bytes of a published file; raises Decayed when it has become shorter."""
        buffer = memoryview(bytearray(BUFFER))
        with source.open("rb", buffering=0) as published:
            published.seek(offset)
            while length:
                count = published.readinto(buffer[: min(length, BUFFER)])
                if not count:
                    raise Decayed(f"{source}: it became shorter while it was read; publish again")
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


def is_untouched(folder: Path, file: DumpFile) -> bool:
    """Whether the published file is still the one that we wrote, by its size and time."""
    try:
        status = (folder / file.name).lstat()
    except OSError:
        return False
    return status.st_size == file.bytes and status.st_mtime_ns == file.mtime_ns


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
