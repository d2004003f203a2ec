"""Look-ups: what is asked of arXiv, once for all mentions that ask the same, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    RowMapping,
    Text,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_rows, reading, writing
from enrich.database.locks import Lock
from enrich.paper_id import doi_within, is_beyond
from enrich.record import Item, Mention, Outcome, Stand, Verdict
from enrich.store.codec import read_mention
from enrich.store.joining.join import follow
from enrich.store.records import attach
from enrich.store.schema import lookups, mentions

OPEN = (Outcome.DEFERRED, Outcome.MISSING, Outcome.UNRESOLVED, Outcome.AMBIGUOUS)
"""Outcomes that are asked again at their time."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """A question that is open."""

    key: str
    kind: str
    """`id`, `title` or `doi`."""
    question: str
    """The id, the title, or the DOI."""
    outcome: Outcome
    tries: int
    """How often it was asked and answered, or failed."""
    absent_run: int | None
    """The run in which arXiv first said that it has no such paper."""
    next_try: datetime | None
    item: Item | None = None
    """What the document says of it; for titles only."""


class Settled(Struct, frozen=True):
    """What became of a look-up now."""

    key: str
    verdict: Verdict
    absent_run: int | None = None
    asked: bool = True
    """False when nobody was asked (a cool-down): the try does not count."""


class LookUps:
    """The look-ups' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, now: datetime, *, retry: bool = False, kind: str | None = None) -> list[LookUp]:
        """Those that may be asked now, in a fixed order; `retry` takes deferred ones before their time."""
        in_time = (lookups.c.next_try <= now) & lookups.c.outcome.in_(OPEN)
        due = or_(in_time, lookups.c.outcome == Outcome.DEFERRED) if retry else in_time
        due = due if kind is None else due & (lookups.c.kind == kind)
        with reading(self._engine) as connection:
            rows = connection.execute(select(lookups).where(due).order_by(lookups.c.kind, lookups.c.key)).mappings()
            return _with_items(connection, [_lookup(row) for row in rows])

    def left_alone(self, kind: str, most: int | None = None) -> list[LookUp]:
        """Those that arXiv does not answer and that no service was asked for; no titles that are only on trial.

        At most so many, those that were tried least often first.
        """
        mine = (lookups.c.kind == kind) & (lookups.c.outcome == Outcome.UNRESOLVED)
        unasked = or_(lookups.c.evidence.is_(None), type_coerce(lookups.c.evidence, Text).not_like('%"asked":%'))
        is_reported = exists().where(mentions.c.lookup == lookups.c.key, mentions.c.stand.is_distinct_from(Stand.TRIAL))
        asked = select(lookups).where(mine, unasked, is_reported).order_by(lookups.c.tries, lookups.c.key)
        with reading(self._engine) as connection:
            return _with_items(connection, [_lookup(row) for row in connection.execute(asked.limit(most)).mappings()])

    def ask_for(self, ids: Sequence[str], now: datetime) -> list[LookUp]:
        """Open look-ups of ids (`doi:...` too) that no document needs to mention; returns those of them that are due."""
        asked = {
            name if is_beyond(name) else f"id:{name}": Mention("", "", "", name, "doi", doi=doi_within(name))
            if is_beyond(name)
            else Mention("", "", "", name, "id", name)
            for name in ids
        }
        with writing(self._engine, Lock.RECORDS) as connection:
            ensure(connection, asked, now)
        return [lookup for lookup in self.open(now, retry=True) if lookup.key in asked]

    def settle(self, settled: Sequence[Settled], run: int, now: datetime) -> None:
        """Write what became of look-ups, in one transaction."""
        with writing(self._engine, Lock.RECORDS) as connection:
            write_settled(connection, settled, run, now)

    def versions(self, keys: Sequence[str]) -> dict[str, int]:
        """The newest version that a mention names, by key of the look-up; look-ups without one are left out."""
        asked = select(mentions.c.lookup, mentions.c.body)
        found: dict[str, int] = {}
        with reading(self._engine) as connection:
            for piece in pieces(keys):
                for key, body in connection.execute(asked.where(mentions.c.lookup.in_(piece))):
                    if version := read_mention(body).version:
                        found[key] = max(version, found.get(key, 0))
        return found

    def by_key(self, keys: Sequence[str]) -> dict[str, tuple[Outcome, str, datetime | None, str | None]]:
        """(outcome, reason, next try, record id) by key, of those that exist."""
        asked = select(lookups.c.key, lookups.c.outcome, lookups.c.reason, lookups.c.next_try, lookups.c.paper)
        found: dict[str, tuple[Outcome, str, datetime | None, str | None]] = {}
        with reading(self._engine) as connection:
            for piece in pieces(keys):
                rows = connection.execute(asked.where(lookups.c.key.in_(piece)))
                found |= {key: (Outcome(outcome), *rest) for key, outcome, *rest in rows}
        return found

    def open_tries(self, keys: Sequence[str]) -> dict[str, int]:
        """How often each was asked, by key, of those that are open."""
        with reading(self._engine) as connection:
            asked = select(lookups.c.key, lookups.c.tries).where(lookups.c.outcome.in_(OPEN))
            return dict(plain_rows(connection, asked.where(one_of(connection, lookups.c.key, keys))))

    def waiting(self) -> tuple[int, datetime | None]:
        """How many look-ups are deferred, and the earliest time at which one is tried again.

        But for those of titles that are on trial alone: nobody was told of these, and nobody waits for them.
        """
        of_it = exists().where(mentions.c.lookup == lookups.c.key)
        tried = of_it.where(mentions.c.stand == Stand.TRIAL, mentions.c.entry.is_(None))
        reported = of_it.where(mentions.c.stand.is_distinct_from(Stand.TRIAL) | mentions.c.entry.is_not(None))
        asked = select(func.count(), func.min(lookups.c.next_try)).where(lookups.c.outcome == Outcome.DEFERRED)
        asked = asked.where(~tried | reported)
        with reading(self._engine) as connection:
            count, first = connection.execute(asked).one()
        return int(count), first


def ensure(connection: Connection, asked: Mapping[str, Mention], now: datetime) -> None:
    """Open a look-up for every key that has none yet."""
    known = set(connection.execute(select(lookups.c.key).where(one_of(connection, lookups.c.key, asked))).scalars())
    rows = [
        {
            "key": key, "kind": key.partition(":")[0], "question": _question(asked[key]),
            "outcome": Outcome.DEFERRED, "reason": "not asked yet", "tries": 0, "next_try": now,
        }
        for key in asked
        if key not in known
    ]  # fmt: skip
    if rows:
        connection.execute(insert(lookups), rows)


def _question(mention: Mention) -> str:
    return mention.id or mention.doi or (mention.item.title if mention.item else None) or mention.text


def write_settled(connection: Connection, settled: Iterable[Settled], run: int, now: datetime) -> None:
    """Write outcomes and attach records, within the caller's transaction.

    An answer that another process has received meanwhile is not taken back by one that leaves the question open.
    """
    rows = [_settled_row(one) for one in settled]
    if rows:
        connection.execute(_SETTLE, rows)
    if beyond := [row["of"] for row in rows if row["paper"] and is_beyond(row["paper"])]:
        follow(connection, beyond)
    attach(connection, {row["of"] for row in rows}, run, now)


SURE = (Outcome.FOUND, Outcome.WITHDRAWN, Outcome.MALFORMED, Outcome.NOT_A_PAPER)
"""Outcomes that end a look-up."""
_SETTLE = (
    update(lookups)
    .where(lookups.c.key == bindparam("of"), or_(bindparam("sure", type_=Boolean), *[lookups.c.outcome == one for one in OPEN]))
    .values(
        outcome=bindparam("outcome"), reason=bindparam("reason"), evidence=bindparam("evidence"),
        candidates=bindparam("candidates"), paper=bindparam("paper"), next_try=bindparam("next_try"),
        absent_run=bindparam("absent_run"), tries=lookups.c.tries + bindparam("asked"),
    )
)  # fmt: skip


def _settled_row(one: Settled) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "of": one.key, "outcome": verdict.outcome, "reason": verdict.reason, "evidence": verdict.evidence or None,
        "candidates": list(verdict.candidates) or None, "paper": verdict.id, "next_try": verdict.next_try,
        "absent_run": one.absent_run, "asked": int(one.asked), "sure": verdict.outcome in SURE,
    }  # fmt: skip


def _lookup(row: RowMapping) -> LookUp:
    return LookUp(
        key=row["key"], kind=row["kind"], question=row["question"], outcome=Outcome(row["outcome"]),
        tries=row["tries"], absent_run=row["absent_run"], next_try=row["next_try"],
    )  # fmt: skip


def _with_items(connection: Connection, found: Sequence[LookUp]) -> list[LookUp]:
    items = _items(connection, [lookup.key for lookup in found if lookup.kind == "title"])
    return [replace(lookup, item=items.get(lookup.key)) for lookup in found]


def _items(connection: Connection, keys: Sequence[str]) -> dict[str, Item | None]:
    """What the first mention of each title says of it."""
    found: dict[str, Item | None] = {}
    for piece in pieces(keys):
        first = select(func.min(mentions.c.id)).where(mentions.c.lookup.in_(piece)).group_by(mentions.c.lookup)
        rows = connection.execute(select(mentions.c.lookup, mentions.c.body).where(mentions.c.id.in_(first)))
        found |= {key: read_mention(body).item for key, body in rows}
    return found
