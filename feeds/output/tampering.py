"""Notices cheaply that somebody else removed or altered published files, so that the next run restores them.

A folder's time tells of files that came, went or were replaced; a file's own time tells of one that was written to.
Both are compared with what was noted when publishing ended: folders' times, and the time of the note itself.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

_NOTE = "watch.json"
MOST = 20_000
"""Files that are looked at one by one at a time; with more of them it takes several publications to look at all."""
FOLDERS = ("", "topics", "authors", "dumps", "dumps/changes", "static")
"""Those of out/ that are published to."""

CHANNELS = ("", "topics", "authors")
ENDINGS = (".rss", ".atom", ".json", ".html", ".opml")
"""Where channels have their files, and what these end with."""


class OutputSnapshot:
    """What was noted of out/ when publishing ended."""

    def __init__(self, workshop: Path, out: Path) -> None:
        self._note = workshop / _NOTE
        self._out = out
        self._times: dict[str, int] = {}
        self.token: str | None = None
        """The store's word for the publication; None when nothing was noted."""
        self._since = 0
        """A file that is newer was written to by somebody else."""
        self._turn = 0
        self.trusted = 0
        """How many times in a row only the folders were looked at."""
        try:
            note = msgspec.json.decode(self._note.read_bytes())
            self._times, self.token, self.trusted = note["folders"], note["token"], note["trusted"]
            self._since = note["since"] or self._note.stat().st_mtime_ns
            self._turn = note["turn"]
        except (FileNotFoundError, msgspec.DecodeError, KeyError, TypeError):
            self.token = None

    def folders_differ(self) -> bool:
        """Whether a file came, went or was replaced since."""
        return self._folder_times() != self._times

    def files_differ(self) -> bool:
        """Whether a file was written to since; of very many files, looks at some that are next in turn."""
        names = {folder: _names(self._out / folder) for folder in FOLDERS}
        portions = 1 + sum(map(len, names.values())) // MOST
        turn = self._turn % portions
        if portions > 1 and self.token is not None:
            self._turn = (turn + 1) % portions
            self._write(self.token, self.trusted, self._since)
        return any(
            self._is_newer(f"{self._out}{os.sep}{folder}{os.sep}{name}")
            for folder, held in names.items()
            for name in held[turn::portions]
        )

    def right(self) -> set[str]:
        """The files that are in out/ and were not written to since."""
        return {
            f"{folder}/{entry.name}" if folder else entry.name
            for folder in FOLDERS
            for entry in _scan(self._out / folder)
            if entry.is_file(follow_symlinks=False) and not self._is_newer(entry.path)
        }

    def ours(self) -> frozenset[str]:
        """The files in out/ that are feeds or pages of channels, whoever wrote them."""
        return frozenset(
            f"{folder}/{entry.name}" if folder else entry.name
            for folder in CHANNELS
            for entry in _scan(self._out / folder)
            if entry.name.endswith(ENDINGS) and (folder or entry.name.startswith("all."))
        )

    def note(self, token: str, trusted: int) -> None:
        """Note how out/ is now."""
        self._times = self._folder_times()
        self._write(token, trusted, None)
        self.token, self.trusted = token, trusted

    def _write(self, token: str, trusted: int, since: int | None) -> None:
        """`since` is the time of the note itself unless given."""
        value = {"token": token, "folders": self._times, "trusted": trusted, "since": since, "turn": self._turn}
        draft = self._note.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode(value))
        draft.rename(self._note)

    def _is_newer(self, place: str) -> bool:
        """Whether a file was written to since; one that somebody takes away at this moment is not as it was either."""
        try:
            state = os.lstat(place)
        except FileNotFoundError:
            return True
        return stat.S_ISREG(state.st_mode) and state.st_mtime_ns > self._since

    def _folder_times(self) -> dict[str, int]:
        times = {}
        for folder in FOLDERS:
            try:
                times[folder] = (self._out / folder).stat().st_mtime_ns
            except (FileNotFoundError, NotADirectoryError):
                continue
        return times


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
