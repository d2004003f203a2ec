"""Rows are claimed by one process at a time, by the database's clock, and nobody waits for anybody; on either store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from enrich.coordination import holding
from enrich.coordination.claims import LONGEST_PAUSE, Claims, StoredHosts, Taken
from enrich.coordination.tables import claims
from enrich.database.connection import reading, writing
from enrich.http.fetch_ahead import Turn
from enrich.options.sources import COMMAND_LINE, Source
from enrich.pipeline.company import FRESH, SharedSources
from enrich.store.store import Store
from tests.enrich.http.test_rate_limit import dead_name
from tests.support.processes import PATIENCE, comes_true

PAGE = Source(name="a page", page="https://example.org/")


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def always(free: Taken) -> bool:
    return True


def change(store: Store, name: str, **values: object) -> None:
    with writing(store.engine, None) as connection:
        assert connection.execute(update(claims).where(claims.c.name == name).values(**values)).rowcount == 1


def test_one_has_it_until_it_is_given_back(store: Store) -> None:
    one, other = Claims(store.engine), Claims(store.engine)
    assert one.take("a", always).is_ours
    assert one.take("a", always).is_ours
    assert other.take("b", always).is_ours
    refused = other.take("a", always)
    assert (refused.is_ours, refused.holder != "") == (False, True)
    other.give_back("a")
    assert not other.take("a", always).is_ours, "it is not theirs to give"
    one.give_back("a")
    assert other.take("a", always).is_ours


def test_what_the_dead_and_the_silent_hold_is_free(store: Store) -> None:
    one = Claims(store.engine)
    for holder, until in (
        (dead_name(), datetime.now(UTC) + timedelta(seconds=30)),
        ("another-machine/1/1/x/elsewhere", datetime.now(UTC) - timedelta(seconds=1)),
        ("another-machine/1/1/x/elsewhere", datetime.now(UTC) + timedelta(days=1)),  # of a clock that was set
    ):
        assert one.take("a", always).is_ours
        change(store, "a", holder=holder, until=until)
        assert one.take("a", always).is_ours
    change(store, "a", holder=holder, until=datetime.now(UTC) + timedelta(seconds=30))
    assert not one.take("a", always).is_ours


@pytest.mark.parametrize("apart", [timedelta(hours=1), timedelta(hours=-1)])
def test_the_clocks_of_the_machines_do_not_matter(
    postgresql: str, apart: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(postgresql) as store:
        one, other = Claims(store.engine), Claims(store.engine)
        assert one.take("a", always).is_ours
        monkeypatch.setattr("enrich.clock.utc_now", lambda: datetime.now(UTC) + apart)
        assert not other.take("a", always).is_ours


def test_nobody_waits_while_another_decides(postgresql: str) -> None:
    with Store(postgresql) as store:
        one = Claims(store.engine)
        one.take("a", always)
        one.give_back("a")
        with writing(store.engine, None) as connection:
            connection.execute(select(claims).where(claims.c.name == "a").with_for_update())
            assert one.take("a", always) == Taken(False)
        assert one.take("a", always).is_ours


def test_a_thread_renews_all_of_them_and_ends_with_the_reading(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "SECONDS", 2.0)
    monkeypatch.setattr(holding, "SQLITE_SECONDS", 2.0)
    one = Claims(store.engine)
    before = threading.active_count()

    def until() -> datetime | None:
        with reading(store.engine) as connection:
            return connection.execute(select(claims.c.until).where(claims.c.name == "source a")).scalar_one()

    with one.reading_sources():
        one.take("source a", always)
        one.take("host h", always)
        first = until()
        assert first is not None
        assert comes_true(lambda: (now := until()) is not None and now > first)
    assert threading.active_count() == before
    assert until() is None, "it is free for others, as if nobody had read it"
    assert not Claims(store.engine).take("host h", always).is_ours, "a thread may be connected to it still"


def test_a_host_is_left_alone_as_long_as_it_asked_for(store: Store) -> None:
    one, other = StoredHosts(Claims(store.engine)), StoredHosts(Claims(store.engine))
    assert one.take("example.org") == 0.0
    assert 0.0 < other.take("example.org") < 1.0
    one.give_back("example.org", 3600.0)
    assert 3500.0 < other.take("example.org") <= 3600.0
    change(store, "host example.org", at=datetime.now(UTC) - timedelta(seconds=3601))
    assert other.take("example.org") == 0.0
    other.give_back("example.org", 1e9)
    change(store, "host example.org", at=datetime.now(UTC) + timedelta(days=9))  # of a clock that was set
    assert LONGEST_PAUSE - 60 < one.take("example.org") <= LONGEST_PAUSE


def test_of_those_that_read_at_the_same_time_one_reads_a_source(store: Store) -> None:
    one, other = Claims(store.engine), Claims(store.engine)
    lines: list[str] = []
    with one.reading_sources() as first, other.reading_sources() as second:
        assert second == first
        mine, theirs = (SharedSources(each, lines.append, first) for each in (one, other))
        assert mine.take(PAGE) is Turn.OURS
        assert theirs.take(PAGE) is Turn.THEIRS
        assert len(lines) == 1
        mine.give_back(PAGE)
        assert theirs.take(PAGE) is Turn.READ
        assert SharedSources(other, lines.append, None).take(PAGE) is Turn.OURS, "as --since asks for"
        theirs.give_back(PAGE)
        (row,) = _sources(store)
        change(store, row, at=datetime.now(UTC) - FRESH - timedelta(seconds=1))
        assert theirs.take(PAGE) is Turn.OURS, "that was long ago"
    with one.reading_sources() as alone:
        assert alone > first
        assert SharedSources(one, lines.append, alone).take(PAGE) is Turn.OURS, "a run after the other reads again"


def test_whoever_waits_has_it_when_the_holder_is_done(store: Store) -> None:
    one, other = Claims(store.engine), Claims(store.engine)
    with one.reading_sources() as first, other.reading_sources():
        mine, theirs = (SharedSources(each, lambda line: None, first) for each in (one, other))
        assert mine.take(PAGE) is Turn.OURS
        waiting = threading.Thread(target=theirs.wait_for, args=(PAGE,))
        waiting.start()
        mine.give_back(PAGE)
        waiting.join(PATIENCE)
        assert not waiting.is_alive()


@pytest.mark.parametrize(
    "own", [Source(name="x", files=("*.txt",)), Source(name="x", ids=("1706.03762",)), Source(name=COMMAND_LINE, page="https://example.org/")]
)  # fmt: skip
def test_what_each_machine_has_of_its_own_is_nobodys_turn(store: Store, own: Source) -> None:
    for claimed in (Claims(store.engine), Claims(store.engine)):
        assert SharedSources(claimed, lambda line: None, None).take(own) is Turn.OURS
    assert _sources(store) == []


def _sources(store: Store) -> list[str]:
    with reading(store.engine) as connection:
        return list(connection.execute(select(claims.c.name).where(claims.c.name.startswith("source "))).scalars())
