"""Compares the dumps in out/ with their manifest and says what differs."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from enrich.record import SCHEMA_VERSION
from feeds.dump_forms import FORMS
from feeds.dump_manifest import MANIFEST, PARQUET, Manifest, ManifestFile, is_changes_name, is_dump_name, read_manifest
from feeds.dumps import FOLDER, SCHEMA, schema_bytes
from feeds.tabular import COLUMNS, parquet_rows

_BUFFER = 1024 * 1024


def verify(out: Path) -> list[str]:
    """What differs between the dumps in `out` and their manifest, one sentence each; empty when nothing does."""
    folder = out / FOLDER
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
    yield from _extra(folder, {*names, MANIFEST, SCHEMA})
    for file in manifest.files:
        yield from _file_differences(folder, file)
    yield from _unequal_counts(manifest)
    yield from _schema_differences(folder)


def _extra(folder: Path, known: Collection[str]) -> Iterator[str]:
    """What stands in the folder beside the dumps, each file named; no publication removes what it has not made."""
    folders = {name.rpartition("/")[0] for name in known}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in known and (name not in folders or path.is_symlink()) and not _is_folder_with_content(path):
            yield f"{name}: extra, {MANIFEST} does not list it; delete it, or move it out of {FOLDER}/"


def _is_folder_with_content(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _file_differences(folder: Path, file: ManifestFile) -> Iterator[str]:
    if not is_dump_name(file.name):
        yield f"{MANIFEST}: lists {file.name!r}, which is not the name of a dump"
        return
    path = folder / file.name
    if not path.is_file():
        yield f"{file.name}: missing"
        return
    try:
        yield from _content_differences(path, file)
    except OSError as error:
        yield f"{file.name}: cannot be read ({error.strerror or error})"


def _content_differences(path: Path, file: ManifestFile) -> Iterator[str]:
    size, digest = path.stat().st_size, _sha256(path)
    if size != file.bytes:
        yield f"{file.name}: has {size} bytes, {MANIFEST} says {file.bytes}"
    if digest != file.sha256:
        yield f"{file.name}: sha256 is {digest}, {MANIFEST} says {file.sha256}; {_remedy(file.name)}"
    try:
        records = _count(path, file.name)
    except (ValueError, EOFError, zlib.error, csv.Error, gzip.BadGzipFile) as error:
        yield f"{file.name}: is damaged ({error})"
        return
    if records is not None and records != file.records:
        yield f"{file.name}: holds {records} records, {MANIFEST} says {file.records}"


def _remedy(name: str) -> str:
    if is_changes_name(name):
        return (
            "publish to put it back; if it stays so, put it back from a backup, or delete it: "
            "whoever follows the changes then begins anew with a full dump"
        )
    return "publish to make it again; if it stays so, delete it and publish"


def _unequal_counts(manifest: Manifest) -> Iterator[str]:
    """Full dumps hold the same records."""
    counts = {file.name: file.records for file in manifest.files if file.name.startswith("records.")}
    if len(set(counts.values())) > 1:
        yield f"{MANIFEST}: the full dumps differ in records: " + ", ".join(f"{k} {v}" for k, v in counts.items())


def _schema_differences(folder: Path) -> Iterator[str]:
    path = folder / SCHEMA
    if not path.is_file():
        yield f"{SCHEMA}: missing"
    elif path.read_bytes() != schema_bytes():
        yield f"{SCHEMA}: is not the schema of this paperwire"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count(path: Path, name: str) -> int | None:
    """Read a dump from end to end; raises ValueError where it is not of its form."""
    if name == PARQUET:
        return parquet_rows(path)
    counter: Callable[[Iterable[bytes]], int] = {
        "records.json": _count_json,
        "records.csv": _count_csv,
        "records.bib": _count_bib,
    }.get(name, _count_lines)
    with gzip.open(path) if name.endswith(".gz") else path.open("rb") as lines:
        return counter(lines)


def _count_lines(lines: Iterable[bytes]) -> int:
    count = 0
    for count, line in enumerate(lines, start=1):
        _require(line.endswith(b"\n"), f"line {count} has no end")
        _check_object(line, count)
    return count


def _count_json(lines: Iterable[bytes]) -> int:
    """Line by line, as it is written: memory stays flat however long the list is."""
    rest = iter(lines)
    _require(next(rest, b"") == FORMS[1].header, "its first line is not that of records.json")
    count, comma = 0, True
    for line in rest:
        if line == b"]}\n":
            _require(next(rest, None) is None, "something follows its end")
            return count
        if line == b"\n" and not count:
            continue
        _require(comma, f"no comma after record {count}")
        comma = line.endswith(b",\n")
        count += 1
        _check_object(line.removesuffix(b"\n").removesuffix(b","), count)
    raise ValueError("its end is missing")


def _count_csv(lines: Iterable[bytes]) -> int:
    rows = csv.reader((line.decode() for line in lines), strict=True)
    _require(next(rows, None) == list(COLUMNS), "its first row does not name the columns")
    count = 0
    for count, row in enumerate(rows, start=1):
        _require(len(row) == len(COLUMNS), f"row {count} has {len(row)} cells")
    return count


def _count_bib(lines: Iterable[bytes]) -> int:
    return sum(line.startswith(b"@") for line in lines)


def _check_object(text: bytes, place: int) -> None:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"record {place} is not JSON: {error}") from error
    _require(isinstance(value, dict), f"record {place} is not an object")


def _require(truth: bool, problem: str) -> None:
    if not truth:
        raise ValueError(problem)
