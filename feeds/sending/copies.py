"""Compressed copies of large files: each is made once, and sent while it is made.

::

    file --a thread, PART by PART--> unnamed file on disk --> every client that takes the encoding, as far as it is made

A copy is known by the digest of what it is of, so the same bytes are never compressed twice. It has no name: when nothing
holds it any more, or the server ends in whatever way, its bytes are free.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

from enrich.machine.open_files import read_at, unnamed, write_at

PART = 1 << 20
BYTES = 1 << 30
"""Of all copies together; those unused for longest go first."""
NUMBER = 64
"""Copies, each of which is an open file."""
MAKING = 8
"""Copies that may be in the making or wait for it; what is asked for beyond is sent as it is."""
GZIP_LEVEL, BROTLI_QUALITY = 4, 5
"""Measured on records: 80 MB/s to 32%, and 55 MB/s to 26%; more costs twice the time for 2% less."""
PIECE = 64 * 1024
"""Bytes of a large file that are in memory for each client."""

log = logging.getLogger("paperwire")


class NoCopy(Exception):
    """The copy could not be made."""


class Copy:
    """One compressed copy, perhaps still growing."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.size = 0
        """Bytes of it that can be read."""
        self.is_whole = False
        self.has_failed = False
        self._grown = asyncio.Event()
        weakref.finalize(self, os.close, target)

    def grow(self, size: int, *, is_whole: bool = False, has_failed: bool = False) -> None:
        """There is more of it, or the end of it."""
        self.size, self.is_whole, self.has_failed = size, is_whole, has_failed
        self._grown.set()
        self._grown = asyncio.Event()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Its bytes, as they are made; raises NoCopy when they do not come to an end."""
        at = 0
        while True:
            if at < self.size:
                piece = await read(self.target, min(PIECE, self.size - at), at)
                at += len(piece)
                yield piece
            elif self.has_failed:
                raise NoCopy
            elif self.is_whole:
                return
            else:
                await self._grown.wait()


class Copies:
    """All of them."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where they are kept, if that is allowed; else where temporary files are."""
        self._folder = folder
        self._copies: OrderedDict[tuple[str, str], Copy] = OrderedDict()
        self._threads = ThreadPoolExecutor(2, "paperwire-compress", _behind_others)
        self._lock = threading.Lock()
        """Of the copies that are known: files are looked at in threads."""
        self._making = 0
        self._is_closed = threading.Event()

    def get(self, digest: str, encoding: str) -> Copy | None:
        """The copy of these bytes, if there is one or it is being made."""
        with self._lock:
            copy = self._copies.get((digest, encoding))
            if copy is None or copy.has_failed:
                return None
            self._copies.move_to_end((digest, encoding))
            return copy

    @property
    def are_too_many(self) -> bool:
        """Whether no more can be made now."""
        return self._making >= MAKING or self._is_closed.is_set()

    def make(self, digest: str, encoding: str, source: int, size: int) -> Copy | None:
        """Begin a copy of an open file, which is closed when that is done; None when there is no place for it."""
        try:
            copy = Copy(_unnamed(self._folder))
        except OSError as wrong:
            os.close(source)
            log.warning("large files are sent without compression: %s", wrong.strerror or wrong)
            return None
        with self._lock:
            self._copies[digest, encoding] = copy
        self._making += 1
        loop = asyncio.get_running_loop()

        def report(*sizes: int, **ends: bool) -> None:
            loop.call_soon_threadsafe(lambda: copy.grow(*sizes, **ends))

        done = loop.run_in_executor(self._threads, self._compress, encoding, source, size, copy.target, report)
        done.add_done_callback(self._finished)
        return copy

    def drop(self, digest: str) -> None:
        """The file is another by now, or gone; who reads a copy of it reads on."""
        with self._lock:
            for key in [key for key in self._copies if key[0] == digest]:
                del self._copies[key]

    def close(self) -> None:
        self._is_closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _finished(self, done: asyncio.Future[Any]) -> None:
        self._making -= 1
        with self._lock:
            total = sum(copy.size for copy in self._copies.values())
            while len(self._copies) > NUMBER or (total > BYTES and len(self._copies) > 1):
                total -= self._copies.popitem(last=False)[1].size

    def _compress(self, encoding: str, source: int, size: int, target: int, report: Callable[..., None]) -> None:
        written = 0
        try:
            add, end = _packer(encoding)
            for at in range(0, size, PART):
                part = read_at(source, min(PART, size - at), at)
                if self._is_closed.is_set() or len(part) != min(PART, size - at):
                    report(written, has_failed=True)
                    return
                written = _write(target, add(part), written)
                report(written)
            written = _write(target, end(), written)
            report(written, is_whole=True)
        except OSError as wrong:
            log.warning("a large file could not be compressed: %s", wrong.strerror or wrong)
            report(written, has_failed=True)
        finally:
            os.close(source)


async def read(target: int, size: int, at: int) -> bytes:
    """Some bytes of an open file, at most `size`; b"" at its end. The disk is waited for in a thread."""
    return _at_hand(target, size, at) or await asyncio.to_thread(read_at, target, size, at)


def _at_hand(target: int, size: int, at: int) -> bytes:
    """Those bytes, if they can be had without waiting for a disk; b"" when they cannot, or at the end."""
    if not hasattr(os, "preadv") or not hasattr(os, "RWF_NOWAIT"):
        return b""
    piece = bytearray(size)
    try:
        return bytes(memoryview(piece)[: os.preadv(target, [piece], at, os.RWF_NOWAIT)])
    except OSError:
        return b""


def _write(target: int, data: bytes, at: int) -> int:
    while data:
        written = write_at(target, [data], at)
        data, at = data[written:], at + written
    return at


def _packer(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """What takes the next part, and what ends it."""
    if encoding == "br":
        brotlied = brotli.Compressor(quality=BROTLI_QUALITY)
        return brotlied.process, brotlied.finish
    deflated = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)
    return deflated.compress, deflated.flush


def _unnamed(folder: Path) -> int:
    """A new file without a name."""
    try:
        target, name = tempfile.mkstemp(prefix=".paperwire-", dir=folder)
    except OSError:  # what is served need not be ours to write beside
        target, name = tempfile.mkstemp(prefix="paperwire-")
    return unnamed(target, name)


def _behind_others() -> None:
    """This thread gets what of the processor nobody else wants."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
