"""PostgreSQL looks up rows of a table that has just been filled, instead of reading all of it each time."""

from __future__ import annotations

from sqlalchemy import text

from enrich.database.connection import reading
from enrich.store.store import Store
from feeds.state import publishing
from feeds.state.publishing import PublishState
from feeds.state.types import ChannelRef

ASKED = "EXPLAIN SELECT id FROM channels WHERE kind = 'author' AND slug = ANY (ARRAY['a-7', 'a-9', 'a-11'])"


def test_new_channels_are_looked_up_by_index_once_there_are_many(postgresql: str) -> None:
    with Store(postgresql) as store:
        published = PublishState(store.engine)

        def plan(count: int) -> str:
            places = [ChannelRef("author", f"key {n}", f"a-{n}") for n in range(count)]
            published.number([places], lambda place: place.name, {})
            with reading(store.engine) as connection:
                return "\n".join(connection.execute(text(ASKED)).scalars())

        assert "Filter: (slug" in plan(publishing.GROWN - 1), "every author is read and compared"
        assert "Filter: (slug" not in plan(publishing.GROWN)
