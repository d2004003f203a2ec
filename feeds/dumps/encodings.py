"""The full dumps as chunks of bytes: JSON, JSON lines, the same compressed, CSV, BibTeX, RIS and CSL-JSON.

Pure. A dump is its header, its chunks with a separator between, and its footer; a chunk's bytes depend on its records
alone, so a dump can be put together from chunks that were encoded at another time.

records.jsonl.gz is a gzip file of several members (RFC 1952, section 2.2), one a chunk. Its bytes depend on the version
of zlib, the text within does not.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from enrich.record import SCHEMA_VERSION
from feeds.dumps.chunk_index import DumpRecord
from feeds.exports.bib_preamble import bib_preamble
from feeds.exports.tabular import csv_header, csv_record

JSON_LINES = "records.jsonl"
PEOPLE_LINES, PEOPLE_JSON = "people.jsonl", "people.json"
PEOPLE_FORM = (b'{"schema_version":%d,"people":[\n' % SCHEMA_VERSION, b",\n", b"\n]}\n")
"""What is before, between and after the persons of people.json."""
GZIP_LEVEL = 6
_MEMBER_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""No name, no time, unknown system: the same wherever it is written (RFC 1952)."""


class ChunkRecords(Struct, frozen=True):
    """The records of one chunk, in the two shapes that encoders need."""

    lines: bytes
    """Its part of records.jsonl."""
    records: tuple[dict[str, Any], ...]


class DumpForm(Struct, frozen=True):
    """One full dump."""

    name: str
    encode: Callable[[ChunkRecords], bytes]
    header: bytes = b""
    separator: bytes = b""
    footer: bytes = b""
    empty: bytes = b""
    """What it holds in place of chunks when there are no records."""
    lines: Callable[[bytes], bytes] = lambda data: data
    """The JSON lines of an encoded chunk, of a form that keeps them; may raise zlib.error."""


def batch(entries: Sequence[DumpRecord]) -> ChunkRecords:
    """Entries of one chunk -> what the encoders need."""
    lines = b"".join(entry.line + b"\n" for entry in entries)
    return ChunkRecords(lines, tuple(entry.record or msgspec.json.decode(entry.line) for entry in entries))


def _json(chunk: ChunkRecords) -> bytes:
    return chunk.lines[:-1].replace(b"\n", b",\n")


def _gzip_member(lines: bytes) -> bytes:
    deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<LL", zlib.crc32(lines), len(lines) & 0xFFFFFFFF)
    return _MEMBER_HEADER + deflate.compress(lines) + deflate.flush() + trailer


def _gunzipped(data: bytes) -> bytes:
    return zlib.decompress(data, 16 + zlib.MAX_WBITS)


def gzip_form(name: str) -> DumpForm:
    """A dump of JSON lines, compressed; a member of gzip is a chunk."""
    return DumpForm(name, lambda chunk: _gzip_member(chunk.lines), empty=_gzip_member(b""), lines=_gunzipped)


def _csv(chunk: ChunkRecords) -> bytes:
    return "".join(map(csv_record, chunk.records)).encode()


def _bib(chunk: ChunkRecords) -> bytes:
    # Like those below it is loaded where dumps are written, which is where records have changed.
    from feeds.exports.bibtex import bib_entry

    return "".join(map(bib_entry, chunk.records)).encode()


def _ris(chunk: ChunkRecords) -> bytes:
    from feeds.exports.ris import ris_record

    return "".join(map(ris_record, chunk.records)).encode()


def _csl(chunk: ChunkRecords) -> bytes:
    from feeds.exports.csl import csl_record

    return b",\n".join(map(csl_record, chunk.records))


FORMS = (
    DumpForm(JSON_LINES, lambda chunk: chunk.lines),
    DumpForm(
        "records.json",
        _json,
        header=b'{"schema_version":%d,"records":[\n' % SCHEMA_VERSION,
        separator=b",\n",
        footer=b"\n]}\n",
    ),
    gzip_form("records.jsonl.gz"),
    DumpForm("records.csv", _csv, header=csv_header().encode()),
    DumpForm("records.bib", _bib, footer=bib_preamble().encode()),
    DumpForm("records.ris", _ris),
    DumpForm("records.csl.json", _csl, header=b"[\n", separator=b",\n", footer=b"\n]\n"),
)
"""In this order stand a chunk's sizes in the index; records.jsonl is first."""
