"""Keeps the index of the dumps beside the rendered entries, so that it always fits the files in out/.

::

    keep (as next) --> staged files are renamed --> settle (next becomes current)

A crash leaves both; the next one is right if every file in out/ is the one it speaks of, else the current one is.
"""

from __future__ import annotations

import os
from pathlib import Path

from feeds.dump_index import DumpIndex
from feeds.dump_writer import is_untouched

_CURRENT = "dumps.index"
_NEXT = "dumps.next"


def load(workshop: Path, published: Path) -> DumpIndex | None:
    """The index of the dumps in the folder `published`; None when there is none that this version can use."""
    following = _read(workshop / _NEXT)
    if following is not None and all(is_untouched(published, file) for file in following.files):
        return following
    return _read(workshop / _CURRENT)


def keep(workshop: Path, index: DumpIndex) -> None:
    """Before the files are renamed into place."""
    draft = workshop / f"{_NEXT}.part"
    with draft.open("wb") as file:
        file.write(index.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.rename(workshop / _NEXT)


def settle(workshop: Path) -> None:
    """After the files were renamed into place."""
    (workshop / _NEXT).rename(workshop / _CURRENT)


def _read(path: Path) -> DumpIndex | None:
    return DumpIndex.decode(path.read_bytes()) if path.is_file() else None
