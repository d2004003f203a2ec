"""Stages the dumps: every record as JSON, JSON lines, CSV, BibTeX and Parquet, what changed, and the manifest.

::

    records -> entries -> pieces -> staged files -> (publish renames them) -> out/dumps/
                            |  ^
                            v  |  chunks that did not change are copied from the published files
                      changes  index of the last publication

What is equal to what is published is not written, nothing depends on the clock, and memory does not grow with the
number of records but for their ids. When a published file was touched or the index is lost, all is made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from enrich.record import SCHEMA_VERSION, Kept
from feeds.dump_changes import Moments
from feeds.dump_forms import FORMS, JSON_LINES
from feeds.dump_index import LAYOUT, DumpFile, DumpIndex, Entry, digest
from feeds.dump_log import CHANGES, ChangeLog, merged
from feeds.dump_pieces import Corpus, Piece, Published, all_anew, differing, patched
from feeds.dump_set import write_set
from feeds.dump_writer import adopt, is_untouched
from feeds.tabular import write_parquet
from feeds.wire import json_bytes, record_json, utc_text, without_surrogates

FOLDER = "dumps"
PARQUET = "records.parquet"
MANIFEST = "manifest.json"
SCHEMA = "record.schema.json"
_PIECE = 256
"""Records asked from the store at a time."""
_MANY = 2000
"""Touched records that are held in memory; with more of them all records are looked at, a few at a time."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """What is to be renamed into out/, and the index to keep once that is done."""

    index: DumpIndex
    staged: tuple[str, ...] = ()
    """Paths, relative to out/ and to the staging folder alike."""
    obsolete: tuple[str, ...] = ()
    """Paths in out/ to remove."""


def entry_of(kept: Kept, topics: Sequence[str], slugs: Sequence[str | None]) -> Entry:
    """A record of the store in the form of the dumps."""
    record = record_json(
        kept.record,
        topics=topics,
        mentions=kept.mentions,
        slugs=slugs,
        outcome=kept.outcome,
        first_seen=kept.first_seen,
    )
    try:
        line = msgspec.json.encode(record)
    except UnicodeEncodeError:
        record = without_surrogates(record)
        line = msgspec.json.encode(record)
    times = [record["first_seen"], *(origin["when"] for origin in record["provenance"].values())]
    if kept.mentioned is not None:
        times.append(utc_text(kept.mentioned))
    return Entry(record["id"], line, digest(line), max(times), record)


def schema_bytes() -> bytes:
    """The JSON Schema of a record, as it is published."""
    return resources.files("feeds").joinpath("schema", SCHEMA).read_bytes()


def manifest_bytes(index: DumpIndex) -> bytes:
    """The manifest: name, bytes, sha256 and records of every dump, and when the data last changed."""
    files = [
        {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, "records": file.records} for file in index.files
    ]
    summary = {"schema_version": SCHEMA_VERSION, "updated": index.newest, "files": files}
    return msgspec.json.format(json_bytes(summary), indent=2) + b"\n"


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
) -> Dumped:
    """Stage under `staging` the dumps that are not as in `out`.

    `touched` are the ids whose records, topics or slugs may have changed since `index` was kept, None for any;
    `removed` says when those of them that are no more were removed, `run` when the newest run began. Raises OSError (a
    full disk) and CannotPublish.
    """
    work = _Publication(Published(index, out / FOLDER), staging / FOLDER)
    times = {paper: utc_text(when) for paper, when in (removed or {}).items()}
    moments = Moments(work.published.index.newest or "", utc_text(run) if run else "", times)
    if touched is None or len(touched) > _MANY or not work.published.can_be_copied:
        with ChangeLog(work.staging, first=index is None) as log:
            if index is None:
                log.newest = max(times.values(), default="")
            pieces = all_anew(work.published, _every(corpus), moments, log.note)
            return work.finish(work.write(pieces, log), parquet)
    now = differing(work.published, touched, corpus.entries(sorted(touched)))
    if not now:
        return work.finish(work.published.index, parquet)
    with ChangeLog(work.staging, first=False) as log:
        return work.finish(work.write(patched(work.published, now, moments, log.note), log), parquet)


def _every(corpus: Corpus) -> Iterator[Entry]:
    """All records in the order of their ids, a few in memory at a time."""
    ids = sorted(corpus.ids())
    for start in range(0, len(ids), _PIECE):
        yield from sorted(corpus.entries(ids[start : start + _PIECE]), key=lambda entry: entry.id)


class _Publication:
    """One making of the dumps: what is published, and the folder where its successor is staged."""

    def __init__(self, published: Published, staging: Path) -> None:
        self.published = published
        self.staging = staging

    def write(self, pieces: Iterable[Piece], log: ChangeLog) -> DumpIndex:
        """Stage the full dumps and what they differ in."""
        before = self.published.index
        files, chunks = write_set(self.staging, self.published, pieces)
        changes = merged(before.files, log.stage(self.staging, self.published.folder, before))
        newest = max(log.newest, before.newest or "")
        return DumpIndex(LAYOUT, chunks, (*files, *changes), newest or None)

    def finish(self, index: DumpIndex, parquet: bool) -> Dumped:
        """Keep of what is staged what is new; add Parquet, the schema and the manifest."""
        files = [file for file in map(self._settled, index.files) if file is not None]
        if parquet:
            files.insert(len(FORMS), self._parquet())
        index = replace(index, files=tuple(files))
        small = {SCHEMA: schema_bytes(), MANIFEST: manifest_bytes(index)}
        staged = [file.name for file in files if (self.staging / file.name).exists()]
        staged += [name for name, data in small.items() if self._stage_small(name, data)]
        gone = sorted(known_dumps(self.published.folder) - {file.name for file in files} - small.keys())
        return Dumped(index, _in_out(staged), _in_out(gone))

    def _settled(self, file: DumpFile) -> DumpFile | None:
        """The file as the manifest is to have it; None when nobody can have it any more."""
        staged, before = self.staging / file.name, self.published.index.file(file.name)
        if file.name == PARQUET:
            return None
        if not staged.exists():
            return file if (self.published.folder / file.name).is_file() else None
        if before and before.sha256 == file.sha256 and is_untouched(self.published.folder, before):
            staged.unlink()
            return before
        return file

    def _parquet(self) -> DumpFile:
        """Written whole when a record changed, since its row groups cannot be copied."""
        before = self.published.index.file(PARQUET)
        staged = self.staging / JSON_LINES
        if before and not staged.exists() and is_untouched(self.published.folder, before):
            return before
        source = staged if staged.exists() else self.published.folder / JSON_LINES
        self.staging.mkdir(parents=True, exist_ok=True)
        return adopt(self.staging, PARQUET, write_parquet(self.staging / PARQUET, read_records(source)))

    def _stage_small(self, name: str, data: bytes) -> bool:
        published = self.published.folder / name
        if published.is_file() and published.read_bytes() == data:
            return False
        self.staging.mkdir(parents=True, exist_ok=True)
        (self.staging / name).write_bytes(data)
        return True


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a records.jsonl, one at a time."""
    with path.open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line)


def known_dumps(folder: Path) -> set[str]:
    """The names of all files in a folder of dumps that are dumps, whoever wrote them."""
    names = {*(form.name for form in FORMS), PARQUET, SCHEMA, MANIFEST}
    names |= {path.relative_to(folder).as_posix() for path in folder.glob(f"{CHANGES}*.jsonl")}
    return {name for name in names if (folder / name).is_file()}


def _in_out(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{FOLDER}/{name}" for name in names)
