"""The lock of the one publisher of an out/, and who has it.

It is the file's: it ends with the process, however that ends, and processes that are forked do not hold on to it.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from enrich.machine.open_files import try_lock
from enrich.machine.process import is_gone, new_name, spoken

log = logging.getLogger("paperwire")
LOCK, HOLDER = "lock", "publisher"
"""The locked file, and the one with the name of the process that locked it."""
_POLL = 0.25
"""Seconds between two attempts to take a lock that another has."""
_WARN_AFTER = 4
"""Attempts after which a warning says for whom this waits."""
_taken: set[int] = set()


def _drop() -> None:
    """A forked process has copies of its parent's open files, and a lock lasts as long as any copy is open."""
    for file in _taken:
        os.close(file)
    _taken.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop)


class PublishingLock:
    """A lock that this process has until it is given back."""

    def __init__(self, folder: Path) -> None:
        """Wait for the lock of a folder; after a second, say for whom. Raises OSError."""
        self._file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        _taken.add(self._file)
        try:
            _wait(self._file, folder)
            (folder / HOLDER).write_text(new_name(), encoding="utf-8")
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let the next publisher in."""
        if self._file in _taken:
            _taken.remove(self._file)
            os.close(self._file)
        self._file = -1


def _wait(file: int, folder: Path) -> None:
    attempts, pause = 0, threading.Event()
    while not try_lock(file):
        attempts += 1
        if attempts == _WARN_AFTER:
            log.warning("%s; waiting for it to end", _sentence(folder))
        pause.wait(_POLL)


def present_publisher(folder: Path) -> tuple[str, bool] | None:
    """A sentence on whoever has the lock of a folder, and whether that is well; None when nobody has it."""
    try:
        file = os.open(folder / LOCK, os.O_RDONLY)
    except OSError:
        return None
    try:
        return None if try_lock(file) else (_sentence(folder), not is_gone(_holder(folder)))
    except OSError:
        return None
    finally:
        os.close(file)


def _sentence(folder: Path) -> str:
    holder = _holder(folder)
    if not holder:
        return f"another process has {folder / LOCK}"
    if is_gone(holder):
        return (
            f"{spoken(holder)} is gone, but a process that it began lives on and has {folder / LOCK}: "
            f"`fuser {folder / LOCK}` names it, and ending it is safe"
        )
    return f"{spoken(holder)} publishes to the same out/ ({folder / LOCK})"


def _holder(folder: Path) -> str:
    """The name of whoever had the lock last; empty where it was a version that did not write it."""
    try:
        name = (folder / HOLDER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return name if name.count("/") > 1 else ""
