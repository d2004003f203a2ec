"""Which persons have a channel of their own, and their papers in it.

::

    authorships --papers of each, papers of their names--> own channel, or the name's page stands for the person

A person whose one name stands on no other paper needs no second set of files. Who once had a channel keeps it: somebody may
have subscribed to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from feeds.channels.plan import Plan, wanted_slug
from feeds.output.entry_cache import EntryCache
from feeds.people.notices import put_notices
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import ChannelRef, SeatedPaper

PEOPLE = "people"
"""The single value [serial of records, update of persons, change of persons] up to which persons have their channels."""
MANY = 2000
"""Changed records beyond which everybody is looked at."""
_AT_ONCE = 5000
"""Persons."""


def seat_people(published: PublishState, plan: Plan, pack: EntryCache, address: str | None) -> None:
    """Bring the channels of persons up to what was gathered; what was done is not done again after a crash.

    `address` is that of out/, None when there are no pages.
    """
    values = published.values()
    before, serial = values.get(PEOPLE), values.get("serial", 0)
    now = [serial, published.people.newest_update(), published.people.newest_change()]
    if before == now:
        return
    if before is None and not now[1]:
        published.set_values({PEOPLE: now})
        return
    people = due_people(published, before)
    for start in range(0, len(people), _AT_ONCE):
        _seat(published, plan, people[start : start + _AT_ONCE])
    if address is not None:
        put_notices(published, pack, address, before[2] if before else 0)
    published.set_values({PEOPLE: now})


def due_people(published: PublishState, before: Sequence[int] | None, names: Collection[str] = ()) -> list[str]:
    """Those of whom what is published may differ since [serial, update, ...]; None asks for everybody. Ascending.

    Those who bear one of these `names` (keys) are among them.
    """
    touched = None if before is None else [name for name, _ in published.changed_since(before[0])]
    if before is None or touched is None or len(touched) > MANY:
        return published.people.everybody()
    return sorted(published.people.changed(touched, before[1], names))


def _seat(published: PublishState, plan: Plan, people: Sequence[str]) -> None:
    rows = published.people.rows(people)
    papers = published.people.papers_of(people)
    known = published.people.channels_of(people)
    keys = {one.author for its in papers.values() for one in its}
    counts = published.people.name_counts(keys)
    crowds = published.people.of_crowds({one.entry for its in papers.values() for one in its})
    merged = published.people.aliases()
    always = {merged.get(person, person) for person in plan.people}
    followed = {person for person in people if person in always}
    followed |= published.people.with_orcid(people, plan.people)
    names = {person: rows[person].name if person in rows else person for person in people}
    seats = {
        ChannelRef(KIND, person, names[person]): _each_once(papers[person])
        for person in people
        if person in known
        or (person in followed and papers[person])
        or has_own_channel(papers[person], counts, crowds, plan.min_papers)
    }
    # Whoever once had a channel of events keeps it too, and so does whoever the person turned out to be.
    followed |= {merged.get(one, one) for one in published.people.channels_of({*people, *merged}, f"{KIND}.events")}
    followed &= {place.key for place in seats} - merged.keys()
    events = published.people.events_of({person: {one.entry for one in papers[person]} for person in followed})
    seats |= {ChannelRef(f"{KIND}.events", person, names[person]): events[person] for person in sorted(followed)}
    published.people.seat(seats, keys, wanted_slug)


def has_own_channel(
    papers: Iterable[SeatedPaper], counts: Mapping[str, int], crowds: Collection[str], least: int = 1
) -> bool:
    """Whether a person who has no channel needs one: has several names, or one that stands on others' papers too.

    `counts` are the papers of each name. Who is known from `crowds` alone has none, nor who has fewer papers than `least`.
    """
    by_name: dict[str, set[str]] = {}
    for one in papers:
        by_name.setdefault(one.author, set()).add(one.entry)
    every = set().union(*by_name.values())
    if len(every) < least or every <= set(crowds):
        return False
    return len(by_name) > 1 or any(counts.get(name, 0) > len(its) for name, its in by_name.items())


def _each_once(papers: Iterable[SeatedPaper]) -> list[SeatedPaper]:
    return list({one.entry: one for one in papers}.values())
