"""enrich/store/migrations/versions/0011: entries that the version before believed are marked, to be judged."""

from __future__ import annotations

import msgspec
from alembic import command
from alembic.config import Config
from msgspec.structs import replace
from sqlalchemy import select, text

from enrich.database.connection import connect, reading, writing
from enrich.database.locks import Lock
from enrich.record import Author, Item, Mention
from enrich.store.codec import encode
from enrich.store.migration import MIGRATIONS
from enrich.store.schema import mentions
from enrich.store.store import Store

PLAIN = Mention("a.txt", "lab", "line 1", "arXiv:2501.00001", "id", "2501.00001")
ROWS = [
    (PLAIN, "id:2501.00001", None),
    (replace(PLAIN, item=Item(title="Sheep", venue="ICML")), "id:2501.00001", "before"),
    (replace(PLAIN, item=Item(authors=(Author("Ada Lovelace"),))), "id:2501.00001", "before"),
    (replace(PLAIN, item=Item(venue="ICML")), "id:2501.00001", None),
    (replace(PLAIN, how="title", id=None, item=Item(title="Sheep")), "title:sheep|1", None),
    (replace(PLAIN, how="doi", id=None, doi="10.1/2", item=Item(title="Sheep")), "doi:10.1/2", "before"),
    (replace(PLAIN, item=Item(title="Sheep"), malformed="no such month"), None, None),
]


def test_entries_with_an_id_and_a_title_or_authors_are_to_be_judged(either_new: str) -> None:
    engine, config = connect(either_new), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
        times = {"now": "2026-01-02 03:04:05+00:00"}
        connection.execute(
            text(
                "INSERT INTO documents (id, source, name, format, digest, reader, size, read_at)"
                " VALUES (1, 'lab', 'a.txt', 'text', 'd', '3', 1, :now)"
            ),
            times,
        )
        for number, (mention, key, _) in enumerate(ROWS, 1):
            connection.execute(
                text("INSERT INTO mentions (id, document_id, lookup, body, seen) VALUES (:n, 1, :key, :body, :now)"),
                {"n": number, "key": key, "body": _old(mention), **times},
            )
    engine.dispose()
    with Store(either_new) as store, reading(store.engine) as connection:
        found = connection.execute(select(mentions.c.stand, mentions.c.entry).order_by(mentions.c.id)).all()
    assert [tuple(row) for row in found] == [(stand, None) for _, _, stand in ROWS]


def _old(mention: Mention) -> bytes:
    """As the version before wrote it: without what mentions did not know then."""
    body = msgspec.json.decode(encode(mention))
    return msgspec.json.encode({name: body[name] for name in body if name not in {"warning", "beside", "titled"}})
