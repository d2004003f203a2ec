"""The pages of channels beside their feeds: gathers what a page says beyond its papers, and makes it whole.

Runs in worker processes too, like the building of feeds that it is a part of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from feeds.channels.plan import Plan, path_of
from feeds.formats.opml import opml, outline
from feeds.formats.parts import is_brief
from feeds.output.staging import Portion
from feeds.pages.channel_page import AUTHORED, ChannelPage, Links, PageFacts, PageSite, channel_page, papers_shown
from feeds.pages.chart import month_of
from feeds.pages.named_authors import named_for
from feeds.pages.paper import AUTHOR, CATEGORY, marks_of
from feeds.people.who_parts import WhoParts
from feeds.publish.assemble import EVENTS, FeedBuild, Site
from feeds.state.people import KIND, NOTICE
from feeds.state.publishing import PublishState
from feeds.state.types import Channel, Member

AUTHORS = 100
"""In the OPML of a topic."""
OFTEN = 30
"""After this many questions for some authors, all are looked up at once."""


class PageBuilder:
    """Makes the pages of channels."""

    def __init__(self, published: PublishState, site: Site, plan: Plan) -> None:
        self._published = published
        self._site = site
        self._plan = plan
        self._always = {place.key for place in plan.follow}
        self._found: dict[str, str] = {}
        self._asked: set[str] = set()
        self._slugs: Mapping[str, str] | None = None
        self._who = WhoParts(published, plan)
        self._questions = 0

    def facts(
        self,
        shown: Collection[int],
        rows: Mapping[int, Channel],
        members: Mapping[int, Sequence[Member]],
        archived: Collection[int],
        long: Collection[int] = (),
    ) -> dict[int, PageFacts]:
        """What the pages of these channels say beyond their papers; channels of events have no page.

        Those that are `archived` have full archives; of those that are `long`, the `members` are the newest alone.
        """
        if not self._site.pages:
            return {}
        papers = [number for number in shown if "." not in rows[number].kind]
        with_events = {(rows[number].kind, rows[number].key) for number in shown if "." in rows[number].kind}
        counts = self._published.pages.months_of
        older = counts([number for number in papers if number in archived and number not in long], archived=True)
        older |= counts([number for number in papers if number in long], archived=False)
        found = {}
        for number in papers:
            its = () if number in long else members[number]
            months = Counter(month_of(-one.day) for one in its if not one.entry.startswith(NOTICE))
            months.update(older.get(number, {}))
            events = (f"{rows[number].kind}.{EVENTS}", rows[number].key) in with_events
            found[number] = PageFacts(months.total(), tuple(sorted(months.items())), events)
        return self._with_people(found, rows, members)

    def _with_people(
        self, found: dict[int, PageFacts], rows: Mapping[int, Channel], members: Mapping[int, Sequence[Member]]
    ) -> dict[int, PageFacts]:
        """The same with what is known of who somebody is."""
        authored = [rows[number] for number in found if rows[number].kind in AUTHORED]
        most = self._site.entries
        shown = {channel.id: [one.entry for one in members[channel.id][:most]] for channel in authored}
        papers = {channel.id: found[channel.id].papers for channel in authored}
        for number, (who, whose) in self._who.of(authored, papers, shown).items():
            if who or whose:
                found[number] = replace(found[number], who=who, whose=whose)
        return found

    def render(self, page: ChannelPage, papers: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of a page that shows these papers, and of its OPML."""
        self._look_up({mark for paper in papers_shown(page, papers) for mark, _ in marks_of(paper)})
        links = Links(self._found, self._plan.aliases)
        site = PageSite(self._site.base_url, self._site.title, self._site.formats)
        yield f"{page.path}.html", channel_page(page, papers, links, site, self._own(page))
        if page.has_opml:
            yield f"{page.path}.opml", self._opml(page, papers)

    def _own(self, page: ChannelPage) -> set[str]:
        """Keys of the names that a person's papers have for the person."""
        if page.kind != KIND:
            return set()
        return {one.author for one in self._published.people.papers_of((page.key,))[page.key]}

    def _opml(self, page: ChannelPage, papers: Sequence[bytes]) -> bytes:
        """The topic, its events, and the authors of its newest papers."""
        topic = [outline(page.name, page.home, self._site)]
        if page.facts.events:
            topic.append(outline(f"{page.name}: events", f"{page.home}.{EVENTS}", self._site, page.home))
        named: dict[str, str] = {}
        if self._site.opml_authors != "none":
            for mark, label in (pair for paper in papers for pair in marks_of(paper)):
                if mark[0] == AUTHOR and mark in self._found and len(named) < AUTHORS:
                    named.setdefault(self._found[mark].removesuffix(".html"), label)
        authors = [outline(label, path, self._site) for path, label in named.items()]
        return opml(f"{self._site.title}: {page.name}", None, (("", topic), ("Authors", authors)))

    def _look_up(self, marks: Collection[str]) -> None:
        """Find the pages of authors and categories that were not asked for before."""
        new = set(marks) - self._asked
        if not new:
            return
        self._asked |= new
        same = self._plan.aliases
        authors = {mark: same.get(mark[1:], mark[1:]) for mark in new if mark[0] == AUTHOR}
        slugs = self._authors(set(authors.values()))
        self._found |= {mark: f"{path_of('author', slugs[key])}.html" for mark, key in authors.items() if key in slugs}
        topics = {mark: f"category:{mark[1:]}" for mark in new if mark[0] == CATEGORY}
        topics = {mark: key for mark, key in topics.items() if self._plan.has_topic(key)}
        if topics:
            slugs = self._published.slugs("topic", set(topics.values()))
            found = {mark: slugs[key] for mark, key in topics.items() if key in slugs}
            self._found |= {mark: f"{path_of('topic', slug)}.html" for mark, slug in found.items()}

    def _authors(self, keys: Collection[str]) -> Mapping[str, str]:
        """Slugs of authors by key; who asks often gets all at once."""
        if self._slugs is None and self._questions < OFTEN:
            self._questions += 1
            return self._published.pages.authors_with_page(keys, self._plan.min_papers, self._always)
        if self._slugs is None:
            self._slugs = self._published.pages.authors_with_page(None, self._plan.min_papers, self._always)
        return self._slugs


def named_in(sheet: FeedBuild, plan: Plan, rendered: Sequence[Sequence[Portion]]) -> Sequence[Sequence[Portion]]:
    """The sheet's entries as they are read; in those of very many authors the one whose feed it is, is named."""
    if not sheet.brief:
        return rendered
    pairs = zip(sheet.spots, rendered, strict=True)
    return [named_for(sheet.channel, plan, parts) if is_brief(spot) else parts for spot, parts in pairs]
