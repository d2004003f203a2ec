"""Persons follow the papers and the decisions: the one way to bring them up to date.

::

    papers that changed --names--> keys --mentions, decisions--> components --rule--> groups --ids of before--> persons

A small change is worked in by looking at the components that it touches, in one transaction. Of a day's papers one
transaction takes in what they are and another writes who their authors are: they are looked at between the two, each component
once, so that nobody waits for the store for long. Where there was nothing yet, that is done for all papers, one portion after another. Where much
has changed, or the rule is another one, everything is looked at outside of any transaction and written in one. A lease keeps
others from doing the same meanwhile. All give the same persons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace
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
from enrich.identities.former import PersonsBefore, former, moved_spots
from enrich.identities.looking.by_keys import GroupBlock, look_at
from enrich.identities.looking.everything import find_all
from enrich.identities.looking.first_update import find_first, is_first
from enrich.identities.looking.paper_changes import compare, keep
from enrich.identities.name_counts import write_changed
from enrich.identities.state import (
    Awaited,
    Progress,
    Touched,
    newest_serial,
    note_progress,
    note_settings,
    rule_digest,
    standing,
    standing_and_newest,
)
from enrich.identities.write_persons import PersonsChanged, PersonsFound, write_persons
from enrich.options.channels import AuthorsSettings
from enrich.people.group import group_block
from enrich.people.person import AuthoredPaper, Spot
from enrich.people.read_name import block_keys
from enrich.store.joining.join import successors

MUCH = 5_000
"""Changed papers beyond which everything is looked at again."""
PORTION = 1_500
"""Changed papers that are worked in together: a day of arXiv's."""
AT_ONCE = 100
"""Of these, so many are looked at within the transaction that takes them in."""
ATTEMPTS = 3
"""Times that they are looked at in vain since another process wrote meanwhile; then it is done while others wait."""


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
    worked_in, is_much = _work_in(engine, settled, now, group)
    if not is_much:
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


def _work_in(engine: Engine, settled: SettledPairs, now: datetime, group: GroupBlock) -> tuple[PersonsChanged, bool]:
    """Look at what changed papers and decisions touch, portion by portion; whether everything has to be looked at instead."""
    worked_in = PersonsChanged()
    while True:
        with writing(engine, Lock.RECORDS) as connection:
            reached, waiting, newest = standing_and_newest(connection)
            if not _is_due(reached, waiting, newest, settled):
                return worked_in, False
            if _is_much(connection, reached, newest):
                return worked_in, True
            if reached.touched is None:
                touched, count = _take_in(connection, reached.serial, newest)
                reached = replace(reached, touched=touched)
                if count <= AT_ONCE:
                    found = _look(connection, touched, waiting, group)
                    worked_in += _write(connection, reached, waiting, newest, found, now)
                    if touched.serial == newest:
                        return worked_in, False
                    continue
                note_progress(connection, reached, Awaited())
        worked_in += _find_touched(engine, now, group)


def _take_in(connection: Connection, since: int, newest: int) -> tuple[Touched, int]:
    """Keep the next papers that changed after the serial `since` as they are, within one transaction that excludes other
    writers; what they touch, and how many differ."""
    after, last = next_changed(connection, since, PORTION)
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
    keys = keys_of([*changes.before, *changes.there])
    serial = newest if last is None else last
    touched = Touched(serial, tuple(sorted(keys)), tuple(sorted(turned)), tuple(moved.items()))
    return touched, len(changes.now)


def _find_touched(engine: Engine, now: datetime, group: GroupBlock) -> PersonsChanged:
    """Look at what was taken in outside of any transaction, and write it in one; nothing is done when others have done so."""
    for _ in range(ATTEMPTS):
        with reading(engine) as connection:
            reached, waiting = standing(connection)
            if (touched := _begun(reached)) is None:
                return PersonsChanged()
            found = _look(connection, touched, waiting, group)
        with writing(engine, Lock.RECORDS) as connection:
            *as_before, newest = standing_and_newest(connection)
            if as_before == [reached, waiting]:
                return _write(connection, reached, waiting, newest, found, now)
    with writing(engine, Lock.RECORDS) as connection:
        reached, waiting, newest = standing_and_newest(connection)
        if (touched := _begun(reached)) is None:
            return PersonsChanged()
        return _write(connection, reached, waiting, newest, _look(connection, touched, waiting, group), now)


def _begun(reached: Progress) -> Touched | None:
    """What is left to look at, by the rule that this version has."""
    return reached.touched if reached.rule == rule_digest() else None


def _look(
    connection: Connection, touched: Touched, waiting: Awaited, group: GroupBlock
) -> tuple[PersonsFound, PersonsBefore]:
    """What the rule gives for what changed papers and decisions touch, and who is there now."""
    moved = dict(touched.moved)
    keys = {*touched.keys, *keys_of(kept_papers(connection, waiting.papers).values())}
    keys |= {key for name in waiting.names for key in block_keys(name)} | keys_of_names(connection, touched.names)
    finding, rows = look_at(connection, keys, moved, group)
    gone = {spot for spot, where in moved.items() if where is None}
    return finding, former(connection, rows, finding.looked_at | gone, moved)


def _write(
    connection: Connection,
    reached: Progress,
    waiting: Awaited,
    newest: int,
    found: tuple[PersonsFound, PersonsBefore],
    now: datetime,
) -> PersonsChanged:
    """Write what was found; `newest` is the serial of the record that changed last."""
    changed = write_persons(connection, *found, reached.number + 1, now)
    serial = reached.serial if reached.touched is None else reached.touched.serial
    # Where nobody else has changed a record, the new serials are those that this gave.
    seen = newest_serial(connection) if serial == newest else serial
    note_progress(connection, Progress(reached.number + 1, seen, reached.rule, reached.settings), waiting)
    return changed


def successors_of(connection: Connection, gone: Sequence[str]) -> dict[str, AuthoredPaper]:
    """The papers that took the place of those that are gone, by the id of the latter."""
    names = successors(connection, gone)
    papers = kept_papers(connection, names.values())
    return {old: papers[new] for old, new in names.items() if new in papers}
