"""Facts about working in several processes: the same results in the same order, and errors that come through."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from feeds.work.processes import Processes


def _adder(number: int) -> Callable[[int], tuple[int, int]]:
    return lambda task: (task + number, os.getpid())


def _failer() -> Callable[[int], int]:
    return lambda task: 1 // (3 - task)


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_tasks(processes: int) -> None:
    found = list(Processes(processes).work_through(partial(_adder, 5), range(30), 30))
    assert [number for number, _ in found] == list(range(5, 35))
    assert ({pid for _, pid in found} == {os.getpid()}) is (processes == 1)


def test_so_many_tasks_are_begun_ahead_of_the_one_whose_result_is_waited_for() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(30):
            asked.append(number)
            yield number

    results = Processes(2).work_through(partial(_adder, 5), tasks(), 30, ahead=4)
    assert next(results)[0] == 5
    assert len(asked) == 9
    assert len(list(results)) == 29


def test_a_single_task_is_done_here() -> None:
    assert list(Processes(2).work_through(partial(_adder, 1), [1], 1)) == [(2, os.getpid())]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_one_task_ends_the_work(processes: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(Processes(processes).work_through(_failer, range(30), 30))


def test_beside_another_thread_processes_begin_anew() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert [number for number, _ in Processes(2).work_through(partial(_adder, 5), range(4), 4)] == [5, 6, 7, 8]
    finally:
        done.set()
        other.join()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_task_may_depend_on_an_earlier_result(processes: int) -> None:
    found: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(20):
            yield number if number < 6 or not found else 100 + found[0]

    for result, _ in Processes(processes).work_through(partial(_adder, 5), tasks(), 20):
        found.append(result)
    assert (found[:6], found[-1]) == ([5, 6, 7, 8, 9, 10], 110)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_task_may_wait_for_the_result_of_an_earlier_one(processes: int) -> None:
    """As many as there are, fewer than begun ahead: no result would be taken before the tasks end."""
    found: list[int] = []

    def tasks() -> Iterator[int | None]:
        yield from (1, 2)
        while len(found) < 2:
            yield None
        yield sum(found)

    for result, _ in Processes(processes).work_through(partial(_adder, 5), tasks(), 3):
        found.append(result)
    assert found == [6, 7, 18]
