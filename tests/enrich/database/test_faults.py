"""What a database complains of is told with its cause: a disk is called full only when it may be."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text

from enrich.database import faults
from enrich.database.connection import plain_insert, reading, writing
from enrich.database.faults import advice
from enrich.database.locks import Lock
from enrich.errors import BadStore
from enrich.identities.tables import person_papers
from enrich.store.store import Store


class Complaint(Exception):
    """As a driver raises it."""


def sqlite(code: int, message: str = "") -> sqlite3.OperationalError:
    wrong = sqlite3.OperationalError(message)
    wrong.sqlite_errorcode = code
    return wrong


def postgresql_error(state: str) -> Complaint:
    wrong = Complaint()
    wrong.sqlstate = state  # type: ignore[attr-defined]
    return wrong


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (sqlite(sqlite3.SQLITE_FULL), faults.DISK),
        (sqlite(778), faults.DISK),  # SQLITE_IOERR_WRITE
        (sqlite(sqlite3.SQLITE_BUSY), faults.BUSY),
        (sqlite(261), faults.BUSY),  # SQLITE_BUSY_RECOVERY
        (sqlite(1032), faults.DENIED),  # SQLITE_READONLY_DBMOVED
        (sqlite(sqlite3.SQLITE_CORRUPT), faults.DAMAGED),
        (sqlite(sqlite3.SQLITE_NOTADB), faults.DAMAGED),
        (sqlite(sqlite3.SQLITE_ERROR, 'near "RETURNING": syntax error'), faults.OLD_LIBRARY),
        (sqlite(sqlite3.SQLITE_CONSTRAINT), faults.OURS),
        (postgresql_error("53100"), faults.DISK),
        (postgresql_error("53300"), faults.CROWDED),
        (postgresql_error("57P01"), faults.LOST),
        (postgresql_error("08006"), faults.LOST),
        (postgresql_error("40P01"), faults.BUSY),
        (postgresql_error("42501"), faults.DENIED),
        (postgresql_error("28P01"), faults.WRONG_NAME),
        (postgresql_error("XX001"), faults.DAMAGED),
        (postgresql_error("42883"), faults.OLD_SERVER),
        (postgresql_error("23505"), faults.OURS),
        (ValueError("no driver's"), faults.OURS),
    ],
)
def test_each_complaint_has_its_own_advice(wrong: Exception, message: str) -> None:
    assert advice(wrong) == message


def test_a_damaged_store_is_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"not a database at all, but long enough to look like one" * 40)
    with pytest.raises(BadStore, match="it is damaged") as wrong:
        Store(f"sqlite:///{file}")
    assert "disk" not in str(wrong.value)


def _cut_itself_off(store: Store) -> None:
    with writing(store.engine, Lock.RUNS) as connection, store.engine.connect() as other:
        mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        connection.execute(text("SELECT 1"))


def test_a_connection_that_is_cut_is_called_lost(postgresql: str) -> None:
    with Store(postgresql) as store, pytest.raises(BadStore, match="connection to the server was lost"):
        _cut_itself_off(store)


def test_a_connection_that_is_cut_while_many_rows_are_written_is_called_lost_and_nothing_is_kept(
    postgresql: str,
) -> None:
    with Store(postgresql) as store:

        def rows() -> Iterator[tuple[str, bytes]]:
            yield "2401.00001", b"{}"
            with store.engine.connect() as other:
                other.execute(text("select pg_terminate_backend(pid) from pg_stat_activity where query like 'COPY%'"))
            for number in range(2, 20_000):
                yield f"2401.{number:05}", b"{}"

        with pytest.raises(BadStore, match="lost"), writing(store.engine, Lock.RECORDS) as connection:
            plain_insert(connection, person_papers, ("record", "body"), rows())
        with reading(store.engine) as connection:
            assert connection.execute(select(func.count()).select_from(person_papers)).scalar() == 0


def test_a_row_that_is_there_twice_is_refused_whole_with_the_reason(postgresql: str) -> None:
    with Store(postgresql) as store:
        with pytest.raises(BadStore, match="unique constraint"), writing(store.engine, Lock.RECORDS) as connection:
            plain_insert(connection, person_papers, ("record", "body"), [("2401.00001", b"{}")] * 2)
        with reading(store.engine) as connection:
            assert connection.execute(select(func.count()).select_from(person_papers)).scalar() == 0


def test_a_server_that_is_not_there_and_a_database_that_is_not_there_are_told_apart(postgresql: str) -> None:
    there = make_url(postgresql)
    for url, message in (
        (there.set(port=1), "is the server running"),
        (there.set(database="paperwire_none_such"), "create the database"),
        (there.set(username="nobody_of_that_name"), "correct the user or the password"),
    ):
        with pytest.raises(BadStore, match=message):
            Store(url.render_as_string(hide_password=False))
