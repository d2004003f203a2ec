"""Which feeds the WebSub hub was notified of, and which it is to be notified of (SQL)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Engine, delete, insert, or_, select, update

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from feeds.state.tables import pings, units

_FEEDS = (".rss", ".atom", ".json")


class Ping(Struct, frozen=True):
    """A feed that changed and that the hub does not know of yet."""

    path: str
    """In out/."""
    digest: bytes
    """Of the feed as it is now."""
    tries: int
    """That failed, for this digest."""


class Pings:
    """The hub's side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime) -> list[Ping]:
        """Feeds in files that changed since the hub was told, but for those whose next try is later; everything's feed first."""
        wanted = or_(units.c.key.like("%:0"), units.c.key.like("%:events"))
        with reading(self._engine) as connection:
            pinged = {url: row for url, *row in connection.execute(select(pings))}
            asked = select(units.c.digest, units.c.files).where(wanted, units.c.channel.is_not(None))
            feeds = [(path, digest) for digest, files in connection.execute(asked) for path in files]
        found = []
        for path, digest in feeds:
            if not path.endswith(_FEEDS) or not digest:
                continue
            known, tries, next_try, _ = pinged.get(path, (b"", 0, None, None))
            if known != digest:
                found.append(Ping(path, digest, 0))
            elif tries and next_try is not None and next_try <= now:
                found.append(Ping(path, digest, tries))
        return sorted(found, key=lambda ping: (ping.path.count("/"), not ping.path.startswith("topics/"), ping.path))

    def note(self, ping: Ping, tries: int, next_try: datetime | None, problem: str | None) -> None:
        """What came of a try; 0 tries mean that the hub knows."""
        values = {"digest": ping.digest, "tries": tries, "next_try": next_try, "problem": problem}
        with writing(self._engine, Lock.RUNS) as connection:
            if not connection.execute(update(pings).where(pings.c.url == ping.path).values(values)).rowcount:
                connection.execute(insert(pings).values(url=ping.path, **values))

    def forget(self) -> None:
        """The hub is another one: it knows of nothing."""
        with writing(self._engine, Lock.RUNS) as connection:
            connection.execute(delete(pings))
