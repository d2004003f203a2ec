"""Makes the feed and the page of an author who has no files, at the address that the files would have (reads only).

::

    authors/<slug>[.archive-<n>].{html,rss,atom,json} --> channel, members (the store) --> sheet
                                    parts (the pack) --> put between a feed's head and its end

The bytes are those that files would have. The pack may be begun anew at any moment; each has a token of its own, by
which that is noticed.
"""

from __future__ import annotations

import re

from enrich.errors import TryLater
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import former
from feeds.channels.label import Label
from feeds.channels.plan import path_of, plan_of
from feeds.formats.parts import PAGE, parts_of
from feeds.formats.xml import Format, frames
from feeds.output.entry_cache import EntryCache, find_pack
from feeds.publish.assemble import FeedBuild, Site, assemble, sheets_of, site_of
from feeds.publish.channel_pages import PageBuilder, named_in
from feeds.publish.heads import metadata_of
from feeds.state.publishing import PublishState
from feeds.state.types import Channel

FOLDER = "authors/"
"""Whose addresses are answered without files."""
_PATH = re.compile(r"authors/([\w-]{1,200})(?:\.archive-[1-9]\d{0,5})?\.(html|rss|atom|json)", re.ASCII)
_ATTEMPTS = 3
_VERSION = ("pack", "pack_end", "serial", "told", "out", "taken", "plan", "site")
"""Single values that differ when answers may."""


class OnDemand:
    """Answers for channels without files; may be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._published = PublishState(store.engine)
        self._settings = settings
        self._plan = plan_of(settings)
        self._site = site_of(settings)
        self._out = settings.out

    def warm_up(self) -> None:
        """Have the templates made now, in the main thread: feedgen may not be used in another."""
        warm_up(self._site)

    def channel(self, slug: str) -> Channel | None:
        """The author of that address whose feeds are rendered here."""
        return self._published.crowds.unwritten("author", slug, self._plan.min_papers)

    def version(self) -> str:
        """What differs when answers may differ."""
        values = self._published.values()
        return repr([values.get(name) for name in _VERSION])

    def render(self, path: str) -> bytes | None:
        """The bytes that the file at this path in out/ would have; None where there would be no

        such file. Raises TryLater while everything is being rendered again.
        """
        asked = _PATH.fullmatch(path)
        if asked is None or asked[2] not in (*self._site.formats, "html"):
            return None
        channel = self.channel(asked[1])
        if channel is None:
            return None
        for _ in range(_ATTEMPTS):
            values = self._published.values()
            known = values.get("pack") if values.get("rendered") else None
            sheet = self._sheet(channel, path.rpartition(".")[0])
            if sheet is None:
                return None
            # Opened last: if it is still the one that was known first, the spots between are its own.
            # While everything is being rendered again, places are those of the previous pack.
            pack = find_pack(self._out, known) if known else None
            if pack is not None:
                try:
                    return self._bytes(sheet, asked[2], pack)
                finally:
                    pack.close()
        raise TryLater("everything is being rendered again; ask again in a minute")

    def _sheet(self, channel: Channel, place: str) -> FeedBuild | None:
        """The channel's feed or archive at this place, which has no ending."""
        memberships = self._published.open_members([channel.id])
        members = memberships[channel.id]
        facts = self._pages().facts({channel.id}, {channel.id: channel}, memberships, {})
        spots = self._published.spots({one.entry for one in members})
        found = sheets_of(channel, self._site, members, {}, {}, spots, facts.get(channel.id))
        return next((sheet for sheet in found.sheets if sheet.label.path == place), None)

    def _pages(self) -> PageBuilder:
        """Knows the topics that go on as they are now."""
        plan = plan_of(self._settings, former(self._settings, self._published.topics.known()))
        return PageBuilder(self._published, self._site, plan)

    def _bytes(self, sheet: FeedBuild, form: str, pack: EntryCache) -> bytes | None:
        read = [parts_of(pack, spot, brief=sheet.brief) for spot in sheet.spots]
        entries = named_in(sheet, self._plan, read)
        if form == "html":
            papers = [bytes(parts[PAGE]) for parts in entries]
            if sheet.page is None:
                return None
            return dict(self._pages().render(sheet.page, papers))[f"{sheet.page.path}.html"]
        wanted: tuple[Format, ...] = tuple(one for one in self._site.formats if one == form)
        (around,) = frames([metadata_of(sheet.label, self._site)], wanted)
        ((_, portions),) = assemble(sheet, wanted, around, entries)
        return b"".join(portions)


def warm_up(site: Site) -> None:
    """Have the templates made of every shape of head that an author's feeds and archives have."""
    home, older, newer = path_of("author", "x"), "authors/x.archive-1", "authors/x.archive-3"
    labels = [Label("x", "x", home, home, 0, before) for before in (None, older)]
    labels += [
        Label("x", "x", home, "authors/x.archive-2", 0, before, after, home)
        for before in (None, older)
        for after in (None, newer)
    ]
    frames([metadata_of(label, site) for label in labels], site.formats)
