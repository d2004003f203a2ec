"""What is new for a digest, its issues, and which letter is sent by whom (SQL).

A letter is sent once at most: before it goes to the server, its row says `sending` and which process does it, in a transaction
of its own; only a row that was `waiting` can be taken. Whoever dies between that and the answer leaves a row that
nobody takes again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, Select, and_, delete, func, insert, select, update

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.machine.process import is_gone
from enrich.store.schema import persons, runs
from feeds.state.digests.digest_tables import digest_entries, digest_issues, digest_letters, digests
from feeds.state.members import insert_rows
from feeds.state.tables import authorships, channels, members, rendered

LONGEST_SENDING = timedelta(hours=1)
"""After which a letter that another machine is sending is no longer on its way."""


class DigestPart(Struct, frozen=True):
    """What one part of a digest is about."""

    kind: str
    """`all`, `topic`, `author`: a channel; `person`: a person, whether or not with a channel."""
    key: str
    """Of the channel, or the person's id."""


class Letter(Struct, frozen=True):
    """One issue for one recipient."""

    issue: int
    digest: str
    period: str
    prepared: datetime
    sections: tuple[tuple[DigestPart, tuple[str, ...]], ...]
    """What is new of each, as the settings had them when it was prepared."""
    recipient: str
    """`mail:ada@example.org`, `chat:team`."""
    state: str
    tries: int
    """How often it was tried in vain, or sent."""
    at: datetime
    """When it came into this state."""
    problem: str | None


class Issues:
    """The digests' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # ------------------------------------------------------------ what is new

    def scope(self, digest: str) -> str | None:
        """What a digest was about when it began; None for one that never began."""
        with reading(self._engine) as connection:
            return connection.execute(select(digests.c.scope).where(digests.c.name == digest)).scalar()

    def begin(
        self, digest: str, scope: str, sections: Sequence[DigestPart], since: datetime, floor: datetime, now: datetime
    ) -> None:
        """Let a digest begin: papers that came before `since` are no news. Those from before `floor` are none anyway."""
        with writing(self._engine, Lock.RUNS) as connection:
            known = set(connection.execute(_named(digest)).scalars())
            recent = _runs(connection, runs.c.started >= floor, runs.c.started < since)
            old = dict.fromkeys(
                entry
                for each in sections
                for entry, run in _members(connection, each)
                if run in recent and entry not in known
            )
            insert_rows(connection, digest_entries, [(digest, entry) for entry in old])
            connection.execute(delete(digests).where(digests.c.name == digest))
            connection.execute(insert(digests).values(name=digest, scope=scope, since=now))

    def news(
        self, digest: str, sections: Sequence[DigestPart], floor: datetime
    ) -> tuple[tuple[DigestPart, tuple[str, ...]], ...]:
        """What the digest has not named of each section, newest first, each paper in the first section that has it.

        Papers that were found before `floor` are none: a topic that takes in more than before has no news by that.
        """
        with reading(self._engine) as connection:
            known = set(connection.execute(_named(digest)).scalars())
            recent = _runs(connection, runs.c.started >= floor)
            found = []
            for each in sections:
                fresh = [entry for entry, run in _members(connection, each) if run in recent and entry not in known]
                known.update(fresh)
                if fresh:
                    found.append((each, tuple(fresh)))
        return tuple(found)

    def names_of_persons(self, people: Collection[str]) -> dict[str, str]:
        """Names of persons by id, of those that there are."""
        with reading(self._engine) as connection:
            asked = select(persons.c.id, persons.c.name).where(persons.c.id.in_(sorted(people)))
            return dict(connection.execute(asked).all())

    def has_issue(self, digest: str, period: str) -> bool:
        """Whether there is one of this period."""
        asked = select(func.count()).where(digest_issues.c.digest == digest, digest_issues.c.period == period)
        with reading(self._engine) as connection:
            return bool(connection.execute(asked).scalar_one())

    def prepare(
        self,
        digest: str,
        period: str,
        sections: Sequence[tuple[DigestPart, Sequence[str]]],
        recipients: Sequence[str],
        now: datetime,
    ) -> bool:
        """Keep an issue with its letters, and that its papers were named: one transaction; False when there is one already."""
        with writing(self._engine, Lock.RUNS) as connection:
            same = (digest_issues.c.digest == digest) & (digest_issues.c.period == period)
            if connection.execute(select(func.count()).where(same)).scalar_one():
                return False
            entries = [[each.kind, each.key, list(fresh)] for each, fresh in sections]
            row = insert(digest_issues).values(digest=digest, period=period, prepared=now, entries=entries)
            issue = connection.execute(row.returning(digest_issues.c.id)).scalar_one()
            insert_rows(connection, digest_entries, [(digest, entry) for _, fresh in sections for entry in fresh])
            letters = [
                {"issue": issue, "recipient": one, "state": "waiting", "tries": 0, "process": None, "at": now, "problem": None}
                for one in recipients
            ]  # fmt: skip
            connection.execute(insert(digest_letters), letters)
        return True

    # ------------------------------------------------------------ letters

    def letters(self, *states: str) -> list[Letter]:
        """Letters in one of these states (all states when none is given), the oldest issue first."""
        with reading(self._engine) as connection:
            return list(_letters(connection, states))

    def take(self, letter: Letter, process: str, now: datetime) -> bool:
        """Let this process send a letter that is waiting; False when another does, or did."""
        values = {"state": "sending", "process": process, "at": now}
        with writing(self._engine, Lock.RUNS) as connection:
            mine = _this(letter) & (digest_letters.c.state == "waiting")
            return bool(connection.execute(update(digest_letters).where(mine).values(values)).rowcount)

    def settle(self, letter: Letter, state: str, problem: str | None, now: datetime) -> None:
        """What became of a letter."""
        values = {"state": state, "process": None, "at": now, "problem": problem, "tries": letter.tries + 1}
        with writing(self._engine, Lock.RUNS) as connection:
            connection.execute(update(digest_letters).where(_this(letter)).values(values))

    def doubt(self, now: datetime, problem: str) -> list[Letter]:
        """Letters whose process has gone are `unknown` from now on; returns them."""
        with writing(self._engine, Lock.RUNS) as connection:
            asked = select(
                digest_letters.c.issue, digest_letters.c.recipient, digest_letters.c.process, digest_letters.c.at
            )
            rows = connection.execute(asked.where(digest_letters.c.state == "sending")).all()
            lost = {
                (issue, recipient)
                for issue, recipient, process, at in rows
                if is_gone(process or "") or now - at > LONGEST_SENDING
            }
            for issue, recipient in lost:
                that = (digest_letters.c.issue == issue) & (digest_letters.c.recipient == recipient)
                values = {"state": "unknown", "process": None, "at": now, "problem": problem}
                connection.execute(update(digest_letters).where(that).values(values))
            found = _letters(connection, ("unknown",)) if lost else iter(())
            return [one for one in found if (one.issue, one.recipient) in lost]

    def again(self, now: datetime) -> int:
        """Let letters that are unknown or were dropped be sent again, as somebody asks for it; returns how many."""
        values = {"state": "waiting", "tries": 0, "at": now, "problem": None}
        those = digest_letters.c.state.in_(("unknown", "dropped"))
        with writing(self._engine, Lock.RUNS) as connection:
            return connection.execute(update(digest_letters).where(those).values(values)).rowcount


def _this(letter: Letter) -> Any:
    return and_(digest_letters.c.issue == letter.issue, digest_letters.c.recipient == letter.recipient)


def _named(digest: str) -> Select[Any]:
    return select(digest_entries.c.entry).where(digest_entries.c.digest == digest)


def _letters(connection: Connection, states: Collection[str]) -> Iterator[Letter]:
    columns = (
        digest_issues.c.id, digest_issues.c.digest, digest_issues.c.period, digest_issues.c.prepared,
        digest_issues.c.entries, digest_letters.c.recipient, digest_letters.c.state, digest_letters.c.tries,
        digest_letters.c.at, digest_letters.c.problem,
    )  # fmt: skip
    asked = select(*columns).join(digest_letters, digest_letters.c.issue == digest_issues.c.id)
    if states:
        asked = asked.where(digest_letters.c.state.in_(states))
    for row in connection.execute(asked.order_by(digest_issues.c.id, digest_letters.c.recipient)):
        issue, digest, period, prepared, entries, *rest = row
        sections = tuple((DigestPart(kind, key), tuple(fresh)) for kind, key, fresh in entries)
        yield Letter(issue, digest, period, prepared, sections, *rest)


def _runs(connection: Connection, *conditions: Any) -> frozenset[int]:
    """The runs for which these hold, negated as in members."""
    return frozenset(-number for number in connection.execute(select(runs.c.id).where(*conditions)).scalars())


def _members(connection: Connection, section: DigestPart) -> Iterator[tuple[str, int]]:
    """(entry, run) of the papers of a section in the order of channels: run and day are negated, newest first."""
    if section.kind == "person":
        table, asked = authorships, select(authorships.c.entry, authorships.c.run, authorships.c.day).distinct()
        asked = asked.where(authorships.c.person == section.key)
    else:
        table, asked = members, select(members.c.entry, members.c.run, members.c.day)
        asked = asked.join(channels, channels.c.id == members.c.channel)
        asked = asked.where(channels.c.kind == section.kind, channels.c.key == section.key)
    asked = asked.where(select(rendered.c.entry).where(rendered.c.entry == table.c.entry).exists())
    for entry, run, _ in connection.execute(asked.order_by(table.c.run, table.c.day, table.c.entry)):
        yield entry, run
