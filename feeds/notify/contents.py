"""What an issue shows, from the very entries that are published: nothing is told that is not, and under no former name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from enrich.options.notify import Digest
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.formats.xml import FORMATS
from feeds.notify.issue import MOST, DigestIssue, DigestSection, digest_paper, shortened
from feeds.notify.sections import Sections
from feeds.search.query import Question
from feeds.search.search_feed import Searcher
from feeds.state.digests.issues import DigestPart

_JSON = FORMATS.index("json")
_ANY = Question(q="paper")
"""Rendered entries are read as a search reads them."""


class Contents:
    """Makes issues of what is in the store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._sections = Sections(store, settings)

    def of(
        self, digest: Digest, news: Sequence[tuple[DigestPart, Sequence[str]]], prepared: datetime
    ) -> DigestIssue | None:
        """The issue; None when none of its papers is published any more. Raises TryLater while all are rendered again."""
        searcher, found = Searcher(self._store, self._settings), []
        for section, entries in news:
            entries = self._as_they_are_called_now(searcher, entries)
            papers = tuple(digest_paper(one.parts[_JSON]) for one in searcher.read(entries[:MOST], _ANY))
            if entries and papers:
                count = len(entries) - len(entries[:MOST]) + len(papers)
                found.append(DigestSection(*self._sections.title(section), count, papers))
        if not found:
            return None
        return DigestIssue(
            site=self._settings.site.title,
            name=digest.name,
            every=digest.every,
            day=prepared.astimezone(ZoneInfo(digest.timezone)).date(),
            sections=shortened(found),
            home=self._settings.site.base_url or "",
            unsubscribe=digest.unsubscribe,
        )

    def _as_they_are_called_now(self, searcher: Searcher, entries: Sequence[str]) -> list[str]:
        """Entries that are still there; one that has got another id since, as arXiv has the paper now, by that."""
        there = searcher.published.spots(entries)
        gone = [entry for entry in entries if entry not in there]
        moved = self._store.same_papers.successors(gone) if gone else {}
        there |= searcher.published.spots(list(moved.values())) if moved else {}
        now = (moved.get(entry, entry) for entry in entries)
        return [entry for entry in dict.fromkeys(now) if entry in there]
