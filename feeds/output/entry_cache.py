"""The pack of rendered entries: one file that only grows, read by place (the store knows the places).

Several processes may add to it at a time; what one of them adds stays together.

It can always be rebuilt from the records. A pack is known by the token at its beginning; a store that knows
another token, or places beyond the pack's end, renders everything again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from weakref import finalize

from enrich.machine.open_files import BYTES, flush_data, lock, read_at, unlock
from feeds.output.staging import write_portions

_NAME, _LOCK = "entries.pack", "entries.lock"
TOKEN_SIZE = 16


def new_pack(folder: Path) -> str:
    """Begin an empty pack in place of any other; its token."""
    token = secrets.token_hex(TOKEN_SIZE // 2)
    draft = folder / f"{_NAME}.part"
    draft.write_bytes(token.encode())
    draft.replace(folder / _NAME)
    return token


def digest_of(parts: Sequence[bytes]) -> bytes:
    """16 bytes that stand for an entry's parts and for where each of them ends."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    digest.update(repr(tuple(map(len, parts))).encode())
    return digest.digest()[:16]


class EntryCache:
    """An open pack."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        flags = os.O_RDWR if writable else os.O_RDONLY
        self._file = os.open(folder / _NAME, flags | BYTES)
        # Not the pack's own: in Windows nobody else could read what is locked.
        self._turn = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644) if writable else self._file
        self.folder = folder
        self.close = finalize(self, _close, {self._file, self._turn})
        """Called when nobody has the pack any more, if not before."""

    @property
    def token(self) -> str:
        """What distinguishes this pack from every other."""
        return read_at(self._file, TOKEN_SIZE, 0).decode("ascii", "replace")

    @property
    def size(self) -> int:
        """Bytes."""
        return os.fstat(self._file).st_size

    def append(self, parts: Sequence[bytes]) -> int:
        """Add bytes, one part after another; returns their place."""
        lock(self._turn)
        try:
            place = self.size
            write_portions(self._file, parts, place)
        except OSError:
            # What was written before the disk was full would stay unused, and each attempt would take more.
            os.ftruncate(self._file, place)
            raise
        finally:
            unlock(self._turn)
        return place

    def flush(self) -> None:
        """Bring what was added to the disk, before the store refers to it."""
        flush_data(self._file)

    def read(self, place: int, size: int) -> bytes:
        """Bytes at a place."""
        return read_at(self._file, size, place)


def _close(files: Iterable[int]) -> None:
    for file in files:
        os.close(file)


def open_pack(folder: Path, token: str | None, end: int) -> EntryCache | None:
    """The pack that the store knows, None when it is not there or not whole."""
    try:
        pack = EntryCache(folder, writable=True)
    except FileNotFoundError:
        return None
    if pack.token == token and pack.size >= end:
        return pack
    pack.close()
    return None


def find_pack(out: Path, token: object) -> EntryCache | None:
    """The pack that the store knows, beside out/ or in it, to be read; None while it is another."""
    for folder in (out.parent / f".{out.name}.publishing", out / ".publishing"):
        try:
            pack = EntryCache(folder)
        except OSError:
            continue
        if pack.token == token:
            return pack
        pack.close()
    return None
