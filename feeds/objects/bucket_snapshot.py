"""Compares the bucket with what the store believes of it: now and then, since nobody tells of objects that others changed."""

from __future__ import annotations

from collections.abc import Iterator, Set
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING

from feeds.objects.bucket import Listed
from feeds.output.missing import CHANNELS, ENDINGS, PAPERS, OutputSnapshot
from feeds.output.run_files import RUN_FILES
from feeds.state.objects.object_rows import ObjectRow

if TYPE_CHECKING:
    from feeds.objects.object_staging import ObjectStaging


class BucketSnapshot(OutputSnapshot):
    """What is to be known of a bucket when a publication begins."""

    def __init__(self, staging: ObjectStaging, *, is_due: bool) -> None:
        super().__init__(staging.folder, staging.out)
        self._staging = staging
        self._is_due = is_due
        self._left: set[str] = set()
        self._strangers: set[str] = set()

    def folders_differ(self) -> bool:
        """Whether it is time to list the bucket."""
        return self._is_due

    def is_empty(self) -> bool:
        """Never: that it is empty is known once it was listed."""
        return False

    def missing(self, files: Set[str]) -> Set[str]:
        """Those of these files whose objects are not as they were written.

        What there is a copy of is written again at once; of everything else the store no longer says that it is there.
        """
        lost: set[str] = set()
        unknown = set(files)
        for path, row, listed in compared(self._staging.bucket.listed(), self._staging.rows.every()):
            if row is None:
                self._strangers.update([path] if _has_our_form(path) else [])
                continue
            unknown.discard(path)
            if path not in files and not path.startswith(RUN_FILES):
                self._left.add(path)
            if row.digest is None or listed is None or listed.tag != row.tag:
                lost.add(path)
        self._strangers -= files
        self._staging.rows.begin(lost)
        here = {path for path in lost if (self._staging.out / path).is_file()}
        self._staging.put_again(here)
        self._staging.listed()
        self._is_due = False
        return (lost - here) & files | unknown

    def left(self, *, strange: bool) -> frozenset[str]:
        """Objects of ours that are no longer published; where another store published, all that have the form of ours."""
        return frozenset(self._left | (self._strangers if strange else set()))


def compared(
    listed: Iterator[Listed], known: Iterator[ObjectRow]
) -> Iterator[tuple[str, ObjectRow | None, Listed | None]]:
    """Each path with what is known and what is listed; both come in the order of their paths."""
    both: Iterator[Listed | ObjectRow] = merge(listed, known, key=lambda one: one.path)
    for path, group in groupby(both, key=lambda one: one.path):
        here = {type(one): one for one in group}
        yield path, here.get(ObjectRow), here.get(Listed)  # type: ignore[misc]


def _has_our_form(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    is_channel = folder in CHANNELS and (folder or name.startswith("all."))
    return bool((is_channel or folder.split("/")[0] == PAPERS) and name.endswith(ENDINGS))
