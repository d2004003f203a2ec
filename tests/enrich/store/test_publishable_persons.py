"""A record is published with the persons that its authors are known to be, where their names still stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, inspect

from enrich.database.connection import connect, reading, writing
from enrich.database.locks import Lock
from enrich.record import Author
from enrich.store.codec import encode
from enrich.store.migration import MIGRATIONS
from enrich.store.schema import person_spots, records
from enrich.store.store import Store
from tests.enrich.asking.local_service import paper
from tests.support.keeping import START, change, keep

ADA, BOB = Author("Ada Lovelace"), Author("Bob Noyce")


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        keep(opened, [replace(paper("1"), authors=(BOB, ADA)), paper("2")])
        with writing(opened.engine, Lock.RECORDS) as connection:
            spot = {"record": "1", "position": 1, "person": "pada", "name": "Ada Lovelace", "evidence": None}
            connection.execute(insert(person_spots), [spot])
        yield opened


def test_persons_stand_at_the_places_of_their_authors_wherever_records_are_read(store: Store) -> None:
    assert [dict(one.persons) for one in store.kept(["1", "2"])] == [{1: "pada"}, {}]
    assert [dict(one.persons) for one in store.kept_since(0)] == [{1: "pada"}, {}]
    assert [dict(one.persons) for one in store.looked_up(["2", "1"])] == [{}, {1: "pada"}]


@pytest.mark.parametrize("authors", [(BOB,), (ADA, BOB), (BOB, BOB, ADA)], ids=["shorter", "turned", "longer"])
def test_nobody_is_taken_for_a_person_who_stood_there_before_the_list_changed(
    store: Store, authors: tuple[Author, ...]
) -> None:
    change(store, [replace(paper("1"), authors=authors, version=2, updated=START + timedelta(days=9))])
    assert store.kept(["1"])[0].record.authors == authors
    assert dict(store.kept(["1"])[0].persons) == {}


def test_a_store_of_before_gets_the_tables_and_keeps_what_it_has(either: str) -> None:
    engine, config = connect(either), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
    with writing(engine, Lock.MIGRATION) as connection:
        known = {"published": START, "updated": START, "checked": START, "first_run": 1, "first_seen": START}
        row = {"id": "1", "body": encode(paper("1")), "serial": 1, "removed": None, **known}
        connection.execute(insert(records), [row])
    engine.dispose()
    with Store(either) as store:
        assert [(one.record.id, dict(one.persons)) for one in store.kept_since(0)] == [("1", {})]
        with reading(store.engine) as connection:
            there = set(inspect(connection).get_table_names())
        assert {
            "persons",
            "person_spots",
            "person_papers",
            "person_blocks",
            "person_names",
            "person_decisions",
        } <= there
