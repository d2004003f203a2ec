"""Puts files into out/ so that nobody ever sees half of one: written whole beside out/, then renamed into place.

::

    open --> stage files --> journal --> rename, delete --> close
      |          | failure: out/ is as it was      | crash: each file is old or new,
      |          v                                 v and the next opening completes it
      +---- what a crash left is completed or thrown away

Beside out/ stands `.<out>.publishing/` with the lock, the journal, the staged files and the pack of rendered
entries; inside out/ where the folder beside it is on another file system or cannot be written.

Power loss: with few files each is flushed, with many their file system is, before the first rename.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from enrich.errors import CannotPublish, PaperwireError
from enrich.machine.open_files import BYTES, flush, flush_file_system, open_no_link, write_at
from feeds.output.faults import AS_IT_WAS, cannot_publish
from feeds.output.missing import OutputSnapshot
from feeds.output.publishing_lock import PublishingLock
from feeds.output.spool import Paths

FLUSH_EACH = 256
"""Up to this number, files are flushed one by one."""
Portion = bytes | memoryview
"""A part of a file's bytes."""
_AT_ONCE = 1000
"""Portions that systems take in one call (POSIX's IOV_MAX is 1024 nearly everywhere)."""
_HALF = "each file in it is old or new, and the next run completes it"
_STAGE = "stage"
"""Begins the names of folders with staged files: each publication has its own, so that what one that was cut off still
writes, on whichever machine, is nobody else's. With this name alone they are whole, and are renamed into place."""
BETWEEN = "between-"
"""Begins the names of folders with what processes of one publication hand on to each other."""
_JOURNAL, _EARLIER_JOURNAL = "journal.lines", "journal.json"
"""What is to be done; the second is that of versions before, which a crash of theirs may have left."""
_PUT, _TAKE = "+", "-"
"""Begin a line of the journal: the path of a file to rename into place, or of one to delete."""


class Staging:
    """The one publisher of an out/ at a time, with its staged files."""

    def __init__(self, out: Path) -> None:
        """Wait for another publisher to end, then complete or clear what a crash left; raises CannotPublish."""
        self.out = out
        self.place: Path | str = out
        """What messages call it."""
        self._renamed = False
        try:
            out.mkdir(parents=True, exist_ok=True)
            self.folder = _workshop(out)
            self._lock: PublishingLock | None = PublishingLock(self.folder)
        except OSError as wrong:
            raise cannot_publish(out, wrong) from wrong
        try:
            self.stage = self.folder / _STAGE
            self._complete()
            self._clear(BETWEEN)
            self._clear()
        except OSError as wrong:
            self.close()
            raise self.cannot(wrong) from wrong
        except PaperwireError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._journal.exists():
                shutil.rmtree(self.stage, ignore_errors=True)
        finally:
            self.close()

    def close(self) -> None:
        """Let the next publisher in."""
        if self._lock is not None:
            self._lock.release()

    def cannot(self, wrong: OSError) -> CannotPublish:
        """The error for the caller."""
        if self._renamed:
            return cannot_publish(self.out, wrong, "it is published, and the next run sees to the rest")
        return cannot_publish(self.out, wrong, _HALF if self._journal.exists() else AS_IT_WAS)

    @property
    def _journal(self) -> Path:
        return self.folder / _JOURNAL

    def snapshot(self, *, is_publication: bool = True, look: bool = False) -> OutputSnapshot:
        """What is to be known of out/ before a publication, or before files beside it; `look` at it whatever is known."""
        return OutputSnapshot(self.folder, self.out)

    def present(self, paths: Iterable[str]) -> set[str]:
        """Those of these files that are in out/."""
        return {path for path in paths if (self.out / path).is_file()}

    def publish(self, files: Collection[str], gone: Iterable[str]) -> int:
        """Rename the staged files (paths in out/) into place and delete `gone`; how many were written. Raises CannotPublish.

        Before the first rename, the plan is on disk: what happens later does not stop it.
        """
        left = set(gone)
        left.difference_update(files)
        gone = sorted(left)
        if not files and not gone:
            return 0
        try:
            self._check_places(files)
            self._flush(files)
            self.stage = self.stage.rename(self.folder / _STAGE)
            self._write_journal(files, gone)
            written = self._apply(files, gone)
            self._journal.unlink()
            self._renamed = True
            self._clear()
        except OSError as wrong:
            raise self.cannot(wrong) from wrong
        return written

    def _check_places(self, files: Collection[str]) -> None:
        """Every folder can be written, and nothing but files stands where files go."""
        present = set()
        for folder in {_folder_of(file) for file in files}:
            place = _nearest(self.out / folder)
            if not place.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
            if not os.access(place, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))
            if place.stat().st_dev != self.stage.stat().st_dev:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(place))
            if place == self.out / folder:
                present.add(folder)
        for file in (file for file in files if _folder_of(file) in present):
            target = f"{self.out}{os.sep}{file}"
            if os.path.isdir(target) and not os.path.islink(target):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)

    def _flush(self, files: Collection[str]) -> None:
        if len(files) > FLUSH_EACH and flush_file_system(self.stage):
            return
        for file in files:
            flush(self.stage / file)

    def _write_journal(self, files: Collection[str], gone: Collection[str]) -> None:
        draft = self.folder / f"{_JOURNAL}.part"
        with draft.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            lines.writelines(f"{_PUT}{path}\n" for path in files)
            # A stranger's file may have such a name: after a crash it is found again, and goes then.
            lines.writelines(f"{_TAKE}{path}\n" for path in gone if "\n" not in path)
        flush(draft)
        draft.replace(self._journal)
        flush(self.folder)

    def _apply(self, files: Collection[str], gone: Collection[str]) -> int:
        stage, out = f"{self.stage}{os.sep}", f"{self.out}{os.sep}"
        whole = set()
        for folder in sorted({_folder_of(file) for file in files}):
            if not os.path.lexists(out + folder) and os.path.lexists(stage + folder):
                (self.out / folder).parent.mkdir(parents=True, exist_ok=True)
                os.rename(stage + folder, out + folder)
                whole.add(folder)
        for file in files if not whole else (file for file in files if _folder_of(file) not in whole):
            try:
                os.replace(stage + file, out + file)
            except FileNotFoundError:
                if not os.path.lexists(out + file):
                    raise
        for file in gone:
            Path(out + file).unlink(missing_ok=True)
        return len(files)

    def _complete(self) -> None:
        """Finish the renames that a crash interrupted, if one did."""
        earlier = self.folder / _EARLIER_JOURNAL
        if earlier.exists():
            plan = msgspec.json.decode(earlier.read_bytes())
            self._apply(plan["files"], plan["gone"])
            earlier.unlink()
        if self._journal.exists():
            self._apply(Paths(partial(self._planned, _PUT), 0), Paths(partial(self._planned, _TAKE), 0))
            self._journal.unlink()

    def _planned(self, sign: str) -> Iterator[str]:
        """The paths in the journal with that sign."""
        with self._journal.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            for line in lines:
                if line.startswith(sign):
                    yield line[1:].removesuffix("\n")

    def _clear(self, begins: str = _STAGE) -> None:
        """Remove what publications left in folders whose names begin so, and have an empty one to stage files in."""
        for left in self.folder.glob(f"{begins}*"):
            shutil.rmtree(left, ignore_errors=True)
        self.stage = self.folder / f"{_STAGE}-{secrets.token_hex(4)}"
        self.stage.mkdir()


def write_staged(stage: Path | str, path: str, *portions: Portion) -> None:
    """Write one file whole, portion after portion, into the staging folder (the folder of `path` is there).

    Where it is there already, another process may still be writing it that was taken for dead: then this one takes its place.
    """
    place = f"{stage}{os.sep}{path}"
    try:
        _write_new(place, portions)
    except FileExistsError:
        instead = f"{place}.{secrets.token_hex(4)}"
        _write_new(instead, portions)
        os.replace(instead, place)


def _write_new(place: str, portions: Sequence[Portion]) -> None:
    target = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES, 0o644)
    try:
        write_portions(target, portions, 0)
    finally:
        os.close(target)


def write_portions(file: int, portions: Sequence[Portion], place: int) -> None:
    """Write portions at a place of an open file, one after another, without copying them together first."""
    for start in range(0, len(portions), _AT_ONCE):
        some = portions[start : start + _AT_ONCE]
        size = sum(map(len, some))
        written = write_at(file, some, place)
        if written < size:  # a disk that is nearly full takes a part, and then says so
            data = memoryview(b"".join(some))
            while written < size:
                written += write_at(file, [data[written:]], place + written)
        place += size


def is_same(out: Path | str, path: str, *portions: Portion) -> bool:
    """Whether the published file has exactly these bytes."""
    try:
        target = open_no_link(f"{out}{os.sep}{path}")
    except OSError:
        return False
    try:
        size = sum(map(len, portions))
        return os.fstat(target).st_size == size and _read(target, size + 1) == b"".join(portions)
    except OSError:
        return False
    finally:
        os.close(target)


def _read(target: int, most: int) -> bytes:
    with os.fdopen(os.dup(target), "rb") as present:
        return present.read(most)


def workshops(out: Path) -> tuple[Path, Path]:
    """Where what a publisher keeps may be: beside out/, or inside."""
    return out.parent / f".{out.name}.publishing", out / ".publishing"


def _workshop(out: Path) -> Path:
    beside, inside = workshops(out)
    try:
        beside.mkdir(exist_ok=True)
        if beside.stat().st_dev == out.stat().st_dev and os.access(beside, os.W_OK | os.X_OK):
            return beside
    except OSError as wrong:
        if wrong.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise
    inside.mkdir(exist_ok=True)
    return inside


def _folder_of(path: str) -> str:
    """The folder of a path in out/, whose folders are set apart by `/` on every system."""
    return path.rpartition("/")[0]


def _nearest(place: Path) -> Path:
    """The place, or of the folders above it the first that is there."""
    return place if os.path.lexists(place) else _nearest(place.parent)
