"""The records of each month as they were published last: which month has a record, and its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge
from pathlib import Path

from feeds.dumps.changes import OldRow
from feeds.dumps.chunk_index import LAYOUT, Chunk, DumpFile, DumpIndex
from feeds.dumps.dump_files import is_untouched
from feeds.dumps.encodings import gzip_form
from feeds.dumps.manifest import month_in
from feeds.dumps.monthly.saved_chunks import has_chunks, load_chunks, recovered_chunks
from feeds.dumps.plan_chunks import PublishedDumps

_OF_MONTH = re.compile(r"(\d\d)(\d\d)\.\d", re.ASCII)


def lines_name(month: str) -> str:
    """The file with the records of a month as gzipped JSON lines."""
    return f"records/{month}.jsonl.gz"


def parquet_name(month: str) -> str:
    """The same as Parquet."""
    return f"records/{month}.parquet"


class PublishedMonths:
    """What is published by months; nothing of a month is read before it is asked for."""

    def __init__(self, index: DumpIndex | None, folder: Path, kept: Path | None, *, trusted: bool = True) -> None:
        """`kept` is the folder with the chunks of dumps; what is not `trusted` is never copied."""
        self.folder = folder
        self._trusted = trusted
        self._kept = kept
        self._layout = index.layout if index else LAYOUT
        self._by_name = {file.name: file for file in index.files} if index else {}
        names = {month for name in self._by_name if (month := month_in(name)) and lines_name(month) in self._by_name}
        self.months = sorted(names)
        self._open: dict[str, PublishedDumps] = {}
        self._month_of: dict[str, str] | None = None

    @property
    def records(self) -> int:
        """How many there are in all months."""
        return sum(self._by_name[lines_name(month)].records for month in self.months)

    @property
    def known(self) -> bool:
        """Whether every record in them is known."""
        files = [self._by_name[lines_name(month)] for month in self.months]
        return bool(files) and all(
            (self._kept is not None and has_chunks(self._kept, file)) or is_untouched(self.folder, file)
            for file in files
        )

    def file(self, name: str) -> DumpFile | None:
        return self._by_name.get(name)

    def of(self, month: str) -> PublishedDumps:
        """The records of one month; there may be none yet."""
        if month not in self._open:
            file = self._by_name.get(lines_name(month))
            index = DumpIndex(self._layout, self._chunks(file), (file,)) if file else None
            forms = (gzip_form(lines_name(month)),)
            self._open[month] = PublishedDumps(index, self.folder, trusted=self._trusted, forms=forms)
        return self._open[month]

    def month_of(self, paper: str) -> str | None:
        """The month that a record is in; None when it is in none. An id of arXiv's says where to look first."""
        found = _OF_MONTH.match(paper)
        likely = f"20{found[1]}-{found[2]}" if found else ""
        if likely in self.months and self.of(likely).row_of(paper):
            return likely
        if self._month_of is None:
            every = ((month, chunk) for month in self.months for chunk in self.of(month).index.chunks)
            self._month_of = {paper: month for month, chunk in every for paper in chunk.ids}
        return self._month_of.get(paper)

    def row_of(self, paper: str) -> OldRow | None:
        """One record as published; None when it is not."""
        month = self.month_of(paper)
        return self.of(month).row_of(paper) if month else None

    def every_row(self) -> Iterator[OldRow]:
        """All records, in the order of their ids."""
        return merge(*(self.of(month).every_row() for month in self.months), key=lambda row: row[0])

    def _chunks(self, file: DumpFile) -> tuple[Chunk, ...]:
        chunks = load_chunks(self._kept, file) if self._kept is not None else None
        return chunks or recovered_chunks(self.folder, file) or ()
