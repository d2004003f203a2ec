"""Publishes without publishing: everything is made in a folder that is removed, and out/ is only compared with.

The store is one whose writes are not kept. What would be renamed into out/ and what would go is noted instead.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.output.staging import Staging, workshops
from feeds.publish.publish import make

_NOT_COPIED = ("lock", "publisher", "stage", "journal.json", "journal.json.part")
_FOLDERS = ("topics/", "authors/")
_FEEDS = (".rss", ".atom", ".json")


@dataclass(frozen=True, slots=True)
class Rehearsed:
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


class DryStaging(Staging):
    """Takes the place of the one that renames."""

    def __init__(self, out: Path, folder: Path) -> None:
        self.out = out
        self.folder = folder
        self.stage = folder / "stage"
        self._renamed = False
        self._lock = None
        self.files: tuple[str, ...] = ()
        self.gone: tuple[str, ...] = ()
        for workshop in filter(Path.is_dir, workshops(out)):
            shutil.copytree(workshop, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED), dirs_exist_ok=True)
        self.stage.mkdir(parents=True)

    def publish(self, files: Collection[str], gone: Iterable[str]) -> None:
        self.files, self.gone = tuple(files), tuple(path for path in sorted(gone) if (self.out / path).is_file())
        shutil.rmtree(self.stage)
        self.stage.mkdir()


def rehearse(store: Store, settings: Settings) -> Rehearsed:
    """What publishing the store's records would change in out/; the store is not to be kept afterwards."""
    out = settings.out.absolute()
    with TemporaryDirectory(prefix="paperwire-") as folder:
        notes = DryStaging(out, Path(folder) / "workshop")
        goes = make(store, settings, notes, processes=1, say=_unsaid).goes
    touched = dict.fromkeys(name for path in notes.files if (name := channel_of(path)))
    before = {name for name in touched if any((out / f"{name}{ending}").is_file() for ending in _FEEDS)}
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
