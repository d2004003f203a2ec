"""Persons follow the papers and the decisions: the one way to bring them up to date.

::

    papers that changed --names--> keys --mentions, decisions--> components --rule--> groups --ids of before--> persons

A small change is worked in by looking at the components that it touches, a hundred papers in a transaction, so that nobody
waits for the store for long. Where there was nothing yet, or much has changed, or the rule is another one, everything is looked
at outside of any transaction and written in one, while a lease keeps others from doing the same. Both give the same persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from sqlalchemy import Connection, Engine, func, select

from enrich.coordination.holding import hold_lease
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.identities.authored_papers import (
    change_count,
    changed_papers,
    every_kept_paper,
    keep_papers,
    kept_papers,
    next_changed,
    papers_as_now,
)
from enrich.identities.components import (
    Neighbourhood,
    keys_of,
    keys_of_names,
    keys_of_spots,
    resolver,
    write_blocks,
)
from enrich.identities.decided.decisions import decisions
from enrich.identities.decided.settings_decisions import SettledPairs, follow_settings
from enrich.identities.former import StoredSpot, every_spot, former, moved_spots, persons_at
from enrich.identities.name_counts import NameCounts, rarity_of, write_all, write_changed
from enrich.identities.state import (
    Awaited,
    Progress,
    note_progress,
    note_settings,
    rule_digest,
    standing,
    standing_and_newest,
)
from enrich.identities.write_persons import PersonsChanged, PersonsFound, write_persons
from enrich.options.channels import AuthorsSettings
from enrich.people.group import blocks, group_block
from enrich.people.person import AuthoredPaper, Grouping, OpenQuestion, PersonDecision, PersonGroup, Spot
from enrich.people.rarity import Rarity
from enrich.people.read_name import block_keys
from enrich.store.joining.join import successors
from enrich.store.schema import records

MUCH = 5_000
"""Changed papers beyond which everything is looked at again."""
PORTION = 100
"""Changed papers that are worked in by one transaction."""
_ATTEMPTS = 3
"""Times that everything is looked at in vain since another process wrote meanwhile; then it is done while others wait."""


class GroupBlock(Protocol):
    """The rule: `enrich.people.group.group_block`."""

    def __call__(
        self,
        papers: Mapping[str, AuthoredPaper],
        spots: Iterable[Spot],
        rarity: Rarity,
        decisions: Iterable[PersonDecision] = (),
    ) -> Grouping: ...


def update_persons(
    engine: Engine,
    authors: AuthorsSettings,
    now: datetime,
    say: Callable[[str], None],
    group: GroupBlock = group_block,
) -> PersonsChanged:
    """Bring persons up to what papers and decisions give; nothing is written when nothing has changed.

    `say` gets what of the settings is passed over, and for whom this waits. Raises BadStore; everything is as it was then.
    """
    settled = SettledPairs.of(authors)
    with reading(engine) as connection:
        reached, waiting, newest = standing_and_newest(connection)
        if not _is_due(reached, waiting, newest, settled):
            return PersonsChanged()
        is_settled = reached.settings == settled.digest
    if not is_settled:
        with writing(engine, Lock.RECORDS) as connection:
            is_whole = follow_settings(connection, settled, now, say)
            note_settings(connection, settled.digest if is_whole else "")
    worked_in = PersonsChanged()
    while True:
        with writing(engine, Lock.RECORDS) as connection:
            reached, waiting, newest = standing_and_newest(connection)
            if _is_much(connection, reached, newest):
                break
            changed, is_all = _work_in(connection, reached, waiting, now, group)
            worked_in += changed
        if is_all:
            return worked_in
    with hold_lease(
        engine, "finding persons", lambda whom: say(f"waiting for {whom}, which finds persons in the same store")
    ):
        for _ in range(_ATTEMPTS):
            if (found := _find_all(engine, now, group)) is not None:
                return worked_in + found
        with writing(engine, Lock.RECORDS) as connection:
            return worked_in + _write_all(connection, _look_at_all(connection, group), now)


def _is_due(reached: Progress, waiting: Awaited, newest: int, settled: SettledPairs) -> bool:
    if not newest and not reached.number and not settled.digest:
        return False
    known = reached.serial, reached.rule, reached.settings, waiting
    return known != (newest, rule_digest(), settled.digest, Awaited())


def _is_much(connection: Connection, reached: Progress, newest: int) -> bool:
    if rule_digest() != reached.rule:
        return True
    # Serials ascend, so there are not more changes than numbers between; only where there may be many are they counted.
    few = newest - reached.serial <= MUCH
    return not few and change_count(connection, reached.serial, MUCH + 1) > MUCH


# ---------------------------------------------------------------- little has changed


def _work_in(
    connection: Connection, reached: Progress, waiting: Awaited, now: datetime, group: GroupBlock
) -> tuple[PersonsChanged, bool]:
    """Look at what the next changed papers and decisions touch, within one transaction that excludes other writers; whether
    these are all."""
    after, last = next_changed(connection, reached.serial, PORTION)
    # Whoever takes the place of a paper that is gone is looked at with it: its persons go on there.
    instead_of = successors(connection, sorted(name for name, paper in after.items() if paper is None))
    after |= papers_as_now(connection, set(instead_of.values()) - after.keys())
    known = kept_papers(connection, after)
    differing = {name: paper for name, paper in after.items() if known.get(name) != paper}
    before = [known[name] for name in differing if name in known]
    now_there = [paper for paper in differing.values() if paper is not None]
    counts = NameCounts(now_there)
    counts.add(before, -1)
    turned = write_changed(connection, counts)
    write_blocks(connection, before, now_there)
    keep_papers(connection, differing, [paper.id for paper in before])
    moved: dict[Spot, Spot | None] = {}
    instead = successors_of(connection, [paper.id for paper in before if differing[paper.id] is None])
    for paper in before:
        moved |= moved_spots(paper, differing[paper.id] or instead.get(paper.id))
    touched = keys_of([*before, *now_there, *kept_papers(connection, waiting.papers).values()])
    touched |= {key for name in waiting.names for key in block_keys(name)} | keys_of_names(connection, turned)
    finding, rows = _look_at(connection, touched, moved, group)
    gone = {spot for spot, where in moved.items() if where is None}
    known_persons = former(connection, rows, finding.looked_at | gone, moved)
    changed = write_persons(connection, finding, known_persons, reached.number + 1, now)
    serial = _newest(connection) if last is None else last
    note_progress(connection, Progress(reached.number + 1, serial, rule_digest(), reached.settings), waiting)
    return changed, last is None


def successors_of(connection: Connection, gone: Sequence[str]) -> dict[str, AuthoredPaper]:
    """The papers that took the place of those that are gone, by the id of the latter."""
    names = successors(connection, gone)
    papers = kept_papers(connection, names.values())
    return {old: papers[new] for old, new in names.items() if new in papers}


def _look_at(
    connection: Connection, keys: set[str], moved: Mapping[Spot, Spot | None], group: GroupBlock
) -> tuple[PersonsFound, dict[Spot, StoredSpot]]:
    """Group everything that is linked to these keys, and to whoever is a person there now."""
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
    rarity = rarity_of(connection, near.names_weighed(components))
    found = [group(near.papers, one.spots, rarity, one.decisions) for one in components]
    return _finding(near.papers, looked_at, found, moved), rows


def _finding(
    papers: Mapping[str, AuthoredPaper],
    looked_at: frozenset[Spot],
    found: Iterable[Grouping],
    moved: Mapping[Spot, Spot | None],
) -> PersonsFound:
    groups: list[PersonGroup] = []
    questions: list[OpenQuestion] = []
    for one in found:
        groups += one.groups
        questions += one.questions
    return PersonsFound(papers, looked_at, groups, questions, moved)


# ---------------------------------------------------------------- everything is looked at


class _Whole(Struct, frozen=True):
    """Everything that there is, and what the rule gives for it."""

    reached: Progress
    waiting: Awaited
    newest: int
    finding: PersonsFound
    counts: NameCounts
    changed: Mapping[str, AuthoredPaper | None]


def _find_all(engine: Engine, now: datetime, group: GroupBlock) -> PersonsChanged | None:
    """Look at everything; None when another process has written persons or decisions meanwhile."""
    with reading(engine) as connection:
        whole = _look_at_all(connection, group)
    with writing(engine, Lock.RECORDS) as connection:
        if standing(connection) != (whole.reached, whole.waiting):
            return None
        return _write_all(connection, whole, now)


def _look_at_all(connection: Connection, group: GroupBlock) -> _Whole:
    reached, waiting = standing(connection)
    before = every_kept_paper(connection)
    since = reached.serial if rule_digest() == reached.rule else 0
    papers: dict[str, AuthoredPaper | None] = {**before} if since else dict.fromkeys(before)
    papers |= dict(changed_papers(connection, since))
    there = {name: paper for name, paper in papers.items() if paper is not None}
    changed = {name for name, paper in papers.items() if before.get(name) != paper}
    moved: dict[Spot, Spot | None] = {}
    instead = successors(connection, sorted(name for name in before if name not in there))
    for name in changed & before.keys():
        moved |= moved_spots(before[name], there.get(name) or there.get(instead.get(name, "")))
    counts = NameCounts(there.values())
    rarity = counts.rarity()
    decided = resolver(there, decisions(connection))
    of_left: dict[Spot, list[PersonDecision]] = {}
    for one in decided:
        of_left.setdefault(one.left, []).append(one)
    found = []
    looked_at: set[Spot] = set()
    for spots in blocks(there.values(), decided):
        looked_at.update(spots)
        here = [one for spot in spots for one in of_left.get(spot, ())] if of_left else []
        # Most names stand on one paper alone, and nothing is evidence for them but an ORCID iD or a decision.
        if len(spots) > 1 or here or there[spots[0][0]].authors[spots[0][1]].orcid is not None:
            found.append(group(there, spots, rarity, here))
    finding = _finding(there, frozenset(looked_at), found, moved)
    return _Whole(reached, waiting, _newest(connection), finding, counts, {name: papers[name] for name in changed})


def _write_all(connection: Connection, whole: _Whole, now: datetime) -> PersonsChanged:
    """Write what everything gives; `whole` may have been read in an earlier transaction."""
    finding, reached = whole.finding, whole.reached
    before = kept_papers(connection, whole.changed)
    write_blocks(connection, before.values(), [paper for paper in whole.changed.values() if paper is not None])
    keep_papers(connection, whole.changed, before)
    write_all(connection, whole.counts)
    rows = every_spot(connection)
    known = former(connection, rows, finding.looked_at | finding.moved.keys(), finding.moved)
    newest = _newest(connection)
    changed = write_persons(connection, finding, known, reached.number + 1, now)
    # What others wrote since it was read has to be looked at; the new serials that this gave are among it then.
    seen = _newest(connection) if newest == whole.newest else whole.newest
    now_reached, waiting = standing(connection)
    note_progress(connection, Progress(reached.number + 1, seen, rule_digest(), now_reached.settings), waiting)
    return changed


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(records.c.serial))).scalar() or 0
