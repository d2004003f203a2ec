"""What a search found as a page for people: the form, the papers as every page shows them, the feeds to subscribe to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct, field

from feeds.channels.label import shown_name
from feeds.channels.plan import Plan, path_of
from feeds.formats.parts import PAGE
from feeds.formats.xml import FORMATS
from feeds.pages.channel_page import alternates, environment, subscribe
from feeds.pages.paper import AUTHOR, CATEGORY, briefed, marks_of, settled
from feeds.readable_text import repair_text
from feeds.search.facets import LOOKED_AT, Facet
from feeds.search.matching_authors import MOST, matching
from feeds.search.query import COUNTED, RESULTS, Question, Typed
from feeds.search.search_feed import FoundPaper
from feeds.state.publishing import PublishState
from feeds.state.types import Channel

_LABELS = {
    "q": "Words", "author": "Author", "category": "Category", "year": "Year", "source": "Source", "since": "Updated since",
    "page": "Page",
}  # fmt: skip
"""What the form calls the parameters."""
_ABOUT = re.compile(rf"({'|'.join(_LABELS)})(?: =|:) ")


class Found(Struct, frozen=True):
    """What a page shows of an answer."""

    papers: Sequence[FoundPaper] = ()
    """Those of one page."""
    count: int = 0
    """Of all that match; COUNTED + 1 stands for more than COUNTED."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Pages of authors and categories by mark."""
    authors: Sequence[tuple[str, str]] = ()
    """Those who match and have channels of their own: (name, path without an ending)."""
    facets: Sequence[Facet] = ()


def search_page(asked: Question, fields: Typed, found: Found, site: str, problem: str | None = None) -> bytes:
    """The page; `fields` are what was typed, `problem` is why nothing was looked for."""
    papers = "" if problem else "".join(settled(page_part(one), found.links, "", "") for one in found.papers)
    address = f"?{asked.canonical}"
    titled = f"{site}: {asked.described}"
    shown = not (asked.is_empty or problem)
    return (
        environment()
        .get_template("search.html")
        .render(
            up="",
            served=True,
            site=site,
            title=f"Search: {asked.described}" if asked.described else "Search",
            typed=fields,
            problem=problem and _ABOUT.sub(lambda found: f"{_LABELS[found[1]]}: ", problem, count=1),
            summary=_summary(asked, found) if shown else "",
            alternates=alternates_of(titled, address) if shown else "",
            subscribe=subscribe_to(address) if shown else "",
            papers=Markup(papers),
            authors=found.authors,
            facets=found.facets if shown else (),
            looked_at=LOOKED_AT if found.count > LOOKED_AT else 0,
            newer=_page(asked, asked.page - 1) if asked.page > 1 else "",
            older=_page(asked, asked.page + 1) if asked.page * RESULTS < min(found.count, COUNTED) else "",
        )
        .encode()
    )


def alternates_of(title: str, address: str) -> Markup:
    """The links by which programs find the feeds of this search."""
    return Markup(str(alternates("search", title, FORMATS)).replace('" title=', f'{Markup.escape(address)}" title='))


def subscribe_to(address: str) -> Markup:
    """The links by which people subscribe to this search."""
    links = str(subscribe("search", FORMATS, "Subscribe to this search"))
    for form in FORMATS:
        links = links.replace(f'.{form}"', f'.{form}{Markup.escape(address)}"')
    return Markup(links)


def page_part(found: FoundPaper) -> bytes:
    """The paper as pages of search show it: as those of authors do."""
    return briefed(found.parts[PAGE])


def links_of(published: PublishState, plan: Plan, found: Sequence[FoundPaper]) -> dict[str, str]:
    """The pages of the authors and categories of these papers, by mark."""
    marks = {mark for one in found for mark, _ in marks_of(page_part(one))}
    return _authors(published, plan, marks) | _categories(published, marks)


def _authors(published: PublishState, plan: Plan, marks: Collection[str]) -> dict[str, str]:
    keys = {mark: plan.aliases.get(mark[1:], mark[1:]) for mark in marks if mark[0] == AUTHOR}
    found = _addresses(published, plan, set(keys.values()))
    return {mark: f"{path_of('author', found[key].slug)}.html" for mark, key in keys.items() if key in found}


def authors_of(
    published: PublishState, plan: Plan, asked: Question, found: Sequence[FoundPaper]
) -> list[tuple[str, str]]:
    """(name, path without an ending) of the authors of these papers who match, and who have an address.

    Somebody who is asked for by the whole name is there without a paper, and before those who have it in theirs.
    """
    whole = dict.fromkeys(plan.author_key(name) for name in asked.names)
    parts = dict.fromkeys(plan.author_key(name) for one in found for name in _matching(one, asked).values())
    channels = _addresses(published, plan, {*whole, *parts})
    shown = [channels[key] for key in {**whole, **parts} if key in channels]
    first = sum(key in channels for key in whole)
    ordered = [*sorted(shown[:first], key=_by_name), *sorted(shown[first:], key=_by_name)]
    people = _people(published, ordered[:MOST])
    found_names = [(channel, people.get(channel.key, ())) for channel in ordered[:MOST]]
    return [
        (repair_text(shown_name(one)), path_of(one.kind, one.slug)) for name, its in found_names for one in (name, *its)
    ][:MOST]


def _people(published: PublishState, names: Sequence[Channel]) -> dict[str, list[Channel]]:
    """Channels of the persons who have these names and feeds of their own, by key of the name."""
    bearers = published.people.of_names({name.key for name in names})
    ids = published.people.with_feed({person for its in bearers.values() for person in its})
    channels = published.people.channels_of(ids)
    return {key: [channels[person] for person in sorted(its) if person in channels] for key, its in bearers.items()}


def _matching(found: FoundPaper, asked: Question) -> dict[str, str]:
    return matching(found.parts[PAGE], asked.names)


def _by_name(channel: Channel) -> str:
    return repair_text(channel.name)


def _addresses(published: PublishState, plan: Plan, keys: Collection[str]) -> Mapping[str, Channel]:
    """Channels by key of authors whose address answers here, also without files."""
    return published.crowds.addresses(keys, plan.min_papers, {place.key for place in plan.follow})


def _categories(published: PublishState, marks: Collection[str]) -> dict[str, str]:
    keys = {mark: f"category:{mark[1:]}" for mark in marks if mark[0] == CATEGORY}
    slugs = published.topics.with_feed(set(keys.values()))
    return {mark: f"{path_of('topic', slugs[key])}.html" for mark, key in keys.items() if key in slugs}


def _page(asked: Question, number: int) -> str:
    return f"search.html?{asked.canonical}{f'&page={number}' if number > 1 else ''}"


def _summary(asked: Question, found: Found) -> str:
    count = found.count
    if count <= RESULTS and asked.page == 1:
        return f"{count} paper{'' if count == 1 else 's'} match{'es' if count == 1 else ''}."
    match = f"{count:,} papers match" if count <= COUNTED else f"More than {COUNTED:,} papers match"
    if not found.papers:
        return f"{match}; there are none on this page."
    first = (asked.page - 1) * RESULTS + 1
    return f"{match}; {first} to {first + len(found.papers) - 1} are shown, the newest first."
