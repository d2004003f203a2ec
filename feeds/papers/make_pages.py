"""Papers -> the bytes of their pages, with the channels that hold them (reads the store, writes nothing).

::

    ids of papers --the store--> facts --paper_page--> papers/<id>.html
    path in out/ --its form--> the id that it is of, which its page is made for

Files and what `serve` makes on demand are the same bytes, since both come from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enrich.paper_id import BEYOND, is_beyond
from enrich.record import PublishableRecord
from enrich.store.store import Store
from feeds.channels.label import shown_name
from feeds.channels.plan import Plan, path_of, topic_places
from feeds.disclosure import Disclosure
from feeds.formats.record_json import record_json
from feeds.former_names import kept
from feeds.pages.channel_page import PageSite
from feeds.pages.paper import FOLDER, LONGEST_NAME, page_path
from feeds.papers.paper_page import PaperFacts, Seat, frame, moved_page, paper_page
from feeds.state.people import KIND
from feeds.state.publishing import PublishState

_CATEGORY = "category:"
_PATH = re.compile(rf"{FOLDER}/([A-Za-z0-9._/-]{{1,200}})\.html", re.ASCII)
_BEYOND = re.compile(rf"{BEYOND.removesuffix(':')}/([A-Za-z0-9._-]{{1,{LONGEST_NAME}}})-[0-9a-f]{{12}}", re.ASCII)


class PaperPages:
    """Makes the pages of papers."""

    def __init__(self, store: Store, published: PublishState, plan: Plan, site: PageSite) -> None:
        self._store = store
        self._published = published
        self._plan = plan
        self._site = site
        self._always = {place.key for place in plan.follow}

    def at(self, path: str) -> bytes | None:
        """The page at this path in out/ as the store has the paper now; None where there is none."""
        paper = self._paper_at(path)
        if paper is None or not self._published.is_published(
            [paper, *self._store.same_papers.successors([paper]).values()]
        ):
            return None
        return next((data for _, data in self.of([paper])), None)

    def _paper_at(self, path: str) -> str | None:
        """The paper whose page has this path."""
        if (asked := _PATH.fullmatch(path)) is None:
            return None
        if page_path(asked[1]) == path:
            return asked[1]
        if (name := _BEYOND.fullmatch(asked[1])) is None:
            return None
        # What a name of a file cannot hold is a hyphen in it, and it is cut.
        cut = "%" if len(name[1]) == LONGEST_NAME else ""
        found = self._store.same_papers.like(f"{BEYOND}{name[1].replace('-', '%')}{cut}")
        return next((one for one in found if page_path(one) == path), None)

    def of(self, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """(id, page) of those that are published; of those that another has replaced, the way there."""
        for facts in self._facts(kept(self._store, ids, hidden=self._plan.disclosure.private)):
            yield facts.kept.record.id, paper_page(facts, self._site, self._plan.disclosure)
        moved = self._store.same_papers.successors([paper for paper in ids if is_beyond(paper)])
        there = {one.record.id: one.record for one in kept(self._store, list(dict.fromkeys(moved.values())))}
        for old, new in moved.items():
            if new in there:
                yield old, moved_page(old, there[new], self._site)

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


def warm_up() -> None:
    """Have loaded now what the first page needs: what reads LaTeX takes long."""
    from feeds.exports import bibtex, ris  # noqa: F401

    frame()
