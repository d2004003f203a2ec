"""Papers -> their pages in out/: what differs from what is published is staged, and nothing else.

Runs in worker processes too, like the building of feeds. Which files there are is kept in sets, a set for each month of
arXiv's numbering and 256 sets for papers that arXiv does not have, so that one more paper changes one short list.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from enrich.paper_id import BEYOND, is_beyond
from enrich.store.store import Store
from feeds.channels.plan import Plan
from feeds.output.staging import is_same, write_staged
from feeds.pages.channel_page import PageSite
from feeds.pages.paper import page_path
from feeds.papers.make_pages import PaperPages
from feeds.state.publishing import PublishState
from feeds.state.types import FileSet
from feeds.work.processes import Executor

PAPERS = "papers"
"""Begins the keys of the sets of files."""
AT_ONCE = 250
"""Pages that a process makes at a time."""
_HASHED = "doi-"


class BuiltPapers(Struct, frozen=True):
    """What came of some papers."""

    paths: tuple[tuple[str, str], ...]
    """(id, path in out/) of each that has a page."""
    staged: tuple[str, ...]
    """Paths of the pages that differ."""


class PaperBuilder:
    """Makes the pages of papers into files."""

    def __init__(
        self, store: Store, published: PublishState, plan: Plan, site: PageSite, out: Path, stage: Path
    ) -> None:
        self._pages = PaperPages(store, published, plan, site)
        self._out, self._stage = str(out), str(stage)
        self._folders: set[str] = set()

    def build(self, ids: Sequence[str]) -> BuiltPapers:
        """Stage the pages that differ; papers that are not published have none, but those that another has replaced lead there."""
        paths, staged = [], []
        for paper, data in self._pages.of(ids):
            path = page_path(paper)
            paths.append((paper, path))
            if self._put(path, data):
                staged.append(path)
        return BuiltPapers(tuple(paths), tuple(staged))

    def _put(self, path: str, data: bytes) -> bool:
        if is_same(self._out, path, data):
            return False
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(f"{self._stage}{os.sep}{folder}", exist_ok=True)
            self._folders.add(folder)
        write_staged(self._stage, path, data)
        return True


def build_papers(
    store: Store, executor: Executor, plan: Plan, site: PageSite, out: Path, stage: Path, due: Sequence[str]
) -> list[BuiltPapers]:
    """Stage the pages of these papers that differ, in whatever processes there are."""
    tasks = [due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE)]
    place = store.url if executor.shares(len(tasks)) else store
    return list(executor.work_through(partial(_builder, place, plan, site, out, stage), tasks, len(tasks)))


def _builder(
    place: Store | str, plan: Plan, site: PageSite, out: Path, stage: Path
) -> Callable[[Sequence[str]], BuiltPapers]:
    """Perhaps for a process of its own."""
    store = place if isinstance(place, Store) else Store(place)
    return PaperBuilder(store, PublishState(store.engine), plan, site, out, stage).build


def set_of(paper: str) -> str:
    """The key of the set of files that the paper's page belongs to."""
    if is_beyond(paper):
        return f"{PAPERS}:{_HASHED}{blake2b(paper.encode(), digest_size=1).hexdigest()}"
    folder, slash, number = paper.rpartition("/")
    return f"{PAPERS}:{folder}{slash}{number[:4]}"


def beginning_of(key: str) -> str:
    """How the ids of all papers begin whose pages belong to the set of this key; others may begin so, too."""
    name = key.removeprefix(f"{PAPERS}:")
    return BEYOND if name.startswith(_HASHED) else name


def sets_now(
    before: Mapping[str, FileSet], looked_at: Iterable[str], paths: Mapping[str, str], *, whole: bool
) -> tuple[tuple[FileSet, ...], tuple[str, ...]]:
    """Sets of files that differ from those `before`, and the files that go. A set without files is one that goes.

    `paths` are those of the papers that were `looked_at` and have a page; there are no others if this is the `whole`.
    """
    names: dict[str, set[str]] = {key: set() if whole else set(known.files) for key, known in before.items()}
    for paper in looked_at:
        its = names.setdefault(set_of(paper), set())
        its.discard(page_path(paper))
        if paper in paths:
            its.add(paths[paper])
    now = [FileSet(key, None, b"whole", tuple(sorted(files))) for key, files in sorted(names.items())]
    gone = {path for known in before.values() for path in known.files}.difference(*(one.files for one in now))
    return tuple([one for one in now if one != before.get(one.key) and (one.files or one.key in before)]), tuple(
        sorted(gone)
    )


def those_in(sets: Collection[str], ids: Iterable[str]) -> set[str]:
    """The papers whose pages belong to these sets."""
    return {paper for paper in ids if set_of(paper) in sets}
