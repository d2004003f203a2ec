"""Persons follow the papers and the decisions: the one way to bring them up to date.

::

    papers that changed --names--> keys --mentions, decisions--> components --rule--> groups --ids of before--> persons

A small change is worked in by looking at the components that it touches, a hundred papers in a transaction, so that nobody
waits for the store for long. Where there was nothing yet, that is done for all papers, one portion after another. Where much
has changed, or the rule is another one, everything is looked at outside of any transaction and written in one. A lease keeps
others from doing the same meanwhile. All give the same persons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from enrich.coordination.holding import hold_lease
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.identities.authored_papers import (
    change_count,
    kept_papers,
    next_changed,
    papers_as_now,
)
from enrich.identities.components import (
    keys_of,
    keys_of_names,
)
from enrich.identities.decided.settings_decisions import SettledPairs, follow_settings
from enrich.identities.former import former, moved_spots
from enrich.identities.looking.by_keys import GroupBlock, look_at
from enrich.identities.looking.everything import find_all
from enrich.identities.looking.first_update import find_first, is_first
from enrich.identities.looking.paper_changes import compare, keep
from enrich.identities.name_counts import write_changed
from enrich.identities.state import (
    Awaited,
    Progress,
    newest_serial,
    note_progress,
    note_settings,
    rule_digest,
    standing_and_newest,
)
from enrich.identities.write_persons import PersonsChanged, write_persons
from enrich.options.channels import AuthorsSettings
from enrich.people.group import group_block
from enrich.people.person import AuthoredPaper, Spot
from enrich.people.read_name import block_keys
from enrich.store.joining.join import successors

MUCH = 5_000
"""Changed papers beyond which everything is looked at again."""
PORTION = 100
"""Changed papers that are worked in by one transaction."""


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
        worked_in += _find_much(engine, now, group)
    # Others may have changed papers or decided meanwhile.
    return worked_in + update_persons(engine, authors, now, say, group)


def _find_much(engine: Engine, now: datetime, group: GroupBlock) -> PersonsChanged:
    """Look at everything; nothing is done when whoever was waited for has done so."""
    with reading(engine) as connection:
        reached, _, newest = standing_and_newest(connection)
        if not _is_much(connection, reached, newest):
            return PersonsChanged()
        find = find_first if is_first(connection, reached, newest) else find_all
    return find(engine, now, group)


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
    changes = compare(connection, after)
    turned = write_changed(connection, changes.name_counts())
    keep(connection, changes)
    moved: dict[Spot, Spot | None] = {}
    instead = successors_of(connection, [paper.id for paper in changes.before if changes.now[paper.id] is None])
    for paper in changes.before:
        moved |= moved_spots(paper, changes.now[paper.id] or instead.get(paper.id))
    touched = keys_of([*changes.before, *changes.there, *kept_papers(connection, waiting.papers).values()])
    touched |= {key for name in waiting.names for key in block_keys(name)} | keys_of_names(connection, turned)
    finding, rows = look_at(connection, touched, moved, group)
    gone = {spot for spot, where in moved.items() if where is None}
    known_persons = former(connection, rows, finding.looked_at | gone, moved)
    changed = write_persons(connection, finding, known_persons, reached.number + 1, now)
    serial = newest_serial(connection) if last is None else last
    note_progress(connection, Progress(reached.number + 1, serial, rule_digest(), reached.settings), waiting)
    return changed, last is None


def successors_of(connection: Connection, gone: Sequence[str]) -> dict[str, AuthoredPaper]:
    """The papers that took the place of those that are gone, by the id of the latter."""
    names = successors(connection, gone)
    papers = kept_papers(connection, names.values())
    return {old: papers[new] for old, new in names.items() if new in papers}
