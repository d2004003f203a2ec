"""Reads a bulk metadata file once, from its beginning to its end, and fills the index of it.

Nothing in the file can stop it: lines that are not a whole record are counted, a file that ends early counts as far
as it goes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO

import msgspec
from msgspec import Struct, field

from enrich.errors import CannotRead
from enrich.machine.open_files import read_at
from enrich.snapshot.rows import TOO_LONG, BadLine, heading
from enrich.snapshot.snapshot_index import IndexedRecord, IndexWriter
from enrich.snapshot.title_search import plain_title, title_number

FORMAT = "1"
"""The version of the index; another one makes old indexes stale."""
BLOCK = 16 << 10
"""Bytes of text in a block: small enough that one line costs little, large enough to compress."""
EXAMPLES = 20
"""Bad lines that are described; all are counted."""
HEAD = 64 << 10
BATCH = 5000
Progress = Callable[[int, int], None]
"""Called with how many bytes of the file were read, and how many it has."""


class _Tally(Struct):
    """What was found while the file was read."""

    lines: int = 0
    bad: int = 0
    examples: list[str] = field(default_factory=list)

    def reject(self, reason: str) -> None:
        self.bad += 1
        self.note(f"line {self.lines}: {reason}")

    def note(self, problem: str) -> None:
        if len(self.examples) < EXAMPLES:
            self.examples.append(problem)


def mark_of(name: str, file: IO[bytes]) -> str:
    """What distinguishes this file, read by this program, from another: size, time, both ends, the form of titles.

    Raises CannotRead when the file cannot be read.
    """
    try:
        about = os.fstat(file.fileno())
        ends = read_at(file.fileno(), HEAD, 0) + read_at(file.fileno(), HEAD, max(0, about.st_size - HEAD))
    except OSError as problem:
        raise CannotRead(name, f"the snapshot cannot be read ({problem.strerror})") from problem
    titles = plain_title(r"The  {\'E}t\^ale $\alpha$-Case: Self-attention & Beyond?")
    return f"{FORMAT} {about.st_size} {about.st_mtime_ns} {hashlib.sha256(ends).hexdigest()} {titles}"


def fill(writer: IndexWriter, name: str, file: IO[bytes], mark: str, progress: Progress | None) -> None:
    """Write the index of an open snapshot; raises CannotRead when no line of it is a record."""
    tally = _Tally()
    zipped = read_at(file.fileno(), 2, 0) == b"\x1f\x8b"
    size = os.fstat(file.fileno()).st_size
    lines = _lines(file, zipped, tally)
    if zipped:
        lines = _kept(writer, lines)
    headings = _headings(lines, tally)
    while batch := list(islice(headings, BATCH)):
        writer.add(batch)
        if progress is not None:
            progress(min(size, file.tell()), size)
    examples = msgspec.json.encode(tally.examples).decode()
    counts = {"lines": str(tally.lines), "bad": str(tally.bad), "examples": examples, "zipped": str(int(zipped))}
    if not writer.finish({"mark": mark, **counts}):
        why = f"its first problem: {tally.examples[0]}" if tally.examples else "it is empty"
        raise CannotRead(name, f"no record of arXiv's metadata snapshot is in it ({why}); see [arxiv] snapshot")


def _lines(file: IO[bytes], zipped: bool, tally: _Tally) -> Iterator[tuple[int, bytes]]:
    """(offset, line) of each line that is not blank; of an overlong one the beginning only."""
    file.seek(0)
    opened = gzip.GzipFile(fileobj=file) if zipped else file
    start = 0
    try:
        while line := opened.readline(TOO_LONG):
            length = len(line)
            while not line.endswith(b"\n") and (rest := opened.readline(TOO_LONG)):
                length += len(rest)
                line = line[:1000] + b"... (too long)\n" if rest.endswith(b"\n") else line[:1000]
            tally.lines += 1
            if not line.isspace():
                yield start, line
            start += length
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        tally.note(f"after line {tally.lines}: the file ends early or is damaged ({problem}); fetch it again")


def _headings(lines: Iterable[tuple[int, bytes]], tally: _Tally) -> Iterator[IndexedRecord]:
    for start, line in lines:
        shift = 3 if line.startswith(b"\xef\xbb\xbf") else 0
        try:
            head = heading(line[shift:])
        except BadLine as bad:
            tally.reject(str(bad))
            continue
        title = plain_title(head.title)
        yield IndexedRecord(head.id, start + shift, len(line) - shift, head.version, title_number(title), title)


def _kept(writer: IndexWriter, lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """The same lines; their text goes into the index on the way."""
    block: list[bytes] = []
    begin = end = 0
    for start, line in lines:
        if block and (start != end or end - begin >= BLOCK):
            writer.add_block(begin, b"".join(block))
            block = []
        begin = begin if block else start
        block.append(line)
        end = start + len(line)
        yield start, line
    if block:
        writer.add_block(begin, b"".join(block))
