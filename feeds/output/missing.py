"""Notices cheaply that somebody removed published files, so that the next run makes them again.

A folder's time changes when files come or go; it is compared with the one when publishing ended, and where it is
another, the names in the folders show which files are missing. Bytes are not looked at: `paperwire verify` does that.
"""

from __future__ import annotations

import os
from collections.abc import Set
from pathlib import Path

import msgspec

_NOTE = "watch.json"
FOLDERS = (
    "",
    "topics",
    "authors",
    "people",
    "dumps",
    "dumps/changes",
    "dumps/records",
    "static",
    "search",
    "search/words",
    "search/recent",
    "search/papers",
    "search/names",
    "sitemaps",
)
"""Those of out/ that are published to."""

PAPERS = "papers"
"""The folder of the papers' pages, which has folders of its own for ids of the old form."""
CHANNELS = ("", "topics", "authors", "people")
ENDINGS = (".rss", ".atom", ".json", ".html", ".opml")
"""Where channels have their files, and what these end with."""


class OutputSnapshot:
    """What was noted of out/ when publishing ended."""

    def __init__(self, workshop: Path, out: Path) -> None:
        self._note = workshop / _NOTE
        self._out = out
        self._times: dict[str, int] = {}
        self.token: str | None = None
        """The token of the publication in the store; None when nothing was noted."""
        try:
            note = msgspec.json.decode(self._note.read_bytes())
            self._times, self.token = note["folders"], note["token"]
        except (FileNotFoundError, msgspec.DecodeError, KeyError, TypeError):
            self.token = None

    def folders_differ(self) -> bool:
        """Whether a file came, went or was replaced since."""
        return self._folder_times() != self._times

    def missing(self, files: Set[str]) -> Set[str]:
        """Those of these files that are not in out/; a link or a folder in its place is not the file."""
        return files - {
            f"{folder}/{entry.name}" if folder else entry.name
            for folder in (*FOLDERS, *self._of_papers())
            for entry in _scan(self._out / folder)
            if entry.is_file(follow_symlinks=False)
        }

    def is_empty(self) -> bool:
        """Whether there is nothing in out/ at all, so that every file is missing."""
        return not _scan(self._out)

    def left(self, *, strange: bool) -> frozenset[str]:
        """What may have been left there by others; only where out/ is `strange`."""
        return self.ours() if strange else frozenset()

    def ours(self) -> frozenset[str]:
        """The files in out/ that are feeds or pages of channels or papers, whoever wrote them."""
        return frozenset(
            f"{folder}/{entry.name}" if folder else entry.name
            for folder in (*CHANNELS, *self._of_papers())
            for entry in _scan(self._out / folder)
            if entry.name.endswith(ENDINGS) and (folder or entry.name.startswith("all."))
        )

    def _of_papers(self) -> list[str]:
        """The folders that have pages of papers."""
        found = [entry.name for entry in _scan(self._out / PAPERS) if entry.is_dir(follow_symlinks=False)]
        return [PAPERS, *(f"{PAPERS}/{name}" for name in sorted(found))]

    def note(self, token: str) -> None:
        """Note how out/ is now."""
        self.token, self._times = token, self._folder_times()
        draft = self._note.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode({"token": token, "folders": self._times}))
        draft.replace(self._note)

    def _folder_times(self) -> dict[str, int]:
        times = {}
        for folder in (*FOLDERS, *self._of_papers()):
            try:
                times[folder] = (self._out / folder).stat().st_mtime_ns
            except (FileNotFoundError, NotADirectoryError):
                continue
        return times


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
