"""What is too much for memory: values in files of a publication, the paths in them, and long lists as bytes.

Whoever made a value puts it there, on whichever machine: only its name goes from process to process.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
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


class Portions(Collection[Sequence[T]]):
    """A long list in portions, each of which is bytes until it is asked for: a tenth of the memory.

    Processes that are forked meanwhile have no copies of what they never ask for: to count who refers to a value is to
    write to it.
    """

    def __init__(self, values: Sequence[T], size: int, kind: Any) -> None:
        self._portions = [_encode(values[start : start + size]) for start in range(0, len(values), size)]
        self._decode: Callable[[bytes], list[T]] = msgspec.msgpack.Decoder(list[kind]).decode

    def __iter__(self) -> Iterator[Sequence[T]]:
        return map(self._decode, self._portions)

    def __len__(self) -> int:
        return len(self._portions)

    def __contains__(self, portion: object) -> bool:
        return any(one == portion for one in self)
