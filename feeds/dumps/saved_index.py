"""Keeps the index of the dumps beside the rendered entries, so that it always fits the files in out/.

::

    keep (as next) --> staged files are renamed --> settle (next becomes current)

A crash leaves both; the next one is right if every file in out/ is the one it speaks of, else the current one is. When
there is neither, what is published is read back.
"""

from __future__ import annotations

import os
from pathlib import Path

from feeds.dumps.change_files import copy_changes, drop_copies
from feeds.dumps.chunk_index import DumpIndex
from feeds.dumps.dump_files import is_untouched
from feeds.dumps.recover_index import recovered

COPIES = "dumps.changes"
"""The folder with copies of the files of changes."""
_CURRENT = "dumps.index"
_NEXT = "dumps.next"
_SHAPE = "dumps.shape"


def load(workshop: Path, published: Path) -> DumpIndex | None:
    """The index of the dumps in the folder `published`; None when there is none and none can be read back."""
    following = _read(workshop / _NEXT)
    if following is not None and all(is_untouched(published, file) for file in following.files):
        return following
    return _read(workshop / _CURRENT) or recovered(published)


def keep(workshop: Path, index: DumpIndex, staging: Path, published: Path) -> None:
    """Before the files are renamed from `staging` to `published`."""
    copy_changes(workshop / COPIES, index.files, staging, published)
    draft = workshop / f"{_NEXT}.part"
    with draft.open("wb") as file:
        file.write(index.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.rename(workshop / _NEXT)


def settle(workshop: Path, index: DumpIndex, shape: str = "") -> None:
    """After the files were renamed into place, made in this `shape`."""
    (workshop / _NEXT).rename(workshop / _CURRENT)
    drop_copies(workshop / COPIES, index.files)
    (workshop / _SHAPE).write_text(shape, encoding="ascii")


def shape(workshop: Path) -> str | None:
    """In which shape the dumps were made that are published; cheap, unlike the index."""
    try:
        return (workshop / _SHAPE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> DumpIndex | None:
    return DumpIndex.decode(path.read_bytes()) if path.is_file() else None
