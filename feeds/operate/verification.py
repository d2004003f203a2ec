"""Compares out/ with its manifest, and every file in it with what the records give. Nothing is written.

::

    dumps, manifest ------------------------------> differences of the dumps
    the objects of a bucket, as they are listed --> what is not as it was written there
    the files that the store knows ---------------> what is missing
    a trial copy of the store -- publish, dry ----> what an ordinary publication would write, were nothing missing
                              -- rebuild, dry ----> what a rebuild would write beside it: somebody altered these

The last two are what `paperwire publish` and `paperwire publish --rebuild` do, so that the one finds what the
other puts right. But a full archive stays as it was filled, whatever became of its papers since: one whose papers
are others now differs from a rebuild, and is as it should be. A file that differs is written into a temporary folder; memory is that of a publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.dumps.verify import verify
from feeds.objects.bucket import Bucket
from feeds.objects.bucket_snapshot import compared
from feeds.objects.object_staging import KEPT, bring
from feeds.objects.open_out import bucket_of
from feeds.operate.rehearsal import DryStaging, believed
from feeds.publish.publish import make
from feeds.state.objects.object_rows import ObjectRows
from feeds.state.publishing import TOKEN, PublishState
from feeds.state.types import FileSet

_MISSING = "missing; `paperwire publish` makes it again"
_ALTERED = "is not as {}; `paperwire publish --rebuild` puts it right"


MISSING, ALTERED, UNKNOWN, LATE = "missing", "altered", "that nobody knows", "not published yet"
"""What may be wrong with a file."""


class WrongFile(Struct, frozen=True):
    """What is wrong with a file in out/."""

    path: str
    """In out/; empty where it is about several files."""
    kind: str
    wrong: str
    """What is wrong, and what to do."""
    files: int = 1

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}" if self.path else self.wrong


def counted(found: Sequence[WrongFile]) -> str:
    """How many files are wrong in which way: `2 altered, 1 missing`; a file that is wrong in two ways counts once."""
    once = {one.path or one.kind: one for one in reversed(found)}
    counts = Counter[str]()
    for one in once.values():
        counts[one.kind] += one.files
    return ", ".join(f"{counts[kind]} {kind}" for kind in (ALTERED, MISSING, UNKNOWN, LATE) if counts[kind])


def differences(store: Store, settings: Settings) -> list[WrongFile]:
    """What is wrong in out/; empty when nothing is. The store is not to be kept afterwards."""
    bucket = bucket_of(settings)
    if bucket is None:
        return _differences(store, settings, settings.out.absolute())
    with TemporaryDirectory(prefix="paperwire-") as folder:
        out, rows = Path(folder) / "out", ObjectRows(store.engine)
        for row in rows.beginning(KEPT):
            bring(bucket, row.path, out, Path(folder) / "part")
        found = list(_in_bucket(bucket, rows))
        return found + _differences(store, settings, out, {one.path for one in found})


def has_published(store: Store) -> bool:
    """Whether the store knows what out/ should hold."""
    return PublishState(store.engine).values().get(TOKEN) is not None


def _differences(store: Store, settings: Settings, out: Path, named: Collection[str] = ()) -> list[WrongFile]:
    """Those of dumps, and of every file beside those that are `named` already."""
    known = PublishState(store.engine).files() if has_published(store) else set()
    dumps = [_of_dump(line, out, known) for line in verify(out)]
    found = [one for one in dumps if one.path not in named]
    if not has_published(store):
        return found
    return found + list(_by_file(store, settings, out, known, {*named, *(one.path for one in found)}))


def _of_dump(line: str, out: Path, known: Collection[str]) -> WrongFile:
    path, _, wrong = line.partition(": ")
    if not (out / path).is_file():
        return WrongFile(path, MISSING, wrong)
    return WrongFile(path, UNKNOWN if known and path not in known else ALTERED, wrong)


def _in_bucket(bucket: Bucket, rows: ObjectRows) -> Iterator[WrongFile]:
    """By what the storage says of each object."""
    for path, row, listed in compared(bucket.listed(), rows.every()):
        if row is not None and listed is None:
            yield WrongFile(path, MISSING, _MISSING)
        elif row is not None and (listed is None or listed.tag != row.tag):
            yield WrongFile(path, ALTERED, _ALTERED.format("it was written"))


def _by_file(
    store: Store, settings: Settings, out: Path, known: Collection[str], named: Collection[str]
) -> Iterator[WrongFile]:
    """By what publications would write; without those that are `named` already."""
    published = PublishState(store.engine)
    with TemporaryDirectory(prefix="paperwire-") as folder:
        staging = DryStaging(out, Path(folder) / "workshop", believed(store, settings), settings.out.absolute())
        there = staging.present(known)
        missing = {path for path in known if path not in there or (out / path).is_symlink()}
        make(store, settings, staging, processes=1, say=lambda line: None, restore=False)
        due = {*staging.files, *staging.gone}
        filled = published.archives()
        make(store, settings, staging, processes=1, say=lambda line: None, rebuild=True)
        altered = set(staging.files) - due - missing - _as_filled(filled, published.archives())
        unknown = set(staging.gone) - due
    for path in sorted(missing.difference(named)):
        yield WrongFile(path, MISSING, _MISSING)
    for path in sorted(altered.difference(named)):
        yield WrongFile(path, ALTERED, _ALTERED.format("the records give it"))
    for path in sorted(unknown.difference(named)):
        yield WrongFile(path, UNKNOWN, "nobody knows it; `paperwire publish --rebuild` removes it")
    if late := len(due - missing - {*named}):
        wrong = "is not as store and settings have it" if late == 1 else "are not as store and settings have them"
        files = "1 file" if late == 1 else f"{late} files"
        yield WrongFile("", LATE, f"{files} {wrong} now: `paperwire publish`, then verify again", late)


def _as_filled(before: Mapping[str, FileSet], now: Mapping[str, FileSet]) -> set[str]:
    """Files of full archives that show their papers as they were, since these are others now."""
    return {
        path
        for key, unit in before.items()
        if unit.digest and key in now and now[key].digest != unit.digest
        for path in unit.files
    }
