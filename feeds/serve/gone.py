"""What is answered for topics that have ended (decides; what there is, is read now and then in the background).

For a month their last feed is sent as any other, so that readers show its one entry; then it is 410 Gone, which tells
readers to stop asking; its OPML is gone at once. Where a topic goes on as another, readers are sent there at once, and for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from enrich.settings import Settings
from feeds.channels.former_topics import EndedTopic, former
from feeds.channels.plan import path_of
from feeds.state.topics import TopicRows

LAST_ENTRY = timedelta(days=30)
"""How long the last feed is sent as any other: longer than most readers go without asking."""
ENDINGS = (".rss", ".atom", ".json", ".html", ".opml")
_OF_TOPICS = (".html", ".opml")
"""Feeds of events have none."""
LEFT = (".opml",)
"""Go at once: the last entry is in feeds and on the page."""


class Gone:
    """Paths in out/ that are not answered as files are; a mapping that is replaced when it differs."""

    def __init__(self, topics: TopicRows, settings: Settings, now: Callable[[], datetime]) -> None:
        self._topics = topics
        self._settings = settings
        self._now = now
        self.paths: Mapping[str, str] = {}
        """Path -> where its reader is sent on, relative to it; empty for a path that is gone."""

    def look(self) -> None:
        """Read again which topics have ended."""
        over = [one for one in former(self._settings, self._topics.known()).over if one.when is not None]
        self.paths = {path: to for one in over for path, to in _answers(one, self._now()).items()}


def _answers(ended: EndedTopic, now: datetime) -> dict[str, str]:
    assert ended.when is not None
    if ended.successor is not None:
        return dict(_both(ended.slug, ended.successor.slug))
    is_over = now - ended.when > LAST_ENTRY
    return {path: to for path, to in _both(ended.slug, "") if is_over or path.endswith(LEFT)}


def _both(slug: str, to: str) -> list[tuple[str, str]]:
    """(path, where to) of a topic's feeds, those of its events, its page and its OPML."""
    return [
        (f"{path_of(kind, slug)}{ending}", f"{path_of(kind, to)}{ending}".removeprefix("topics/") if to else "")
        for kind in ("topic", "topic.events")
        for ending in ENDINGS
        if kind == "topic" or ending not in _OF_TOPICS
    ]
