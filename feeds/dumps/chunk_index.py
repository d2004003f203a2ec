"""What the published dumps hold and where: the index by which a publication copies what did not change.

Pure. Records are in the dumps by id. They are cut into chunks at ids that their own hash chooses, so the cuts are
the same for the same records, whatever came before, and a new or lost record moves no cut but its own::

    ids      0704.0098 0704.0213 | 0705.1001 ... | 0706.0007 ...      | : crc32(id) is a multiple of 64
    chunks   ------- 0 ---------   ----- 1 -----   ----- 2 -----
"""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import msgspec
from msgspec import Struct

from enrich.record import SCHEMA_VERSION

CHUNK = 64
"""Records in a chunk, on average."""

DIGEST = 8
"""Bytes of a record's digest in the index."""

LAYOUT = f"{SCHEMA_VERSION}.9"
"""Raised with every change of what the encoders write; an index of another layout causes all dumps to be rebuilt."""


@dataclass(frozen=True, slots=True)
class DumpRecord:
    """One record, ready for the dumps."""

    id: str
    line: bytes
    """Its JSON, without a line end."""
    digest: bytes
    """The first `DIGEST` bytes of the line's sha256."""
    newest: str = ""
    """When it last changed, as in the dumps; "" where nobody asks."""
    record: dict[str, Any] | None = field(default=None, compare=False, repr=False)
    """What the line says, where it is at hand: spares reading it again."""
    forms: tuple[bytes, ...] = field(default=(), compare=False, repr=False)
    """The record in the forms that are made of single ones, where somebody has encoded it already."""


class Chunk(Struct, frozen=True):
    """Consecutive records of the dumps."""

    ids: tuple[str, ...]
    digests: bytes
    """`DIGEST` bytes for each id."""
    sizes: tuple[int, ...]
    """Its bytes in each of the full dumps, separators not counted."""

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """(id, digest) of each record."""
        for place, paper in enumerate(self.ids):
            yield paper, self.digests[place * DIGEST : (place + 1) * DIGEST]


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One published file, as the manifest has it, and its time, by which a touched one is known."""

    name: str
    """Relative to out/dumps."""
    bytes: int
    sha256: str
    records: int
    mtime_ns: int
    """Its time of modification, which a rename keeps."""


@dataclass(frozen=True, slots=True)
class DumpIndex:
    """What was published last; kept between publications."""

    layout: str
    chunks: tuple[Chunk, ...] = ()
    files: tuple[DumpFile, ...] = ()
    newest: str | None = None
    """The time of the newest change in the data."""
    week: str = ""
    """The week in which the full dumps were written; "" where they are written with every change."""
    behind: str | None = None
    """The time of the newest change that the full dumps hold, "" for none, where something changed since."""

    def encode(self) -> bytes:
        """The bytes by which it is kept; the chunks of weekly dumps are kept beside it."""
        return msgspec.msgpack.encode(replace(self, chunks=()) if self.week else self)

    @staticmethod
    def decode(data: bytes) -> DumpIndex | None:
        """As it was kept; None when this version cannot use it."""
        try:
            return msgspec.msgpack.decode(data, type=DumpIndex)
        except msgspec.MsgspecError:
            return None

    def file(self, name: str) -> DumpFile | None:
        return next((file for file in self.files if file.name == name), None)

    @property
    def full_newest(self) -> str | None:
        """The time of the newest change that the full dumps hold."""
        return self.newest if self.behind is None else self.behind or None


class Span(Struct, frozen=True):
    """Chunks `first` to `last - 1` of an index."""

    first: int
    last: int


def digest(line: bytes) -> bytes:
    """A digest of a record's line: another one when the record changed."""
    return hashlib.sha256(line).digest()[:DIGEST]


def is_cut(paper: str) -> bool:
    """Whether a chunk begins at this id."""
    return zlib.crc32(paper.encode()) % CHUNK == 0


def cut(entries: Iterable[DumpRecord]) -> Iterator[list[DumpRecord]]:
    """Entries in the order of their ids -> chunks."""
    chunk: list[DumpRecord] = []
    for entry in entries:
        if chunk and is_cut(entry.id):
            yield chunk
            chunk = []
        chunk.append(entry)
    if chunk:
        yield chunk


def affected(chunks: Sequence[Chunk], touched: Collection[str], lost: Collection[str]) -> tuple[Span, ...]:
    """The chunks to cut again, as ascending spans with a gap between; `lost` are the touched ids that no longer exist.

    A chunk that loses its first record is cut again together with the one before it, since they may become one.
    """
    if not chunks:
        return (Span(0, 0),) if touched else ()
    firsts = [chunk.ids[0] for chunk in chunks]
    places = set()
    for paper in touched:
        place = max(bisect_right(firsts, paper) - 1, 0)
        places.add(place)
        if place and paper == firsts[place] and paper in lost:
            places.add(place - 1)
    return tuple(_spans(sorted(places)))


def offsets(chunks: Sequence[Chunk], form: int, header: int, separator: int) -> list[int]:
    """Where each chunk begins in a file, and after the last of them, where the next one would."""
    return list(accumulate((chunk.sizes[form] + separator for chunk in chunks), initial=header))


def _spans(places: Iterable[int]) -> Iterator[Span]:
    span: Span | None = None
    for place in places:
        if span and place == span.last:
            span = Span(span.first, place + 1)
            continue
        if span:
            yield span
        span = Span(place, place + 1)
    if span:
        yield span
