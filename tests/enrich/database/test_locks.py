"""Transactions that write the same wait for each other, on either store: no serial is given twice, none comes late."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.http.rate_limit import State
from enrich.record import Outcome, Verdict
from enrich.settings import Settings
from enrich.store.lookups import Settled
from enrich.store.records import put
from enrich.store.schema import records
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.search.search_index import Search
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.support.processes import PATIENCE

NOW = datetime(2026, 1, 5, tzinfo=UTC)
MOMENT = 1.0
"""Seconds in which a transaction that waits for nobody is long done."""


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Somebody else at work; what goes wrong there goes wrong here."""
    wrong: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as problem:  # noqa: BLE001
            wrong.append(problem)

    other = threading.Thread(target=guarded)
    other.start()
    try:
        yield other
    finally:
        other.join(PATIENCE)
    assert not wrong, wrong
    assert not other.is_alive()


def together(work: Callable[..., None], *each: tuple[Any, ...]) -> None:
    """The same work in several processes, begun at the same moment; all of them end well."""
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(len(each))
    workers = [spawn.Process(target=work, args=(begin, *one)) for one in each]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
        worker.kill()
    assert [worker.exitcode for worker in workers] == [0] * len(each)


def named(first: int, count: int) -> list[Any]:
    return [paper(id=f"2501.{number:05d}", authors=()) for number in range(first, first + count)]


def test_a_run_that_ends_after_another_has_later_serials(either: str) -> None:
    """The order that lost papers: a change whose transaction ends late had numbers that the publisher had passed."""
    seen = 0
    with Store(either) as store:
        keep(store, named(1, 10))
        seen = store.last_serial()
        store.keep_answers(named(11, 20), [], 2, NOW)
        with writing(store.engine, Lock.RECORDS) as first:
            put(first, [paper(id="2501.00001", authors=(), title="Changed first")], 2, NOW)
            with beside(lambda: keep(store, named(41, 5))) as other:
                other.join(MOMENT)
                published = [name for name, _ in _passed(store, seen)]
                seen = max([seen, *(serial for _, serial in _passed(store, seen))])
                first.commit()
        published += [name for name, _ in _passed(store, seen)]
    assert sorted(published) == ["2501.00001", *(f"2501.{number:05d}" for number in range(41, 46))]


def _passed(store: Store, serial: int) -> list[tuple[str, int]]:
    return [(kept.record.id, kept.serial) for kept in store.kept_since(serial)]


def _keep(begin: Barrier, url: str, first: int, count: int, portion: int) -> None:
    with Store(url) as store:
        begin.wait(PATIENCE)
        keep(store, named(first, count), source=f"from {first}", portion=portion)


def test_two_writers_get_distinct_serials_and_all_is_published(either: str, tmp_path: Path) -> None:
    with Store(either) as store:
        together(_keep, (either, 1, 300, 20), (either, 1001, 300, 20))
        with reading(store.engine) as connection:
            serials = connection.execute(select(records.c.serial)).scalars().all()
        assert (len(serials), len(set(serials))) == (600, 600)
        publish(store, Settings(folder=tmp_path), tmp_path / "out", processes=1)
        assert (tmp_path / "out" / "dumps" / "records.jsonl").read_bytes().count(b"\n") == 600


@pytest.mark.parametrize("lock", list(Lock))
def test_a_long_transaction_keeps_only_those_waiting_that_write_the_same(lock: Lock, postgresql: str) -> None:
    """SQLite has one lock for all; in PostgreSQL a publication of hours keeps nobody from asking."""
    with Store(postgresql) as store:
        asking = partial(store.slots.change, lambda state: State(strikes=1))
        with writing(store.engine, lock) as long, beside(asking) as other:
            other.join(MOMENT if lock is Lock.TURNS else PATIENCE)
            waits = other.is_alive()
            long.commit()
        assert waits is (lock is Lock.TURNS)


def _open(begin: Barrier, url: str) -> None:
    begin.wait(PATIENCE)
    with Store(url) as store:
        store.last_serial()


def test_a_new_store_may_be_opened_by_four_at_once(either: str) -> None:
    together(_open, *[(either,)] * 4)


def _catch_up(begin: Barrier, url: str) -> None:
    with Store(url) as store:
        begin.wait(PATIENCE)
        Search(store.engine).catch_up()


def test_two_may_take_records_into_the_index_of_search_at_once(either: str) -> None:
    with Store(either) as store:
        keep(store, named(1, 1200))
        together(_catch_up, (either,), (either,))
        search = Search(store.engine)
        assert not search.is_behind()
        assert search.catch_up() == 0


def test_an_answer_that_another_gave_meanwhile_is_not_taken_back(either: str) -> None:
    with Store(either) as store:
        keep(store, named(1, 1))
        late = Verdict(Outcome.DEFERRED, "no answer", next_try=NOW)
        store.lookups.settle([Settled("id:2501.00001", late)], 9, NOW)
        assert store.intake.outcomes() == {"found": 1}
