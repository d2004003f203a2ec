"""Stages the full dumps together, in one pass over their pieces.

While one chunk is compressed, hashed and written (zlib, hashlib and the system let go of the interpreter), the next
is encoded; no more than two chunks are in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from feeds.dump_forms import FORMS, Batch, Form, batch
from feeds.dump_index import Chunk, DumpFile, Span, offsets
from feeds.dump_pieces import Piece, Published
from feeds.dump_writer import StagedFile

_WORKERS = 2


def write_set(folder: Path, published: Published, pieces: Iterable[Piece]) -> tuple[list[DumpFile], tuple[Chunk, ...]]:
    """Write every full dump to `folder`; what the manifest and the index say of them."""
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(_WORKERS))
        files = [stack.enter_context(StagedFile(folder, form.name)) for form in FORMS]
        dumps = [_Dump(form, file, published) for form, file in zip(FORMS, files, strict=True)]
        chunks = _write_pieces(pool, dumps, published, pieces)
        records = sum(len(chunk.ids) for chunk in chunks)
        lines = files[0]
        for form, file in zip(FORMS, files, strict=True):
            file.write(form.footer(lines.checksum, lines.size))
        return [file.close(records) for file in files], tuple(chunks)


class _Dump:
    """One full dump on its way."""

    def __init__(self, form: Form, file: StagedFile, published: Published) -> None:
        self._form = form
        self._file = file
        self._published = published.folder / form.name
        place = FORMS.index(form)
        self._offsets = offsets(published.index.chunks, place, len(form.header), len(form.separator))
        self._empty = True
        file.write(form.header)

    def put(self, piece: Span | Batch) -> int:
        """Append chunks as they are published, or a new one; its bytes."""
        self._separate()
        if isinstance(piece, Span):
            start, end = self._offsets[piece.first], self._offsets[piece.last]
            length = end - start - len(self._form.separator)
            self._file.copy(self._published, start, length)
            return length
        data = self._form.encode(piece)
        self._file.write(data)
        return len(data)

    def _separate(self) -> None:
        if not self._empty:
            self._file.write(self._form.separator)
        self._empty = False


def _write_pieces(
    pool: ThreadPoolExecutor, dumps: Sequence[_Dump], published: Published, pieces: Iterable[Piece]
) -> list[Chunk]:
    """One piece is written while the next is made; the pieces of one dump keep their order."""
    chunks: list[Chunk] = []
    running: tuple[Piece, list[Future[int]]] | None = None
    for piece in pieces:
        ready = piece if isinstance(piece, Span) else batch(piece)
        if running:
            chunks += _written(*running, published)
        running = piece, [pool.submit(dump.put, ready) for dump in dumps]
    if running:
        chunks += _written(*running, published)
    return chunks


def _written(piece: Piece, running: Sequence[Future[int]], published: Published) -> tuple[Chunk, ...]:
    sizes = tuple(future.result() for future in running)
    if isinstance(piece, Span):
        return published.index.chunks[piece.first : piece.last]
    return (Chunk(tuple(entry.id for entry in piece), b"".join(entry.digest for entry in piece), sizes),)
