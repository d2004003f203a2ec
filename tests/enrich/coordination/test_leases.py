"""One at a time, by the database's clock, and the next when that one is done, dies or falls silent; on either store."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from enrich.coordination import holding
from enrich.coordination.holding import hold_lease, no_renewing
from enrich.coordination.leases import Leases
from enrich.coordination.tables import turns
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.machine.process import host, is_gone, machine, new_name, spoken
from enrich.store.store import Store
from tests.enrich.http.test_rate_limit import dead_name
from tests.support.processes import PATIENCE

NAMES = [f"another-machine/{number}/1/x/elsewhere" for number in range(3)]
"""Of processes of which nobody here can say whether they live."""


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def silent(store: Store, name: str) -> None:
    """Let the holder's last word be long ago."""
    state = {"holder": NAMES[0], "until": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()}
    with writing(store.engine, Lock.TURNS) as connection:
        connection.execute(update(turns).where(turns.c.name == f"lease {name}").values(state=state))


def test_one_has_it_until_it_is_given_back(store: Store) -> None:
    assert store.leases.take("a", NAMES[0], 60)
    assert store.leases.take("b", NAMES[1], 60)
    assert not store.leases.take("a", NAMES[1], 60)
    assert store.leases.take("a", NAMES[0], 60)
    assert store.leases.holder("a") == NAMES[0]
    store.leases.release("a", NAMES[1])
    assert not store.leases.take("a", NAMES[1], 60)
    store.leases.release("a", NAMES[0])
    assert store.leases.take("a", NAMES[1], 60)


def test_a_holder_that_fell_silent_or_died_is_not_a_living_one(store: Store) -> None:
    assert store.leases.living_holder("a", 60) == ""
    assert store.leases.take("a", NAMES[0], 60)
    assert store.leases.living_holder("a", 60) == NAMES[0]
    silent(store, "a")
    assert (store.leases.holder("a"), store.leases.living_holder("a", 60)) == (NAMES[0], "")
    assert store.leases.take("b", dead_name(), 60)
    assert store.leases.living_holder("b", 60) == ""


def test_whoever_waited_first_is_next(store: Store) -> None:
    assert store.leases.take("a", NAMES[0], 60)
    assert not store.leases.take("a", NAMES[1], 60)
    assert not store.leases.take("a", NAMES[2], 60)
    assert store.leases.take("a", NAMES[0], 60)
    store.leases.release("a", NAMES[0])
    assert not store.leases.take("a", NAMES[0], 60)
    assert not store.leases.take("a", NAMES[2], 60)
    assert store.leases.take("a", NAMES[1], 60)


def test_one_that_died_or_fell_silent_is_followed(store: Store) -> None:
    assert store.leases.take("a", dead_name(), 60)
    assert store.leases.take("a", NAMES[0], 60)
    silent(store, "a")
    assert store.leases.take("a", NAMES[1], 60)
    assert not store.leases.take("a", NAMES[0], 60)


def test_one_who_waited_and_died_keeps_nobody_waiting(store: Store) -> None:
    assert store.leases.take("a", NAMES[0], 60)
    assert not store.leases.take("a", dead_name(), 60)
    store.leases.release("a", NAMES[0])
    assert store.leases.take("a", NAMES[1], 60)


@pytest.mark.parametrize("apart", [timedelta(seconds=90), timedelta(seconds=-90)])
def test_machines_whose_clocks_differ_do_not_take_it_from_each_other(postgresql: str, apart: timedelta) -> None:
    with Store(postgresql) as store:
        other = Leases(store.engine, lambda: datetime.now(UTC) + apart)
        assert store.leases.take("a", NAMES[0], 60)
        assert not other.take("a", NAMES[1], 60)
        store.leases.release("a", NAMES[0])
        assert other.take("a", NAMES[1], 60)
        assert not store.leases.take("a", NAMES[0], 60)


def test_only_processes_of_this_machine_are_judged_by_their_number() -> None:
    dead = dead_name()
    assert is_gone(dead)
    assert not is_gone(dead.replace(machine(), "another-machine"))
    assert not is_gone(dead.removesuffix(host()) + "a-copy-of-this-machine")
    assert is_gone("/".join(dead.split("/")[:4])), "as versions before this one wrote names"
    assert spoken(new_name()).endswith(f" on {host()}")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Counts the attempts to take or renew a lease."""
    attempts, take = threading.Semaphore(0), Leases.take

    def watched(self: Leases, name: str, holder: str, seconds: float) -> bool:
        took = take(self, name, holder, seconds)
        attempts.release()
        return took

    monkeypatch.setattr(Leases, "take", watched)
    return attempts


def test_a_thread_renews_it_while_the_work_lasts(
    store: Store, taken: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "SECONDS", 0.8)
    monkeypatch.setattr(holding, "SQLITE_SECONDS", 0.8)
    with hold_lease(store.engine, "a", print) as lease:
        for _ in range(8):  # twice as long as it lasts
            assert taken.acquire(timeout=PATIENCE)
        assert lease is not None
        assert not lease.is_lost
        before = threading.active_count()
        with no_renewing():
            assert threading.active_count() == before - 1
        assert threading.active_count() == before
    assert store.leases.holder("a") == ""


@pytest.mark.parametrize("begun", [False, True])
def test_ctrl_c_while_the_thread_is_started_is_no_error_and_gives_the_lease_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    start, before = threading.Thread.start, threading.active_count()

    def interrupted(thread: threading.Thread) -> None:
        if begun:
            start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt), hold_lease(store.engine, "a", print):
        pytest.fail("the work has begun")
    assert threading.active_count() == before
    assert store.leases.holder("a") == ""


def test_who_was_taken_for_dead_is_told_so(
    store: Store, taken: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "RENEWALS", 9000)
    with hold_lease(store.engine, "a", print) as lease:
        assert lease is not None
        with no_renewing():
            silent(store, "a")
            assert store.leases.take("a", NAMES[1], lease._seconds)
            while taken.acquire(blocking=False):
                pass
        for _ in range(2):
            assert taken.acquire(timeout=PATIENCE)
        assert lease.is_lost
    assert store.leases.holder("a") == NAMES[1]


def test_one_who_waits_says_for_whom_and_is_next(store: Store) -> None:
    events: list[str] = []
    waits = threading.Event()

    def work() -> None:
        with hold_lease(store.engine, "a", lambda whom: (events.append(whom), waits.set())):  # type: ignore[func-returns-value]
            events.append("works")

    with hold_lease(store.engine, "a", print):
        other = threading.Thread(target=work)
        other.start()
        assert waits.wait(PATIENCE)
        events.append("ends")
    other.join(PATIENCE)
    assert events == [spoken(new_name()), "ends", "works"]
