"""What is too much for memory, on disk: values in files of a publication, and the paths in them.

Whoever made a value puts it there, on whichever machine: only its name goes from process to process.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec

T = TypeVar("T")
_encode = msgspec.msgpack.Encoder().encode


def put_value(folder: Path, value: Any) -> str:
    """Keep a value in a file of its own; the file's name."""
    name = secrets.token_hex(8)
    (folder / name).write_bytes(_encode(value))
    return name


class Spool(Generic[T]):
    """A list of values that can be read again and again."""

    def __init__(self, folder: Path, kind: type[T]) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._kind = kind

    def add(self, name: str) -> T:
        """Let the value of that name be the last; returns it."""
        self._names.append(name)
        return self.read(name)

    def read(self, name: str) -> T:
        """The value of that name."""
        return self._decode((self._folder / name).read_bytes())

    def __iter__(self) -> Iterator[T]:
        return map(self.read, self._names)

    def each(self, field: str) -> Iterator[Any]:
        """One field of every value; the others are passed over, as reading them takes most of the time."""
        only = msgspec.defstruct(field, [(field, get_type_hints(self._kind)[field])], frozen=True, gc=False)
        read, one = msgspec.msgpack.Decoder(only).decode, attrgetter(field)
        return (one(read((self._folder / name).read_bytes())) for name in self._names)


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
