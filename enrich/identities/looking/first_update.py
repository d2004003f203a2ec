"""The first update of many papers, portion by portion: nobody waits for the store for long, and memory does not grow with it.

::

    papers --2,000 at a time--> papers, blocks, counts of names
    keys   --10,000 mentions at a time--> components --rule--> groups --> persons
    the rule's digest: from then on persons have been found

Each portion is noted with what it wrote, so that one that is killed is gone on with and mints nobody twice. What names are
counted as is known before anybody is looked at, so that the portions give what everything at once gives. Until the last one
persons count as not found: whoever publishes finds the rest first.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, or_, select

from enrich.database.arrays import begins, one_of
from enrich.database.connection import plain_rows, reading, writing
from enrich.database.locks import Lock
from enrich.identities.authored_papers import change_count, next_changed
from enrich.identities.components import Neighbourhood
from enrich.identities.decided.decisions import decisions
from enrich.identities.former import former
from enrich.identities.looking.by_keys import GroupBlock, look_at
from enrich.identities.looking.paper_changes import compare, keep
from enrich.identities.name_counts import write_added
from enrich.identities.state import (
    Awaited,
    FirstUpdate,
    Progress,
    first_update,
    newest_serial,
    note_first_update,
    note_progress,
    rule_digest,
    standing,
)
from enrich.identities.tables import person_blocks, person_names, person_papers, person_words
from enrich.identities.write_persons import PersonsChanged, write_persons
from enrich.names import name_key
from enrich.people.fit_names import fit_names
from enrich.people.read_name import block_keys, read_name

AT_ONCE = 25_000
"""Papers that are found persons of by one transaction, of less than 2 s; portions take half as long again."""
PAPERS = 2_000
"""Papers that are taken in by one transaction of a portion."""
MENTIONS = 10_000
"""Mentions that are looked at together, about as many."""
ORCID = "orcid:"
"""Begins the keys that are ORCID iDs (`enrich.people.group.mention_keys`)."""
_TABLES = person_papers, person_blocks, person_names, person_words
_NUMBER = 1
"""Of this update."""


def is_first(connection: Connection, reached: Progress, newest: int) -> bool:
    """Whether persons were never found, and there are too many papers for one transaction, or some were taken in already."""
    if reached.rule:
        return False
    return reached.number > 0 or (newest > AT_ONCE and change_count(connection, 0, AT_ONCE + 1) > AT_ONCE)


def find_first(engine: Engine, now: datetime, group: GroupBlock) -> PersonsChanged:
    """Begin it, or go on with what one that was killed has left, up to its end; nobody else finds persons meanwhile."""
    _begin(engine)
    while not _take_in(engine):
        pass
    changed, ahead, is_last = PersonsChanged(), set[str](), False
    while not is_last:
        more, is_last = _find_next(engine, ahead, now, group)
        changed += more
    for remembered in (name_key, read_name, block_keys, fit_names):
        remembered.cache_clear()  # by now they know most authors of the store, of whom few are asked for again
    return changed


def _begin(engine: Engine) -> None:
    """What another rule took in and found is looked at anew; who has an id keeps it."""
    with writing(engine, Lock.RECORDS) as connection:
        if first_update(connection).rule == rule_digest():
            return
        for table in _TABLES:
            connection.execute(delete(table))
        _note(connection, 0, FirstUpdate(rule_digest()))


def _take_in(engine: Engine) -> bool:
    """Keep the next papers, their keys and the counts of their names; whether these are all."""
    with reading(engine) as connection:
        if first_update(connection).key is not None:
            return True
        after, last = next_changed(connection, standing(connection)[0].serial, PAPERS)
        newest = newest_serial(connection)
    with writing(engine, Lock.RECORDS) as connection:
        changes = compare(connection, after)
        write_added(connection, changes.name_counts())
        keep(connection, changes)
        if last is not None:
            _note(connection, last, FirstUpdate(rule_digest()))
        else:
            _note(connection, newest, FirstUpdate(rule_digest(), "", newest))
    return last is None


def _find_next(engine: Engine, ahead: set[str], now: datetime, group: GroupBlock) -> tuple[PersonsChanged, bool]:
    """Find the persons among the next mentions; whether these are all, and persons have been found.

    `ahead` are keys beyond them that were looked at already, and is added to.
    """
    with reading(engine) as connection:
        state = first_update(connection)
        listed, last = _next_keys(connection, state.key or "")
        keys = {*listed} - ahead
        finding, rows = look_at(connection, keys, {}, group)
        ahead |= keys
        ahead.difference_update(listed)
    with writing(engine, Lock.RECORDS) as connection:
        reached, _ = standing(connection)
        is_alone = state.is_alone and newest_serial(connection) == state.newest
        changed = write_persons(connection, finding, former(connection, rows, finding.looked_at, {}), _NUMBER, now)
        newest = newest_serial(connection)
        if last is not None:
            _note(connection, reached.serial, FirstUpdate(state.rule, last, newest, is_alone))
            return changed, False
        # The new serials that this gave need not be looked at, but for those of what others changed they are among.
        seen = newest if is_alone else reached.serial
        note_progress(connection, Progress(_NUMBER, seen, rule_digest(), reached.settings), Awaited())
        note_first_update(connection, FirstUpdate())
    return changed, True


def _note(connection: Connection, serial: int, state: FirstUpdate) -> None:
    settings = standing(connection)[0].settings
    note_progress(connection, Progress(_NUMBER, serial, "", settings), Awaited())
    note_first_update(connection, state)


def _next_keys(connection: Connection, after: str) -> tuple[list[str], str | None]:
    """Keys after this one that somebody may be found by, and the last of them, None when there are no more.

    Most names stand on one paper alone, and nothing is evidence for them but an ORCID iD or a decision.
    """
    decided = Neighbourhood(connection, decisions(connection)).decided_keys()
    column, mentions = person_blocks.c.key, func.count()
    alone = or_(mentions > 1, begins(connection, column, ORCID), one_of(connection, column, decided))
    asked = select(column, mentions).where(column > after).group_by(column).having(alone).order_by(column)
    listed, total = list[str](), 0
    for key, its in plain_rows(connection, asked.limit(MENTIONS)):
        if listed and total + its > MENTIONS:
            return listed, listed[-1]
        listed.append(key)
        total += its
    return listed, listed[-1] if total >= MENTIONS else None
