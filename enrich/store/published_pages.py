"""What pages say of channels beyond their newest entries: how many papers, in which months, who has most (SQL)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, update

from enrich.store.connection import reading, writing
from enrich.store.published_rows import Channel
from enrich.store.published_schema import channels, members, units
from enrich.store.published_seats import mark, pieces

_DAY = 86400
_DAYS = members.c.day.op("/")(_DAY)
"""Whole days, negated; integers divide to integers, rounded towards zero."""
_EVERYTHING = members.c.channel == select(channels.c.id).where(channels.c.kind == "all").scalar_subquery()


@dataclass(frozen=True, slots=True)
class Listed:
    """A channel with the number of its papers."""

    channel: Channel
    papers: int


class PageRows:
    """The pages' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def archived_months(self, numbers: Sequence[int]) -> dict[int, Counter[int]]:
        """Channel -> month (year * 12 + month - 1) -> papers that full archives hold."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        with reading(self._engine) as connection:
            for piece in pieces(sorted(numbers)):
                asked = select(members.c.channel, _DAYS, func.count()).group_by(members.c.channel, _DAYS)
                for number, ago, count in connection.execute(
                    asked.where(members.c.channel.in_(piece), members.c.page > 0)
                ):
                    found[number][_month(ago)] += count
        return found

    def authors_with_page(self, keys: Collection[str], least: int, always: Collection[str]) -> dict[str, str]:
        """Key -> slug of the authors that have a page: at least so many papers, or `always`."""
        found: dict[str, str] = {}
        with reading(self._engine) as connection:
            for piece in pieces(sorted(set(keys))):
                asked = select(channels.c.key, channels.c.slug, channels.c.id)
                asked = asked.where(channels.c.kind == "author", channels.c.key.in_(piece))
                rows = {number: (key, slug) for key, slug, number in connection.execute(asked)}
                enough: Collection[int] = rows
                if least > 1:
                    counted = select(members.c.channel).where(members.c.channel.in_(list(rows)))
                    counted = counted.group_by(members.c.channel).having(func.count() >= least)
                    enough = set(connection.execute(counted).scalars())
                found |= {key: slug for number, (key, slug) in rows.items() if number in enough or key in always}
        return found

    def mark_beside(self, numbers: Sequence[int]) -> None:
        """Pages that show a paper of these channels are to be made again: links on them come or go."""
        with writing(self._engine) as connection:
            for piece in pieces(numbers):
                papers = select(members.c.entry).where(members.c.channel.in_(piece))
                beside = select(members.c.channel).where(members.c.entry.in_(papers)).distinct()
                found = list(connection.execute(beside).scalars())
                for part in pieces(found):
                    connection.execute(update(units).where(units.c.channel.in_(part)).values(digest=b""))
                mark(connection, found)

    def listed(self, kind: str, least: int, always: Collection[str], most: int | None = None) -> list[Listed]:
        """Channels of a kind with at least so many papers, or `always` by key; those with most papers first."""
        number, asked = self._counted(kind, least, always)
        columns = (channels.c.id, channels.c.kind, channels.c.key, channels.c.slug, channels.c.name, number)
        asked = asked.with_only_columns(*columns).order_by(number.desc(), channels.c.slug)
        with reading(self._engine) as connection:
            rows = connection.execute(asked if most is None else asked.limit(most))
            return [Listed(Channel(*row[:5]), row[5]) for row in rows]

    def count(self, kind: str, least: int, always: Collection[str]) -> int:
        """How many channels that are."""
        _, asked = self._counted(kind, least, always)
        with reading(self._engine) as connection:
            return int(connection.execute(asked.with_only_columns(func.count())).scalar_one())

    def initials(self, kind: str, least: int, always: Collection[str]) -> list[str]:
        """The first characters of their slugs."""
        _, asked = self._counted(kind, least, always)
        with reading(self._engine) as connection:
            return list(
                connection.execute(asked.with_only_columns(func.substr(channels.c.slug, 1, 1)).distinct()).scalars()
            )

    def _counted(self, kind: str, least: int, always: Collection[str]) -> tuple[Any, Any]:
        """The number of papers of a channel, and the statement that selects from such channels."""
        numbers = select(channels.c.id).where(channels.c.kind == kind)
        counted = select(members.c.channel, func.count().label("papers")).where(members.c.channel.in_(numbers))
        counted_rows = counted.group_by(members.c.channel).subquery()
        number = func.coalesce(counted_rows.c.papers, 0)
        wanted = (number >= max(1, least)) | channels.c.key.in_(sorted(always))
        joined = channels.outerjoin(counted_rows, counted_rows.c.channel == channels.c.id)
        return number, select(channels.c.id).select_from(joined).where(channels.c.kind == kind, wanted)

    def months(self) -> Counter[int]:
        """Month -> papers, of everything."""
        with reading(self._engine) as connection:
            asked = select(_DAYS, func.count()).where(_EVERYTHING).group_by(_DAYS)
            found: Counter[int] = Counter()
            for ago, count in connection.execute(asked):
                found[_month(ago)] += count
            return found

    def newest(self) -> int | None:
        """When the newest paper was published, in seconds since 1970."""
        with reading(self._engine) as connection:
            first = connection.execute(select(func.min(members.c.day)).where(_EVERYTHING)).scalar()
            return None if first is None else -int(first)

    def since(self, when: int) -> list[str]:
        """Papers published after that, newest first."""
        asked = select(members.c.entry).where(_EVERYTHING, members.c.day < -when)
        with reading(self._engine) as connection:
            return list(connection.execute(asked.order_by(members.c.day, members.c.entry)).scalars())


def _month(ago: int) -> int:
    when = datetime.fromtimestamp(-int(ago) * _DAY, UTC)
    return when.year * 12 + when.month - 1
