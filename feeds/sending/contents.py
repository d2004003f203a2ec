"""Where the bytes of a response come from: memory, a small file, or a large one, as it is or compressed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from msgspec import Struct

from feeds.sending.conditional import Decision
from feeds.sending.copies import NoCopy
from feeds.sending.static_files import SMALL, CachedFile, Files


class Replaced(Exception):
    """The file has been replaced since it was looked at, or it is gone."""


class Body(Struct, frozen=True):
    """The bytes of one response."""

    first: bytes = b""
    """All of them, or the first piece; none for a HEAD."""
    length: int | None = 0
    """Bytes of the body that a GET gets; None when that is not known before they are sent."""
    rest: AsyncGenerator[bytes, None] | None = None
    """The pieces after the first, when there are several; it is open, and whoever sends it closes it."""


class ResourceContent(Protocol):
    """The bytes of a resource."""

    async def body(self, decision: Decision, *, is_head: bool) -> tuple[Decision, Body]:
        """The part that was decided on, in its encoding, and the decision; without encoding if that cannot be had.

        Raises Replaced when the bytes are others by now.
        """


class MemoryContent(Struct, frozen=True):
    """Bytes that were computed for this request."""

    data: bytes
    compress: Callable[[bytes, str], Awaitable[bytes]]

    async def body(self, decision: Decision, *, is_head: bool) -> tuple[Decision, Body]:
        data = await self.compress(self.data, decision.encoding) if decision.encoding else self.data
        part = data[decision.start : decision.end]
        return decision, Body(part, len(part))


class FileContent(Struct, frozen=True):
    """A published file, as it was when it was looked at."""

    files: Files
    file: CachedFile

    async def body(self, decision: Decision, *, is_head: bool) -> tuple[Decision, Body]:
        if self.file.resource.size <= SMALL:
            return decision, await self._small(decision, is_head=is_head)
        if decision.encoding:
            encoding = decision.encoding
            copied = self._length_of_copy(encoding) if is_head else await self._copied(encoding)
            if copied is not None:
                return decision, copied
            decision = replace(decision, encoding="")
        return decision, Body(length=self.file.resource.size) if is_head else await self._pieces(decision)

    async def _small(self, decision: Decision, *, is_head: bool) -> Body:
        if is_head and not decision.encoding:
            return Body(length=self.file.resource.size)
        data = await self.files.body(self.file, decision.encoding)
        if data is None:
            raise Replaced
        part = data[decision.start : decision.end]
        return Body(b"" if is_head else part, len(part))

    def _length_of_copy(self, encoding: str) -> Body:
        """For a HEAD, which begins no copy, so that the length may not be known."""
        copy = self.files.copies.get(self.file.resource.digest, encoding)
        return Body(length=copy.size if copy is not None and copy.is_whole else None)

    async def _copied(self, encoding: str) -> Body | None:
        """The compressed copy; None when it cannot be had."""
        copy = self.files.copy(self.file, encoding)
        if copy is None:
            return None
        pieces = copy.pieces()
        try:
            first = await anext(pieces, b"")
        except NoCopy:
            return None
        return Body(first, copy.size if copy.is_whole else None, pieces)

    async def _pieces(self, decision: Decision) -> Body:
        end = self.file.resource.size if decision.end is None else decision.end
        pieces = self.files.pieces(self.file, decision.start, end)
        try:
            first = await anext(pieces, b"")
        except FileNotFoundError:
            raise Replaced from None
        return Body(first, end - decision.start, pieces)
