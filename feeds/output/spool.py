"""What is too much for memory, on disk: values in their order, and the paths in them.

A spool has no name: it goes with the process, however that ends. What is small stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Generic, TypeVar
from weakref import finalize

import msgspec

IN_MEMORY = 1 << 20
"""Bytes."""
_LENGTH = 8
T = TypeVar("T")


class Spool(Generic[T]):
    """A list of values that can be read again and again."""

    def __init__(self, folder: Path, kind: type[T]) -> None:
        """The folder is on the disk that has room."""
        self._file = SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115 - closed by the next line
        finalize(self, self._file.close)
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def append(self, value: T) -> None:
        """Add a value at the end."""
        data = self._encode(value)
        self._file.seek(0, 2)
        self._file.write(len(data).to_bytes(_LENGTH, "big") + data)

    def __iter__(self) -> Iterator[T]:
        place = 0
        while True:
            self._file.seek(place)
            length = int.from_bytes(self._file.read(_LENGTH), "big")
            if not length:
                return
            place += _LENGTH + length
            yield self._decode(self._file.read(length))


class Paths(Collection[str]):
    """Paths that are read anew each time."""

    def __init__(self, read: Callable[[], Iterator[str]], count: int) -> None:
        self._read = read
        self._count = count

    def __iter__(self) -> Iterator[str]:
        return self._read()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, path: object) -> bool:
        return any(one == path for one in self)
