"""What came of all channels, piece by piece: on disk until it is in place, and into the store in portions.

Memory does not grow with out/, and nobody waits for the store longer than for one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from feeds.output.spool import Paths, Spool
from feeds.publish.build_channels import Built
from feeds.state.publishing import PublishState
from feeds.state.types import WrittenFiles

ARCHIVES = 200
"""That are closed by one transaction; those of a channel in their order, so that one that is cut off has closed the first."""


class Results:
    """The results of building, in the order of channels."""

    def __init__(self, folder: Path, built: Iterable[str]) -> None:
        """Take all of them in, by their names in the folder."""
        self._spool = Spool(folder, Built)
        self.appeared: set[int] = set()
        self.vanished: set[int] = set()
        self.bare: set[int] = set()
        self.filed: set[int] = set()
        self.staged = self.bytes = 0
        self.any = False
        """Whether there is something to note."""
        for one in map(self._spool.add, built):
            self.appeared.update(one.appeared)
            self.vanished.update(one.vanished)
            self.bare.update(one.bare)
            self.filed.update(one.filed)
            self.staged += len(one.staged)
            self.bytes += one.bytes
            self.any = self.any or one.done != WrittenFiles()

    def files(self) -> Iterator[str]:
        """Paths in out/ that these channels have from now on and did not have before."""
        return chain.from_iterable(self._spool.each("files"))

    def stale(self) -> Iterator[str]:
        """Paths in out/ that one of these channels had, and may no longer have."""
        return chain.from_iterable(self._spool.each("stale"))

    def with_staged(self, beside: Iterable[str]) -> Paths:
        """Paths in out/ of files that differ, and those `beside`."""
        others = tuple(beside)
        return Paths(lambda: chain(chain.from_iterable(self._spool.each("staged")), others), self.staged + len(others))

    def close_archives(self, published: PublishState) -> None:
        """Give archives that are full their entries for good, in portions: a large channel has thousands."""
        for filled in self._spool.each("filled"):
            for start in range(0, len(filled), ARCHIVES):
                published.close_archives(filled[start : start + ARCHIVES])

    def finish(self, published: PublishState, beside: WrittenFiles, values: Mapping[str, Any]) -> tuple[int, int]:
        """What was written is in place; the last portion has the `values`. How many feeds and files there are now.

        What was not noted before a crash is looked at again, and is found to be in place. What is `beside` the channels
        comes first: what depends on channels that came or went is in place and known before these count as looked at.
        """
        for done in chain([beside], self._spool.each("done")):
            if done != WrittenFiles():
                published.finish(done, {}, more=True)
        return published.finish(WrittenFiles(), values)
