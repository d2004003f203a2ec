"""Fetches what sources name before it is read, from many hosts at a time and from each host one after another.

::

    sources in order --> threads: the first that waits and whose host is free --> answers, taken in order

Threads only ask; what they are given, and what they answer, is read and kept by the one who takes it. No more answers
wait than `AHEAD`, so memory does not grow with the number of sources. Before a thread asks, it takes the turn of the
source, since other processes may read the same sources at this moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Generic, Protocol, TypeVar

from enrich.errors import CannotRead, NotAnswered
from enrich.http.host_limit import host_of
from enrich.http.messages import Response
from enrich.http.web import Web
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
        self._answers: dict[int, Answer] = {}
        self._raised: dict[int, BaseException] = {}
        """Apart, since an answer may itself be a problem that was caught."""
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
            self._changed.wait_for(lambda: number in self._answers or number in self._raised)
            self._taken += 1
            self._changed.notify_all()
            if number in self._raised:
                raise self._raised.pop(number)
            return self._answers.pop(number)

    def close(self) -> None:
        """Ask nothing more; who is being asked may answer to nobody."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _work(self) -> None:
        while (number := self._begin()) is not None:
            host, ask = self._questions[number]
            try:
                self._answers[number] = ask()
            except BaseException as problem:  # noqa: BLE001 - it is raised where the answer is taken
                self._raised[number] = problem
            with self._changed:
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


class Turn(Enum):
    """Whose it is to read a source now."""

    OURS = "ours"
    THEIRS = "theirs"
    """Another process is reading it."""
    READ = "read"
    """Another process has read it meanwhile."""


class SourceTurns(Protocol):
    """How the processes that read sources at the same time share them."""

    def take(self, source: Source) -> Turn:
        """Claim the source, unless another process has it or has read it; may be called in a thread."""
        ...

    def give_back(self, source: Source) -> None:
        """The source is read."""
        ...

    def wait_for(self, source: Source) -> None:
        """Wait until nobody else holds the source."""
        ...


class Alone:
    """The turns of a process that shares its sources with nobody."""

    def take(self, source: Source) -> Turn:
        return Turn.OURS

    def give_back(self, source: Source) -> None: ...

    def wait_for(self, source: Source) -> None: ...


class SourceFetches:
    """What sources of one run name on the web."""

    def __init__(self, web: Web | None, validators: Validators) -> None:
        """`validators` are those with which the document of a source came that need not be read again, (None, None) else."""
        self._web = web
        self._validators = validators
        self._answered: tuple[Source, Response | NotAnswered] | None = None
        self.read_elsewhere: list[Source] = []
        """Sources that other processes have read meanwhile."""

    def ahead(self, sources: Sequence[Source], turns: SourceTurns | None = None) -> Iterator[Source]:
        """The sources in their order, each to be read before the next; what they name is fetched meanwhile.

        Those that another process is reading come last, unless it has read them by then.
        """
        turns, left = turns or Alone(), list(sources)
        while left:
            theirs: list[Source] = []
            yield from self._round(left, turns, theirs)
            if theirs:
                turns.wait_for(theirs[0])
            left = theirs

    def _round(self, sources: Sequence[Source], turns: SourceTurns, theirs: list[Source]) -> Iterator[Source]:
        fetched = [source for source in sources if self._is_fetched(source)]
        asked = [(host_of(_address(one)), partial(self._in_turn, one, turns, self._validators(one))) for one in fetched]
        ahead = FetchAhead(asked)
        try:
            for source in sources:
                turn = ahead.take() if self._is_fetched(source) else turns.take(source)
                if turn is Turn.THEIRS:
                    theirs.append(source)
                elif turn is Turn.READ:
                    self.read_elsewhere.append(source)
                else:
                    self._answered = None if isinstance(turn, Turn) else (source, turn)
                    yield source
                    turns.give_back(source)
        finally:
            ahead.close()
            self._answered = None

    def answer(self, source: Source) -> Response:
        """What the source names, fetched ahead or now; raises NotAnswered."""
        if self._answered is None or self._answered[0] is not source:
            return self._ask(source, self._validators(source))
        answer = self._answered[1]
        self._answered = None
        if isinstance(answer, NotAnswered):
            raise answer
        return answer

    def _is_fetched(self, source: Source) -> bool:
        return source.kind in FETCHED and self._web is not None

    def _in_turn(
        self, source: Source, turns: SourceTurns, validators: tuple[str | None, str | None]
    ) -> Response | NotAnswered | Turn:
        """In a thread: the answer, or that it is not our turn."""
        turn = turns.take(source)
        if turn is not Turn.OURS:
            return turn
        try:
            return self._ask(source, validators)
        except NotAnswered as problem:
            return problem

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
