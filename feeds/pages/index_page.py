"""The index of channels: what it shows so that the first view stays small (pure).

With few channels the index names all of them. With many it names the topics and the authors with most papers; the
directory names the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from enrich.identifiers.arxiv_id import abs_url
from enrich.paper_id import marked_id
from enrich.record import Record
from feeds.channels.label import shown_name
from feeds.channels.plan import path_of
from feeds.formats.content import shown_authors
from feeds.pages.channel_page import NAMES, alternates, environment, figure, opml_button, static_files, subscribe
from feeds.pages.chart import Months
from feeds.pages.inline import isolated
from feeds.pages.paper import page_path
from feeds.readable_text import day, repair_text
from feeds.state.page_counts import ChannelCount

SCRIPT = "static/channels.js"
FEW = 500
"""More channels than this are never listed one by one on the index."""
BUSIEST = 60
"""Authors on the index when it does not name all."""
FIRST_VIEW = 99_000
"""Bytes of the index with its style and its script."""
LOADED = ("style.css", "filter.js", "icon.svg")
"""What is loaded before the index can be used; nothing waits for the rest."""
_SHORT = 160


class ChannelRow(Struct, frozen=True):
    """A channel in a list."""

    name: str
    shown: Markup
    slug: str
    path: str
    papers: int | None


class News(Struct, frozen=True):
    """A paper of this week."""

    page: str
    """Path of its page."""
    url: str
    """At arXiv."""
    title: Markup
    authors: Markup
    day: str
    """Of its publication: 2025-07-31."""


class Index(Struct, frozen=True):
    """What the index tells."""

    title: str
    base_url: str
    formats: tuple[str, ...]
    papers: int
    months: Months
    topics: tuple[ChannelCount, ...]
    """All of them, those with most papers first."""
    others: tuple[ChannelCount, ...]
    """Topics that go on although the settings no longer name them."""
    authors: tuple[ChannelCount, ...]
    """All of them, or those with most papers."""
    people: tuple[ChannelCount, ...]
    """Those who have feeds of their own, by name."""
    authors_count: int
    letters: tuple[tuple[str, str], ...]
    """(letter, path) of the directory."""
    opml_authors: str
    """Where OPML lists authors: `separate`, `with` the topics, or `none`."""
    week: tuple[News, ...]
    week_days: tuple[tuple[str, int], ...]
    """Papers of each day, the newest first."""
    week_from: datetime | None
    week_to: datetime | None
    """Date of the newest record."""


def row(listed: ChannelCount, *, counted: bool = True) -> ChannelRow:
    """A channel as lists show it."""
    channel = listed.channel
    name = shortened(shown_name(channel))
    path = path_of(channel.kind, channel.slug)
    return ChannelRow(name, Markup(isolated(name)), channel.slug, path, listed.papers if counted else None)


def shortened(text: str) -> str:
    """A text that does not fill the page."""
    text = repair_text(text)
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()}…"


def news_of(record: Record) -> News:
    """A paper as the index shows it."""
    names = [author.name for author in shown_authors(record.authors[:4])]
    more = " and others" if len(names) > 3 else ""
    return News(
        page=page_path(record.id),
        url=abs_url(record.id),
        title=Markup(isolated(shortened(record.title) or marked_id(record.id))),
        authors=Markup(isolated(shortened(repair_text(", ".join(names[:3]) + more)))),
        day=record.published.date().isoformat(),
    )


def index_page(index: Index) -> tuple[bytes, bool]:
    """The index, and whether it names every channel; of the ways to show it the first that is small enough."""
    rest = sum(len(static_files()[name]) for name in LOADED)
    data = b""
    for way in _ways(index):
        data = _rendered(index, way)
        if len(data) + rest <= FIRST_VIEW:
            return data, way.whole
    return data, False


class _Way(Struct, frozen=True):
    """One way to show the index."""

    whole: bool
    """Every channel is on it."""
    topics: int
    topic_formats: int
    """In how many formats programs find a topic's feeds."""
    author_formats: int


def _ways(index: Index) -> Iterator[_Way]:
    every, topics = len(index.formats), max(len(index.topics), len(index.others))
    channels = len(index.topics) + len(index.others) + index.authors_count + len(index.people)
    if len(index.authors) == index.authors_count and channels <= FEW:
        yield _Way(True, topics, every, every)
        yield _Way(True, topics, every, 1)
        yield _Way(True, topics, 1, 1)
    yield _Way(False, topics, every, 0)
    yield _Way(False, topics, 1, 0)
    yield _Way(False, 100, 1, 0)
    yield _Way(False, 30, 1, 0)


def _rendered(index: Index, way: _Way) -> bytes:
    topics = [row(one) for one in index.topics[: way.topics]]
    others = [row(one) for one in index.others[: way.topics]]
    authors = [row(one) for one in index.authors[: None if way.whole else BUSIEST]]
    people = [row(one) for one in index.people] if way.whole else []
    found = [alternates("all", index.title, index.formats)]
    found += [alternates(one.path, one.name, index.formats[: way.topic_formats]) for one in topics]
    if way.author_formats:
        found += [alternates(one.path, one.name, index.formats[: way.author_formats]) for one in (*authors, *people)]
    values: dict[str, Any] = {
        "alternates": Markup("\n").join(found),
        "summary": _summary(index),
        "description": _summary(index),
        "address": f"{index.base_url}/index.html",
        "subscribe": _subscribe(index),
        "script": None if way.whole else SCRIPT,
        "formats": named(index.formats),
        "chart": figure(index.months, titled=True),
        "week": index.week,
        "week_count": sum(count for _, count in index.week_days),
        "week_days": " ".join(f"{day}:{count}" for day, count in index.week_days),
        "week_from": day(index.week_from) if index.week_from else "",
        "week_to": day(index.week_to) if index.week_to else "",
        "topics": topics,
        "topics_count": len(index.topics),
        "others": others,
        "others_count": len(index.others),
        "authors": authors,
        "authors_count": index.authors_count,
        "people": people,
        "letters": () if way.whole else index.letters,
    }
    return whole_page("index.html", index.title, index.title, values)


def _subscribe(index: Index) -> Markup:
    buttons = subscribe("all", index.formats, "Everything")
    if index.opml_authors == "with":
        return buttons + opml_button("opml.xml", "All feeds")
    authors = opml_button("opml-authors.xml", "All authors") if index.opml_authors == "separate" else ""
    return buttons + opml_button("opml.xml", "All topics") + authors


def _summary(index: Index) -> str:
    topics = len(index.topics) + len(index.others)
    counts = ((index.papers, "paper"), (topics, "topic"), (index.authors_count, "author"))
    counted = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return f"{counted}. The newest paper is of {day(index.week_to)}." if index.week_to else f"{counted}."


def named(formats: Iterable[str]) -> list[tuple[str, str]]:
    return [(form, NAMES[form]) for form in formats]


def whole_page(template: str, title: str, site: str, values: Mapping[str, Any]) -> bytes:
    shown = (
        environment().get_template(template).render(title=repair_text(title), site=repair_text(site), up="", **values)
    )
    return shown.encode()
