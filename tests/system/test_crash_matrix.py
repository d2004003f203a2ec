"""The process is killed at a hundred random moments: nothing stored is lost, and the end is that of a calm run."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from enrich.record import Outcome
from enrich.store.store import Store
from tests.support.arxiv_standin import Log, Server
from tests.support.crashing import Crasher
from tests.support.steadiness import judged
from tests.support.working import digest

KILLS, KILLS_OF_A_RUN = 50, 12
"""Of each half of the test; the halves can go on side by side."""
COUNT, BATCH, INTERVAL = 200, 20, 0.05
Start = Callable[..., Server]


@pytest.fixture
def server(standin: Start) -> Server:
    return standin(COUNT, min_interval=INTERVAL, enforce=True)


@pytest.fixture
def crasher(server: Server) -> Iterator[Crasher]:
    crasher = Crasher(server.url, INTERVAL, BATCH, COUNT)
    yield crasher
    crasher.close()


def left_behind(store_url: str) -> tuple[dict[str, str], dict[str, Outcome]]:
    """The records and the outcomes in a store."""
    with Store(store_url) as store:
        return digest(store), {str(one.mention.id): one.verdict.outcome for one in store.intake.accounted()}


@pytest.mark.parametrize("seed", [4, 5])
def test_a_hundred_kills_lose_nothing(
    seed: int, server: Server, crasher: Crasher, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    calm = f"sqlite:///{tmp_path / 'calm.db'}"
    crasher.run(calm, None)
    truth, outcomes = left_behind(calm)
    assert len(truth) == COUNT
    assert server.log.summary()["requests"] == COUNT // BATCH
    spans = [crasher.run(f"sqlite:///{tmp_path / 'timed.db'}", None)[1]]
    chance = random.Random(seed)
    names, all_kills, all_requests = itertools.count(1), [], []

    def attempt() -> Mapping[str, Any]:
        server.log = Log(INTERVAL)
        store_url = f"sqlite:///{tmp_path / f'{next(names)}.db'}"
        kills = one_pass(crasher, store_url, truth, outcomes, chance, spans)
        asked = server.log.summary()
        assert asked["requests"] <= COUNT // BATCH + kills, "at most one batch more for each kill"
        all_kills.append(kills)
        all_requests.append(asked["requests"])
        return asked

    while sum(all_kills) < KILLS:
        assert judged(attempt, INTERVAL) == (0, 1)
    passes = len(all_kills)
    record_property("crash matrix", (sum(all_kills), passes, sum(all_requests), passes * COUNT // BATCH))


def one_pass(
    crasher: Crasher, store_url: str, truth: dict[str, str], outcomes: dict[str, Outcome], chance: random.Random,
    spans: list[float],
) -> int:  # fmt: skip
    """Runs on one store that are killed until one comes to its end; the number of kills.

    `spans` are the seconds of runs from nothing to their end, and gets more: on a machine that was busy when the first of
    them was timed, most runs would end before they can be killed.
    """
    kept: dict[str, str] = {}
    for kills in range(KILLS_OF_A_RUN + 1):
        moment = chance.uniform(0, min(spans))
        killed, seconds = crasher.run(store_url, moment if kills < KILLS_OF_A_RUN else None)
        if not killed and not kills:
            spans.append(seconds)
        records, states = left_behind(store_url)
        assert kept.items() <= records.items(), "what was stored is still there"
        assert records.items() <= truth.items(), "and nothing is half a record"
        kept = records
        if not killed:
            assert (records, states) == (truth, outcomes)
            with Store(store_url) as store:
                assert {run.status for run in store.runs.last(99)} - {"interrupted"} == {"ok"}
            return kills
    raise AssertionError("the last run is not killed")
