"""Stages the files of the months that a change touches: JSON lines of gzip, and Parquet where it is asked for.

A month is the one in which a paper was first published, by its record, in UTC. Within it records are by id.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import msgspec

from feeds.dumps.chunk_index import Chunk, DumpFile, DumpRecord, cut
from feeds.dumps.dump_files import is_untouched, is_whole
from feeds.dumps.monthly.as_parquet import stage_parquet
from feeds.dumps.monthly.months import PublishedMonths, lines_name, parquet_name
from feeds.dumps.plan_chunks import Corpus, Piece, PublishedDumps, all_anew, patched
from feeds.dumps.write_chunks import write_set

_PORTION = 256
"""Records asked from the store at a time."""
_ROW = 20
"""Bits of a record's place that tell the row in its chunk."""


class _Dated(msgspec.Struct):
    published: str


class MonthWriter:
    """What is staged of months, and what of them stays."""

    def __init__(self, before: PublishedMonths, staging: Path, *, parquet: bool, trusted: bool) -> None:
        self._before = before
        self._staging = staging
        self._parquet = parquet
        self._is_as_written = is_untouched if trusted else is_whole
        self.files: list[DumpFile] = []
        """Of every month, as the manifest is to have them."""
        self.chunks: dict[DumpFile, tuple[Chunk, ...]] = {}
        """Of what is staged."""

    def patch(self, now: Mapping[str, DumpRecord | None], corpus: Corpus) -> None:
        """Write the months that have a record in them which differs; None stands for one that no longer exists.

        Months whose files are not as they were written are made again, too.
        """
        by_month: dict[str, dict[str, DumpRecord | None]] = defaultdict(dict)
        for paper, entry in now.items():
            before, after = self._before.month_of(paper), entry and month_of(entry.line)
            if before and before != after:
                by_month[before][paper] = None
            if after:
                by_month[after][paper] = entry
        for month in sorted({*self._before.months, *by_month}):
            its = by_month.get(month, {})
            if not its and self._stays(month):
                continue
            dumps = self._before.of(month)
            if dumps.can_be_copied or not dumps.index.chunks:
                self._write(month, patched(dumps, its))
            else:
                ids = {paper for chunk in dumps.index.chunks for paper in chunk.ids}
                entries = _asked(corpus, ids - its.keys())
                self._write(month, cut(sorted([*entries, *filter(None, its.values())], key=lambda entry: entry.id)))

    def anew(self, full: PublishedDumps) -> None:
        """Look at all records, as full dumps have them now; months that turn out to be as published stay."""
        places: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        for place in range(len(full.index.chunks)):
            for row, line in enumerate(full.lines(place)):
                places[month_of(line)].append(place << _ROW | row)
        for month in sorted(places):
            self._write(month, all_anew(self._before.of(month), _picked(full, places[month])))

    def _stays(self, month: str) -> bool:
        """Keep the files of a month if they are as they were written."""
        names = [lines_name(month), *([parquet_name(month)] if self._parquet else [])]
        files = [file for file in map(self._before.file, names) if file is not None]
        if len(files) < len(names) or not all(self._is_as_written(self._before.folder, file) for file in files):
            return False
        self.files += files
        return True

    def _write(self, month: str, pieces: Iterable[Piece]) -> None:
        (file,), chunks = write_set(self._staging, self._before.of(month), pieces)
        staged = self._staging / file.name
        if not chunks:
            staged.unlink()
            return
        self.files.append(file)
        self.chunks[file] = chunks
        if self._parquet:
            self.files.append(stage_parquet(self._staging, parquet_name(month), staged))


def month_of(line: bytes) -> str:
    """The month, as in 2025-07, of a record's line."""
    return msgspec.json.decode(line, type=_Dated).published[:7]


def _asked(corpus: Corpus, papers: Collection[str]) -> Iterator[DumpRecord]:
    ids = sorted(papers)
    for start in range(0, len(ids), _PORTION):
        yield from corpus.entries(ids[start : start + _PORTION])


def _picked(full: PublishedDumps, places: Iterable[int]) -> Iterator[DumpRecord]:
    """The records at these places, which ascend."""
    for place, found in groupby(places, key=lambda where: where >> _ROW):
        entries = full.entries(place)
        yield from (entries[where & (1 << _ROW) - 1] for where in found)
