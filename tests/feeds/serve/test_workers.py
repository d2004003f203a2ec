"""Facts about the threads that ask the store."""

from __future__ import annotations

import asyncio
import threading

import pytest

from feeds.serve.workers import THREADS, WAITING, Overloaded, Workers
from tests.support.processes import PATIENCE


def test_work_is_done_beside_the_loop_and_its_errors_come_back() -> None:
    workers = Workers()

    async def ask() -> None:
        assert await workers.do(pow, 2, 5) == 32
        assert await workers.do(threading.get_ident) != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await workers.do(divmod, 1, 0)

    asyncio.run(ask())
    workers.close()


def test_a_question_beyond_those_that_may_wait_is_sent_away_and_the_next_is_welcome() -> None:
    workers, end = Workers(), threading.Event()
    at_work: set[int] = set()

    def wait() -> None:
        at_work.add(threading.get_ident())
        assert end.wait(PATIENCE)

    async def ask() -> None:
        waiting = [asyncio.ensure_future(workers.do(wait)) for _ in range(WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await workers.do(pow, 2, 5)
        end.set()
        await asyncio.gather(*waiting)
        assert await workers.do(pow, 2, 5) == 32

    asyncio.run(ask())
    assert len(at_work) <= THREADS
    workers.close()
