"""Papers of very many authors, and who is known from nothing else (SQL).

An author who has a paper that is not a crowd's is ordinary: has files. Who is known from crowds alone has an address, and
the server makes what is asked for there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import starmap

from sqlalchemy import ColumnElement, Connection, Engine, Text, bindparam, cast, delete, func, select

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows, reading
from feeds.state.members import among, insert_rows
from feeds.state.tables import channels, crowds, members, units
from feeds.state.types import Channel, EntryRow

_CROWDS = select(crowds.c.entry)
_ANY_CROWD = _CROWDS.limit(1)
_CHANNEL = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
_AT_ADDRESS = select(*_CHANNEL).where(channels.c.kind == bindparam("kind"), channels.c.slug == bindparam("slug"))
_WRITTEN = select(units.c.key).where(units.c.key == bindparam("key"))


def is_ordinary() -> ColumnElement[bool]:
    """Whether a channel holds a paper that is not a crowd's."""
    papers = select(members.c.entry).where(members.c.channel == channels.c.id)
    return papers.where(members.c.entry.not_in(_CROWDS)).exists()


def holds_crowd() -> ColumnElement[bool]:
    """Whether a channel holds a paper that is a crowd's."""
    papers = select(members.c.entry).join(crowds, crowds.c.entry == members.c.entry)
    return papers.where(members.c.channel == channels.c.id).exists()


def any_crowd(connection: Connection) -> bool:
    """Whether there is such a paper at all; otherwise nobody need ask further."""
    return connection.execute(_ANY_CROWD).first() is not None


def keep_crowds(connection: Connection, ids: Collection[str], rows: Sequence[EntryRow]) -> None:
    """Keep which of these records are by very many authors."""
    connection.execute(delete(crowds).where(one_of(connection, crowds.c.entry, ids)))
    insert_rows(connection, crowds, [(row.entry,) for row in rows if row.crowd])


class CrowdRows:
    """What publishing and the server ask of crowds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def alone(self, numbers: Sequence[int]) -> set[int]:
        """Authors among these channels, ascending, who have no ordinary paper; none where there is no crowd."""
        found: set[int] = set()
        with reading(self._engine) as connection:
            if any_crowd(connection):
                for these in among(channels.c.id, numbers):
                    asked = select(channels.c.id).where(these, channels.c.kind == "author", ~is_ordinary())
                    found.update(connection.execute(asked).scalars())
        return found

    def any(self) -> bool:
        """Whether there is a paper of a crowd."""
        with reading(self._engine) as connection:
            return any_crowd(connection)

    def papers_of(self, numbers: Collection[int]) -> set[str]:
        """The papers of crowds that these channels hold."""
        found: set[str] = set()
        with reading(self._engine) as connection:
            if any_crowd(connection):
                papers = select(members.c.entry).where(one_of(connection, members.c.channel, numbers))
                found.update(connection.execute(papers.where(members.c.entry.in_(_CROWDS)).distinct()).scalars())
        return found

    def served(self, kind: str, slug: str, least: int) -> Channel | None:
        """The channel of that address, if it has a feed, or is an author's with at least this many entries."""
        with reading(self._engine) as connection:
            row = connection.execute(_AT_ADDRESS, {"kind": kind, "slug": slug}).first()
            if row is None:
                return None
            channel = Channel(*row)
            if connection.execute(_WRITTEN, {"key": f"{channel.id}:0"}).first():
                return channel
            count = select(func.count()).where(members.c.channel == channel.id)
            return channel if kind == "author" and connection.execute(count).scalar_one() >= max(1, least) else None

    def tail(self, most: int, sample: int) -> tuple[int, list[tuple[str, ...]]]:
        """How many authors and persons have files and at most this many papers, and the files of some of them."""
        few = select(members.c.channel).group_by(members.c.channel).having(func.count() <= most)
        asked = select(channels.c.id).where(channels.c.kind.in_(("author", "person")), channels.c.id.in_(few))
        mine = units.c.channel.in_(asked) & units.c.key.like("%:0") & (cast(units.c.files, Text) != "[]")
        with reading(self._engine) as connection:
            count = connection.execute(select(func.count()).select_from(units).where(mine)).scalar_one()
            files = connection.execute(select(units.c.files).where(mine).order_by(units.c.key).limit(sample))
            return count, [tuple(names) for names in files.scalars()]

    def addresses(self, keys: Collection[str], least: int, always: Collection[str]) -> dict[str, Channel]:
        """Channels by key of the authors whose address answers, whether with files or not."""
        count = select(func.count()).where(members.c.channel == channels.c.id).scalar_subquery()
        asked = select(*_CHANNEL).where(channels.c.kind == "author")
        with reading(self._engine) as connection:
            enough = (count >= max(1, least)) | one_of(connection, channels.c.key, always)
            named = asked.where(one_of(connection, channels.c.key, set(keys)), enough)
            return {channel.key: channel for channel in starmap(Channel, plain_rows(connection, named))}
