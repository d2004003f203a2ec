"""Files, globs, standard input and fetched bytes -> Documents. The only module that opens the user's documents.

::

    "inbox/*.txt", "-", bytes  ->  survey (one pass: digest, size, encoding, is it text?)  ->  Document | CannotRead

A document is never held in memory here: `pieces()` opens it again, decompresses it and yields UTF-8.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import stat
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from enrich.documents.charsets import LABELS, encoding_of_script
from enrich.documents.formats import HEAD, beyond_ascii, encoding_of, format_of, may_be_western
from enrich.documents.globs import IsOwn, NoneYet, Skipped, expand, identity, nobodys, printable, why
from enrich.documents.kinds import WHOLE_LIMITS, binary_reason, packed_format
from enrich.errors import CannotRead
from enrich.options.sources import COMMAND_LINE
from enrich.record import Document, Format

PIECE = 1 << 18
"""Bytes read at a time; re-encoded as UTF-8 a piece at most triples, and so stays under 1 MiB."""
LOCAL_LIMIT = 2 << 30
"""Bytes that a compressed local file may decompress to."""
FETCHED_LIMIT = 20_000_000
"""Bytes of a fetched document, after decompression."""
STDIN = "standard input"

Opener = Callable[[], AbstractContextManager[BinaryIO]]


class _Survey(Struct, frozen=True):
    """What one pass over the bytes tells."""

    digest: str
    size: int
    head: bytes
    is_utf8: bool
    has_nul: bool
    is_western: bool
    """Whether it is not UTF-8, but may be Windows-1252."""


def read_sources(
    patterns: Iterable[str], source: str, folder: Path, stdin: BinaryIO | None = None, is_own: IsOwn = nobodys, *,
    waits: bool = False,
) -> Iterator[Document | CannotRead | Skipped | NoneYet]:  # fmt: skip
    """One Document or CannotRead for each file that a source's paths and globs name, in order, none twice.

    Relative paths are relative to `folder`; `-` is standard input; a glob that matches nothing is a CannotRead,
    or, where the source `waits` for its first document, NoneYet of an empty folder.
    A pipe or the like that only a glob matches is Skipped; what `is_own` is no document for a glob.
    """
    seen: set[object] = set()
    for pattern in patterns:
        for found in expand(pattern, folder, is_own):
            if isinstance(found, NoneYet) and not waits:
                found = found.problem
            if isinstance(found, Skipped):
                found = replace(found, name=_name(found.name, folder))
                same: set[object] = {found}
            else:
                name = _name(found, folder) if isinstance(found, str) else found.name
                same = {name, identity(folder / (found if isinstance(found, str) else name), name)}
            if same & seen:
                continue
            seen |= same
            yield _read(found, source, folder, stdin) if isinstance(found, str) else found


def _inside(folder: str) -> str:
    """A glob for files of the folder, as it would be written."""
    return f"{folder.rstrip('/')}/*.txt" if folder else "*.txt"


def read_file(path: str, source: str, folder: Path) -> Document:
    """The document at `path`; raises CannotRead."""
    name, full = _name(path, folder), folder / path
    try:
        mode = full.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CannotRead(name, f"it is a folder, not a file; name its files, for example {_inside(path)}")
        if stat.S_ISFIFO(mode):
            with full.open("rb") as pipe:
                return read_stream(pipe, name, source)
        if not stat.S_ISREG(mode):
            raise CannotRead(name, "it is a device or socket, not a file")
        return _document(partial(_open, full), name, source)
    except FileNotFoundError as error:
        remedy = (
            "correct it on the command line"
            if source == COMMAND_LINE
            else "correct the path in the settings, or remove it"
        )
        raise CannotRead(name, f"there is no such file; {remedy}") from error
    except (OSError, ValueError) as error:
        raise CannotRead(name, f"cannot be read: {why(error)}") from error


def _open(path: Path) -> BinaryIO:
    return open(path, "rb")


def read_stream(stream: BinaryIO, name: str, source: str, limit: int = LOCAL_LIMIT) -> Document:
    """A document from something that can be read only once; it is kept in a temporary file. Raises CannotRead."""
    spool = _Spool()
    total = 0
    try:
        with open(spool.path, "wb") as kept:
            while piece := stream.read(PIECE):
                total += len(piece)
                if total > limit:
                    raise CannotRead(name, f"it is longer than {limit:,} bytes")
                kept.write(piece)
    except (OSError, ValueError) as error:
        raise CannotRead(name, f"cannot be read: {why(error)}") from error
    return _document(spool.open, name, source)


def read_bytes(body: bytes, name: str, source: str, content_type: str = "") -> Document:
    """A document from what a server sent (`name` is the URL); raises CannotRead when it is not text or too long."""
    if len(body) > FETCHED_LIMIT:
        raise CannotRead(name, f"it is longer than {FETCHED_LIMIT:,} bytes")
    return _document(partial(io.BytesIO, body), name, source, content_type=content_type, limit=FETCHED_LIMIT)


def read_ids(ids: Sequence[str], source: str) -> Document:
    """A list of ids from the settings, as a document of one line for each."""
    body = "\n".join(" ".join(text.split()) for text in ids).encode("utf-8", "replace")
    digest = hashlib.sha256(body).hexdigest()
    return Document(f"ids of {source}", source, "ids", digest, len(body), partial(_chunks, body))


def _chunks(body: bytes) -> Iterator[bytes]:
    return (body[at : at + PIECE] for at in range(0, len(body), PIECE))


def _read(path: str, source: str, folder: Path, stdin: BinaryIO | None) -> Document | CannotRead:
    try:
        if path != "-":
            return read_file(path, source, folder)
        if stdin is None:
            return CannotRead(STDIN, "there is none here; name a file instead of -")
        return read_stream(stdin, STDIN, source)
    except CannotRead as problem:
        return problem


def _name(path: str, folder: Path) -> str:
    """The path as configured, relative to the folder of the settings where it is below that, with forward slashes."""
    full = Path(path)
    if full.is_absolute() and full.is_relative_to(folder.absolute()):
        path = str(full.relative_to(folder.absolute()))
    return printable(Path(os.path.normpath(path)).as_posix())


class _Spool:
    """A temporary file that lives as long as a document's `pieces` does."""

    def __init__(self) -> None:
        handle, self.path = tempfile.mkstemp(prefix="paperwire-")
        os.close(handle)
        weakref.finalize(self, Path(self.path).unlink, missing_ok=True)

    def open(self) -> BinaryIO:
        return open(self.path, "rb")


def _document(opener: Opener, name: str, source: str, *, content_type: str = "", limit: int = LOCAL_LIMIT) -> Document:
    """Survey the bytes once, and say what they are; raises CannotRead."""
    try:
        survey = _survey(_raw(opener, limit))
    except OverflowError as error:
        raise CannotRead(name, f"it decompresses to more than {limit:,} bytes") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CannotRead(name, f"its gzip compression is damaged or cut off ({error})") from error
    if form_of_bytes := packed_format(name, survey.head):
        return _packed(form_of_bytes, survey, name, source, partial(_raw, opener, limit))
    if reason := binary_reason(survey.head):
        raise CannotRead(name, reason)
    charset = content_type.partition("charset=")[2].strip(" \"';").split(";")[0]
    declared = encoding_of(survey.head, charset)
    encoding = _reading_encoding(survey, declared)
    head = codecs.getincrementaldecoder(encoding)("replace").decode(survey.head)
    form: Format = format_of(name, head, content_type)
    warnings = tuple(f"{name}: {warning}" for warning in _warnings(survey, declared, encoding, form))
    form = "text" if survey.size > WHOLE_LIMITS.get(form, survey.size) else form
    as_is = encoding == "utf-8" and survey.is_utf8 and not survey.has_nul
    pieces = partial(_raw, opener, limit) if as_is else partial(_transcoded, opener, limit, encoding)
    return Document(name, source, form, survey.digest, survey.size, pieces, warnings)


def _packed(form: Format, survey: _Survey, name: str, source: str, pieces: Callable[[], Iterator[bytes]]) -> Document:
    """A document that is not text: its bytes are kept as they are."""
    if survey.size > WHOLE_LIMITS[form]:
        raise CannotRead(name, f"its {survey.size:,} bytes are too many to read it as {form}; split it")
    return Document(name, source, form, survey.digest, survey.size, pieces)


def _reading_encoding(survey: _Survey, encoding: str) -> str:
    if encoding == "utf-8" and not survey.is_utf8 and not survey.has_nul:
        return "cp1252" if survey.is_western else encoding_of_script(survey.head) or encoding
    if encoding in {"iso8859-1", "ascii"}:
        # Browsers read both as Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
        return "utf-8" if survey.is_utf8 else "cp1252"
    return encoding


def _warnings(survey: _Survey, declared: str, encoding: str, form: Format) -> Iterator[str]:
    if encoding in {"utf-8", "utf-8-sig"} and not survey.is_utf8:
        yield "it is not valid UTF-8; the bytes that are not were replaced by U+FFFD"
    if declared == "utf-8" and encoding != declared:
        yield f"it is not valid UTF-8; it was read as {LABELS.get(encoding, 'Windows-1252')}"
    if survey.has_nul and not encoding.startswith(("utf-16", "utf-32")):
        yield "it holds NUL bytes; they were read as spaces"
    if survey.size > WHOLE_LIMITS.get(form, survey.size):
        yield f"{survey.size:,} bytes are too many to read as {form}; it was read as plain text, for ids alone"


def _raw(opener: Opener, limit: int) -> Iterator[bytes]:
    """The bytes in order, decompressed; OverflowError beyond the limit (of what was compressed)."""
    with opener() as opened:
        if opened.read(2) != b"\x1f\x8b":
            opened.seek(0)
            yield from iter(lambda: opened.read(PIECE), b"")
            return
        opened.seek(0)
        total = 0
        with gzip.GzipFile(fileobj=opened) as unzipped:
            while piece := unzipped.read(PIECE):
                total += len(piece)
                if total > limit:
                    raise OverflowError
                yield piece


def _survey(pieces: Iterator[bytes]) -> _Survey:
    digest, head, size = hashlib.sha256(), b"", 0
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    has_nul, may_be, high, tail = False, True, 0, b""
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        head += piece[: max(0, HEAD - len(head))]
        has_nul = has_nul or b"\0" in piece
        decoder = _still_valid(decoder, piece)
        may_be = may_be and may_be_western(tail + piece)
        high += beyond_ascii(piece) if may_be else 0
        tail = piece[-3:]
    decoder = _still_valid(decoder, b"", final=True)
    is_western = decoder is None and may_be and not has_nul and high * 4 <= size
    return _Survey(digest.hexdigest(), size, head, decoder is not None, has_nul, is_western)


def _still_valid(
    decoder: codecs.IncrementalDecoder | None, piece: bytes, final: bool = False
) -> codecs.IncrementalDecoder | None:
    try:
        if decoder is not None:
            decoder.decode(piece, final)
    except UnicodeDecodeError:
        return None
    return decoder


def _transcoded(opener: Opener, limit: int, encoding: str) -> Iterator[bytes]:
    """The same as UTF-8, without a mark, with NULs as spaces and U+FFFD for what cannot be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in _raw(opener, limit):
        yield decoder.decode(piece).replace("\0", " ").encode("utf-8", "replace")
    yield decoder.decode(b"", True).replace("\0", " ").encode("utf-8", "replace")


def whole_bytes(document: Document) -> bytes:
    """All of a document's bytes; for documents that are known to be small enough."""
    return b"".join(document.pieces())


def whole_text(document: Document) -> str:
    """All of a document's text; for documents that are known to be small enough."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return "".join(decoder.decode(piece) for piece in document.pieces()) + decoder.decode(b"", True)
