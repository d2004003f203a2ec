"""Looks at everything at once, outside of any transaction, and writes it in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Engine, delete

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.identities.authored_papers import changed_papers, every_kept_paper, keep_papers, kept_papers
from enrich.identities.components import resolver, write_blocks
from enrich.identities.decided.decisions import decisions
from enrich.identities.former import every_spot, former, moved_spots
from enrich.identities.looking.by_keys import GroupBlock, finding_of
from enrich.identities.name_counts import NameCounts, write_all
from enrich.identities.state import Awaited, Progress, newest_serial, note_progress, rule_digest, standing
from enrich.identities.tables import person_blocks
from enrich.identities.write_persons import PersonsChanged, PersonsFound, write_persons
from enrich.people.group import blocks
from enrich.people.person import AuthoredPaper, PersonDecision, Spot
from enrich.store.joining.join import successors

_ATTEMPTS = 3
"""Times that everything is looked at in vain since another process wrote meanwhile; then it is done while others wait."""


def find_all(engine: Engine, now: datetime, group: GroupBlock) -> PersonsChanged:
    """Bring persons up to what everything gives."""
    for _ in range(_ATTEMPTS):
        if (found := _find_all(engine, now, group)) is not None:
            return found
    with writing(engine, Lock.RECORDS) as connection:
        return _write_all(connection, _look_at_all(connection, group), now)


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
    begun = dict(reached.touched.moved) if reached.touched is not None else {}
    instead = successors(connection, sorted(name for name in before if name not in there))
    for name in changed & before.keys():
        moved |= moved_spots(before[name], there.get(name) or there.get(instead.get(name, "")))
    # Persons are still where an update that was cut off found the papers.
    moved |= {spot: where and moved.get(where, where) for spot, where in begun.items()}
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
    finding = finding_of(there, frozenset(looked_at), found, moved)
    return _Whole(
        reached, waiting, newest_serial(connection), finding, counts, {name: papers[name] for name in changed}
    )


def _write_all(connection: Connection, whole: _Whole, now: datetime) -> PersonsChanged:
    """Write what everything gives; `whole` may have been read in an earlier transaction."""
    finding, reached = whole.finding, whole.reached
    before = kept_papers(connection, whole.changed)
    if reached.rule == rule_digest():
        write_blocks(connection, before.values(), [paper for paper in whole.changed.values() if paper is not None])
    else:  # another rule may have other keys, of papers that are the same, too
        connection.execute(delete(person_blocks))
        write_blocks(connection, (), finding.papers.values())
    keep_papers(connection, whole.changed, before)
    write_all(connection, whole.counts)
    rows = every_spot(connection)
    known = former(connection, rows, finding.looked_at | finding.moved.keys(), finding.moved)
    newest = newest_serial(connection)
    changed = write_persons(connection, finding, known, reached.number + 1, now)
    # What others wrote since it was read has to be looked at; the new serials that this gave are among it then.
    seen = newest_serial(connection) if newest == whole.newest else whole.newest
    now_reached, waiting = standing(connection)
    note_progress(connection, Progress(reached.number + 1, seen, rule_digest(), now_reached.settings), waiting)
    return changed
