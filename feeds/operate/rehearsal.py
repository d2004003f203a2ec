"""Publishes without publishing: everything is made in a folder that is removed, and out/ is only compared with.

The store is one whose writes are not kept. What would be renamed into out/ and what would go is noted instead.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.objects.object_staging import differing, portions
from feeds.output.missing import OutputSnapshot
from feeds.output.staging import Staging, workshops
from feeds.publish.publish import make
from feeds.state.objects.object_rows import ObjectRows

_NOT_COPIED = ("lock", "publisher", "stage*", "between-*", "journal.json", "journal.json.part")
_FOLDERS = ("topics/", "authors/")
_FEEDS = (".rss", ".atom", ".json")


class Rehearsed(Struct, frozen=True):
    """What a publication would change."""

    added: tuple[str, ...]
    """Channels, by their path in out/ without an ending."""
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    ended: tuple[str, ...]
    """Topics whose last entry would say that they have ended."""
    written: int
    """Files; those about runs are not counted."""
    deleted: tuple[str, ...]
    """Files, by their path in out/: those of channels that are removed, archives and OPML of topics that end."""
    strange: tuple[str, ...]
    """What the settings say about topics that do not exist."""


class _BelievedBucket(OutputSnapshot):
    """A bucket that is not looked at."""

    def folders_differ(self) -> bool:
        return False

    def left(self, *, strange: bool) -> frozenset[str]:
        return frozenset()


class DryStaging(Staging):
    """Takes the place of the one that renames, or writes objects."""

    def __init__(
        self, out: Path, folder: Path, objects: ObjectRows | None = None, published: Path | None = None
    ) -> None:
        """`objects` are those of the store where out/ is a bucket; they are believed, and `out` is what of it is here.

        The pack is beside `published`, which is `out` unless that is a copy.
        """
        self.out = self.place = out
        self.folder = folder
        self.stage = folder / "stage"
        self._objects = objects
        self._renamed = False
        self._lock = None
        self.files: tuple[str, ...] = ()
        self.gone: tuple[str, ...] = ()
        for workshop in filter(Path.is_dir, workshops(published or out)):
            shutil.copytree(workshop, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED), dirs_exist_ok=True)
        self.stage.mkdir(parents=True)

    def snapshot(self, *, is_publication: bool = True, look: bool = False) -> OutputSnapshot:
        kind = OutputSnapshot if self._objects is None else _BelievedBucket
        return kind(self.folder, self.out)

    def present(self, paths: Iterable[str]) -> set[str]:
        return super().present(paths) if self._objects is None else set(self._objects.of(list(paths)))

    def _differing(self, files: Collection[str]) -> Iterable[str]:
        rows = self._objects
        if rows is None:
            return files
        return chain.from_iterable(differing(rows, some, self.stage) for some in portions(files))

    def publish(self, files: Collection[str], gone: Iterable[str]) -> int:
        self.files, self.gone = tuple(self._differing(files)), tuple(sorted(self.present(gone)))
        shutil.rmtree(self.stage)
        self.stage.mkdir()
        return len(self.files)


def believed(store: Store, settings: Settings) -> ObjectRows | None:
    """What the store believes of a bucket, None where out/ is a folder."""
    return None if settings.bucket is None else ObjectRows(store.engine)


def rehearse(store: Store, settings: Settings) -> Rehearsed:
    """What publishing the store's records would change in out/; the store is not to be kept afterwards."""
    out = settings.out.absolute()
    with TemporaryDirectory(prefix="paperwire-") as folder:
        notes = DryStaging(out, Path(folder) / "workshop", believed(store, settings))
        goes = make(store, settings, notes, processes=1, say=_unsaid).goes
    touched = dict.fromkeys(name for path in notes.files if (name := channel_of(path)))
    known = notes.present(f"{name}{ending}" for name in touched for ending in _FEEDS)
    before = {name for name in touched if any(f"{name}{ending}" in known for ending in _FEEDS)}
    gone = {name for path in notes.gone if (name := channel_of(path)) and path.removeprefix(name) in _FEEDS}
    return Rehearsed(
        added=tuple(sorted(touched.keys() - before)),
        changed=tuple(sorted(before.difference(goes.ended))),
        removed=tuple(sorted(gone - touched.keys())),
        ended=tuple(sorted(goes.ended)),
        written=len(notes.files),
        deleted=notes.gone,
        strange=goes.strange,
    )


def _unsaid(line: str) -> None:
    """What is taken away is told by the lists."""


def channel_of(path: str) -> str:
    """The channel that a feed belongs to, by its path without an ending; empty for other files."""
    name, _, ending = path.rpartition(".")
    if f".{ending}" not in _FEEDS or not (path.startswith(_FOLDERS) or path.startswith("all.")):
        return ""
    head, mark, number = name.rpartition(".archive-")
    return (head if mark and number.isdigit() else name).removesuffix(".events")
