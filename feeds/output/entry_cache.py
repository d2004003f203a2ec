"""The pack of rendered entries: one file that only grows, read by place (the store knows the places).

Several processes may add to it at a time; what one of them adds stays together.

It can always be made anew from the records. A pack is known by the token at its beginning; a store that knows
another token, or places beyond the pack's end, renders everything again.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from weakref import finalize

from feeds.output.staging import write_portions

_NAME = "entries.pack"
TOKEN_SIZE = 16


def new_pack(folder: Path) -> str:
    """Begin an empty pack in place of any other; its token."""
    token = secrets.token_hex(TOKEN_SIZE // 2)
    draft = folder / f"{_NAME}.part"
    draft.write_bytes(token.encode())
    draft.rename(folder / _NAME)
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
        self._file = os.open(folder / _NAME, flags | os.O_CLOEXEC)
        self.folder = folder
        self.close = finalize(self, os.close, self._file)
        """Called when nobody has the pack any more, if not before."""

    @property
    def token(self) -> str:
        """What tells this pack from every other."""
        return os.pread(self._file, TOKEN_SIZE, 0).decode("ascii", "replace")

    @property
    def size(self) -> int:
        """Bytes."""
        return os.fstat(self._file).st_size

    def append(self, parts: Sequence[bytes]) -> int:
        """Add bytes, one part after another; returns their place."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            place = self.size
            write_portions(self._file, parts, place)
        except OSError:
            # What a full disk took would stay in vain, and each attempt would take more.
            os.ftruncate(self._file, place)
            raise
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        return place

    def flush(self) -> None:
        """Bring what was added to the disk, before the store refers to it."""
        os.fdatasync(self._file)

    def read(self, place: int, size: int) -> bytes:
        """Bytes at a place."""
        return os.pread(self._file, size, place)


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
