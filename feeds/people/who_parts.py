"""What pages of names and of persons say of persons: gathers it for many channels at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from feeds.channels.plan import Plan
from feeds.people.known_person import KnownAuthorship, KnownPerson, known_people
from feeds.people.page_parts import NamePersons, name_part, name_reason, person_part, person_reason
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import Channel

WhoPart = tuple[str, tuple[tuple[str, str], ...]]
"""HTML of who somebody is; (paper, HTML of whose it is and why)."""


def read_people(published: PublishState, people: Collection[str]) -> dict[str, KnownPerson]:
    """Persons by id with everything that is published of them; those without papers are left out."""
    rows = published.people.rows(people)
    also: dict[str, list[str]] = {}
    for alias, survivor in published.people.aliases().items():
        also.setdefault(survivor, []).append(alias)
    names = {person: rows[person].name if person in rows else person for person in people}
    return known_people(published.people.authorships_of(people), names, also, published.people.former_keys())


class WhoParts:
    """Makes these parts of pages."""

    def __init__(self, published: PublishState, plan: Plan) -> None:
        self._published = published
        self._plan = plan
        self._always = {place.key for place in plan.follow}

    def of(
        self, channels: Sequence[Channel], papers: Mapping[int, int], shown: Mapping[int, Sequence[str]]
    ) -> dict[int, WhoPart]:
        """By channel: of names and persons, others are left out; `papers` is how many each has, `shown` those on its page."""
        names = [channel for channel in channels if channel.kind == "author"]
        people = [channel for channel in channels if channel.kind == KIND]
        by_name = self._published.people.of_names({channel.key for channel in names}) if names else {}
        wanted = {person for its in by_name.values() for person in its} | {channel.key for channel in people}
        known = read_people(self._published, wanted) if wanted else {}
        own = frozenset(self._published.people.channels_of(wanted)) if wanted else frozenset()
        slugs = self._slugs({key for channel in people if channel.key in known for key in known[channel.key].authors()})
        found = {}
        for channel in names:
            its = by_name.get(channel.key, {})
            bearers = [
                known[person] for person in sorted(its, key=lambda one: (-len(its[one]), one)) if person in known
            ]
            decided = set().union(*its.values()) if its else set()
            name = NamePersons(tuple(bearers), own, papers[channel.id], papers[channel.id] - len(decided))
            found[channel.id] = name_part(channel.key, name), tuple(_of_name(channel.key, name, shown[channel.id]))
        for channel in people:
            if person := known.get(channel.key):
                its_papers = shown[channel.id]
                found[channel.id] = person_part(person, slugs, its_papers), tuple(_of_person(person, its_papers))
        return found

    def _slugs(self, keys: Collection[str]) -> Mapping[str, str]:
        if not keys:
            return {}
        return self._published.pages.authors_with_page(keys, self._plan.min_papers, self._always)


def _of_name(key: str, name: NamePersons, shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not name.people:
        return
    places: dict[str, list[tuple[KnownAuthorship, KnownPerson]]] = {}
    for person in name.people:
        for one in person.wrote:
            if one.author == key:
                places.setdefault(one.paper, []).append((one, person))
    for paper in shown:
        pairs = places.get(paper)
        if pairs is None:
            yield paper, name_reason(None, None, own=False)
        else:
            yield paper, "".join(name_reason(one, person, person.id in name.own) for one, person in pairs)


def _of_person(person: KnownPerson, shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    places = {one.paper: one for one in person.wrote}
    return ((paper, person_reason(places[paper])) for paper in shown if paper in places)
