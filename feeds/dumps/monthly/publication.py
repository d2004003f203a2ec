"""One making of the dumps: full ones, those of months, what changed, and the manifest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import Struct, field

from feeds.dumps.change_files import ChangeLog, History, merged
from feeds.dumps.changes import Moments, compare
from feeds.dumps.chunk_index import LAYOUT, Chunk, DumpFile, DumpIndex, DumpRecord
from feeds.dumps.dump_files import is_untouched, is_whole
from feeds.dumps.encodings import FORMS, JSON_LINES, PEOPLE_JSON, PEOPLE_LINES
from feeds.dumps.manifest import (
    MANIFEST,
    PARQUET,
    SCHEMAS,
    is_changes_name,
    is_dump_name,
    manifest_bytes,
    read_manifest,
    schema_bytes,
)
from feeds.dumps.monthly.as_parquet import stage_parquet
from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.write_months import MonthWriter
from feeds.dumps.plan_chunks import Corpus, Piece, PublishedDumps, RecordsBefore, all_anew, differing, patched
from feeds.dumps.write_chunks import write_set
from feeds.output.spool import Portions

FOLDER = "dumps"
_MANY_OF_MONTHS = 20_000
"""The same while full dumps rest; more than `_MANY` are kept by their lines alone."""
_MANY = 2000
"""Touched records kept in memory; with more of them all records are looked at, a few at a time."""
_PIECE = 256
"""Records asked from the store at a time."""
FilesBeside = Callable[[Path, Path, DumpIndex, bool, bool], Sequence[DumpFile]]
"""Stages further dumps that differ from the published ones, and returns all of them: (published folder, staging folder,
index, whether published files may be copied from, whether the full dumps stay as they are this week)."""


class Dumped(Struct, frozen=True):
    """What is to be renamed into out/, and the index to keep once that is done."""

    index: DumpIndex
    staged: tuple[str, ...] = ()
    """Paths, relative to out/ and to the staging folder alike."""
    obsolete: tuple[str, ...] = ()
    """Paths in out/ to remove."""
    files: tuple[str, ...] = ()
    """Paths of everything that is in out/dumps then."""
    chunks: Mapping[DumpFile, tuple[Chunk, ...]] = field(default_factory=dict)
    """To be kept beside the index."""


def _every(corpus: Corpus, *, encoded: bool) -> Iterator[DumpRecord]:
    """All records in the order of their ids, a few in memory at a time; `encoded` where none can be copied."""
    portions = Portions(sorted(corpus.ids()), _PIECE, str)
    found = map(corpus.entries, portions) if corpus.portions is None else corpus.portions(portions, encoded)
    for entries in found:
        yield from sorted(entries, key=lambda entry: entry.id)


class DumpWriter:
    """One making of the dumps: what is published, and the folder where its successor is staged."""

    def __init__(
        self,
        published: PublishedDumps,
        months: PublishedMonths,
        staging: Path,
        history: History,
        parquet: bool,
        beside: FilesBeside | None,
        week: str,
        rests: bool,
        few: int,
    ) -> None:
        """`rests`: the full dumps were written in this `week`, and stay as they are; with fewer records than `few` none do."""
        self.published = published
        self._months = months
        self._writer = MonthWriter(months, staging, parquet=parquet, trusted=published.trusted)
        self._before: RecordsBefore = months if months.known else published
        self._staging = staging
        self._history = history
        self._with_parquet = parquet
        self._beside = beside
        self._week = week
        self._rests = rests
        self._few = few

    def make(self, corpus: Corpus, touched: Collection[str] | None, moments: Moments, *, first: bool) -> Dumped:
        """Stage what differs; raises Altered when what was to be copied is not as it was written."""
        most = _MANY_OF_MONTHS if self._rests else _MANY
        if touched is None or len(touched) > most or not self._can_be_patched():
            with ChangeLog(self._staging, first=first) as log:
                if first:
                    log.newest = max(moments.removed.values(), default="")
                encoded = not (self.published.can_be_copied and self.published.index.chunks)
                entries = compare(self._before.every_row(), _every(corpus, encoded=encoded), moments, log.note)
                full = self._write_full(all_anew(self.published, entries))
                self._writer.anew(full)
                return self._finish(self._index(self.published if self._rests else full, log))
        now = differing(self._before, touched, _lean(corpus.entries(sorted(touched)), len(touched)))
        with ChangeLog(self._staging, first=False) as log:
            rows = (row for row in map(self._before.row_of, now) if row is not None)
            for _ in compare(rows, filter(None, now.values()), moments, log.note):
                pass
            full = self.published
            if now and not self._rests:
                full = self._write_full(
                    patched(self.published, differing(self.published, now, filter(None, now.values())))
                )
            if self._months.known:
                self._writer.patch(now, corpus)
            else:
                self._writer.anew(full)
            return self._finish(self._index(full, log))

    def _can_be_patched(self) -> bool:
        """Whether what is published says of each record how it was when dumps were written last."""
        return self._rests or (self.published.can_be_copied and self.published.index.behind is None)

    def _write_full(self, pieces: Iterable[Piece]) -> PublishedDumps:
        """Stage the full dumps."""
        files, chunks = write_set(self._staging, self.published, pieces)
        week = self._week if sum(len(chunk.ids) for chunk in chunks) >= self._few else ""
        return PublishedDumps(DumpIndex(LAYOUT, chunks, tuple(files), week=week), self._staging)

    def _index(self, full: PublishedDumps, log: ChangeLog) -> DumpIndex:
        """Of everything, with these full dumps; those that rest and were made all the same go from what is staged."""
        before = self.published.index
        is_written = full is not self.published
        if not is_written:
            for form in FORMS:
                (self._staging / form.name).unlink(missing_ok=True)
        files = [file for form in FORMS if (file := full.index.file(form.name)) is not None]
        changes = merged(before.files, log.stage(self._staging, self._history, before))
        newest = max(log.newest, before.newest or "") or None
        index = DumpIndex(LAYOUT, full.index.chunks, (*files, *changes), newest, full.index.week)
        if is_written:
            return index
        return replace(index, behind=before.behind if log.is_empty else before.full_newest or "")

    def _finish(self, index: DumpIndex) -> Dumped:
        """Keep of what is staged what is new; add Parquet, the schema and the manifest."""
        newest = max((file.name for file in index.files if is_changes_name(file.name)), default="")
        files = [file for file in (self._settled(file, newest) for file in index.files) if file is not None]
        months = [self._unless_same(file, self.published.index.file(file.name)) for file in self._writer.files]
        files[len(FORMS) : len(FORMS)] = [*([self._parquet()] if self._with_parquet else []), *months]
        if self._beside is not None:
            before, trusted = self.published.index, self.published.trusted
            others = self._beside(self.published.folder, self._staging, before, trusted, self._rests)
            files += [self._unless_same(file, self.published.index.file(file.name)) for file in others]
        index = replace(index, files=tuple(files))
        small = {name: schema_bytes(name) for name in SCHEMAS} | {MANIFEST: manifest_bytes(index)}
        staged = [file.name for file in files if (self._staging / file.name).exists()]
        staged += [name for name, data in small.items() if self._stage_small(name, data)]
        staged += self._history.strangers({file.name for file in files}, self._staging)
        present = {*(file.name for file in files), *small}
        gone = sorted(name for name in self._ours() - present if (self.published.folder / name).is_file())
        chunks = self._writer.chunks
        if index.week and index.chunks and (lines := index.file(JSON_LINES)) is not None:
            chunks = chunks | {lines: index.chunks}
        return Dumped(index, _in_out(staged), _in_out(gone), _in_out(sorted(present)), chunks)

    def _settled(self, file: DumpFile, newest: str) -> DumpFile | None:
        """The file as the manifest is to have it; None when nobody can have it now."""
        staged, before = self._staging / file.name, self.published.index.file(file.name)
        if file.name in {PARQUET, PEOPLE_LINES, PEOPLE_JSON}:
            return None
        if not staged.exists():
            if not is_changes_name(file.name):
                return file
            return self._history.mended(file, self._staging, is_newest=file.name == newest)
        return self._unless_same(file, before)

    def _unless_same(self, file: DumpFile, before: DumpFile | None) -> DumpFile:
        """A staged file, or the published one when that has its bytes: then nothing of it stays staged."""
        if before is None or before == file or before.sha256 != file.sha256 or not self._is_as_written(before):
            return file
        (self._staging / file.name).unlink()
        return before

    def _is_as_written(self, file: DumpFile) -> bool:
        return (is_untouched if self.published.trusted else is_whole)(self.published.folder, file)

    def _ours(self) -> set[str]:
        """The names of files that only a publication of ours can have made; changes of others are left alone."""
        names = {*(form.name for form in FORMS), PARQUET, *(file.name for file in self.published.index.files)}
        try:
            names |= {file.name for file in read_manifest(self.published.folder).files if is_dump_name(file.name)}
        except (OSError, ValueError, RecursionError):
            return names
        return names

    def _parquet(self) -> DumpFile:
        """Written whole when a record changed, since its row groups cannot be copied."""
        before = self.published.index.file(PARQUET)
        staged = self._staging / JSON_LINES
        if before and not staged.exists() and self.published.trusted and self._is_as_written(before):
            return before
        source = staged if staged.exists() else self.published.folder / JSON_LINES
        return self._unless_same(stage_parquet(self._staging, PARQUET, source), before)

    def _stage_small(self, name: str, data: bytes) -> bool:
        published = self.published.folder / name
        if published.is_file() and not published.is_symlink() and published.read_bytes() == data:
            return False
        self._staging.mkdir(parents=True, exist_ok=True)
        (self._staging / name).write_bytes(data)
        return True


def _lean(entries: Iterable[DumpRecord], count: int) -> Iterator[DumpRecord]:
    for entry in entries:
        yield replace(entry, record=None) if count > _MANY else entry


def _in_out(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{FOLDER}/{name}" for name in names)
