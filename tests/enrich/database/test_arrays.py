"""Any number of values may be asked for, on either store."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select

from enrich.database.arrays import FEW, PIECE, AskedOf, one_of, pieces
from enrich.database.connection import plain_rows, reading
from enrich.store.store import Store
from feeds.state.publishing import PublishState
from feeds.state.tables import units
from feeds.state.types import FileSet, WrittenFiles
from tests.support.keeping import keep
from tests.support.papers import paper

MANY = 70_000
"""More than PostgreSQL (65,535) and SQLite (32,766) take as parameters."""
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def store(either: str) -> Store:
    return Store(either)


def test_more_files_are_noted_than_a_statement_takes_parameters(store: Store) -> None:
    published = PublishState(store.engine)
    file_sets = tuple(
        FileSet(f"{number}:0", number, b"x", (f"authors/{number}.atom",)) for number in range(1, MANY + 1)
    )
    assert published.finish(WrittenFiles(units=file_sets), {}) == (MANY, MANY)
    assert published.finish(WrittenFiles(gone=tuple(unit.key for unit in file_sets[1:])), {}) == (1, 1)
    assert published.files() == {"authors/1.atom"}
    store.close()


def test_more_values_are_found_than_a_statement_takes_parameters(store: Store) -> None:
    texts = [f"{number}" for number in range(MANY)]
    PublishState(store.engine).finish(WrittenFiles(units=(FileSet("7", None, b"", ()), FileSet("x", 9, b"", ()))), {})
    with reading(store.engine) as connection:
        for column, values, found in (
            (units.c.key, texts, ["7"]),
            (units.c.channel, range(MANY), ["x"]),
            (units.c.key, [], []),
        ):
            asked = select(units.c.key).where(one_of(connection, column, values))
            assert [key for (key,) in plain_rows(connection, asked)] == found
    store.close()


def test_more_ids_are_asked_for_than_a_statement_takes_parameters(store: Store) -> None:
    ids = [f"{2301 + number // 50000}.{number % 50000 + 1:05d}" for number in range(MANY)]
    assert len(store.lookups.ask_for(ids, NOW)) == MANY
    assert len(store.lookups.ask_for(ids, NOW)) == MANY
    assert len(store.lookups.by_key([f"id:{name}" for name in ids])) == MANY
    store.close()


def test_ids_are_found_by_how_they_begin_however_many_beginnings_there_are(store: Store) -> None:
    names = ["2507.00001", "2507.00002", "2508.00001", "hep-th/9901001", "math.GT/0309136", "doi:10.1000/a_%"]
    keep(store, [paper(id=name) for name in names])
    many = {f"{number:04}" for number in range(2_600)}
    assert sorted(store.beginning(many)) == names[:3]
    assert sorted(store.beginning({"2507", "math.GT/0309", "doi:"})) == [names[0], names[1], names[5], names[4]]
    assert store.beginning({"250_", "%"}) == store.beginning(()) == []
    store.close()


@pytest.mark.parametrize("beside", ["a\ufffeb", "plain"])
def test_a_text_with_a_nul_is_found_in_sqlite(beside: str) -> None:
    with Store("sqlite://") as store:
        texts = ["a\0b", "a", beside]
        PublishState(store.engine).finish(WrittenFiles(units=tuple(FileSet(key, None, b"", ()) for key in texts)), {})
        with reading(store.engine) as connection:
            for wanted in (["a\0b"], ["a\0b", beside], ["a\0c", "a"]):
                rows = plain_rows(connection, select(units.c.key).where(one_of(connection, units.c.key, wanted)))
                assert {key for (key,) in rows} == {*wanted} & {*texts}
            asked = AskedOf(select(units.c.key), units.c.key)
            many = [f"{number}" for number in range(FEW)]
            assert {key for (key,) in asked.rows(connection, ["a\0b", beside, *many])} == {"a\0b", beside}
            assert {key for (key,) in asked.every_row(connection, [*texts, *map(str, range(3 * PIECE))])} == {*texts}


@pytest.mark.parametrize("count", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_portions_hold_all_values_in_their_order(count: int) -> None:
    portions = list(pieces(range(count)))
    assert [value for portion in portions for value in portion] == list(range(count))
    assert all(0 < len(portion) <= PIECE for portion in portions)


def test_a_statement_that_is_made_once_finds_few_and_many_and_none(store: Store) -> None:
    found = tuple(FileSet(f"{number}:0", number, b"x", ()) for number in range(1, 4 * FEW))
    PublishState(store.engine).finish(WrittenFiles(units=found), {})
    asked = AskedOf(
        select(units.c.key).where(units.c.channel > bindparam("least")).order_by(units.c.channel), units.c.channel
    )
    with reading(store.engine) as connection:
        for values in ([], [7], range(FEW), range(10 * FEW), [7, 7, 99999]):
            wanted = sorted({one for one in values if 2 < one < 4 * FEW})
            assert asked.rows(connection, values, least=2) == [(f"{one}:0",) for one in wanted]
            assert asked.rows(connection, values, least=5) == [(f"{one}:0",) for one in wanted if one > 5]
    store.close()
