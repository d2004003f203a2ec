"""Makes feeds and pages of authors, persons and papers at the addresses that files have, or would have (reads only).

::

    authors/<slug>[.events|.archive-<n>].{html,rss,atom,json} --> channel, members (the store) --> sheet
    people/<id>...                parts of its entries --> put between a feed's head and its end
    people/<id>.html              of a person without a channel: where the feeds are, or who this is
    papers/<id>.html              the record, its channels --> the page
    search/start.js, search/like.js?paper=<id>   papers like one, where the index of the search is no files

The bytes are those that files would have: whether somebody has files is a matter of how many papers there are
(`[authors] files`), of crowds, of `[pages]`, and of whether this server has out/ at all. The page of a paper is of the record
as it is now: where it has changed since it was published, it is newer than the feeds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from enrich.database.connection import one_view
from enrich.errors import TryLater
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.archive_portions import page_of
from feeds.channels.label import Label
from feeds.channels.plan import path_of, plan_of
from feeds.formats.parts import PAGE
from feeds.formats.xml import FORMATS, Format, frames
from feeds.output.staging import Portion
from feeds.pages.channel_page import PageSite
from feeds.papers import make_pages
from feeds.papers.make_pages import PaperPages
from feeds.people.person_files import PeopleSite, PersonFiles
from feeds.publish.assemble import EVENTS, FeedBuild, Site, assemble, sheets_of, site_of
from feeds.publish.channel_pages import PageBuilder, named_in
from feeds.publish.heads import metadata_of
from feeds.search.alike import LIKE, START, LikePapers
from feeds.search.entry_parts import EntryParts
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import CachedEntry, Channel

_PATH = re.compile(
    r"(authors|people)/([\w-]{1,200})(?:(\.events)|\.archive-[1-9]\d{0,5})?\.(html|rss|atom|json)", re.ASCII
)
_BESIDE = re.compile(r"people/(p[0-9a-z]{8})\.html", re.ASCII)
_KINDS = {"authors": "author", "people": KIND}
_ATTEMPTS = 3
_PAPERS = "papers/"
_VERSION = ("searched", "pack", "pack_end", "serial", "told", "out", "taken", "plan", "site")
"""Single values that differ when answers may."""


class OnDemand:
    """Answers for channels of authors and persons; may be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._engine = store, store.engine
        self._out = settings.out
        self._published = PublishState(store.engine)
        self._parts = EntryParts(store, settings)
        self._alike = LikePapers(store, settings)
        self._plan = plan_of(settings)
        self._site = site_of(settings)

    def warm_up(self) -> None:
        """Have the templates made now, in the main thread: feedgen may not be used in another."""
        warm_up(self._site)
        make_pages.warm_up()

    def channel(self, slug: str, kind: str = "author") -> Channel | None:
        """The author, or the person, of that address, if there are feeds."""
        return self._published.crowds.served(kind, slug, self._plan.min_papers)

    def version(self, path: str) -> str | None:
        """What differs when answers for this path may differ; None where nobody can tell, as records change at any time."""
        if path.startswith(_PAPERS):
            return None
        values = self._published.values()
        return repr([values.get(name) for name in _VERSION])

    def render(self, path: str) -> bytes | None:
        """The bytes that the file at this path in out/ has, or would have; None where there would be no such file.

        Raises TryLater while everything is being rendered again.
        """
        if path.startswith(_PAPERS):
            return self._page_of_paper(path)
        if path.startswith("search/"):
            return self._of_search(path)
        asked = _PATH.fullmatch(path)
        if asked is None or asked[4] not in (*self._site.formats, "html"):
            return None
        for _ in range(_ATTEMPTS):
            with one_view(self._engine):
                channel = self.channel(asked[2], _KINDS[asked[1]])
                if channel is not None and asked[3]:
                    channel = self._events(channel)
                if channel is None:
                    return self._page_beside(path)
                values = self._published.values()
                # While everything is being rendered again, places are those of the previous pack.
                known = values.get("pack") if values.get("rendered") else None
                plan = self._parts.plan(values)
                pages = PageBuilder(self._published, self._site, plan) if asked[4] == "html" else None
                if (found := self._sheet(channel, path.rpartition(".")[0], pages)) is None:
                    return None
                sheet, entries = found
                forms = [form for form in FORMATS if form == asked[4]]
                read = self._parts.read(entries, known, plan, brief=sheet.brief, formats=forms) if known else None
                if read is not None:
                    return self._bytes(sheet, asked[4], pages, [read[entry] for entry in entries if entry in read])
        raise TryLater("everything is being rendered again; ask again in a minute")

    def _page_of_paper(self, path: str) -> bytes | None:
        site = PageSite(self._site.base_url, self._site.title, self._site.formats)
        with one_view(self._engine):
            plan = self._parts.plan(self._published.values())
            return PaperPages(self._store, self._published, plan, site).at(path)

    def _of_search(self, path: str) -> bytes | None:
        """Raises TryLater when a search takes too long."""
        place, _, query = path.partition("?")
        if place == START:
            return self._alike.start()
        return self._alike.like(parse_qs(query).get("paper", [""])[0]) if place == LIKE else None

    def _page_beside(self, path: str) -> bytes | None:
        """The page of a person who has no channel; None at any other address."""
        if (asked := _BESIDE.fullmatch(path)) is None:
            return None
        plan, site = self._parts.plan(self._published.values()), self._site
        people = PeopleSite(site.base_url, site.title, site.formats)
        return PersonFiles(self._published, plan, people, self._out, self._out).page_of(asked[1])

    def _events(self, channel: Channel) -> Channel | None:
        """The channel of events beside it, which those have who are followed."""
        if channel.kind == "author" and channel.key not in {place.key for place in self._plan.follow}:
            return None
        return self._published.channel_of(f"{channel.kind}.{EVENTS}", channel.key)

    def _sheet(
        self, channel: Channel, place: str, pages: PageBuilder | None
    ) -> tuple[FeedBuild, dict[str, CachedEntry]] | None:
        """The channel's feed or archive at this place, which has no ending, and its entries in their order.

        What a page says beyond its papers is looked up for it alone, by `pages`.
        """
        number = channel.id
        units = self._published.units_of([number])[number].values()
        archives = {at: self._published.page_members(number, at) for at in filter(None, map(page_of, units))}
        rows = {number: channel}
        if pages is not None and "." not in channel.kind and (events := self._events(channel)) is not None:
            rows[events.id] = events
        members = self._published.open_members(list(rows))
        facts = {} if pages is None else pages.facts(rows.keys(), rows, members, {number} if archives else ())
        wanted = {one.entry for one in members[number]} | {entry for its in archives.values() for entry in its}
        spots = self._published.spots(wanted)
        sheets = sheets_of(
            channel, self._site, members[number], {}, archives, spots, facts.get(number), anew=True
        ).sheets
        sheet = next((sheet for sheet in sheets if sheet.label.path == place), None)
        if sheet is None:
            return None
        by_place = {(spot.segment, spot.place): entry for entry, spot in spots.items()}
        return sheet, {by_place[spot.segment, spot.place]: spot for spot in sheet.spots}

    def _bytes(
        self, sheet: FeedBuild, form: str, pages: PageBuilder | None, read: Sequence[Sequence[Portion]]
    ) -> bytes | None:
        entries = named_in(sheet, self._plan, read)
        if pages is not None:
            papers = [bytes(parts[PAGE]) for parts in entries]
            if sheet.page is None:
                return None
            return dict(pages.render(sheet.page, papers))[f"{sheet.page.path}.html"]
        wanted: tuple[Format, ...] = tuple(one for one in self._site.formats if one == form)
        (around,) = frames([metadata_of(sheet.label, self._site)], wanted)
        ((_, portions),) = assemble(sheet, wanted, around, entries)
        return b"".join(portions)


def warm_up(site: Site) -> None:
    """Have the templates made of every shape of head that feeds of authors and their archives have."""
    home, older, newer = path_of("author", "x"), "authors/x.archive-1", "authors/x.archive-3"
    labels = [Label("x", "x", home, home, 0, before) for before in (None, older)]
    labels += [
        Label("x", "x", home, "authors/x.archive-2", 0, before, after, home)
        for before in (None, older)
        for after in (None, newer)
    ]
    frames([metadata_of(label, site) for label in labels], site.formats)
