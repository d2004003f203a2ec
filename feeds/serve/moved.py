"""Addresses that lead to a person elsewhere (decides; what there is, is read now and then in the background).

::

    people/<merged id>.*      --> people/<survivor>.*
    authors/<former name>.*   --> people/<id>.*, of a name that a person asked to be replaced, while nobody else has it
    people/<id>.*             --> authors/<name>.*, of a person whom the page of the name stands for (asks the store); the page
                                  itself is there, and leads to that of the name

A former name is told to nobody who does not have its address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.channels.plan import Plan, path_of
from feeds.sending.headers import TEXT
from feeds.sending.response import AsgiResponse, whole
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView

_PERSON = re.compile(
    r"people/(p[0-9a-z]{8})((?:\.events)?(?:\.archive-[1-9]\d{0,5})?\.(?:html|rss|atom|json))", re.ASCII
)
_NAME = re.compile(r"authors/([\w-]{1,200})((?:\.archive-[1-9]\d{0,5})?\.(?:html|rss|atom|json))", re.ASCII)


class MovedPeople:
    """Where persons are whose address is another one now; what it knows is replaced when it differs."""

    def __init__(self, published: PublishState, view: SiteView, plan: Plan) -> None:
        self._published = published
        self._view = view
        self._plan = plan
        self.merged: Mapping[str, str] = {}
        """Former id -> the person's."""
        self.names: Mapping[str, str] = {}
        """Slug of a former name -> the person's id."""

    def look(self) -> None:
        """Read again who was merged and whose names were replaced."""
        self.merged = self._published.people.aliases()
        self.names = self._view.former_slugs()

    def target(self, path: str) -> str | None:
        """Where a path in out/ leads, relative to it; None where it leads nowhere else."""
        if self.merged and (found := _PERSON.fullmatch(path)) and found[1] in self.merged:
            return f"{self.merged[found[1]]}{found[2]}"
        if self.names and (found := _NAME.fullmatch(path)) and found[1] in self.names:
            return f"../{path_of(KIND, self.names[found[1]])}{found[2]}"
        return None

    def stands_for(self, path: str) -> str | None:
        """The same for a person without feeds of the own: the page or feed of the name that stands for the person."""
        found = _PERSON.fullmatch(path)
        if found is None or found[2].startswith(".events") or (slug := self.name_of(found[1])) is None:
            return None
        return f"../{path_of('author', slug)}{found[2]}"

    def feeds_of(self, slug: str, kind: str) -> tuple[str, str]:
        """Slug and kind of the channel that somebody's feeds are of: the person's who this one turned out to be, or a name's."""
        if kind != KIND:
            return slug, kind
        person = self.merged.get(slug, slug)
        name = self.name_of(person)
        return (person, KIND) if name is None else (name, "author")

    def name_of(self, person: str) -> str | None:
        """The slug of the name that stands for a person without feeds of the own."""
        names = {one.author for one in self._published.people.papers_of([person])[person]}
        if len(names) != 1 or self._published.people.with_feed([person]):
            return None
        always = {place.key for place in self._plan.follow}
        return next(iter(self._published.pages.authors_with_page(names, self._plan.min_papers, always).values()), None)


def leading(target: str, cache_control: str) -> AsgiResponse:
    """Sends a reader on to a person's other address, for now: who was merged may be parted again."""
    headers = (*TEXT, ("location", target), ("cache-control", cache_control))
    return whole(308, b"This person is at another address.\n", headers)
