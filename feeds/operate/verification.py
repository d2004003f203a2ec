"""Compares out/ with its manifest, and every file in it with what the records give. Nothing is written.

::

    dumps, manifest ------------------------------> differences of the dumps
    the objects of a bucket, as they are listed --> what is not as it was written there
    a trial copy of the store -- publish, dry ----> what an ordinary publication would write
                              -- rebuild, dry ----> what a rebuild would write beside it: somebody altered these

The last two are what `paperwire publish` and `paperwire publish --rebuild` do, so that the one finds what the
other puts right. But a full archive stays as it was filled, whatever became of its papers since: one whose papers
are others now differs from a rebuild, and is as it should be. A file that differs is written into a temporary folder; memory is that of a publication.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

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


def differences(store: Store, settings: Settings) -> list[str]:
    """What is wrong in out/, one sentence each; empty when nothing is. The store is not to be kept afterwards."""
    bucket = bucket_of(settings)
    if bucket is None:
        return _differences(store, settings, settings.out.absolute())
    with TemporaryDirectory(prefix="paperwire-") as folder:
        out, rows = Path(folder) / "out", ObjectRows(store.engine)
        for row in rows.beginning(KEPT):
            bring(bucket, row.path, out, Path(folder) / "part")
        found = [f"{path}: {what}" for path, what in _in_bucket(bucket, rows)]
        named = {line.partition(":")[0] for line in found}
        return found + [line for line in _differences(store, settings, out) if line.partition(":")[0] not in named]


def has_published(store: Store) -> bool:
    """Whether the store knows what out/ should hold."""
    return PublishState(store.engine).values().get(TOKEN) is not None


def _differences(store: Store, settings: Settings, out: Path) -> list[str]:
    found = verify(out)
    if not has_published(store):
        return found
    named = {line.partition(":")[0] for line in found}
    return found + [
        f"{path}: {what}" if path else what for path, what in _by_file(store, settings, out) if path not in named
    ]


def _in_bucket(bucket: Bucket, rows: ObjectRows) -> Iterator[tuple[str, str]]:
    """(path, what is wrong with the object), by what the storage says of it."""
    for path, row, listed in compared(bucket.listed(), rows.every()):
        if row is not None and listed is None:
            yield path, _MISSING
        elif row is not None and (listed is None or listed.tag != row.tag):
            yield path, _ALTERED.format("it was written")


def _by_file(store: Store, settings: Settings, out: Path) -> Iterator[tuple[str, str]]:
    """(path in out/, what is wrong with it); the path is empty where it is about several files."""
    published = PublishState(store.engine)
    known = published.files()
    with TemporaryDirectory(prefix="paperwire-") as folder:
        staging = DryStaging(out, Path(folder) / "workshop", believed(store, settings), settings.out.absolute())
        make(store, settings, staging, processes=1, say=lambda line: None)
        due = {*staging.files, *staging.gone}
        filled = published.archives()
        make(store, settings, staging, processes=1, say=lambda line: None, rebuild=True)
        altered = set(staging.files) - due - _as_filled(filled, published.archives())
        unknown = set(staging.gone) - due
        there = staging.present(due & known)
        missing = {path for path in due & known if path not in there or (out / path).is_symlink()}
    for path in sorted(missing):
        yield path, _MISSING
    for path in sorted(altered):
        yield path, _ALTERED.format("the records give it")
    for path in sorted(unknown):
        yield path, "nobody knows it; `paperwire publish --rebuild` removes it"
    if late := len(due - missing):
        yield "", f"{late} files are not as store and settings have them now: `paperwire publish`, then verify again"


def _as_filled(before: Mapping[str, FileSet], now: Mapping[str, FileSet]) -> set[str]:
    """Files of full archives that show their papers as they were, since these are others now."""
    return {
        path
        for key, unit in before.items()
        if unit.digest and key in now and now[key].digest != unit.digest
        for path in unit.files
    }
