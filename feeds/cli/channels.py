"""The commands that list what can be subscribed to: topics, authors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from enrich.names import name_key
from enrich.settings import Settings
from feeds.channels.plan import path_of
from feeds.cli.session import OK, Session
from feeds.search.terms import spellings
from feeds.state.page_counts import ChannelCount, PageRows
from feeds.state.site_view import SiteView

SHOWN = 50
"""Channels in a table on a terminal."""
_TITLES = {"topic": "Topics", "author": "Authors"}


def do_channels(session: Session, kind: Literal["topic", "author"], text: str, *, every: bool, as_json: bool) -> int:
    """`paperwire topics` and `paperwire authors`: those with `text` in name or address, the ones with most papers first."""
    console = session.console
    with session:
        settings = session.settings
        session.only_look()
        found = matching(PageRows(session.store.engine).subscribable(kind), text)
        is_published = bool(found) or SiteView(session.store.engine).total()[1] > 0
    if as_json:
        console.json_array(_json(settings, one) for one in found)
        return OK
    if every:
        for papers, name, address in _rows(settings, found):
            console.print(f"{papers}\t{' '.join(name.split())}\t{address}")
        return OK
    if not found:
        console.say(f"{_TITLES[kind]}: {_none(settings, kind, text, is_published=is_published)}")
        return OK
    console.table(_TITLES[kind], ("papers", "name", "feed"), _rows(settings, found[:SHOWN]))
    if len(found) > SHOWN:
        console.say(f"and {len(found) - SHOWN:,} more: name a part of a name, or use --all or --json")
    return OK


def _none(settings: Settings, kind: str, text: str, *, is_published: bool) -> str:
    if not is_published:
        return "nothing is published yet; `paperwire run` does so"
    if text:
        return f"none has {text!r} in its name"
    fewest = settings.authors.min_papers if kind == "author" else 1
    return f"none has {'a paper' if fewest == 1 else f'{fewest} papers'} yet"


def matching(channels: Sequence[ChannelCount], text: str) -> list[ChannelCount]:
    """Those with a text in their name (without case and accents, also as `Last, First`) or in their address; all for an empty one."""
    plain = text.strip().casefold()
    if not plain:
        return list(channels)
    keys = [key for spelled in spellings(text) if (key := name_key(spelled))]
    return [
        one
        for one in channels
        if plain in one.channel.slug
        or plain in one.channel.name.casefold()
        or any(key in name_key(one.channel.name) for key in keys)
    ]


def _rows(settings: Settings, channels: Sequence[ChannelCount]) -> Iterator[tuple[int, str, str]]:
    form = "atom" if "atom" in settings.feeds.formats else settings.feeds.formats[0]
    for one in channels:
        yield one.papers, one.channel.name, f"{_begin(settings, Path.cwd())}{quote(_path(one))}.{form}"


def _json(settings: Settings, one: ChannelCount) -> dict[str, Any]:
    address = f"{_begin(settings, None)}{quote(_path(one))}"
    return {
        "name": one.channel.name,
        "slug": one.channel.slug,
        "papers": one.papers,
        "page": f"{address}.html",
        "feeds": {form: f"{address}.{form}" for form in settings.feeds.formats},
    }


def _path(one: ChannelCount) -> str:
    return path_of(one.channel.kind, one.channel.slug)


def _begin(settings: Settings, here: Path | None) -> str:
    """What stands before a path: the address of the site when it has one, else the folder that is published, from `here`."""
    if settings.site.base_url or settings.bucket:
        return f"{settings.public_url}/"
    out = settings.out
    return f"{out.relative_to(here) if here and out.is_relative_to(here) else out}/"
