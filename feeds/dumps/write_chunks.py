"""Stages the full dumps together, in one pass over their pieces.

While one chunk is compressed, hashed and written (zlib, hashlib and the system let go of the interpreter), the next
is encoded; no more than two chunks are in memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from feeds.dumps.checksums import crc32_of
from feeds.dumps.chunk_index import LAYOUT, Chunk, DumpFile, DumpIndex, Span, offsets
from feeds.dumps.dump_files import PublishedFile, StagedFile
from feeds.dumps.encodings import FORMS, Batch, Form, batch
from feeds.dumps.plan_chunks import Piece, PublishedDumps

_WORKERS = 2


def write_set(
    folder: Path, published: PublishedDumps, pieces: Iterable[Piece]
) -> tuple[list[DumpFile], tuple[Chunk, ...]]:
    """Write every full dump to `folder`; what the manifest and the index say of them."""
    with ExitStack() as stack:
        files = [stack.enter_context(StagedFile(folder, form.name)) for form in FORMS]
        sources = [stack.enter_context(PublishedFile(published.folder / form.name)) for form in FORMS]
        dumps = [_Dump(*parts, published.index) for parts in zip(FORMS, files, sources, strict=True)]
        # Last, and so ended first: no worker may still write when the files are closed after an error.
        pool = stack.enter_context(ThreadPoolExecutor(_WORKERS))
        chunks = _write_pieces(pool, dumps, published, pieces)
        records = sum(len(chunk.ids) for chunk in chunks)
        lines, checksum = files[0], crc32_of((chunk.checks[0], chunk.sizes[0]) for chunk in chunks)
        for form, file in zip(FORMS, files, strict=True):
            file.write(form.footer(checksum, lines.size))
        return [file.close(records) for file in files], tuple(chunks)


class _Dump:
    """One full dump on its way."""

    def __init__(self, form: Form, file: StagedFile, source: PublishedFile, before: DumpIndex) -> None:
        self._form = form
        self._file = file
        self._source = source
        self._place = FORMS.index(form)
        self._chunks = before.chunks
        # An index of another layout may know of fewer forms; nothing is copied by it.
        chunks = before.chunks if before.layout == LAYOUT else ()
        self._offsets = offsets(chunks, self._place, len(form.header), len(form.separator))
        self._empty = True
        file.write(form.header)

    def put(self, piece: Span | Batch) -> tuple[int, int]:
        """Append chunks as they are published, or a new one; bytes and crc32 of the last of them."""
        if isinstance(piece, Batch):
            self._separate()
            data = self._form.encode(piece)
            self._file.write(data)
            return len(data), zlib.crc32(data)
        size = check = 0
        for place in range(piece.first, piece.last):
            self._separate()
            size, check = self._chunks[place].sizes[self._place], self._chunks[place].checks[self._place]
            self._file.write(self._source.part(self._offsets[place], size, check))
        return size, check

    def _separate(self) -> None:
        if not self._empty:
            self._file.write(self._form.separator)
        self._empty = False


def _write_pieces(
    pool: ThreadPoolExecutor, dumps: Sequence[_Dump], published: PublishedDumps, pieces: Iterable[Piece]
) -> list[Chunk]:
    """One piece is written while the next is made; the pieces of one dump keep their order."""
    chunks: list[Chunk] = []
    running: tuple[Piece, list[Future[tuple[int, int]]]] | None = None
    for piece in pieces:
        ready = piece if isinstance(piece, Span) else batch(piece)
        if running:
            chunks += _written(*running, published)
        running = piece, [pool.submit(dump.put, ready) for dump in dumps]
    if running:
        chunks += _written(*running, published)
    return chunks


def _written(piece: Piece, running: Sequence[Future[tuple[int, int]]], published: PublishedDumps) -> tuple[Chunk, ...]:
    sizes, checks = zip(*(future.result() for future in running), strict=True)
    if isinstance(piece, Span):
        return published.index.chunks[piece.first : piece.last]
    return (Chunk(tuple(entry.id for entry in piece), b"".join(entry.digest for entry in piece), sizes, checks),)
