"""Compares the dumps in out/ with their manifest and says what differs."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Collection, Generator, Iterator
from pathlib import Path

import msgspec

from enrich.record import SCHEMA_VERSION
from feeds.dumps.change_files import CHANGES
from feeds.dumps.dump_content import read_content
from feeds.dumps.encodings import FORMS
from feeds.dumps.manifest import (
    FULL,
    MANIFEST,
    SCHEMAS,
    Manifest,
    ManifestFile,
    is_changes_name,
    is_dump_name,
    month_in,
    read_manifest,
    schema_bytes,
)
from feeds.dumps.monthly.publication import FOLDER


def verify(out: Path) -> list[str]:
    """What differs between the dumps in `out` and their manifest, one sentence each; empty when nothing does."""
    folder = out / FOLDER
    if (folder / MANIFEST).is_symlink():
        return [f"{FOLDER}/{MANIFEST}: is a link and not a file; delete it and publish"]
    try:
        manifest = read_manifest(folder)
    except OSError as error:
        return [f"{FOLDER}/{MANIFEST}: cannot be read ({error.strerror}); publish to make it"]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return [f"{FOLDER}/{MANIFEST}: is not a manifest ({error})"]
    return [f"{FOLDER}/{difference}" for difference in _differences(folder, manifest)]


def _differences(folder: Path, manifest: Manifest) -> Iterator[str]:
    if manifest.schema_version != SCHEMA_VERSION:
        yield f"{MANIFEST}: schema_version is {manifest.schema_version}, this paperwire writes {SCHEMA_VERSION}"
    names = [file.name for file in manifest.files]
    yield from (f"{name}: missing in {MANIFEST}" for name in sorted({form.name for form in FORMS} - set(names)))
    yield from (f"{name}: is listed twice in {MANIFEST}" for name in sorted({n for n in names if names.count(n) > 1}))
    yield from _extra(folder, {*names, MANIFEST, *SCHEMAS})
    newest = ""
    for file in manifest.files:
        newest = max(newest, (yield from _file_differences(folder, file)))
    yield from _unequal_counts(manifest)
    yield from _false_time(manifest, newest)
    yield from _schema_differences(folder)


def _extra(folder: Path, known: Collection[str]) -> Iterator[str]:
    """What is in the folder beside the dumps, each file named; no publication removes what it has not made."""
    folders = {CHANGES.rstrip("/"), "records", *(name.rpartition("/")[0] for name in known)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in known and (name not in folders or path.is_symlink()) and not _is_folder_with_content(path):
            yield f"{name}: extra, {MANIFEST} does not list it; publish, and if it stays so, move it out of {FOLDER}/"


def _is_folder_with_content(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _file_differences(folder: Path, file: ManifestFile) -> Generator[str, None, str]:
    """Returns the newest time of a change in the file, "" for none."""
    if not is_dump_name(file.name):
        yield f"{MANIFEST}: lists {_shortened(file.name)!r}, which is not the name of a dump"
        return ""
    path = folder / file.name
    if path.is_symlink():
        yield f"{file.name}: is a link and not a file; delete it and publish"
        return ""
    if not path.is_file():
        yield f"{file.name}: missing"
        return ""
    try:
        return (yield from _content_differences(path, file))
    except OSError as error:
        yield f"{file.name}: cannot be read ({error.strerror or error})"
        return ""


def _content_differences(path: Path, file: ManifestFile) -> Generator[str, None, str]:
    """All that is wrong with a file is one line, as it mostly has one cause."""
    size, digest = path.stat().st_size, _sha256(path)
    wrong, newest = list[str](), ""
    if size != file.bytes:
        wrong.append(f"has {size} bytes, {MANIFEST} says {file.bytes}")
    elif digest != file.sha256:
        wrong.append(f"sha256 is {digest}, {MANIFEST} says {file.sha256}")
    try:
        content = read_content(path, file.name)
        newest = content.newest
        if content.records is not None and content.records != file.records:
            wrong.append(f"holds {content.records} records, {MANIFEST} says {file.records}")
    except (ValueError, EOFError, zlib.error, csv.Error, gzip.BadGzipFile) as error:
        wrong.append(f"is damaged ({error})")
    if wrong:
        yield f"{file.name}: {'; '.join([*wrong, *([_remedy(file.name)] if digest != file.sha256 else [])])}"
    return newest


def _false_time(manifest: Manifest, newest: str) -> Iterator[str]:
    """`updated` is of the newest change, and the newest file of changes is of its date."""
    updated, where = manifest.updated or "", f"{MANIFEST}: updated is {_shortened(str(manifest.updated))}"
    if not manifest.has_time:
        yield f"{where}, which is not a time in UTC such as 2025-07-17T12:00:00Z"
        return
    if updated < newest:
        yield f"{where}, but the dumps hold a change at {newest}"
    days = [file.name for file in manifest.files if is_changes_name(file.name)]
    if days and max(days) != f"changes/{updated[:10]}.jsonl":
        yield f"{where}, but the newest changes are those of {max(days)}"


def _remedy(name: str) -> str:
    if is_changes_name(name):
        return (
            "`paperwire publish --rebuild` puts it back; if it stays so, put it back from a backup, or delete it: "
            "programs that follow the changes then start again with a full dump"
        )
    return "`paperwire publish --rebuild` puts it right"


def _unequal_counts(manifest: Manifest) -> Iterator[str]:
    """Full dumps hold the same records."""
    full = [file for file in manifest.files if file.name in FULL]
    if len({file.records for file in full}) > 1:
        counts = ", ".join(f"{file.name} {file.records}" for file in full)
        yield f"{MANIFEST}: the full dumps differ in records: {counts}"
    if len({file.updated for file in full}) > 1:
        yield f"{MANIFEST}: the full dumps are said to be of different times"
    by_ending: dict[str, int] = {}
    for file in manifest.files:
        if month_in(file.name):
            ending = file.name.partition(".")[2]
            by_ending[ending] = by_ending.get(ending, 0) + file.records
    current = {file.records for file in full if file.week is None}
    if len(current) < 2 and len({*by_ending.values(), *current}) > 1:
        yield f"{MANIFEST}: the records of all months are not as many as those of the full dumps ({by_ending})"


def _schema_differences(folder: Path) -> Iterator[str]:
    for name in SCHEMAS:
        path = folder / name
        if path.is_symlink():
            yield f"{name}: is a link and not a file; delete it and publish"
        elif not path.is_file():
            yield f"{name}: missing"
        elif path.read_bytes() != schema_bytes(name):
            yield f"{name}: is not the schema of this paperwire"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shortened(text: str) -> str:
    """Text of a manifest, which anybody may have written, short enough for a sentence."""
    return text if len(text) <= 80 else f"{text[:77]}..."
