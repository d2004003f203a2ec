"""Groups everything that some keys touch, with whoever is a person there now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import Connection

from enrich.identities.components import Neighbourhood, keys_of_spots
from enrich.identities.decided.decisions import decisions
from enrich.identities.former import StoredSpot, persons_at
from enrich.identities.name_counts import rarity_of
from enrich.identities.write_persons import PersonsFound
from enrich.people.person import AuthoredPaper, Grouping, OpenQuestion, PersonDecision, PersonGroup, Spot
from enrich.people.rarity import Rarity


class GroupBlock(Protocol):
    """The rule: `enrich.people.group.group_block`."""

    def __call__(
        self,
        papers: Mapping[str, AuthoredPaper],
        spots: Iterable[Spot],
        rarity: Rarity,
        decisions: Iterable[PersonDecision] = (),
    ) -> Grouping: ...


def look_at(
    connection: Connection, keys: set[str], moved: Mapping[Spot, Spot | None], group: GroupBlock
) -> tuple[PersonsFound, dict[Spot, StoredSpot]]:
    """Group everything that is linked to these keys, which are added to, and to whoever is a person there now."""
    decided = decisions(connection)
    while True:
        near = Neighbourhood(connection, decided)
        components = near.components(keys)
        looked_at = frozenset(spot for one in components for spot in one.spots)
        rows = persons_at(connection, looked_at | moved.keys())
        beyond = {spot for spot in rows if spot not in looked_at and spot not in moved}
        further = keys_of_spots(connection, beyond) - keys
        if not further:
            break
        keys |= further
    keys |= near.keys
    rarity = rarity_of(connection, near.names_weighed(components))
    found = [group(near.papers, one.spots, rarity, one.decisions) for one in components]
    return finding_of(near.papers, looked_at, found, moved), rows


def finding_of(
    papers: Mapping[str, AuthoredPaper],
    looked_at: frozenset[Spot],
    found: Iterable[Grouping],
    moved: Mapping[Spot, Spot | None],
) -> PersonsFound:
    """What grouping these mentions gave, as one."""
    groups: list[PersonGroup] = []
    questions: list[OpenQuestion] = []
    for one in found:
        groups += one.groups
        questions += one.questions
    return PersonsFound(papers, looked_at, groups, questions, moved)
