"""Facts about addresses of stores, and about what is read in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from enrich.coordination.tables import claims
from enrich.database.connection import connect, one_view, plain_insert, plain_rows, reading, writing
from enrich.errors import BadSettings, BadStore
from enrich.store.store import Store
from feeds.state.tables import crowds

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("url", ["paperwire.db", "mysql://host/papers", "oracle+nothing://host/papers", "sqlite"])
def test_an_address_of_no_store_that_there_is_is_told_with_those_that_there_are(url: str) -> None:
    with pytest.raises(BadSettings) as wrong:
        connect(url)
    assert str(wrong.value) == (
        f"store.url = {url!r}: an address such as sqlite:///paperwire.db or postgresql+psycopg://user@host/papers is expected"
    )


def test_what_is_read_in_one_view_is_of_one_moment(either: str) -> None:
    with Store(either) as store, Store(either) as other:
        with one_view(store.engine):
            before = store.runs.last(5)
            other.runs.start("enrich", NOW)
            assert list(store.runs.last(5)) == list(before) == []
            with pytest.raises(BadStore), reading(store.engine) as connection:
                connection.exec_driver_sql("SELECT * FROM nowhere")
        assert len(store.runs.last(5)) == 1
        with pytest.raises(ZeroDivisionError), one_view(store.engine):
            raise ZeroDivisionError
        other.runs.start("enrich", NOW)
        assert len(store.runs.last(5)) == 2


def test_rows_of_one_value_are_inserted_as_others_are(either: str) -> None:
    with Store(either) as store, writing(store.engine, None) as connection:
        plain_insert(connection, crowds, ("entry",), [("2401.00001",), ("2401.00002",)])
        plain_insert(connection, claims, ("holder", "name", "pause"), [("a", "b", 1.0)])
        assert plain_rows(connection, select(crowds.c.entry).order_by(crowds.c.entry)) == [
            ("2401.00001",),
            ("2401.00002",),
        ]
        assert plain_rows(connection, select(claims.c.name, claims.c.holder, claims.c.pause)) == [("b", "a", 1.0)]


def test_a_database_that_does_not_hold_every_letter_is_told_with_what_to_do(postgresql: str) -> None:
    """Of such a one, not even its version could be read."""
    within = connect(postgresql)
    name = f"{within.url.database}_ascii"
    with within.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        try:
            url = within.url.set(database=name).render_as_string(hide_password=False)
            with pytest.raises(
                BadStore, match=r"_ascii' has the encoding SQL_ASCII.*CREATE DATABASE name ENCODING 'UTF8'"
            ):
                Store(url)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    within.dispose()
