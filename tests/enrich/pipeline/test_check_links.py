"""Links to PDFs are asked about with HEAD, one at a time, and what was heard is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from enrich.pipeline.check_links import due_links
from enrich.pipeline.clients import open_clients
from enrich.pipeline.enrich_run import Worker
from enrich.settings import Settings
from enrich.store.store import Store
from tests.conftest import FakeTime, row, rows
from tests.support.arxiv_standin import Server
from tests.support.working import enrich, listed, settings_for

Start = Callable[..., Server]
IDS = [f"2401.{n:05d}" for n in range(1, 6)]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        yield opened


def check(store: Store, settings: Settings, time: FakeTime) -> tuple[int, tuple[str, ...]]:
    with open_clients(settings, store, clock=time.clock()) as tools:
        done = Worker(settings, store, tools, lambda *_: None).check_links()
    assert done.left == len(due_links(store, time.now()))
    return done.checked, done.dead


def gone(name: str, status: int = 404) -> dict[str, Any]:
    return {"path": f"/pdf/{name}", "kind": "status", "status": status}


def test_links_are_asked_about_only_when_that_is_wanted_and_not_again_for_a_month(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([*rows(4), row(5, comments="This paper has been withdrawn")], faults=[gone("2401.00003")])
    settings = settings_for(server.url, min_interval=3.0, refresh=0)
    enrich(store, settings, fake_time, [listed(IDS)])
    assert len(server.log.rows) == 1
    began = fake_time.steady
    assert check(store, settings, fake_time) == (4, ("https://arxiv.org/pdf/2401.00003",))
    assert [(r["method"], r["path"]) for r in server.log.rows[1:]] == [("HEAD", f"/pdf/{name}") for name in IDS[:4]]
    assert fake_time.steady - began >= 4 * 3 - 1, "each waits for its turn"
    kept = {one["record"]: (one["status"], one["alive"]) for one in store.runs.link_checks()}
    assert kept == {**dict.fromkeys(IDS[:4], (200, True)), "2401.00003": (404, False)}
    assert all(one["at"] <= fake_time.now() for one in store.runs.link_checks())
    assert check(store, settings, fake_time) == (0, ())
    fake_time.pass_by(30 * 86400)
    assert check(store, settings, fake_time)[0] == 4


@pytest.mark.parametrize("status", [403, 410])
def test_a_refused_link_is_dead(standin: Start, fake_time: FakeTime, store: Store, status: int) -> None:
    server = standin(5, faults=[gone("2401.00001", status)])
    enrich(store, settings_for(server.url), fake_time, [listed(IDS)])
    assert check(store, settings_for(server.url), fake_time) == (5, ("https://arxiv.org/pdf/2401.00001",))


def test_a_link_that_fails_by_itself_is_left_for_another_day(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(5, faults=[gone("2401.00001", 500)])
    settings = settings_for(server.url, retries=0)
    enrich(store, settings, fake_time, [listed(IDS)])
    assert check(store, settings, fake_time) == (4, ())
    server.faults.set([])
    assert check(store, settings, fake_time) == (1, ())


def test_when_arxiv_is_ill_what_was_heard_is_kept_and_the_rest_waits(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    faults = [gone("2401.00001"), *(gone(name, 500) for name in IDS[2:4]), gone("2401.00005", 503)]
    server = standin(5, faults=faults)
    settings = settings_for(server.url, retries=0)
    enrich(store, settings, fake_time, [listed(IDS)])
    assert check(store, settings, fake_time) == (2, ("https://arxiv.org/pdf/2401.00001",))
    assert len(server.log.rows) == 1 + 4
    server.faults.set([])
    assert check(store, settings, fake_time) == (3, ())
