"""arXiv's bulk metadata file (the public snapshot: a JSON object a line, plain or gzip) -> Records, without a network.

::

    file --read once--> index (enrich/snapshot/snapshot_index.py) --id, title--> place in the file --> line --> Record

The file (5 GB, 3 million lines) is streamed and never loaded. Lines that are not a whole record are counted and
reported, and the others count. The index is made again whenever the file is another one.

A gzip file has no places to jump to: finding a line means unpacking all before it. Saving the state of the
unpacking here and there would need what Python's zlib does not offer, so the index keeps the text itself, in
blocks of a few lines, compressed again. That costs about the size of the .gz once more; a plain file needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from enrich.arxiv.raw_record import record
from enrich.errors import BadStore, CannotRead
from enrich.machine.open_files import read_at
from enrich.record import Record
from enrich.snapshot.build_index import Progress, fill, mark_of
from enrich.snapshot.rows import raw, title_of
from enrich.snapshot.snapshot_index import IndexWriter, RecordPlace, SnapshotIndex, building
from enrich.snapshot.title_search import search
from enrich.titles.decide import Candidate


class Snapshot:
    """An indexed snapshot; `open_snapshot` makes one."""

    def __init__(self, name: str, file: IO[bytes], index: SnapshotIndex) -> None:
        self._name = name
        self._file = file
        self._index = index
        self._zipped = index.meta["zipped"] == "1"
        self._block = (0, b"")
        self.papers = int(index.meta["papers"])
        self.lines = int(index.meta["lines"])
        self.bad_lines = int(index.meta["bad"])
        self.problems: tuple[str, ...] = msgspec.json.decode(index.meta["examples"], type=tuple[str, ...])
        """The first of the lines that are not a whole record, each with the reason."""

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._index.close()
        self._file.close()

    def has(self, paper: str) -> bool:
        return self.version(paper) is not None

    def version(self, paper: str) -> int | None:
        """The newest version that the snapshot knows of, or None when it lacks the paper."""
        places = self._index.places([paper])
        return places[0].version if places else None

    def by_ids(self, ids: Iterable[str], when: datetime) -> Iterator[Record]:
        """The records that the snapshot has, in the order of the file (in portions of 20,000 ids).

        A line that turns out not to make a complete record is passed over: the paper stays to be asked for.
        """
        source = iter(ids)
        while portion := tuple(dict.fromkeys(islice(source, 20_000))):
            for place in self._index.places(portion):
                found = self._record(place, when)
                if found is not None:
                    yield found

    def candidates(self, title: str, limit: int = 20) -> tuple[Candidate, ...]:
        """Papers whose title may be the one meant, the most alike first; `enrich.titles.decide.decide` chooses."""
        when = datetime.fromtimestamp(0, UTC)
        found = (self._record(place, when) for place in search(self._index, self._title, title, limit))
        return tuple(_candidate(each) for each in found if each is not None)

    def _record(self, place: RecordPlace, when: datetime) -> Record | None:
        try:
            found = record(raw(self._line(place)), "snapshot", when)
        except ValueError:
            return None
        return found if found.id == place.id else None

    def _title(self, place: RecordPlace) -> str:
        return title_of(self._line(place))

    def _line(self, place: RecordPlace) -> bytes:
        if not self._zipped:
            return read_at(self._file.fileno(), place.length, place.start)
        start, text = self._block
        if not start <= place.start < start + len(text):
            start, text = self._block = self._index.block(place.start)
        return text[place.start - start : place.start - start + place.length]


def open_snapshot(path: Path, index_path: Path, progress: Progress | None = None) -> Snapshot:
    """The snapshot, with its index made first when there is none for this very file.

    Raises CannotRead when the file cannot be read or holds no record, BadStore when the index cannot be written.
    """
    try:
        file = path.open("rb")
    except OSError as problem:
        raise CannotRead(
            str(path), f"the snapshot cannot be read ({problem.strerror}); see [arxiv] snapshot"
        ) from problem
    try:
        mark = mark_of(str(path), file)
        index = _fresh(index_path, mark) or _make(path, file, index_path, mark, progress)
        return Snapshot(str(path), file, index)
    except BaseException:
        file.close()
        raise


def _fresh(index_path: Path, mark: str) -> SnapshotIndex | None:
    if not index_path.is_file():
        return None
    with suppress(BadStore):
        index = SnapshotIndex(index_path)
        if index.meta.get("mark") == mark:
            return index
        index.close()
    return None


def _make(path: Path, file: IO[bytes], index_path: Path, mark: str, progress: Progress | None) -> SnapshotIndex:
    try:
        with building(index_path) as unfinished:
            index = _fresh(index_path, mark)
            if index is not None:
                return index
            with IndexWriter(unfinished) as writer:
                fill(writer, str(path), file, mark, progress)
    except OSError as problem:
        raise BadStore(f"{index_path}: the index of the snapshot cannot be written ({problem.strerror})") from problem
    return SnapshotIndex(index_path)


def _candidate(found: Record) -> Candidate:
    return Candidate(
        id=found.id,
        title=found.title,
        authors=tuple(author.name for author in found.authors),
        abstract=found.abstract,
        published=found.published.date(),
        updated=found.updated.date(),
    )


def indexed(snapshot: Snapshot) -> str:
    """One sentence for the user on what the snapshot holds."""
    bad = f"; {snapshot.bad_lines} lines are not a whole record" if snapshot.bad_lines else ""
    return f"{snapshot.papers} papers in {snapshot.lines} lines{bad}"
