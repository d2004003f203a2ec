"""Fetches what sources name before it is read, from many hosts at a time and from each host one after another.

::

    sources in order --> threads: the first that waits and whose host is free --> answers, taken in order

Threads only ask; what they are given, and what they answer, is read and kept by the one who takes it. No more answers
wait than `AHEAD`, so memory does not grow with the number of sources.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import Generic, TypeVar

from enrich.errors import CannotRead
from enrich.http.messages import Response
from enrich.http.web import Web, host_of
from enrich.options.sources import Source

THREADS = 16
AHEAD = 64
"""Sources beyond the one that is read next of which answers may wait."""
FETCHED = ("feed", "page")
"""Kinds of sources that are fetched."""
Validators = Callable[[Source], tuple[str | None, str | None]]
"""ETag and Last-Modified that a source's document came with."""
Answer = TypeVar("Answer")


class FetchAhead(Generic[Answer]):
    """Asks all questions, and gives the answers in the order of the questions."""

    def __init__(self, questions: Sequence[tuple[Hashable, Callable[[], Answer]]]) -> None:
        """Each question has its host, and a function that asks; it may be called in a thread, and may raise."""
        self._questions = questions
        self._changed = threading.Condition()
        self._begun: set[int] = set()
        self._busy: set[Hashable] = set()
        self._answers: dict[int, Answer | BaseException] = {}
        self._taken = 0
        self._closed = False
        hosts = {host for host, _ in questions}
        # One host is asked here, when its answer is taken: a thread would be no sooner.
        self._threads = [
            threading.Thread(target=self._work, name=f"fetch-{n}", daemon=True)
            for n in range(min(THREADS, len(hosts)) if len(hosts) > 1 else 0)
        ]
        for thread in self._threads:
            thread.start()

    def take(self) -> Answer:
        """The answer to the next question; raises what asking raised."""
        number = self._taken
        if not self._threads:
            self._taken += 1
            return self._questions[number][1]()
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers)
            answer = self._answers.pop(number)
            self._taken += 1
            self._changed.notify_all()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """Ask nothing more; who is being asked may answer to nobody."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _work(self) -> None:
        while (number := self._begin()) is not None:
            host, ask = self._questions[number]
            try:
                answer: Answer | BaseException = ask()
            except BaseException as problem:  # noqa: BLE001 - it is raised where the answer is taken
                answer = problem
            with self._changed:
                self._answers[number] = answer
                self._busy.discard(host)
                self._changed.notify_all()

    def _begin(self) -> int | None:
        """The next question, once there is one whose host is free; None when nothing is left."""
        with self._changed:
            while not self._closed and len(self._begun) < len(self._questions):
                for number in range(self._taken, min(self._taken + AHEAD, len(self._questions))):
                    host = self._questions[number][0]
                    if number not in self._begun and host not in self._busy:
                        self._begun.add(number)
                        self._busy.add(host)
                        return number
                self._changed.wait()
            return None


class SourceFetches:
    """What sources of one run name on the web."""

    def __init__(self, web: Web | None, validators: Validators) -> None:
        """`validators` are those with which the document of a source came that need not be read again, (None, None) else."""
        self._web = web
        self._validators = validators
        self._waiting: deque[Source] = deque()
        self._ahead: FetchAhead[Response] | None = None

    def ahead(self, sources: Sequence[Source]) -> Iterator[Source]:
        """The sources in their order, each to be read before the next; what they name is fetched meanwhile."""
        self._waiting = deque(source for source in sources if source.kind in FETCHED and self._web is not None)
        asked = [
            (host_of(_address(source)), partial(self._ask, source, self._validators(source)))
            for source in self._waiting
        ]
        self._ahead = FetchAhead(asked)
        try:
            yield from sources
        finally:
            self._ahead.close()
            self._waiting.clear()

    def answer(self, source: Source) -> Response:
        """What the source names, fetched ahead or now; raises NotAnswered."""
        if self._ahead is not None and self._waiting and self._waiting[0] is source:
            self._waiting.popleft()
            return self._ahead.take()
        return self._ask(source, self._validators(source))

    def _ask(self, source: Source, validators: tuple[str | None, str | None]) -> Response:
        """May be called in a thread."""
        if self._web is None:
            raise CannotRead(_address(source), "nothing is fetched here")
        return self._web.get(
            _address(source),
            etag=validators[0],
            last_modified=validators[1],
            allow_private=source.allow_private,
        )


def _address(source: Source) -> str:
    return source.feed or source.page or ""
