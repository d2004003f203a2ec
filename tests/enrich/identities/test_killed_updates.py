"""An update that is killed at any moment is gone on with; two processes at once find what one does."""

from __future__ import annotations

import multiprocessing
import random
import signal

import pytest

from enrich.record import Record
from enrich.store.store import Store
from tests.support.identified import arrive, authored, find, groups, merged, people
from tests.support.processes import PATIENCE

GIVEN = ("Ada", "Bo", "Chen", "Dana", "Eva", "Farid", "Gita", "Hugo")
FAMILY = ("Obermüller", "Wang", "Uddenfeldt", "Ek", "Quist", "Smith", "Ockerbloem")
KILLS = 12


def corpus(count: int, seed: int = 1) -> list[Record]:
    """Papers of a few dozen people, so that most blocks are of several."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        names = {
            f"{dice.choice(GIVEN)} {dice.choice(('', 'Q. '))}{dice.choice(FAMILY)}" for _ in range(dice.randint(1, 5))
        }
        found.append(authored(f"2501.{number:05}", *sorted(names), year=dice.randint(2000, 2025)))
    return found


def update(url: str, starts: object = None) -> None:
    if starts is not None:
        starts.wait(PATIENCE)  # type: ignore[attr-defined]
    with Store(url) as store:
        find(store)


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    """Processes that have imported everything when they start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def test_an_update_that_is_killed_leaves_all_or_nothing(
    either: str, processes: multiprocessing.context.ForkServerContext
) -> None:
    papers, dice = corpus(240), random.Random(7)
    expected = found_at_once(papers)
    killed = 0
    with Store(either) as store:
        arrive(store, *papers[:150])
        for n in range(KILLS):
            if n == KILLS // 2:
                find(store)
                arrive(store, *papers[150:])
            before = people(store)
            child = processes.Process(target=update, args=(either,))
            child.start()
            child.join(dice.uniform(0.02, 0.6))
            if child.is_alive():
                child.kill()
            child.join(PATIENCE)
            killed += child.exitcode == -signal.SIGKILL
            now = people(store)
            assert now == before or sum(map(len, now.values())) > sum(map(len, before.values()))
        find(store)
        assert groups(store) == expected
        assert set(people(store)).isdisjoint(merged(store))
    assert killed


def test_two_processes_at_once_find_what_one_does(
    either: str, processes: multiprocessing.context.ForkServerContext
) -> None:
    papers = corpus(200, seed=3)
    with Store(either) as store:
        arrive(store, *papers)
        starts = processes.Barrier(2)
        both = [processes.Process(target=update, args=(either, starts)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join(PATIENCE)
        assert [one.exitcode for one in both] == [0, 0]
        assert groups(store) == found_at_once(papers)
        assert merged(store) == {}, "nobody is minted twice"


def found_at_once(papers: list[Record]) -> set[tuple[tuple[str, int], ...]]:
    with Store("sqlite://") as store:
        arrive(store, *papers)
        find(store)
        return groups(store)


def test_what_is_compared_has_persons() -> None:
    assert len(found_at_once(corpus(240))) > 20
