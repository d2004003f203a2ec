"""Stores of the version that kept whole addresses: what is secret leaves them, documents stay apart, nothing is lost."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text

from enrich.addresses import CUT, key
from enrich.database.connection import connect, writing
from enrich.database.locks import Lock
from enrich.record import Item, Mention
from enrich.store.accounts import Accounts
from enrich.store.codec import encode
from enrich.store.migration import MIGRATIONS
from enrich.store.store import Store

BEFORE = "0004"
SECRETS = ("bob", "hunter2", "S3CRET", "0THER")
ADDRESSES = (
    "https://bob:hunter2@lab.org/feed?token=S3CRET&x=1",
    "https://bob:hunter2@lab.org/feed?token=0THER",
    "https://lab.org/pages/list.html",
    "https://lab.org/feed#S3CRET",
)
PAGE = "https://bob:hunter2@lab.org/papers/1.html"


def mention(document: str, number: int) -> bytes:
    """A server that was asked with a token wrote it into its links."""
    query = "?token=S3CRET" if number == 1 else "?id=3"
    item = Item(title="A title", page=PAGE, code=(f"https://lab.org/code{query}", PAGE))
    context = f"see https://lab.org/more{query} and {PAGE}"
    return encode(
        Mention(document, "lab", f"entry {number}", "arXiv:2501.00001", "id", "2501.00001", None, None, context, item)
    )


def old_store(engine: Engine) -> None:
    """The tables as they were, with secrets wherever that version wrote addresses."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    problem = f"{ADDRESSES[0]}: {ADDRESSES[0]} does not exist (404)"
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        for number, name in enumerate((*ADDRESSES, "inbox/list.txt"), 1):
            row = {"id": number, "name": name, "warnings": f'["{name}: odd"]', "body": mention(name, number)}
            connection.execute(
                text(
                    "INSERT INTO documents (id, source, name, format, digest, reader, size, read_at, etag, warnings) "
                    "VALUES (:id, 'lab', :name, 'feed', 'd', '1', 1, '2026-01-05T06:00:00.000000+00:00', 'e', :warnings)"
                ),
                row,
            )
            connection.execute(
                text(
                    "INSERT INTO mentions (id, document_id, lookup, body, seen) "
                    "VALUES (:id, :id, 'id:2501.00001', :body, '2026-01-05T06:00:00.000000+00:00')"
                ),
                row,
            )
        for statement in (
            "INSERT INTO sources VALUES ('lab', 'feed', NULL, '2026-01-05T06:00:00.000000+00:00', :text)",
            "INSERT INTO problems VALUES (1, 'source:lab', :text, '2026-01-05T06:00:00.000000+00:00', NULL)",
            "INSERT INTO lookups VALUES ('id:2501.00001', 'id', '2501.00001', 'deferred', :text, NULL, NULL, NULL, 1, NULL, NULL)",
            "INSERT INTO runs VALUES (1, 'run', '2026-01-05T06:00:00.000000+00:00', NULL, 'open', '{}', :list)",
            "INSERT INTO pings VALUES ('all.atom', :body, 1, NULL, :text)",
            "INSERT INTO publishing VALUES ('hub', :hub)",
        ):
            values = {"text": problem, "list": f'["{problem}", "two"]', "body": b"x", "hub": f'"{ADDRESSES[0]}"'}
            connection.execute(
                text(statement), {name: value for name, value in values.items() if f":{name}" in statement}
            )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/paperwire.db"
    engine = connect(url)
    old_store(engine)
    with engine.connect() as connection:  # rows that are gone leave their bytes in free pages
        connection.execute(text("DELETE FROM mentions WHERE id = 2"))
        connection.commit()
    engine.dispose()
    assert b"hunter2" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with Store(url) as opened:
        yield opened


def test_nothing_secret_is_left_in_any_byte_of_the_store(store: Store, tmp_path: Path) -> None:
    store.close()
    gc.collect()
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert b"lab.org" in kept
    assert [secret for secret in SECRETS if secret.encode() in kept] == []


def test_documents_that_differ_only_in_what_is_secret_stay_apart_with_their_validators(store: Store) -> None:
    inputs, total = Accounts(store.engine).inputs(10)
    assert total == 5
    assert [one.name for one in inputs] == [
        "https://lab.org/feed?...", "https://lab.org/feed?...", "https://lab.org/feed?...",
        "https://lab.org/pages/list.html", "inbox/list.txt",
    ]  # fmt: skip
    for address in ADDRESSES:
        known = store.intake.known("lab", key(address))
        assert known is not None
        assert known.etag == "e"


def test_what_was_said_stays_but_for_what_is_secret(store: Store) -> None:
    message = f"https://lab.org/feed{CUT}: https://lab.org/feed{CUT} does not exist (404)"
    assert store.intake.sources()[0].problem == message
    assert store.problems.last(1)[0].text == message
    assert store.runs.last(1)[0].errors == (message, "two")
    first, *_ = (one for one in store.intake.accounted() if one.mention.place == "entry 1")
    assert first.verdict.reason == message
    assert (first.mention.document, first.mention.text) == (f"https://lab.org/feed{CUT}", "arXiv:2501.00001")
    assert first.mention.item is not None
    assert first.mention.item.page == "https://lab.org/papers/1.html"
    assert first.mention.item.code == ("https://lab.org/papers/1.html",)


def test_files_and_addresses_without_secrets_are_as_they_were(store: Store) -> None:
    last = [accounted.mention for accounted in store.intake.accounted()][-1]
    assert last.document == "inbox/list.txt"
    assert last.context == "see https://lab.org/more?id=3 and https://lab.org/papers/1.html"
    assert "https://lab.org/pages/list.html" in {one.mention.document for one in store.intake.accounted()}


def test_it_is_done_once(store: Store) -> None:
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM publishing WHERE name = 'unscrubbed'")).scalar() == 0


def test_postgresql_is_cleaned_too(postgresql: str) -> None:
    engine = create_engine(postgresql)
    old_store(engine)
    engine.dispose()
    with Store(postgresql) as store, store.engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        rows = "".join(str(connection.execute(text(f"SELECT t::text FROM {table} t")).all()) for table in tables)
        bodies = b"".join(map(bytes, connection.execute(text("SELECT body FROM mentions")).scalars()))
    assert [secret for secret in SECRETS if secret in rows or secret.encode() in bodies] == []
