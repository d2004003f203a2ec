"""The pack of rendered entries: segments that only grow, each by one writer, read by place (the store knows the places).

::

    entries/<token>/<writer>-<n>      64 MB at most; what is in it never changes

So several processes write at once, on several machines, and nobody waits for anybody or reads what another is writing. A
pack can always be rebuilt from the records. It is known by its token; a store that knows another token, or a segment that
is not here as long as the store knows it, renders everything again.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from weakref import finalize

from enrich.machine.open_files import BYTES, flush, flush_data, read_at
from feeds.output.staging import workshops, write_portions

_FOLDER = "entries"
_EARLIER, _EARLIER_LOCK = "entries.pack", "entries.lock"
"""The one file of versions before, which began with its token; it is the segment `0` of a pack from now on."""
TOKEN_SIZE = 16
MOST = 64 * 1024 * 1024
"""Bytes of a segment."""
_OPEN = 64
"""Segments that a reader has open at a time."""


def new_pack(folder: Path) -> str:
    """Begin an empty pack in place of any other; its token."""
    token = secrets.token_hex(TOKEN_SIZE // 2)
    (folder / _FOLDER / token).mkdir(parents=True)
    for other in (folder / _FOLDER).iterdir():
        if other.name != token:
            shutil.rmtree(other, ignore_errors=True)
    (folder / _EARLIER).unlink(missing_ok=True)
    return token


def digest_of(parts: Sequence[bytes]) -> bytes:
    """16 bytes that stand for an entry's parts and for where each of them ends."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    digest.update(repr(tuple(map(len, parts))).encode())
    return digest.digest()[:16]


class EntryCache:
    """A pack, to be read."""

    def __init__(self, folder: Path, token: str) -> None:
        """The `folder` is the one that the pack's publisher keeps; raises OSError when it has no such pack."""
        self.folder = folder
        self.token = token
        """What distinguishes this pack from every other."""
        self._place = folder / _FOLDER / token
        os.stat(self._place)
        self._files: dict[str, int] = {}
        self.close = finalize(self, _close, self._files)
        """Called when nobody has the pack any more, if not before."""

    def sizes(self) -> dict[str, int]:
        """Segment -> bytes."""
        with os.scandir(self._place) as found:
            return {one.name: one.stat().st_size for one in found}

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(self.sizes().values())

    def writer(self) -> EntryWriter:
        """Adds to the pack, beside any other that does."""
        return EntryWriter(self._place)

    def read(self, segment: str, place: int, size: int) -> bytes:
        """Bytes at a place of a segment; raises OSError when they are not there."""
        data = read_at(self._opened(segment), size, place)
        if len(data) < size:  # on a file system of several machines, a file is as long as it was when it was opened
            os.close(self._files.pop(segment))
            data = read_at(self._opened(segment), size, place)
        if len(data) < size:
            raise OSError(errno.EIO, f"ends before byte {place + size}", str(self._place / segment))
        return data

    def _opened(self, segment: str) -> int:
        if segment not in self._files:
            if len(self._files) >= _OPEN:
                os.close(self._files.pop(next(iter(self._files))))
            self._files[segment] = os.open(self._place / segment, os.O_RDONLY | BYTES)
        return self._files[segment]

    def drop(self, segments: Sequence[str]) -> None:
        """Remove segments."""
        for segment in segments:
            (self._place / segment).unlink(missing_ok=True)


def _close(files: dict[str, int]) -> None:
    for file in files.values():
        os.close(file)


class EntryWriter:
    """Adds entries to segments of its own."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._names = map(f"{secrets.token_hex(4)}-{{}}".format, count(1))
        self._file: list[int] = []
        """The segment that is being written, if there is one."""
        self._name, self._end = "", 0
        self.close = finalize(self, _close_one, self._file)

    def append(self, parts: Sequence[bytes]) -> tuple[str, int]:
        """Add bytes, one part after another; returns their segment and their place in it."""
        size = sum(map(len, parts))
        if not self._file or (self._end and self._end + size > MOST):
            self._begin()
        place = self._end
        try:
            write_portions(self._file[0], parts, place)
        except OSError:
            # What was written before the disk was full would stay unused, and each attempt would take more.
            os.ftruncate(self._file[0], place)
            raise
        self._end += size
        return self._name, place

    def flush(self) -> None:
        """Bring what was added to the disk, before the store refers to it."""
        if self._file:
            flush_data(self._file[0])

    def _begin(self) -> None:
        self.flush()
        _close_one(self._file)
        self._name, self._end = next(self._names), 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES
        self._file.append(os.open(self._place / self._name, flags, 0o644))
        flush(self._place)


def _close_one(files: list[int]) -> None:
    while files:
        os.close(files.pop())


def open_pack(folder: Path, token: str | None, ends: Mapping[str, int]) -> EntryCache | None:
    """The pack that the store knows, with these segments up to these ends; None when it is not there or not whole.

    Segments that the store does not know are of a publisher that died: they go.
    """
    if token is None:
        return None
    _take_over(folder, token)
    try:
        pack = EntryCache(folder, token)
    except FileNotFoundError:
        return None
    sizes = pack.sizes()
    if any(sizes.get(segment, -1) < end for segment, end in ends.items()):
        return None
    pack.drop(sorted(sizes.keys() - ends.keys()))
    return pack


def _take_over(folder: Path, token: str) -> None:
    """Let what a version before left be the first segment of the pack."""
    earlier = folder / _EARLIER
    try:
        with earlier.open("rb") as file:
            same = file.read(TOKEN_SIZE) == token.encode()
    except FileNotFoundError:
        return
    if same:
        place = folder / _FOLDER / token
        place.mkdir(parents=True, exist_ok=True)
        earlier.replace(place / "0")
        (folder / _EARLIER_LOCK).unlink(missing_ok=True)


def find_pack(out: Path, token: object) -> EntryCache | None:
    """The pack that the store knows, beside out/ or in it, to be read; None while it is another."""
    for folder in workshops(out):
        try:
            return EntryCache(folder, str(token))
        except OSError:
            continue
    return None
