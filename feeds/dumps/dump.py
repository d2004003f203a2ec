"""Stages the dumps: every record as JSON, JSON lines, CSV, BibTeX, RIS, CSL-JSON and Parquet, what changed, and the manifest.

::

    records -> entries -> pieces -> staged files -> (publish renames them) -> out/dumps/
                            |  ^
                            v  |  chunks that did not change are copied from the published files
                      changes  index of the last publication

What is equal to what is published is not written, nothing depends on the clock, and memory does not grow with the
number of records but for their ids. When a published file was touched (its size or time is another) or the index is
lost, all is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from enrich.record import PublishableRecord
from feeds.disclosure import WHOLE, Disclosure
from feeds.dumps.change_files import ChangeLog, History, Redact, merged
from feeds.dumps.changes import Moments
from feeds.dumps.chunk_index import LAYOUT, DumpFile, DumpIndex, DumpRecord, digest
from feeds.dumps.dump_files import Altered, adopt, is_untouched, is_whole
from feeds.dumps.encodings import FORMS, JSON_LINES, PEOPLE_JSON, PEOPLE_LINES
from feeds.dumps.manifest import MANIFEST, PARQUET, is_changes_name, is_dump_name, manifest_bytes, read_manifest
from feeds.dumps.plan_chunks import Corpus, Piece, PublishedDumps, all_anew, differing, patched
from feeds.dumps.write_chunks import write_set
from feeds.enriched import origins_in
from feeds.exports.tabular import write_parquet
from feeds.formats.record_json import record_json, utc_text, without_surrogates

FOLDER = "dumps"
SCHEMA, PEOPLE_SCHEMA = "record.schema.json", "person.schema.json"
SCHEMAS = (SCHEMA, PEOPLE_SCHEMA)
_PIECE = 256
"""Records asked from the store at a time."""
_MANY = 2000
"""Touched records kept in memory; with more of them all records are looked at, a few at a time."""


FilesBeside = Callable[[Path, Path, DumpIndex, bool], Sequence[DumpFile]]
"""Stages further dumps that differ from the published ones, and returns all of them: (published folder, staging folder,
index, whether published files may be copied from)."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """What is to be renamed into out/, and the index to keep once that is done."""

    index: DumpIndex
    staged: tuple[str, ...] = ()
    """Paths, relative to out/ and to the staging folder alike."""
    obsolete: tuple[str, ...] = ()
    """Paths in out/ to remove."""
    files: tuple[str, ...] = ()
    """Paths of everything that is in out/dumps then."""


def entry_of(
    kept: PublishableRecord, topics: Sequence[str], slugs: Sequence[str | None], disclosure: Disclosure = WHOLE
) -> DumpRecord:
    """A record of the store in the form of the dumps."""
    whole = record_json(
        kept.record,
        topics=topics,
        mentions=kept.mentions,
        slugs=slugs,
        outcome=kept.outcome,
        first_seen=kept.first_seen,
        persons=kept.persons,
    )
    record = disclosure.record(whole)
    try:
        line = msgspec.json.encode(record)
    except UnicodeEncodeError:
        record = without_surrogates(record)
        line = msgspec.json.encode(record)
    times = [record["first_seen"], *(origin["when"] for origin in origins_in(record["provenance"]))]
    if kept.mentioned is not None:
        times.append(utc_text(kept.mentioned))
    return DumpRecord(record["id"], line, digest(line), max(times), record)


def schema_bytes(name: str = SCHEMA) -> bytes:
    """The JSON Schema of a record, or of a person, as it is published."""
    return resources.files("feeds.formats").joinpath("schema", name).read_bytes()


def shape_of(*, parquet: bool, disclosure: Disclosure = WHOLE, names: str = "") -> str:
    """What the dumps depend on beside the records: dumps of another shape are to be made again.

    `names` differs when other names are replaced at their bearers' request.
    """
    schemas = b"".join(map(schema_bytes, SCHEMAS))
    return f"{LAYOUT} {sha256(schemas).hexdigest()} {'parquet' if parquet else ''}{disclosure.mark}{names}"


def write_dumps(
    out: Path,
    staging: Path,
    index: DumpIndex | None,
    corpus: Corpus,
    *,
    touched: Collection[str] | None = None,
    removed: Mapping[str, datetime] | None = None,
    run: datetime | None = None,
    parquet: bool = False,
    copies: Path | None = None,
    redact: Redact | None = None,
    rebuild: bool = False,
    beside: FilesBeside | None = None,
) -> Dumped:
    """Stage under `staging` the dumps that are not as in `out`.

    `touched` are the ids whose records, topics or slugs may have changed since `index` was kept, None for any;
    `removed` says when those of them that no longer exist were removed, `run` when the newest run began. `copies`
    is the folder with copies of the files of changes; `redact` takes out of these what is no longer public. Dumps that are
    not of records are staged by `beside`.
    To `rebuild`, every dump is encoded from the records, and what is published is compared with it byte by byte.
    Raises OSError (a full disk) and CannotPublish.
    """
    times = {paper: utc_text(when) for paper, when in (removed or {}).items()}
    moments = Moments((index and index.newest) or "", utc_text(run) if run else "", times)
    trusted = not rebuild
    history = History(out / FOLDER, copies, redact, trusted=trusted)
    published = PublishedDumps(index, out / FOLDER, trusted=trusted)
    work = _Publication(published, staging / FOLDER, history, parquet, beside)
    try:
        return work.make(corpus, touched, moments, first=index is None)
    except Altered:
        work.published = PublishedDumps(index, out / FOLDER, trusted=False)
        return work.make(corpus, None, moments, first=index is None)


def _every(corpus: Corpus) -> Iterator[DumpRecord]:
    """All records in the order of their ids, a few in memory at a time."""
    ids = sorted(corpus.ids())
    for start in range(0, len(ids), _PIECE):
        yield from sorted(corpus.entries(ids[start : start + _PIECE]), key=lambda entry: entry.id)


class _Publication:
    """One making of the dumps: what is published, and the folder where its successor is staged."""

    def __init__(
        self,
        published: PublishedDumps,
        staging: Path,
        history: History,
        parquet: bool,
        beside: FilesBeside | None,
    ) -> None:
        self.published = published
        self._staging = staging
        self._history = history
        self._with_parquet = parquet
        self._beside = beside

    def make(self, corpus: Corpus, touched: Collection[str] | None, moments: Moments, *, first: bool) -> Dumped:
        """Stage what differs; raises Altered when what was to be copied is not as it was written."""
        if touched is None or len(touched) > _MANY or not self.published.can_be_copied:
            with ChangeLog(self._staging, first=first) as log:
                if first:
                    log.newest = max(moments.removed.values(), default="")
                pieces = all_anew(self.published, _every(corpus), moments, log.note)
                return self._finish(self._write(pieces, log))
        now = differing(self.published, touched, corpus.entries(sorted(touched)))
        if not now:
            return self._finish(self.published.index)
        with ChangeLog(self._staging, first=False) as log:
            return self._finish(self._write(patched(self.published, now, moments, log.note), log))

    def _write(self, pieces: Iterable[Piece], log: ChangeLog) -> DumpIndex:
        """Stage the full dumps and what they differ in."""
        before = self.published.index
        files, chunks = write_set(self._staging, self.published, pieces)
        changes = merged(before.files, log.stage(self._staging, self._history, before))
        newest = max(log.newest, before.newest or "")
        return DumpIndex(LAYOUT, chunks, (*files, *changes), newest or None)

    def _finish(self, index: DumpIndex) -> Dumped:
        """Keep of what is staged what is new; add Parquet, the schema and the manifest."""
        newest = max((file.name for file in index.files if is_changes_name(file.name)), default="")
        files = [file for file in (self._settled(file, newest) for file in index.files) if file is not None]
        if self._with_parquet:
            files.insert(len(FORMS), self._parquet())
        if self._beside is not None:
            others = self._beside(self.published.folder, self._staging, self.published.index, self.published.trusted)
            files += [self._unless_same(file, self.published.index.file(file.name)) for file in others]
        index = replace(index, files=tuple(files))
        small = {name: schema_bytes(name) for name in SCHEMAS} | {MANIFEST: manifest_bytes(index)}
        staged = [file.name for file in files if (self._staging / file.name).exists()]
        staged += [name for name, data in small.items() if self._stage_small(name, data)]
        staged += self._history.strangers({file.name for file in files}, self._staging)
        present = {*(file.name for file in files), *small}
        gone = sorted(name for name in self._ours() - present if (self.published.folder / name).is_file())
        return Dumped(index, _in_out(staged), _in_out(gone), _in_out(sorted(present)))

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
        self._staging.mkdir(parents=True, exist_ok=True)
        parquet = adopt(self._staging, PARQUET, write_parquet(self._staging / PARQUET, read_records(source)))
        return self._unless_same(parquet, before)

    def _stage_small(self, name: str, data: bytes) -> bool:
        published = self.published.folder / name
        if published.is_file() and not published.is_symlink() and published.read_bytes() == data:
            return False
        self._staging.mkdir(parents=True, exist_ok=True)
        (self._staging / name).write_bytes(data)
        return True


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a records.jsonl, one at a time."""
    with path.open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line)


def _in_out(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{FOLDER}/{name}" for name in names)
