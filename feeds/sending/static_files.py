"""The files of out/ as they are now: the only module that opens them to serve them. Nothing outside out/ is reached.

::

    address -> path in out/ (plain names only) -> opened folder by folder, never through a link -> Resource, bytes

What is in memory is known by the file's identity and times, looked at on every request: a file that publishing renamed
into place is served at once, and each answer is made of one open file. Last-Modified is the file's own time: it
changes when publishing writes other bytes, and publishing writes nothing else. (The newest `updated` of a feed
would not do: a feed also changes by a paper of 2015 that was found today.) It is left out while its second is not
over, since the bytes may change again within it.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
import zlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

import brotli  # type: ignore[import-untyped]
from msgspec import Struct

from enrich.machine.open_files import open_below, read_at
from feeds.media_types import media_type
from feeds.sending.conditional import ENCODINGS, Resource
from feeds.sending.copies import PIECE, Copies, Copy, read
from feeds.sending.headers import is_compressible, own_lines

PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,200}/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]{0,200}", re.ASCII)
"""Paths in out/: plain names, none of which begins with a dot."""
LONGEST = 512
"""Characters of an address that can be a path of ours."""
SMALL = 1 << 20
"""Bytes up to which a file is read whole into memory; larger ones are sent piece by piece, from a copy if compressed."""
KNOWN_FILES = 50_000
"""Files that are known without being read again."""
MEMORY = 64 << 20
"""Bytes of files in memory, compressed copies included."""

NANO = 1_000_000_000
T = TypeVar("T")

Signature = tuple[int, int, int, int, int]
"""Device, inode, bytes, time of the last change, time since which it has its name (nanoseconds)."""


class CachedFile(Struct):
    """A file that was looked at."""

    path: str
    signature: Signature
    resource: Resource


def path_of(address: str) -> str | None:
    """The path in out/ that an address (without a query) names; None when it cannot name one."""
    if len(address) > LONGEST or not address.startswith("/"):
        return None
    path = address[1:] or "index.html"
    if "%" in path:
        path = unquote_to_bytes(path).decode("utf-8", "replace")
    return path if PATH.fullmatch(path) else None


class Files:
    """Everything in out/, read when it is asked for."""

    def __init__(self, out: Path, now: Callable[[], float] = time.time) -> None:
        self.out = out
        self._prefix = f"{out}{os.sep}"
        self._now = now
        self._known: OrderedDict[str, CachedFile] = OrderedDict()
        self._bodies: OrderedDict[tuple[str, Signature, str], bytes] = OrderedDict()
        self._bytes = 0
        self._running: dict[object, asyncio.Future[Any]] = {}
        self.copies = Copies(out.parent)

    def close(self) -> None:
        """Remove what is beside the files."""
        self.copies.close()

    def at_once(self, path: str) -> CachedFile | None:
        """The file, if that needs no waiting: it is known, or small."""
        known = self._known.get(path)
        try:
            signature = _signature(os.lstat(self._prefix + path))
        except OSError:
            if self._known.pop(path, None) is not None and known is not None:
                self.copies.drop(known.resource.digest)
            return None
        if known is not None and known.signature == signature:
            self._known.move_to_end(path)
            if known.resource.modified is None and (second := self._second(signature)) is not None:
                known.resource = replace(known.resource, modified=second)
            return known
        return self._look(path) if signature[2] <= SMALL else None

    async def get(self, path: str) -> CachedFile | None:
        """The file, or None."""
        return self.at_once(path) or await self._once(("look", path), self._look, path)

    def body_at_once(self, known: CachedFile, encoding: str) -> bytes | None:
        """A small file's bytes, if they are in memory."""
        key = (known.path, known.signature, encoding)
        body = self._bodies.get(key)
        if body is not None:
            self._bodies.move_to_end(key)
        return body

    async def body(self, known: CachedFile, encoding: str) -> bytes | None:
        """A small file's bytes; None when the file is another by now."""
        body = self.body_at_once(known, encoding)
        if body is None:
            key = (known.path, known.signature, encoding)
            body = await self._once(key, self._make_body, known, encoding)
            if body is not None:
                self._keep(key, body)
        return body

    def copy(self, known: CachedFile, encoding: str) -> Copy | None:
        """A large file's compressed copy, begun if need be; None when it cannot be had, or the file is another by now."""
        copy = self.copies.get(known.resource.digest, encoding)
        if copy is not None or self.copies.are_too_many:
            return copy
        try:
            source = self._open_same(known)
        except OSError:
            return None
        return self.copies.make(known.resource.digest, encoding, source, known.resource.size)

    async def pieces(self, known: CachedFile, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """A large file's bytes; raises FileNotFoundError before the first when the file is another by now, OSError when it shrinks."""
        target = await asyncio.to_thread(self._open_same, known)
        try:
            while start < end:
                piece = await read(target, min(PIECE, end - start), start)
                if not piece:
                    raise OSError(f"{known.path} became shorter while it was sent")
                start += len(piece)
                yield piece
        finally:
            os.close(target)

    async def _once(self, key: object, work: Callable[..., T], *arguments: Any) -> T:
        """Do it in a thread, once for all who ask for it meanwhile."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
            running.add_done_callback(lambda _: self._running.pop(key, None))
        return cast(T, await asyncio.shield(running))

    def _look(self, path: str) -> CachedFile | None:
        """Open the file and read what is to be known of it."""
        try:
            target = open_below(self.out, path)
        except OSError:
            return None
        try:
            about = os.fstat(target)
            signature = _signature(about)
            body = _read(target, about.st_size) if about.st_size <= SMALL else None
            digest = _digest(target) if body is None else blake2b(body, digest_size=16).hexdigest()
        finally:
            os.close(target)
        media = media_type(path)
        resource = Resource(
            digest=digest,
            size=about.st_size,
            media_type=media,
            lines=own_lines(media),
            modified=self._second(signature),
            settled=max(signature[3:]) // NANO,
            compressible=about.st_size > 256 and is_compressible(path),
            is_large=about.st_size > SMALL,
        )
        known = CachedFile(path, signature, resource)
        if (before := self._known.get(path)) is not None:
            self._drop(before)
            if before.resource.digest != resource.digest:
                self.copies.drop(before.resource.digest)
        if body is not None:
            self._keep((path, signature, ""), body)
        self._known[path] = known
        while len(self._known) > KNOWN_FILES:
            self._known.popitem(last=False)
        return known

    def _second(self, signature: Signature) -> int | None:
        """The second of the last change, once it is over."""
        *_, modified, placed = signature
        return modified // NANO if max(modified, placed) // NANO < int(self._now()) else None

    def _open_same(self, known: CachedFile) -> int:
        target = open_below(self.out, known.path)
        if _signature(os.fstat(target)) != known.signature:
            os.close(target)
            raise FileNotFoundError(known.path)
        return target

    def _make_body(self, known: CachedFile, encoding: str) -> bytes | None:
        try:
            target = self._open_same(known)
        except OSError:
            return None
        try:
            body = _read(target, known.resource.size)
        finally:
            os.close(target)
        return compress(body, encoding)

    def _drop(self, known: CachedFile) -> None:
        """Forget the bytes of a file that is another by now."""
        for encoding in ("", *ENCODINGS):
            self._bytes -= len(self._bodies.pop((known.path, known.signature, encoding), b""))

    def _keep(self, key: tuple[str, Signature, str], body: bytes) -> None:
        self._bytes += len(body) - len(self._bodies.pop(key, b""))
        self._bodies[key] = body
        while self._bytes > MEMORY:
            self._bytes -= len(self._bodies.popitem(last=False)[1])


def compress(body: bytes, encoding: str) -> bytes:
    """The bytes in an encoding; the same bytes give the same bytes."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))
    if encoding == "gzip":
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        return packer.compress(body) + packer.flush()
    return body


def _signature(about: os.stat_result) -> Signature:
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def _read(target: int, size: int) -> bytes:
    parts, at = [], 0
    while at < size and (piece := read_at(target, size - at, at)):
        parts.append(piece)
        at += len(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _digest(target: int) -> str:
    digest, at = blake2b(digest_size=16), 0
    while piece := read_at(target, 1 << 20, at):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()
