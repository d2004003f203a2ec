"""Compares out/ with its manifest, and every file in it with what the records give. Nothing is written.

::

    dumps, manifest ------------------------------> differences of the dumps
    a trial copy of the store -- publish, dry ----> what an ordinary publication would write
                              -- rebuild, dry ----> what a rebuild would write beside it: somebody altered these

The second and the third are what `paperwire publish` and `paperwire publish --rebuild` do, so that the one finds what the
other puts right. A file that differs is written into a temporary folder; memory is that of a publication.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.dumps.verify import verify
from feeds.operate.rehearsal import DryStaging
from feeds.publish.invalidate import TOKEN
from feeds.publish.publish import make
from feeds.state.publishing import PublishState


def differences(store: Store, settings: Settings) -> list[str]:
    """What is wrong in out/, one sentence each; empty when nothing is. The store is not to be kept afterwards."""
    out = settings.out.absolute()
    found = verify(out)
    if not has_published(store):
        return found
    named = {line.partition(":")[0] for line in found}
    return found + [
        f"{path}: {what}" if path else what for path, what in _by_file(store, settings) if path not in named
    ]


def has_published(store: Store) -> bool:
    """Whether the store knows what out/ should hold."""
    return PublishState(store.engine).values().get(TOKEN) is not None


def _by_file(store: Store, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path in out/, what is wrong with it); the path is empty where it is about several files."""
    out = settings.out.absolute()
    known = PublishState(store.engine).files()
    with TemporaryDirectory(prefix="paperwire-") as folder:
        staging = DryStaging(out, Path(folder) / "workshop")
        make(store, settings, staging, processes=1, say=lambda line: None)
        due = {*staging.files, *staging.gone}
        make(store, settings, staging, processes=1, say=lambda line: None, rebuild=True)
        altered, unknown = set(staging.files) - due, set(staging.gone) - due
    missing = {path for path in due & known if not (out / path).is_file() or (out / path).is_symlink()}
    for path in sorted(missing):
        yield path, "missing; `paperwire publish` makes it again"
    for path in sorted(altered):
        yield path, "is not as the records give it; `paperwire publish --rebuild` puts it right"
    for path in sorted(unknown):
        yield path, "nobody knows it; `paperwire publish --rebuild` removes it"
    if late := len(due - missing):
        yield "", f"{late} files are not as store and settings have them now: `paperwire publish`, then verify again"
