"""Files that are not text: which are documents, and why the others are not; how large a document may be. Pure: the caller reads the bytes."""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath
from typing import get_args

from enrich.documents.formats import unmarked_utf16
from enrich.errors import CannotRead
from enrich.record import Document, Format, Packed

PACKED: frozenset[Format] = frozenset(get_args(Packed))
WHOLE_LIMITS: dict[Format, int] = {
    "json": 64_000_000,
    "mail": 64_000_000,
    "notebook": 64_000_000,
    "calendar": 20_000_000,
    "code": 4_000_000,
    "xml": 20_000_000,
    "ris": 20_000_000,
    "yaml": 20_000_000,
    "toml": 20_000_000,
    "bib": 20_000_000,
    "html": 20_000_000,
    "latex": 8_000_000,
    "rst": 2_000_000,
    "org": 4_000_000,
    "mediawiki": 4_000_000,
    "typst": 4_000_000,
    "asciidoc": 4_000_000,
    "pdf": 100_000_000,
    "docx": 50_000_000,
    "odt": 50_000_000,
    "epub": 50_000_000,
    "feed": 20_000_000,
    "opml": 20_000_000,
}
"""Bytes up to which a format that must be parsed as a whole is; larger ones are read as plain text."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r\b\x1a\x1b"})
_ZIP = b"PK\x03\x04"
_TYPES: dict[bytes, Packed] = {
    b"mimetypeapplication/epub+zip": "epub",
    b"mimetypeapplication/vnd.oasis.opendocument.text": "odt",
}
"""How the first member of an archive tells what it is (OCF 4.3, OpenDocument 1.3, part 2, 3.3)."""
_SUFFIXES: dict[str, Packed] = {".docx": "docx", ".docm": "docx", ".odt": "odt", ".epub": "epub"}
_OTHER_ARCHIVES = (
    (b"xl/", "it is a spreadsheet; save it as CSV"),
    (b"ppt/", "it is a presentation; save it as PDF"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "it is a spreadsheet; save it as CSV"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "it is an OpenDocument file without text; save it as PDF"),
    (b"", "it is an archive (zip); unpack it, and name the files in it"),
)
_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old Office, or an encrypted one; save it as .docx or PDF, without a password"),
    (b"\x89PNG", "a picture (PNG); recognise its text first (OCR)"),
    (b"\xff\xd8\xff", "a picture (JPEG); recognise its text first (OCR)"),
    (b"GIF8", "a picture (GIF); recognise its text first (OCR)"),
    (b"II*\0", "a picture (TIFF); recognise its text first (OCR)"),
    (b"MM\0*", "a picture (TIFF); recognise its text first (OCR)"),
    (b"AT&TFORM", "a scanned document (DjVu); recognise its text first (OCR)"),
    (b"\x7fELF", "a program"),
    (b"7z\xbc\xaf", "an archive (7z); unpack it, and name the files in it"),
    (b"Rar!", "an archive (RAR); unpack it, and name the files in it"),
    (b"BZh", "compressed by bzip2; decompress it, or use gzip"),
    (b"\xfd7zXZ", "compressed by xz; decompress it, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd; decompress it, or use gzip"),
    (b"SQLite format 3\0", "a database (SQLite)"),
)  # fmt: skip


def packed_format(name: str, head: bytes) -> Packed | None:
    """The format of a document that is not text, by its first bytes, or an archive's members, or else its name."""
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if not head.startswith(_ZIP):
        return None
    if named := next((form for mark, form in _TYPES.items() if mark in head[:200]), None):
        return named
    if b"word/document.xml" in head or b"word/_rels/" in head:
        return "docx"
    return _SUFFIXES.get(PurePosixPath(name.split("?")[0]).suffix.lower()) if b"mimetype" not in head[:200] else None


def binary_reason(head: bytes) -> str | None:
    """Why these first bytes are not a text's, and what can be done; None when they may be."""
    if any(head.startswith(mark) for mark in _MARKS):
        return None
    if head.startswith(_ZIP):
        advice = next(advice for mark, advice in _OTHER_ARCHIVES if mark in head)
        return f"it is not text: {advice}"
    if kind := next((kind for magic, kind in _KINDS if head.startswith(magic)), None):
        return f"it is not text: it is {kind}"
    if unmarked_utf16(head):
        return None
    if b"\0" in head[:8192]:
        return "it is not text (it holds NUL bytes)"
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > 8 and controls > len(head) // 50:
        return "it is not text (it is full of control characters)"
    return None


LONG = 2_000
"""Bytes from which a document that mentions nothing is said to be odd."""


def nothing_in(document: Document) -> CannotRead | None:
    """What is reported about a document that mentions nothing although it is long."""
    if document.size < LONG or document.format in {"feed", "opml", "ids"}:
        return None
    problem = f"nothing was found in its {document.size:,} bytes, read as {document.format}: no id, and no title in a list, table or reference"
    return CannotRead(document.name, f"{problem}; if it names papers, save it in another format")
