"""Topics that were published, whether or not the settings still name them (SQL)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine, Text, cast, delete, insert, select

from enrich.database.arrays import one_of
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from feeds.state.tables import channels, topics, units

_HAS_FEED = select(units.c.key).where(units.c.key == cast(channels.c.id, Text) + ":0").exists()


class KnownTopic(Struct, frozen=True):
    """A topic that has a feed, or had one and is remembered."""

    key: str
    """`topic:<slug>`, `category:<code>` or `source:<name>`."""
    slug: str
    name: str
    has_feed: bool
    rule: Any
    """What the settings last said about it; None for one that needs no rule, and where nothing is known."""
    ended: datetime | None
    """Since when it has been taken away on purpose."""


class TopicRows:
    """The topics' side of what publishing keeps."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self) -> list[KnownTopic]:
        """Every topic that was published and not forgotten since, in the order in which they came."""
        fed = _HAS_FEED.label("fed")
        columns = (channels.c.key, channels.c.slug, channels.c.name, fed, topics.c.rule, topics.c.ended)
        asked = select(*columns, topics.c.key.label("noted"))
        asked = asked.select_from(channels.outerjoin(topics, topics.c.key == channels.c.key))
        asked = asked.where(channels.c.kind == "topic").order_by(channels.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(asked).all()
        return [
            KnownTopic(key, slug, name, bool(fed), rule, ended)
            for key, slug, name, fed, rule, ended, noted in rows
            if fed or noted
        ]

    def with_feed(self, keys: Collection[str] | None = None) -> dict[str, str]:
        """Key -> slug of the topics that have a feed; of these keys alone when some are given."""
        asked = select(channels.c.key, channels.c.slug).where(channels.c.kind == "topic", _HAS_FEED)
        with reading(self._engine) as connection:
            if keys is not None:
                asked = asked.where(one_of(connection, channels.c.key, keys))
            return dict(connection.execute(asked).all())

    def note(self, rows: Mapping[str, tuple[Any, datetime | None]], forgotten: Collection[str]) -> None:
        """Keep (rule, since when it has ended) of these topics, and forget others."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            connection.execute(delete(topics).where(one_of(connection, topics.c.key, [*rows, *forgotten])))
            if rows:
                values = [{"key": key, "rule": rule, "ended": ended} for key, (rule, ended) in rows.items()]
                connection.execute(insert(topics), values)
