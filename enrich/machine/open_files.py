"""Locks, reads, writes and flushes open files; alone knows in what operating systems differ there.

Linux and macOS can open folders, read at a place and follow no links; Windows cannot, and gets what comes nearest.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import portalocker

BYTES = getattr(os, "O_BINARY", 0)
"""Flag for opening: Windows changes the ends of lines without it."""
_OPENS_FOLDERS = hasattr(os, "O_DIRECTORY")
_NAP = 0.05
"""Seconds between two attempts where the system gives up waiting."""
_MOVING = threading.Lock()
"""A file that cannot be read at a place has one position for all threads."""


def lock(file: int) -> None:
    """Wait until nobody else has the lock of an open file; it ends when the file is closed, or the process is.

    Raises OSError where there can be no lock. In Windows others cannot read the beginning of a locked file.
    """
    while True:
        try:
            portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE)
            return
        except portalocker.AlreadyLocked:  # Windows waits ten seconds and no longer
            time.sleep(_NAP)
        except portalocker.LockException as wrong:
            raise _plain(wrong) from None


def try_lock(file: int) -> bool:
    """Whether this has the lock of an open file from now on; False while somebody else has it. Raises OSError."""
    try:
        portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as wrong:
        raise _plain(wrong) from None
    return True


def _plain(wrong: portalocker.LockException) -> OSError:
    cause = wrong.__cause__
    return cause if isinstance(cause, OSError) else OSError(errno.ENOLCK, str(wrong))


def unlock(file: int) -> None:
    """Let the next one have the lock."""
    portalocker.unlock(file)


def read_at(file: int, size: int, place: int) -> bytes:
    """Some bytes at a place, at most `size`; b"" at the end. Where the file is read next stays as it was."""
    try:
        return os.pread(file, size, place)
    except AttributeError:  # Windows
        pass
    with _MOVING:
        before = os.lseek(file, 0, os.SEEK_CUR)
        os.lseek(file, place, os.SEEK_SET)
        found = os.read(file, size)
        os.lseek(file, before, os.SEEK_SET)
        return found


def write_at(file: int, parts: Sequence[bytes | memoryview], place: int) -> int:
    """Write parts (a thousand at most) one after another; how many bytes it took, which may be fewer."""
    if hasattr(os, "pwritev"):
        return os.pwritev(file, parts, place)
    with _MOVING:
        os.lseek(file, place, os.SEEK_SET)
        return os.write(file, b"".join(parts))


def flush_data(file: int) -> None:
    """Bring what was written to an open file to the disk."""
    getattr(os, "fdatasync", os.fsync)(file)


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk; Windows sees to names itself."""
    if not _OPENS_FOLDERS and path.is_dir():
        return
    file = os.open(path, os.O_RDONLY if _OPENS_FOLDERS else os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def flush_file_system(path: Path) -> bool:
    """Flush the file system that holds a folder, since others may have much to write; returns whether that is possible.

    Raises OSError when it fails.
    """
    if not hasattr(os, "sync"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return True
    folder = os.open(path, os.O_RDONLY)
    try:
        if libc.syncfs(folder) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    finally:
        os.close(folder)
    return True


def open_no_link(path: Path | str) -> int:
    """Open a file to read it; raises OSError when it is a link."""
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return os.open(path, os.O_RDONLY | BYTES | getattr(os, "O_NOFOLLOW", 0))


def open_below(folder: Path, path: str) -> int:
    """Open a regular file below a folder to read it; raises OSError when any part of the path is a link."""
    file = _step_by_step(folder, path) if _OPENS_FOLDERS else _whole_path(folder, path)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise FileNotFoundError(path)
    return file


def _step_by_step(folder: Path, path: str) -> int:
    """Each folder is opened from the one before, so that nobody can put a link in between."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        *folders, name = path.split("/")
        for inner in folders:
            following = os.open(inner, flags | os.O_DIRECTORY, dir_fd=place)
            os.close(place)
            place = following
        return os.open(name, flags, dir_fd=place)
    finally:
        os.close(place)


def _whole_path(folder: Path, path: str) -> int:
    place = folder
    *folders, name = path.split("/")
    for inner in folders:
        place /= inner
        if place.is_symlink() or not place.is_dir():
            raise FileNotFoundError(path)
    return open_no_link(place / name)


def unnamed(file: int, name: str) -> int:
    """Take the name of a file that was just made; it is gone when the file is closed. The file to go on with."""
    if not hasattr(os, "O_TEMPORARY"):
        os.unlink(name)
        return file
    os.close(file)  # Windows deletes no open file, but one at its end that was opened so
    return os.open(name, os.O_RDWR | BYTES | os.O_TEMPORARY)
