"""Decides which parts of the published dumps stay and which are encoded again.

A piece is a span of published chunks, to be copied, or the entries of one new chunk. Pieces come in the order of ids.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from feeds.dumps.changes import OldRow
from feeds.dumps.chunk_index import DIGEST, LAYOUT, Chunk, DumpIndex, DumpRecord, Span, affected, cut, digest, offsets
from feeds.dumps.dump_files import Altered, is_untouched, read_part
from feeds.dumps.encodings import FORMS, DumpForm

Piece = Span | list[DumpRecord]


class Corpus(Struct, frozen=True):
    """The records to dump."""

    ids: Callable[[], Iterable[str]]
    """The ids of all published records, in any order."""
    entries: Callable[[Sequence[str]], Iterable[DumpRecord]]
    """For these ids, in any order; one that is not published has none."""
    portions: Callable[[Collection[Sequence[str]], bool], Iterator[Sequence[DumpRecord]]] | None = None
    """The same for one portion of ids after another, perhaps made in several processes; in the forms of single records as
    well when that is wanted."""


class RecordsBefore(Protocol):
    """What was published of each record, with which records as they are now are compared."""

    def every_row(self) -> Iterator[OldRow]:
        """All records, in the order of their ids."""

    def row_of(self, paper: str) -> OldRow | None:
        """One record as published; None when it is not."""


class PublishedDumps:
    """The dumps of some forms as they were published last; the first form keeps the JSON lines.

    `trusted`: a file whose size and time are right is as it was written. Otherwise its bytes are looked at, and nothing
    is copied from it.
    """

    def __init__(
        self, index: DumpIndex | None, folder: Path, *, trusted: bool = True, forms: Sequence[DumpForm] = FORMS
    ) -> None:
        self.index = index or DumpIndex(LAYOUT)
        self.folder = folder
        self.forms = forms
        whole = {form.name for form in forms if self._is_ours(form.name)}
        self.trusted = trusted
        self.can_be_copied = trusted and self.index.layout == LAYOUT and len(whole) == len(forms)
        self._can_be_read = forms[0].name in whole
        self._offsets = offsets(self.index.chunks, 0, 0, 0)
        self._read: tuple[int, list[bytes]] = (-1, [])

    def lines(self, place: int) -> list[bytes]:
        """The lines of one chunk, without line ends; none when the file is no longer ours. Raises Altered."""
        if not self._can_be_read:
            return []
        if self._read[0] != place:
            start, end = self._offsets[place], self._offsets[place + 1]
            data = read_part(self.folder / self.forms[0].name, start, end - start)
            try:
                self._read = (place, self.forms[0].lines(data).split(b"\n")[:-1])
            except zlib.error as error:
                raise self._altered() from error
        return self._read[1]

    def entries(self, place: int) -> list[DumpRecord]:
        """The records of one chunk, to be encoded again; raises Altered when a line is not as it was written."""
        rows, lines = list(self.index.chunks[place].rows()), self.lines(place)
        if [its for _, its in rows] != [digest(line) for line in lines]:
            raise self._altered()
        return [DumpRecord(paper, line, its) for (paper, its), line in zip(rows, lines, strict=True)]

    def rows(self, span: Span) -> Iterator[OldRow]:
        """The records of some chunks, each with a function that reads its line when it is needed."""
        for place in range(span.first, span.last):
            for row, (paper, its) in enumerate(self.index.chunks[place].rows()):
                yield paper, its, partial(self._line, place, row, its)

    def every_row(self) -> Iterator[OldRow]:
        """All records, in the order of their ids."""
        return self.rows(Span(0, len(self.index.chunks)))

    def row_of(self, paper: str) -> OldRow | None:
        """One record as published; None when it is not."""
        place = place_of(self.index.chunks, paper)
        if place is None:
            return None
        chunk = self.index.chunks[place]
        row = bisect_left(chunk.ids, paper)
        if row == len(chunk.ids) or chunk.ids[row] != paper:
            return None
        its = chunk.digests[row * DIGEST : (row + 1) * DIGEST]
        return paper, its, partial(self._line, place, row, its)

    def _altered(self) -> Altered:
        path = self.folder / self.forms[0].name
        return Altered(f"{path}: its bytes are not those that were written; publish again")

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


def all_anew(published: PublishedDumps, entries: Iterable[DumpRecord]) -> Iterator[Piece]:
    """Every record is looked at; chunks that turn out to be as published are copied if they can be."""
    chunks = published.index.chunks
    by_first = {chunk.ids[0]: place for place, chunk in enumerate(chunks)} if published.can_be_copied else {}
    for group in cut(entries):
        place = by_first.get(group[0].id)
        if place is not None and _is_same(chunks[place], group):
            yield Span(place, place + 1)
        else:
            yield group


def patched(published: PublishedDumps, touched: Mapping[str, DumpRecord | None]) -> Iterator[Piece]:
    """Only chunks that hold a touched record are rebuilt; None stands for a record that no longer exists."""
    chunks = published.index.chunks
    done = 0
    for span in affected(chunks, touched, [paper for paper, entry in touched.items() if entry is None]):
        if span.first > done:
            yield Span(done, span.first)
        yield from cut(_region(published, span, touched))
        done = span.last
    if done < len(chunks):
        yield Span(done, len(chunks))


def differing(
    before: RecordsBefore, touched: Iterable[str], entries: Iterable[DumpRecord]
) -> dict[str, DumpRecord | None]:
    """The touched records that are not as published, in the order of their ids."""
    now: dict[str, DumpRecord | None] = dict.fromkeys(sorted(touched))
    now |= {entry.id: entry for entry in entries}
    olds = {paper: before.row_of(paper) for paper in now}
    return {
        paper: entry for paper, entry in now.items() if ((old := olds[paper]) and old[1]) != (entry and entry.digest)
    }


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
