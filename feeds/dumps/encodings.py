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
    """The records of one chunk, in the shapes that the forms need which it is made for."""

    lines: bytes
    """Its part of records.jsonl."""
    records: tuple[dict[str, Any], ...] = ()
    """What the lines say, unless no form needs it."""
    encoded: tuple[tuple[bytes, ...], ...] = ()
    """Each record in all forms that are made of single records, where somebody did that already."""


class DumpForm(Struct, frozen=True):
    """One full dump."""

    name: str
    of_lines: Callable[[bytes], bytes] | None = None
    """A chunk's bytes, of its lines."""
    of_record: Callable[[dict[str, Any]], bytes] | None = None
    """A record's bytes, in a form whose chunks are these one after another, with a separator between."""
    header: bytes = b""
    separator: bytes = b""
    footer: bytes = b""
    empty: bytes = b""
    """What it holds in place of chunks when there are no records."""
    lines: Callable[[bytes], bytes] = lambda data: data
    """The JSON lines of an encoded chunk, of a form that keeps them; may raise zlib.error."""


def batch(entries: Sequence[DumpRecord], forms: Sequence[DumpForm]) -> ChunkRecords:
    """Entries of one chunk -> what these forms need."""
    lines = b"".join(entry.line + b"\n" for entry in entries)
    if all(form.of_record is None for form in forms):
        return ChunkRecords(lines)
    if all(entry.forms for entry in entries):
        return ChunkRecords(lines, encoded=tuple(entry.forms for entry in entries))
    return ChunkRecords(lines, tuple(entry.record or msgspec.json.decode(entry.line) for entry in entries))


def chunk_bytes(form: DumpForm, chunk: ChunkRecords) -> bytes:
    """A chunk in a form."""
    if form.of_lines is not None:
        return form.of_lines(chunk.lines)
    assert form.of_record is not None
    if chunk.encoded:
        place = _ENCODERS.index(form.of_record)
        return form.separator.join(one[place] for one in chunk.encoded)
    return form.separator.join(map(form.of_record, chunk.records))


def record_forms(record: dict[str, Any]) -> tuple[bytes, ...]:
    """A record in every form that is made of single records."""
    return tuple(encode(record) for encode in _ENCODERS)


def _json(lines: bytes) -> bytes:
    return lines[:-1].replace(b"\n", b",\n")


def _gzip_member(lines: bytes) -> bytes:
    deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<LL", zlib.crc32(lines), len(lines) & 0xFFFFFFFF)
    return _MEMBER_HEADER + deflate.compress(lines) + deflate.flush() + trailer


def _gunzipped(data: bytes) -> bytes:
    return zlib.decompress(data, 16 + zlib.MAX_WBITS)


def gzip_form(name: str) -> DumpForm:
    """A dump of JSON lines, compressed; a member of gzip is a chunk."""
    return DumpForm(name, _gzip_member, empty=_gzip_member(b""), lines=_gunzipped)


def _csv(record: dict[str, Any]) -> bytes:
    return csv_record(record).encode()


def _bib(record: dict[str, Any]) -> bytes:
    # Like those below it is loaded where dumps are written, which is where records have changed.
    from feeds.exports.bibtex import bib_entry

    return bib_entry(record).encode()


def _ris(record: dict[str, Any]) -> bytes:
    from feeds.exports.ris import ris_record

    return ris_record(record).encode()


def _csl(record: dict[str, Any]) -> bytes:
    from feeds.exports.csl import csl_record

    return csl_record(record)


FORMS = (
    DumpForm(JSON_LINES, bytes),
    DumpForm(
        "records.json",
        _json,
        header=b'{"schema_version":%d,"records":[\n' % SCHEMA_VERSION,
        separator=b",\n",
        footer=b"\n]}\n",
    ),
    gzip_form("records.jsonl.gz"),
    DumpForm("records.csv", of_record=_csv, header=csv_header().encode()),
    DumpForm("records.bib", of_record=_bib, footer=bib_preamble().encode()),
    DumpForm("records.ris", of_record=_ris),
    DumpForm("records.csl.json", of_record=_csl, header=b"[\n", separator=b",\n", footer=b"\n]\n"),
)
"""In this order stand a chunk's sizes in the index; records.jsonl is first."""
_ENCODERS = tuple(form.of_record for form in FORMS if form.of_record is not None)
"""Of the forms that are made of single records, which takes longest."""
