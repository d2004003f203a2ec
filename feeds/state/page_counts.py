"""What pages say of channels beyond their newest entries: how many papers, in which months, who has most (SQL)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Engine, Text, and_, cast, func, literal_column, select, update

from enrich.database.arrays import AskedOf, one_of, pieces
from enrich.database.connection import plain_rows, reading, writing
from enrich.database.locks import Lock
from feeds.state.crowds import any_crowd, holds_crowd, is_ordinary
from feeds.state.members import is_afresh, mark
from feeds.state.people import NOTICE
from feeds.state.tables import channels, members, topics, units
from feeds.state.types import Channel

_DAY = 86400
_DAYS = members.c.day.op("/")(literal_column(str(_DAY)))
"""Whole days, negated; integers divide to integers, rounded towards zero."""
_IS_PAPER = members.c.entry.not_like(f"{NOTICE}%")
_EVERYTHING = members.c.channel == select(channels.c.id).where(channels.c.kind == "all").scalar_subquery()


class ChannelCount(Struct, frozen=True):
    """A channel with the number of its papers."""

    channel: Channel
    papers: int


_AUTHORS = AskedOf(select(channels.c.key, channels.c.slug).where(channels.c.kind == "author"), channels.c.key)


class PageRows:
    """The pages' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def months_of(self, numbers: Sequence[int], *, archived: bool) -> dict[int, Counter[int]]:
        """Channel -> month (year * 12 + month - 1) -> papers: of all, or those that full archives hold; no notices."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        with reading(self._engine) as connection:
            for piece in pieces(sorted(numbers)):
                asked = select(members.c.channel, _DAYS, func.count()).group_by(members.c.channel, _DAYS)
                asked = asked.where(members.c.channel.in_(piece), members.c.page >= int(archived), _IS_PAPER)
                for number, ago, count in plain_rows(connection, asked):
                    found[number][_month(ago)] += count
        return found

    def authors_with_page(self, keys: Collection[str] | None, least: int, always: Collection[str]) -> dict[str, str]:
        """Key -> slug of the authors that have a page: at least `least` papers, not all of them of crowds, or `always`.

        None asks for all.
        """
        authors = select(channels.c.key, channels.c.slug).where(channels.c.kind == "author")
        with reading(self._engine) as connection:
            enough = _enough(connection, least)
            if enough is None and keys is not None:
                return dict(_AUTHORS.rows(connection, keys))
            if enough is not None:
                authors = authors.where(enough | one_of(connection, channels.c.key, always))
            if keys is not None:
                authors = authors.where(one_of(connection, channels.c.key, set(keys)))
            return dict(plain_rows(connection, authors))

    def mark_crossed(self, least: int, always: Collection[str]) -> None:
        """Where an author gets or loses the page, every page that shows a paper of this author is to be made again."""
        feed = select(units.c.key).where(units.c.key == cast(channels.c.id, Text) + ":0").exists()
        with writing(self._engine, Lock.PUBLISHED) as connection:
            enough = _enough(connection, least)
            if enough is None:
                return
            enough |= one_of(connection, channels.c.key, always)
            due = channels.c.dirty | (is_afresh(connection) is not None)
            crossed = select(channels.c.id).where(channels.c.kind == "author", due, enough != feed)
            if least == 1:
                crossed = crossed.where(holds_crowd())
            for piece in pieces(list(connection.execute(crossed).scalars())):
                papers = select(members.c.entry).where(members.c.channel.in_(piece))
                beside = select(members.c.channel).where(members.c.entry.in_(papers)).distinct()
                beside = beside.where(members.c.channel.in_(select(units.c.channel)))
                found = list(connection.execute(beside).scalars())
                for part in pieces(found):
                    connection.execute(update(units).where(units.c.channel.in_(part)).values(digest=b""))
                mark(connection, found)

    def listed(self, kind: str, least: int, always: Collection[str], most: int | None = None) -> list[ChannelCount]:
        """Channels of a kind with at least `least` papers, or `always` by key; those with most papers first."""
        counted = select(members.c.channel, func.count().label("papers")).group_by(members.c.channel)
        if kind != "author":  # all memberships in their order are read sooner than those of most channels one by one
            counted = counted.where(members.c.channel.in_(select(channels.c.id).where(channels.c.kind == kind)))
        if kind == "person":  # among whose papers notices stand
            counted = counted.where(_IS_PAPER)
        counts = counted.having(func.count() >= max(1, least)).subquery()
        alone = select(func.count()).where(members.c.channel == channels.c.id).scalar_subquery()
        columns = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        crowded = select(*columns, counts.c.papers).select_from(counts).where(channels.c.kind == kind)
        crowded = crowded.join(channels, channels.c.id == counts.c.channel)
        crowded = crowded.order_by(counts.c.papers.desc(), channels.c.slug).limit(most)
        beside = select(*columns, alone).where(channels.c.kind == kind)
        with reading(self._engine) as connection:
            beside = beside.where(one_of(connection, channels.c.key, always))
            if kind == "author" and any_crowd(connection):
                crowded = crowded.where(is_ordinary())
            rows = {*plain_rows(connection, crowded), *(plain_rows(connection, beside) if always else ())}
        ordered = sorted(rows, key=lambda row: (-row[5], row[3]))
        return [ChannelCount(Channel(*row[:5]), row[5]) for row in ordered[:most]]

    def subscribable(self, kind: str) -> list[ChannelCount]:
        """Channels of a kind whose feed was written, but for topics that have ended; those with most papers first."""
        columns = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name)
        counts = select(members.c.channel, func.count().label("papers")).group_by(members.c.channel).subquery()
        asked = select(*columns, func.coalesce(counts.c.papers, 0)).where(channels.c.kind == kind)
        asked = asked.select_from(channels.outerjoin(counts, counts.c.channel == channels.c.id))
        asked = asked.where(select(units.c.key).where(units.c.key == cast(channels.c.id, Text) + ":0").exists())
        if kind == "topic":
            asked = asked.where(channels.c.key.not_in(select(topics.c.key).where(topics.c.ended.is_not(None))))
        with reading(self._engine) as connection:
            rows = plain_rows(connection, asked)
        return [ChannelCount(Channel(*row[:5]), row[5]) for row in sorted(rows, key=lambda row: (-row[5], row[3]))]

    def months(self) -> Counter[int]:
        """Month -> papers, of everything."""
        with reading(self._engine) as connection:
            asked = select(_DAYS, func.count()).where(_EVERYTHING).group_by(_DAYS)
            found: Counter[int] = Counter()
            for ago, count in plain_rows(connection, asked):
                found[_month(ago)] += count
            return found

    def newest(self) -> int | None:
        """When the newest paper was published, in seconds since 1970."""
        with reading(self._engine) as connection:
            first = connection.execute(select(func.min(members.c.day)).where(_EVERYTHING)).scalar()
            return None if first is None else -int(first)

    def since(self, when: int) -> list[tuple[str, int]]:
        """Papers published after that, newest first, each with its second."""
        asked = select(members.c.entry, members.c.day).where(_EVERYTHING, members.c.day < -when)
        with reading(self._engine) as connection:
            ordered = asked.order_by(members.c.day, members.c.entry)
            return [(entry, -int(day)) for entry, day in plain_rows(connection, ordered)]


def _enough(connection: Connection, least: int) -> ColumnElement[bool] | None:
    """Whether an author's papers suffice for files; None when any does."""
    found: list[ColumnElement[bool]] = [is_ordinary()] if any_crowd(connection) else []
    if least > 1:
        found.append(select(func.count()).where(members.c.channel == channels.c.id).scalar_subquery() >= least)
    return and_(*found) if found else None


def _month(ago: int) -> int:
    when = datetime.fromtimestamp(-int(ago) * _DAY, UTC)
    return when.year * 12 + when.month - 1
