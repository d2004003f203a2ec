"""enrich/http/fetch_ahead.py: many hosts at a time, each of them one after another, answers in their order."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

import pytest

from enrich.errors import NotThere
from enrich.http.fetch_ahead import AHEAD, THREADS, FetchAhead, SourceFetches
from enrich.http.messages import Response
from enrich.options.sources import Source
from tests.support.processes import PATIENCE


def taken(ahead: FetchAhead[int], count: int) -> list[int]:
    return [ahead.take() for _ in range(count)]


def test_hosts_are_asked_at_the_same_time_and_answers_come_in_order() -> None:
    together = threading.Barrier(THREADS)

    def ask(number: int) -> int:
        together.wait(PATIENCE)  # passes once so many are being asked
        return number

    count = 4 * THREADS
    ahead = FetchAhead([(n, lambda n=n: ask(n)) for n in range(count)])
    assert taken(ahead, count) == list(range(count))
    ahead.close()


@pytest.mark.parametrize("hosts", [[0] * 40, [0, 1] * 40, [0] * 100 + list(range(1, 100)), list(range(9)) * 30])
def test_no_host_is_asked_twice_at_a_time_and_each_in_the_order_of_the_sources(hosts: Sequence[int]) -> None:
    guard, asking, seen = threading.Lock(), Counter[int](), list[tuple[int, int]]()

    def ask(number: int) -> int:
        host = hosts[number]
        with guard:
            asking[host] += 1
            assert asking[host] == 1
            seen.append((host, number))
        with guard:
            asking[host] -= 1
        return number

    ahead = FetchAhead([(host, lambda n=n: ask(n)) for n, host in enumerate(hosts)])
    assert taken(ahead, len(hosts)) == list(range(len(hosts)))
    for host in {*hosts}:
        numbers = [number for each, number in seen if each == host]
        assert numbers == sorted(numbers)


def test_no_more_answers_wait_than_memory_allows() -> None:
    asked, guard, many = Counter[str](), threading.Lock(), 3 * AHEAD
    reached = threading.Event()

    def ask() -> int:
        with guard:
            asked["all"] += 1
            if asked["all"] == AHEAD:
                reached.set()
        return 0

    ahead = FetchAhead([(n, ask) for n in range(many)])
    assert reached.wait(PATIENCE)
    assert asked["all"] == AHEAD
    taken(ahead, many)
    assert asked["all"] == many


def test_what_asking_raises_is_raised_where_the_answer_is_taken() -> None:
    def fails() -> int:
        raise NotThere("http://b.example is not there", "http://b.example")

    ahead = FetchAhead[int]([("a", lambda: 1), ("b", fails), ("c", lambda: 3)])
    assert ahead.take() == 1
    with pytest.raises(NotThere):
        ahead.take()
    assert ahead.take() == 3


def test_nothing_is_asked_once_it_is_closed() -> None:
    asked, hold = list[int](), threading.Event()

    def ask(number: int) -> int:
        asked.append(number)
        hold.wait(PATIENCE)
        return number

    ahead = FetchAhead([(n, lambda n=n: ask(n)) for n in range(THREADS * 2)])
    ahead.close()
    hold.set()
    for thread in threading.enumerate():
        if thread.name.startswith("fetch-"):
            thread.join(PATIENCE)
    assert len(asked) <= THREADS


class _Web:
    """Answers with the address, and notes in which thread."""

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def get(self, url: str, **_: object) -> Response:
        self.threads.add(threading.current_thread().name)
        return Response(200, {}, url.encode(), url)


def test_sources_of_files_stand_between_those_that_are_fetched() -> None:
    web = _Web()
    sources = [
        Source(name="a", feed="https://a.example/feed"),
        Source(name="f", files=("*.txt",)),
        Source(name="b", page="https://b.example/"),
        Source(name="a2", page="https://a.example/more"),
    ]
    fetches = SourceFetches(web, lambda source: (None, None))  # type: ignore[arg-type]
    read = [fetches.answer(one).body if one.files is None else b"" for one in fetches.ahead(sources)]
    assert read == [b"https://a.example/feed", b"", b"https://b.example/", b"https://a.example/more"]
    assert all(name.startswith("fetch-") for name in web.threads)
    # Beside a run, as for one source alone, it is fetched at once.
    assert fetches.answer(sources[0]).body == b"https://a.example/feed"
    assert threading.current_thread().name in web.threads


def test_a_host_that_does_not_answer_leaves_the_other_sources_to_be_read() -> None:
    class Partly(_Web):
        def get(self, url: str, **_: object) -> Response:
            if "gone" in url:
                raise NotThere("it is gone", url)
            return super().get(url)

    hosts = ("gone", "here", "gone-too")
    sources = [Source(name=host, page=f"https://{host}.example/") for host in hosts]
    fetches = SourceFetches(Partly(), lambda source: (None, None))  # type: ignore[arg-type]
    read = []
    for one in fetches.ahead(sources):
        try:
            read.append(fetches.answer(one).body.decode())
        except NotThere as problem:
            read.append(str(problem))
    assert read == ["it is gone", "https://here.example/", "it is gone"]
