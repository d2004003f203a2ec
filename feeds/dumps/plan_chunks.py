"""Decides which parts of the published dumps stay and which are encoded again.

A piece is a span of published chunks, to be copied, or the entries of one new chunk. Pieces come in the order of ids.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from feeds.dumps.changes import Moments, OldRow, compare
from feeds.dumps.chunk_index import DIGEST, LAYOUT, Chunk, DumpIndex, DumpRecord, Span, affected, cut, digest, offsets
from feeds.dumps.dump_files import Altered, is_untouched, read_part
from feeds.dumps.encodings import FORMS, JSON_LINES

Piece = Span | list[DumpRecord]
Note = Callable[[bytes, str], None]
"""Takes a line of the changes file and the time of the change."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The records to dump."""

    ids: Callable[[], Iterable[str]]
    """The ids of all published records, in any order."""
    entries: Callable[[Sequence[str]], Iterable[DumpRecord]]
    """For these ids, in any order; one that is not published has none."""


class PublishedDumps:
    """The dumps as they were published last.

    `trusted`: a file whose size and time are right is as it was written. Otherwise its bytes are looked at, and nothing
    is copied from it.
    """

    def __init__(self, index: DumpIndex | None, folder: Path, *, trusted: bool = True) -> None:
        self.index = index or DumpIndex(LAYOUT)
        self.folder = folder
        whole = {form.name for form in FORMS if self._is_ours(form.name)}
        self.trusted = trusted
        self.can_be_copied = trusted and self.index.layout == LAYOUT and len(whole) == len(FORMS)
        self._can_be_read = JSON_LINES in whole
        self._offsets = offsets(self.index.chunks, 0, 0, 0)
        self._read: tuple[int, list[bytes]] = (-1, [])

    def lines(self, place: int) -> list[bytes]:
        """The lines of one chunk, without line ends; none when records.jsonl is no longer ours."""
        if not self._can_be_read:
            return []
        if self._read[0] != place:
            start, end = self._offsets[place], self._offsets[place + 1]
            text = read_part(self.folder / JSON_LINES, start, end - start)
            self._read = (place, text.split(b"\n")[:-1])
        return self._read[1]

    def entries(self, place: int) -> list[DumpRecord]:
        """The records of one chunk, to be encoded again; raises Altered when a line is not as it was written."""
        rows, lines = list(self.index.chunks[place].rows()), self.lines(place)
        if [its for _, its in rows] != [digest(line) for line in lines]:
            raise Altered(f"{self.folder / JSON_LINES}: its bytes are not those that were written; publish again")
        return [DumpRecord(paper, line, its) for (paper, its), line in zip(rows, lines, strict=True)]

    def rows(self, span: Span) -> Iterator[OldRow]:
        """The records of some chunks, each with a function that reads its line when it is needed."""
        for place in range(span.first, span.last):
            for row, (paper, its) in enumerate(self.index.chunks[place].rows()):
                yield paper, its, partial(self._line, place, row, its)

    def digest_of(self, paper: str) -> bytes | None:
        """The digest of one record as published; None when it is not."""
        place = place_of(self.index.chunks, paper)
        if place is None:
            return None
        chunk = self.index.chunks[place]
        row = bisect_left(chunk.ids, paper)
        if row == len(chunk.ids) or chunk.ids[row] != paper:
            return None
        return chunk.digests[row * DIGEST : (row + 1) * DIGEST]

    def _line(self, place: int, row: int, its: bytes) -> bytes | None:
        """One line; None when it is lost or another."""
        lines = self.lines(place)
        return lines[row] if row < len(lines) and digest(lines[row]) == its else None

    def _is_ours(self, name: str) -> bool:
        file = self.index.file(name)
        return file is not None and is_untouched(self.folder, file)


def place_of(chunks: Sequence[Chunk], paper: str) -> int | None:
    """The chunk in which a record stands, or would stand."""
    return max(bisect_right(chunks, paper, key=lambda chunk: chunk.ids[0]) - 1, 0) if chunks else None


def all_anew(published: PublishedDumps, entries: Iterable[DumpRecord], moments: Moments, note: Note) -> Iterator[Piece]:
    """Every record is looked at; chunks that turn out to be as published are copied if they can be."""
    chunks = published.index.chunks
    before = published.rows(Span(0, len(chunks)))
    by_first = {chunk.ids[0]: place for place, chunk in enumerate(chunks)} if published.can_be_copied else {}
    for group in cut(compare(before, entries, moments, note)):
        place = by_first.get(group[0].id)
        if place is not None and _is_same(chunks[place], group):
            yield Span(place, place + 1)
        else:
            yield group


def patched(
    published: PublishedDumps, touched: Mapping[str, DumpRecord | None], moments: Moments, note: Note
) -> Iterator[Piece]:
    """Only chunks that hold a touched record are rebuilt; None stands for a record that no longer exists."""
    chunks = published.index.chunks
    done = 0
    for span in affected(chunks, touched, [paper for paper, entry in touched.items() if entry is None]):
        if span.first > done:
            yield Span(done, span.first)
        entries = _region(published, span, touched)
        yield from cut(compare(published.rows(span), entries, moments, note))
        done = span.last
    if done < len(chunks):
        yield Span(done, len(chunks))


def differing(
    published: PublishedDumps, touched: Iterable[str], entries: Iterable[DumpRecord]
) -> dict[str, DumpRecord | None]:
    """The touched records that are not as published."""
    now: dict[str, DumpRecord | None] = dict.fromkeys(touched)
    now |= {entry.id: entry for entry in entries}
    return {paper: entry for paper, entry in now.items() if published.digest_of(paper) != (entry and entry.digest)}


def _region(published: PublishedDumps, span: Span, touched: Mapping[str, DumpRecord | None]) -> Iterator[DumpRecord]:
    """The records of some chunks as they are now."""
    chunks = published.index.chunks
    now: dict[str, DumpRecord | None] = {}
    for place in range(span.first, span.last):
        now |= {entry.id: entry for entry in published.entries(place)}
    for paper, entry in touched.items():
        if not chunks or span.first <= (place_of(chunks, paper) or 0) < span.last:
            now[paper] = entry
    return (entry for _paper, entry in sorted(now.items()) if entry is not None)


def _is_same(chunk: Chunk, group: Sequence[DumpRecord]) -> bool:
    return chunk.ids == tuple(entry.id for entry in group) and chunk.digests == b"".join(e.digest for e in group)
