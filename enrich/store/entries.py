"""Entries that name a paper by its id, and whether what they say is about that paper (SQL).

::

    row of the id (open) --judged--> own       what it says is the record's
                               \\--> other, absent, unclear --> a row of its title beside it, with a look-up of its own

The row of the id keeps what the entry says, so that a document that is read again is compared with what it said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from enrich.database.arrays import PIECE, one_of, pieces
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.record import Mention, Outcome, Stand
from enrich.store.codec import encode_mention, read_mention
from enrich.store.lookups import Settled, ensure, write_settled
from enrich.store.records import attach
from enrich.store.schema import lookups, mentions

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ATTACHED = (Outcome.FOUND, Outcome.WITHDRAWN)
REPORTED = mentions.c.stand.is_distinct_from(Stand.TRIAL)
"""The mentions that reports count: all but the titles of entries that are on trial."""
WITHHELD = frozenset({Stand.OPEN, Stand.CUT, Stand.ABSENT, Stand.UNCLEAR, Stand.OTHER})
"""What entries so judged say counts for no paper, or for the one that their title means."""
_WAITING = (Stand.OPEN, Stand.CUT, Stand.BEFORE)


class OpenEntry(Struct, frozen=True):
    """An entry whose id has been answered and that is not judged."""

    number: int
    """The id of its row."""
    mention: Mention
    stand: Stand
    paper: str | None
    """The record of its id; None when arXiv has no such paper."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an entry."""

    entry: OpenEntry
    stand: Stand
    reason: str | None = None
    """How its title contradicts the paper, as the end of a sentence."""
    title: Mention | None = None
    """The entry as a mention by its title, unless it stands for the paper."""
    key: str | None = None
    """The key of that mention's look-up."""
    found: Settled | None = None
    """What becomes of that look-up, if another id of the entry answers it."""
    malformed: str | None = None
    """Why the id, which was put right in reading, is malformed after all: it names another paper than its title."""


class Titled(Struct, frozen=True):
    """A mention by title, and what became of its look-up."""

    document: int
    number: int
    """The id of its row."""
    mention: Mention
    key: str
    stand: str | None
    outcome: Outcome


class Entries:
    """The entries' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, after: int = 0) -> list[OpenEntry]:
        """Those that can be judged now, in the order of their rows, from the one after `after` on; some at a time."""
        answered = lookups.c.outcome.in_((*ATTACHED, Outcome.MISSING, Outcome.MALFORMED))
        judged = or_(
            mentions.c.stand.in_(_WAITING) & answered,
            (mentions.c.stand == Stand.ABSENT) & lookups.c.outcome.in_(ATTACHED),
        )
        joined = mentions.join(lookups, lookups.c.key == mentions.c.lookup)
        asked = select(mentions.c.id, mentions.c.body, mentions.c.stand, lookups.c.paper).select_from(joined)
        asked = asked.where(judged, mentions.c.id > after).order_by(mentions.c.id).limit(PIECE)
        with reading(self._engine) as connection:
            rows = connection.execute(asked).all()
        return [OpenEntry(number, read_mention(body), Stand(stand), paper) for number, body, stand, paper in rows]

    def judge(self, judged: Sequence[Judged], run: int, now: datetime) -> None:
        """Keep what became of entries, in one transaction; those that another process has judged stay as they are."""
        with writing(self._engine, Lock.RECORDS) as connection:
            before = _rows(connection, [one.entry.number for one in judged])
            mine = [one for one in judged if before.get(one.entry.number, _GONE).stand == one.entry.stand]
            touched = _without_titles(connection, [one.entry.number for one in mine])
            for one in mine:
                row = before[one.entry.number]
                its = mentions.c.id == one.entry.number
                connection.execute(update(mentions).where(its).values(_values(one)))
                touched.add(row.lookup)
                if one.title and one.key:
                    ensure(connection, {one.key: one.title}, now)
                    connection.execute(insert(mentions).values(_title_row(one, row)))
                    touched.add(one.key)
            write_settled(connection, [one.found for one in mine if one.found], run, now)
            attach(connection, touched, run, now)

    def promote(self, run: int, now: datetime) -> list[tuple[Mention, str | None]]:
        """Titles on trial that are found are told; unclear entries whose title means another paper are that paper's.

        Returns each such entry with how it contradicts.
        """
        trial = mentions.alias("trial")
        joined = trial.join(lookups, lookups.c.key == trial.c.lookup).outerjoin(
            mentions, trial.c.entry == mentions.c.id
        )
        asked = select(mentions.c.id, mentions.c.body, mentions.c.lookup, mentions.c.reason, trial.c.id, trial.c.lookup)
        asked = asked.select_from(joined).where(trial.c.stand == Stand.TRIAL, lookups.c.outcome.in_(ATTACHED))
        with reading(self._engine) as connection:
            if connection.execute(asked.limit(1)).first() is None:
                return []
        with writing(self._engine, Lock.RECORDS) as connection:
            rows = connection.execute(asked.order_by(mentions.c.id, trial.c.id)).all()
            for number, _, _, _, title, _ in rows:
                connection.execute(update(mentions).where(mentions.c.id == number).values(stand=Stand.OTHER))
                connection.execute(update(mentions).where(mentions.c.id == title).values(stand=None))
            attach(connection, {key for row in rows for key in (row[2], row[5]) if key}, run, now)
        return [(read_mention(body), reason) for number, body, _, reason, _, _ in rows if number is not None]

    def beside_trials(self, keys: Sequence[str]) -> dict[int, list[Titled]]:
        """The mentions by title of each document in which one of these look-ups is on trial, in the order of their rows."""
        rows: list[Titled] = []
        asked = select(
            mentions.c.document_id, mentions.c.id, mentions.c.body, mentions.c.lookup, mentions.c.stand, lookups.c.outcome
        ).select_from(mentions.join(lookups, lookups.c.key == mentions.c.lookup))  # fmt: skip
        with reading(self._engine) as connection:
            tried = (mentions.c.stand == Stand.TRIAL) & mentions.c.entry.is_(None)
            of_keys = (
                select(mentions.c.document_id).where(tried, one_of(connection, mentions.c.lookup, keys)).distinct()
            )
            numbers = list(connection.execute(of_keys).scalars())
            for piece in pieces(numbers):
                of_documents = asked.where(mentions.c.document_id.in_(piece), lookups.c.kind == "title")
                rows += [
                    Titled(document, number, read_mention(body), key, stand, Outcome(outcome))
                    for document, number, body, key, stand, outcome in connection.execute(
                        of_documents.order_by(mentions.c.id)
                    )
                ]
        found: dict[int, list[Titled]] = {}
        for row in rows:
            found.setdefault(row.document, []).append(row)
        return found

    def report(self, titles: Sequence[Titled], run: int, now: datetime) -> None:
        """Report titles that were on trial, though they are not found."""
        with writing(self._engine, Lock.RECORDS) as connection:
            for one in titles:
                its = (mentions.c.id == one.number) & (mentions.c.stand == Stand.TRIAL)
                connection.execute(update(mentions).where(its).values(stand=None))
            attach(connection, {one.key for one in titles}, run, now)


def first_stand(mention: Mention, key: str | None) -> Stand | None:
    """Whether what an entry says is still to be judged: none that has neither title nor authors, nor one without id.

    A title that may be none is on trial, as that of an unclear entry is.
    """
    if mention.on_trial and key is not None:
        return Stand.TRIAL
    judged = mention.how != "title" and key is not None and not key.startswith("title:")
    if not judged or not mention.item or not (mention.item.title or mention.item.authors):
        return None
    return Stand.CUT if mention.warning else Stand.OPEN


class _Row(Struct, frozen=True):
    """What else the row of an entry holds."""

    document: int
    stand: str | None
    lookup: str
    seen: datetime


_GONE = _Row(0, None, "", EPOCH)


def _rows(connection: Connection, numbers: Iterable[int]) -> dict[int, _Row]:
    """The rows that are still there, by number."""
    columns = mentions.c.id, mentions.c.document_id, mentions.c.stand, mentions.c.lookup, mentions.c.seen
    rows = connection.execute(select(*columns).where(one_of(connection, mentions.c.id, list(numbers))))
    return {number: _Row(*rest) for number, *rest in rows}


def _without_titles(connection: Connection, numbers: Sequence[int]) -> set[str]:
    """Take back the mentions by title that these entries had; returns the keys of their look-ups."""
    theirs = one_of(connection, mentions.c.entry, numbers)
    keys = set(connection.execute(select(mentions.c.lookup).where(theirs)).scalars())
    if keys:
        connection.execute(delete(mentions).where(theirs))
    return keys


def _values(one: Judged) -> dict[str, object]:
    """What the row of an entry says now; that of an id that is malformed after all no longer asks for anything."""
    if one.malformed is None:
        return {"stand": one.stand, "reason": one.reason}
    return {"stand": one.stand, "reason": one.malformed, "outcome": Outcome.MALFORMED, "lookup": None}


def _title_row(one: Judged, row: _Row) -> dict[str, object]:
    assert one.title is not None
    return {
        "document_id": row.document, "lookup": one.key, "body": encode_mention(one.title), "seen": row.seen,
        "stand": Stand.TRIAL if one.stand is Stand.UNCLEAR else None, "entry": one.entry.number,
    }  # fmt: skip
