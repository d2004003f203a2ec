"""The answer to a question as bytes: a page for people, or a feed."""

from __future__ import annotations

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.plan import plan_of
from feeds.formats.xml import Format
from feeds.search.facets import LOOKED_AT, facets
from feeds.search.query import RESULTS, Question, Typed
from feeds.search.search_feed import Searcher
from feeds.search.search_page import Found, authors_of, links_of, search_page


class SearchAnswers:
    """Makes answers from what is published now."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._searcher = Searcher(store, settings)
        self._plan = plan_of(settings)

    def version(self) -> tuple[str, bool]:
        """What differs when answers may differ, and whether all that is published can be found (see `Searcher`)."""
        return self._searcher.version()

    def feed(self, asked: Question, form: Format) -> bytes:
        """The newest papers; raises BadQuestion or TryLater."""
        return self._searcher.feed(asked, form)

    def page(self, asked: Question, fields: Typed, problem: str | None = None) -> bytes:
        """The form as it was filled in, with one page of the papers or with the problem; raises BadQuestion or TryLater."""
        found = Found() if problem or asked.is_empty else self._found(asked)
        return search_page(asked, fields, found, self._searcher.site.title, problem)

    def _found(self, asked: Question) -> Found:
        ids = self._searcher.ids(asked)
        papers = self._searcher.read(ids[(asked.page - 1) * RESULTS : asked.page * RESULTS], asked)
        published = self._searcher.published
        return Found(
            papers,
            len(ids),
            links_of(published, self._plan, papers),
            authors_of(published, self._plan, asked, papers),
            facets(asked, self._searcher.facts(ids[:LOOKED_AT])),
        )
