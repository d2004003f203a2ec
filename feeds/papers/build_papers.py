"""Papers -> their pages in out/: what differs from what is published is staged, and nothing else.

Runs in worker processes too, like the building of feeds. Which files there are is kept in sets, a set for each month of
arXiv's numbering and 256 sets for papers that arXiv does not have, so that one more paper changes one short list.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from enrich.paper_id import BEYOND, is_beyond
from enrich.record import PublishableRecord
from enrich.store.store import Store
from feeds.channels.label import shown_name
from feeds.channels.plan import Plan, path_of, topic_places
from feeds.disclosure import Disclosure
from feeds.formats.record_json import record_json
from feeds.former_names import kept
from feeds.output.staging import is_same, write_staged
from feeds.pages.channel_page import PageSite
from feeds.pages.paper import page_path
from feeds.papers.paper_page import PaperFacts, Seat, moved_page, paper_page
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import FileSet

PAPERS = "papers"
"""Begins the keys of the sets of files."""
_CATEGORY, _HASHED = "category:", "doi-"


class BuiltPapers(Struct, frozen=True):
    """What came of some papers."""

    paths: tuple[tuple[str, str], ...]
    """(id, path in out/) of each that has a page."""
    staged: tuple[str, ...]
    """Paths of the pages that differ."""


class PaperBuilder:
    """Makes the pages of papers."""

    def __init__(
        self, store: Store, published: PublishState, plan: Plan, site: PageSite, out: Path, stage: Path
    ) -> None:
        self._store = store
        self._published = published
        self._plan = plan
        self._site = site
        self._out, self._stage = str(out), str(stage)
        self._always = {place.key for place in plan.follow}
        self._folders: set[str] = set()

    def build(self, ids: Sequence[str]) -> BuiltPapers:
        """Stage the pages that differ; papers that are not published have none, but those that another has replaced lead there."""
        paths, staged = [], []
        for paper, data in self._pages(ids):
            path = page_path(paper)
            paths.append((paper, path))
            if self._put(path, data):
                staged.append(path)
        return BuiltPapers(tuple(paths), tuple(staged))

    def _pages(self, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for facts in self._facts(kept(self._store, ids, hidden=self._plan.disclosure.private)):
            yield facts.kept.record.id, paper_page(facts, self._site, self._plan.disclosure)
        moved = self._store.same_papers.successors([paper for paper in ids if is_beyond(paper)])
        there = {one.record.id: one.record for one in kept(self._store, list(dict.fromkeys(moved.values())))}
        for old, new in moved.items():
            if new in there:
                yield old, moved_page(old, there[new], self._site)

    def _put(self, path: str, data: bytes) -> bool:
        if is_same(self._out, path, data):
            return False
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(f"{self._stage}{os.sep}{folder}", exist_ok=True)
            self._folders.add(folder)
        write_staged(self._stage, path, data)
        return True

    def _facts(self, kept: Sequence[PublishableRecord]) -> Iterator[PaperFacts]:
        plan = self._plan
        topics = [topic_places(plan, one) for one in kept]
        authors = [[plan.author_key(author.name) for author in one.record.authors] for one in kept]
        topic_slugs = self._published.slugs("topic", {place.key for places in topics for place in places})
        wanted = {key for keys in authors for key in keys if key}
        author_slugs = self._published.pages.authors_with_page(wanted, plan.min_papers, self._always)
        people = self._published.people.channels_of({person for one in kept for person in one.persons.values()})
        for one, its_topics, keys in zip(kept, topics, authors, strict=True):
            known = [place for place in its_topics if place.key in topic_slugs]
            named = {key: author.name for key, author in zip(keys, one.record.authors, strict=True)}
            seats = (
                Seat(self._site.title, path_of("all", "")),
                *(Seat(place.name, path_of("topic", topic_slugs[place.key]), _code(place.key)) for place in known),
                *(
                    Seat(plan.names.get(key, name), path_of("author", author_slugs[key]))
                    for key, name in named.items()
                    if key in author_slugs
                ),
                *(
                    Seat(shown_name(people[person]), path_of(KIND, person))
                    for person in dict.fromkeys(one.persons[place] for place in sorted(one.persons))
                    if person in people
                ),
            )
            # The page of the person where there is one, since others may have the name, perhaps on this very paper.
            own = {
                place: path_of(KIND, person)
                for place, person in one.persons.items()
                if person in people and keys.count(keys[place]) == 1
            }
            named_pages = (path_of("author", author_slugs[key]) if key in author_slugs else None for key in keys)
            paths = tuple(own.get(place, path) for place, path in enumerate(named_pages))
            yield PaperFacts(one, _form(one, plan.disclosure), seats, paths)


def _code(key: str) -> str:
    return key.removeprefix(_CATEGORY) if key.startswith(_CATEGORY) else ""


def _form(kept: PublishableRecord, disclosure: Disclosure) -> dict[str, object]:
    """The record in the form of the dumps, but for its channels."""
    slugs = [None] * len(kept.record.authors)
    return disclosure.record(
        record_json(
            kept.record,
            topics=(),
            mentions=kept.mentions,
            slugs=slugs,
            outcome=kept.outcome,
            first_seen=kept.first_seen,
            persons=kept.persons,
        )
    )


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
