"""Stages dumps of the same records together, in one pass over their pieces.

While one chunk is compressed, hashed and written (zlib, hashlib and the system let go of the interpreter), the next
is encoded; no more than two chunks are in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from feeds.dumps.chunk_index import LAYOUT, Chunk, DumpFile, DumpIndex, Span, offsets
from feeds.dumps.dump_files import StagedFile
from feeds.dumps.encodings import ChunkRecords, DumpForm, batch, chunk_bytes
from feeds.dumps.plan_chunks import Piece, PublishedDumps

_WORKERS = 2


def write_set(
    folder: Path, published: PublishedDumps, pieces: Iterable[Piece]
) -> tuple[list[DumpFile], tuple[Chunk, ...]]:
    """Write every dump of the published forms to `folder`; what the manifest and the index say of them."""
    with ExitStack() as stack:
        files = [stack.enter_context(StagedFile(folder, form.name)) for form in published.forms]
        dumps = [_Dump(form, file, published) for form, file in zip(published.forms, files, strict=True)]
        # Last, and so ended first: no worker may still write when the files are closed after an error.
        pool = stack.enter_context(ThreadPoolExecutor(_WORKERS))
        chunks = _write_pieces(pool, dumps, published, pieces)
        records = sum(len(chunk.ids) for chunk in chunks)
        return [dump.close(records) for dump in dumps], tuple(chunks)


class _Dump:
    """One full dump on its way."""

    def __init__(self, form: DumpForm, file: StagedFile, published: PublishedDumps) -> None:
        self._form = form
        self._file = file
        self._source = published.folder / form.name
        # An index of another layout may know of fewer forms; nothing is copied by it.
        chunks = published.index.chunks if published.index.layout == LAYOUT else ()
        self._offsets = offsets(chunks, published.forms.index(form), len(form.header), len(form.separator))
        self._is_empty = True
        file.write(form.header)

    def put(self, piece: Span | ChunkRecords) -> int:
        """Append chunks as they are published, or a new one; returns the bytes of the new one."""
        if not self._is_empty:
            self._file.write(self._form.separator)
        self._is_empty = False
        if isinstance(piece, ChunkRecords):
            data = chunk_bytes(self._form, piece)
            self._file.write(data)
            return len(data)
        start, end = self._offsets[piece.first], self._offsets[piece.last] - len(self._form.separator)
        self._file.copy(self._source, start, end - start)
        return 0

    def close(self, records: int) -> DumpFile:
        """Finish the file; what the manifest says of it."""
        if self._is_empty:
            self._file.write(self._form.empty)
        self._file.write(self._form.footer)
        return self._file.close(records)


def _write_pieces(
    pool: ThreadPoolExecutor, dumps: Sequence[_Dump], published: PublishedDumps, pieces: Iterable[Piece]
) -> list[Chunk]:
    """One piece is written while the next is made; the pieces of one dump keep their order."""
    chunks: list[Chunk] = []
    running: tuple[Piece, list[Future[int]]] | None = None
    for piece in pieces:
        ready = piece if isinstance(piece, Span) else batch(piece, published.forms)
        if running:
            chunks += _written(*running, published.index)
        running = piece, [pool.submit(dump.put, ready) for dump in dumps]
    if running:
        chunks += _written(*running, published.index)
    return chunks


def _written(piece: Piece, running: Sequence[Future[int]], before: DumpIndex) -> tuple[Chunk, ...]:
    sizes = tuple(future.result() for future in running)
    if isinstance(piece, Span):
        return before.chunks[piece.first : piece.last]
    return (Chunk(tuple(entry.id for entry in piece), b"".join(entry.digest for entry in piece), sizes),)
