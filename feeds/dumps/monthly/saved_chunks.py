"""Keeps, for each dump of one form, where its chunks begin and what they hold: a file of its own for each dump.

A file of chunks is named by its dump and the dump's digest, so that it is never of another: no crash can leave a wrong
one, and what did not change is not written again. When it is lost, the dump itself is read back.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import msgspec

from feeds.dumps.chunk_index import Chunk, DumpFile, DumpRecord, digest
from feeds.dumps.dump_files import is_whole

CHUNKS = "dumps.chunks"
"""The folder with the chunks of each dump, beside the rendered entries."""
_GZIP = 16 + zlib.MAX_WBITS


class _Named(msgspec.Struct):
    id: str


def keep_chunks(folder: Path, chunks: Mapping[DumpFile, tuple[Chunk, ...]]) -> None:
    """Before the dumps are renamed into place; a file that is there already is the same."""
    for file, its in chunks.items():
        target = folder / _name(file)
        if not target.exists():
            folder.mkdir(exist_ok=True)
            draft = folder / "part"
            draft.write_bytes(msgspec.msgpack.encode(its))
            draft.replace(target)


def drop_chunks(folder: Path, files: Collection[DumpFile]) -> None:
    """Remove the chunks of what is no longer published."""
    if folder.is_dir():
        kept = {_name(file) for file in files}
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink()


def has_chunks(folder: Path, file: DumpFile) -> bool:
    """Whether its chunks are kept."""
    return (folder / _name(file)).is_file()


def load_chunks(folder: Path, file: DumpFile) -> tuple[Chunk, ...] | None:
    """As they were kept; None when they are lost."""
    try:
        return msgspec.msgpack.decode((folder / _name(file)).read_bytes(), type=tuple[Chunk, ...])
    except (OSError, msgspec.MsgspecError):
        return None


def recovered_chunks(published: Path, file: DumpFile) -> tuple[Chunk, ...] | None:
    """Of a dump of gzipped JSON lines, a member of which is a chunk; None when it is not as it was published."""
    if not is_whole(published, file):
        return None
    try:
        return tuple(_members((published / file.name).read_bytes()))
    except (OSError, ValueError, zlib.error):
        return None


def _members(data: bytes) -> Iterator[Chunk]:
    while data:
        member = zlib.decompressobj(_GZIP)
        lines = member.decompress(data).split(b"\n")[:-1]
        size, data = len(data) - len(member.unused_data), member.unused_data
        entries = [DumpRecord(msgspec.json.decode(line, type=_Named).id, line, digest(line)) for line in lines]
        yield Chunk(tuple(entry.id for entry in entries), b"".join(entry.digest for entry in entries), (size,))


def _name(file: DumpFile) -> str:
    return f"{file.name.rpartition('/')[2]}.{file.sha256[:32]}"
