"""The index and the directory of channels: what each shows so that the first view stays small (pure).

With few channels the index names all of them. With many it names the topics and the authors with most papers; pages
by letter name the rest, and a script file with all names is loaded when somebody begins to search. Neither tells how
many papers a channel has, so they change only when channels come or go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
from markupsafe import Markup

from enrich.names import slug_base
from feeds.channels.label import shown_name
from feeds.channels.plan import path_of
from feeds.formats.opml import Address, opml, outline
from feeds.pages.channel_page import NAMES, alternates, environment, figure, opml_button, static_files, subscribe
from feeds.pages.chart import Months
from feeds.pages.inline import isolated
from feeds.readable_text import day, repair_text
from feeds.state.page_counts import ChannelCount


class DirectorySite(Address, Protocol):
    """What the directory needs to know of the site (see `feeds.publish.assemble.Site`)."""

    @property
    def title(self) -> str: ...
    @property
    def formats(self) -> Sequence[str]: ...
    @property
    def opml_authors(self) -> str: ...


SCRIPT = "static/channels.js"
FEW = 500
"""More channels than this are never listed one by one on the index."""
BUSIEST = 60
"""Authors on the index when it does not name all."""
PART = 300
"""Authors on a page of the directory."""
FIRST_VIEW = 99_000
"""Bytes of the index with its style and its script."""
LOADED = ("style.css", "filter.js", "icon.svg")
"""What is loaded before the index can be used; nothing waits for the rest."""
_SHORT = 160


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel in a list."""

    name: str
    shown: Markup
    slug: str
    path: str
    papers: int | None


@dataclass(frozen=True, slots=True)
class News:
    """A paper of this week."""

    page: str
    """Path of its page."""
    url: str
    """At arXiv."""
    title: Markup
    authors: Markup
    day: str
    """Of its publication: 2025-07-31."""


@dataclass(frozen=True, slots=True)
class Index:
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


def index_page(index: Index) -> tuple[bytes, bool]:
    """The index, and whether it names every channel; of the ways to show it the first that is small enough."""
    rest = sum(len(static_files()[name]) for name in LOADED)
    data = b""
    for way in _ways(index):
        data = _rendered(index, way)
        if len(data) + rest <= FIRST_VIEW:
            return data, way.whole
    return data, False


@dataclass(frozen=True, slots=True)
class _Way:
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
        "formats": _named(index.formats),
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
    return _page("index.html", index.title, index.title, values)


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


# ---------------------------------------------------------------- the directory


def letter_of(slug: str) -> str:
    """The letter of the directory under which a channel stands."""
    return slug[0].upper() if slug[0].isalpha() else "0–9"


def letters_of(slugs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(letter, path) of the letters in use; the first letters of slugs will do."""
    return tuple((letter, _letter_path(letter, 0)) for letter in sorted({letter_of(slug) for slug in slugs}))


def directory(
    site: DirectorySite,
    topics: Sequence[ChannelCount],
    authors: Sequence[ChannelCount],
    people: Sequence[ChannelCount] = (),
) -> dict[str, bytes]:
    """Path -> bytes of the pages that name every channel, of an OPML for each with authors, and of the search's script.

    The `people` stand among the authors, by their names.
    """
    letters = letters_of(one.channel.slug for one in authors)
    listed = [row(one, counted=False) for one in sorted(topics, key=_by_name)]
    found = {"topics.html": _directory_page(site, "Topics", listed, {})}
    by_letter: dict[str, list[ChannelRow]] = defaultdict(list)
    named = [(one.channel.slug, "", one) for one in authors]
    named += [(slug_base(one.channel.name), one.channel.slug, one) for one in people]
    for slug, _, one in sorted(named, key=lambda each: each[:2]):
        by_letter[letter_of(slug)].append(row(one, counted=False))
    for letter, rows in by_letter.items():
        pieces = [rows[start : start + PART] for start in range(0, len(rows), PART)]
        parts = [(f"{piece[0].name} to {piece[-1].name}", _letter_path(letter, n)) for n, piece in enumerate(pieces)]
        for (_, path), piece in zip(parts, pieces, strict=True):
            around: dict[str, Any] = {"letters": letters, "here": letter, "parts": parts, "part": path}
            if site.opml_authors != "none":
                around["opml"] = f"{path.removesuffix('.html')}.opml"
                outlines = [outline(one.name, one.path, site) for one in piece]
                found[around["opml"]] = opml(f"{site.title}: authors, {letter}", None, (("Authors", outlines),))
            found[path] = _directory_page(site, f"Authors: {letter}", piece, around)
    found[SCRIPT] = channels_script(topics, authors, people)
    return found


def channels_script(
    topics: Iterable[ChannelCount], authors: Iterable[ChannelCount], people: Iterable[ChannelCount] = ()
) -> bytes:
    """Names and slugs of all channels; a slug that follows from its name is left out."""
    value = {
        "topics": [_named_slug(one) for one in sorted(topics, key=_by_name)],
        "authors": [_named_slug(one) for one in sorted(authors, key=lambda author: author.channel.slug)],
        "people": [(shortened(shown_name(one.channel)), one.channel.slug) for one in sorted(people, key=_by_name)],
    }
    return b"window.paperwireChannels=" + msgspec.json.encode(value) + b";\n"


def _named_slug(listed: ChannelCount) -> str | tuple[str, str]:
    name, slug = shortened(listed.channel.name), listed.channel.slug
    follows = name.isascii() and re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") == slug
    return name if follows else (name, slug)


def _by_name(listed: ChannelCount) -> tuple[str, str]:
    return listed.channel.name.casefold(), listed.channel.slug


def _letter_path(letter: str, part: int) -> str:
    name = "0-9" if letter == "0–9" else letter.lower()
    return f"authors-{name}{f'-{part + 1}' if part else ''}.html"


def _directory_page(site: DirectorySite, title: str, listed: Sequence[ChannelRow], around: Mapping[str, Any]) -> bytes:
    values = {"letters": (), "here": "", "parts": (), "part": "", "opml": ""} | dict(around)
    values["opml"] = opml_button(values["opml"], "All authors on this page") if values["opml"] else ""
    values["alternates"] = Markup("\n").join(alternates(one.path, one.name, site.formats) for one in listed)
    return _page("directory.html", title, site.title, values | {"listed": listed, "formats": _named(site.formats)})


def _named(formats: Iterable[str]) -> list[tuple[str, str]]:
    return [(form, NAMES[form]) for form in formats]


def _page(template: str, title: str, site: str, values: Mapping[str, Any]) -> bytes:
    shown = (
        environment().get_template(template).render(title=repair_text(title), site=repair_text(site), up="", **values)
    )
    return shown.encode()
