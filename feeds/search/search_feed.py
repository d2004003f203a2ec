"""The papers that a search found, from the very bytes that are published.

::

    Question -> ids (the index) -> spots (the store) -> parts (the pack) -> put between a feed's head and its end

Papers that are not published yet are left out. The pack may be begun anew at any moment; each has a token of its own,
by which that is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from enrich.errors import TryLater
from enrich.record import PublishableRecord
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.disclosure import Disclosure, disclosure_as_published
from feeds.formats.parts import is_brief
from feeds.formats.xml import FORMATS, FeedMetadata, FeedUrls, Format, frame, join
from feeds.former_names import kept
from feeds.publish.assemble import Site, site_of
from feeds.search import entry_parts
from feeds.search.entry_parts import EntryParts
from feeds.search.matching_authors import naming
from feeds.search.query import COUNTED, RESULTS, Question
from feeds.search.search_index import Search
from feeds.search.wanted import wanted
from feeds.state.publishing import PublishState

_ATTEMPTS = 3


class FoundPaper(Struct, frozen=True):
    """One paper as it is published."""

    id: str
    updated: int
    """Seconds since 1970."""
    parts: tuple[bytes, ...]
    """In the order of FORMATS; what comes after these is for pages."""


class Searcher:
    """Answers questions; may be used by one thread at a time."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.published = PublishState(store.engine)
        self._search = Search(store.engine)
        self._store = store
        self._settings = settings
        self.site = site_of(settings)
        self._parts = EntryParts(store, settings)

    def version(self) -> tuple[str, bool]:
        """What differs when answers may differ, and whether all that is published can be found.

        Raises TryLater when nothing can be found yet, which is not to be taken for there being nothing.
        """
        values = self.published.values()
        searched, published = values.get("searched"), values.get("told") or 0
        if searched is None and published:
            raise TryLater("the papers are being made ready for searching; ask again in a minute")
        differs = repr([values.get(name) for name in ("searched", "pack", "pack_end", "told", "rendered")])
        return differs, published <= (searched or 0)

    def ids(self, asked: Question, most: int = COUNTED + 1) -> list[str]:
        """Ids of the newest papers; raises BadQuestion, or TryLater when it takes too long."""
        if self.disclosure.private.intersection(asked.sources):
            return []
        return self._search.find(wanted(asked), most)

    @property
    def disclosure(self) -> Disclosure:
        """What may be told of sources."""
        return disclosure_as_published(self._settings, self.published.values())

    def find(self, asked: Question) -> tuple[FoundPaper, ...]:
        """The newest papers; raises BadQuestion, or TryLater when it takes too long or everything is being renewed."""
        return self.read(self.ids(asked, RESULTS), asked)

    def facts(self, ids: Sequence[str]) -> list[PublishableRecord]:
        """What is known of these papers, without what is private; for filters."""
        return kept(self._store, ids, provenance=False, hidden=self.disclosure.private)

    def read(self, ids: Sequence[str], asked: Question) -> tuple[FoundPaper, ...]:
        """These papers as they are published; raises TryLater while everything is being renewed."""
        for _ in range(_ATTEMPTS):
            found = self._read(ids, asked)
            if found is not None:
                return found
        raise TryLater("everything is being rendered again; ask again in a minute")

    def feed(self, asked: Question, form: Format) -> bytes:
        """The answer as a feed."""
        return feed_of(asked, self.find(asked), form, self.site)

    def _read(self, ids: Sequence[str], asked: Question) -> tuple[FoundPaper, ...] | None:
        """The papers that are published; None when the pack is not the one that the store knows."""
        values = self.published.values()
        # While everything is being rendered again, places are those of the previous pack.
        known = values.get("pack") if values.get("rendered") else None
        spots = self.published.spots(ids)
        read = self._parts.read(spots, known, brief=True) if known else None
        if read is None:
            return None if spots else ()
        found = []
        for name in ids:
            if name in read:
                spot, parts = spots[name], tuple(map(bytes, read[name]))
                parts = naming(parts, asked.names) if is_brief(spot) else parts
                found.append(FoundPaper(name, spot.updated, parts))
        return tuple(found)


def feed_of(asked: Question, found: Sequence[FoundPaper], form: Format, site: Site) -> bytes:
    """A feed of these papers; its own address is the question in its canonical form."""
    newest = max((one.updated for one in found), default=None)
    before, after = frame(head_of(asked, site, newest), form)
    number = FORMATS.index(form)
    return before + join(form).join(one.parts[number] for one in found) + after


def head_of(asked: Question, site: Site, newest: int | None) -> FeedMetadata:
    """What the feed says of itself."""
    address = f"{site.base_url}/search"
    urls = FeedUrls(**{form: f"{address}.{form}?{asked.canonical}" for form in FORMATS})
    return FeedMetadata(
        title=f"{site.title}: {asked.described}",
        description=f"The newest papers that match: {asked.described}",
        home_page_url=f"{address}.html?{asked.canonical}",
        urls=urls,
        updated=None if newest is None else datetime.fromtimestamp(newest, UTC),
        language=site.language,
        author=site.title,
    )


def warm_up(site: Site) -> None:
    """Have the templates made now, in the main thread: feedgen may not be used in another."""
    entry_parts.warm_up()
    for form in FORMATS:
        feed_of(Question(q="paper"), (), form, site)
