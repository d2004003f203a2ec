"""Every fault of the local metadata services, and what must hold of a service's answers under each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from enrich.http.client import Limits
from enrich.services.service import Answers, Ask, Service
from enrich.statements.statement import PersonStatement, Statement
from tests.conftest import FakeTime
from tests.support.services import SHORT, WHEN, offences, running, way
from tests.support.sources_standin import FAULT_KINDS, Server

SETTINGS: dict[str, dict[str, Any]] = {
    "status": {"status": 418, "body": "<html>teapot</html>"},
    "hang": {"seconds": 0.4},
    "drip": {"seconds": 0.0001},
    "bomb": {"megabytes": 8},
    "huge": {"megabytes": 8},
}
"""What some kinds need beside their name."""
FAULTS: dict[str, dict[str, Any]] = {kind: {"kind": kind} | SETTINGS.get(kind, {}) for kind in FAULT_KINDS} | {
    "per_second, in 7 s": {"kind": "per_second", "retry_after": 7},
    "per_second, a date": {"kind": "per_second", "retry_after": "date"},
    "per_second, silent": {"kind": "per_second", "retry_after": None},
    "404 of a proxy": {"kind": "status", "status": 404, "body": "<html>404 Not Found</html>"},
    "JSON that is no answer": {"kind": "status", "status": 200, "body": "{}", "headers": {"Content-Type": "text/json"}},
}
PLACES: dict[str, dict[str, Any]] = {
    "always": {},
    "first": {"nth": [1]},
    "middle": {"nth": [5]},
    "last": {"nth": [11]},
    "twice": {"nth": [2, 3]},
}
"""Where in a run of a dozen requests a fault happens."""
SECRET = "a-secret-key"
"""The key with which services are asked here: no message may show it."""
UNTIMED = {"too_parallel"}
"""What says nothing where nobody waits: the next question may come before the end of the last one is noted."""
WITHOUT_TITLES = {"wrong_title", "nulls"}
"""Under these the title says nothing of whose record it is."""


@dataclass
class Outcome:
    """What all questions together brought."""

    found: dict[str, tuple[Statement | PersonStatement, ...]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    stopped: list[Exception] = field(default_factory=list)

    def add(self, answers: Answers) -> None:
        self.found |= answers.found
        self.absent |= answers.absent
        self.problems += answers.problems
        self.stopped += [answers.stopped] if answers.stopped else []


def ask_all(service: Service, ask: Ask, keys: Sequence[str]) -> Outcome:
    """Ask for all keys, as many at once as the service takes, until it stops."""
    outcome = Outcome()
    for start in range(0, len(keys), service.batch):
        outcome.add(service.ask(ask, keys[start : start + service.batch], WHEN))
        if outcome.stopped:
            break
    return outcome


@dataclass
class Matrix:
    """One service under faults."""

    standin: str
    """Its name in the stand-in: `s2`, `hf`, `inspire`, `orcid`."""
    make: Callable[[str, str], Service]
    """The service, from a base URL and a key."""
    keys: Callable[[Server], Sequence[str]]
    has: Callable[[Server, str], bool]
    """Whether the stand-in has a record of this key."""
    right: Callable[[Server, str, Statement | PersonStatement, bool], bool]
    """Whether a statement is about the key; the last argument says whether titles can be believed."""
    excused: Mapping[str, set[str]] = field(default_factory=dict)
    """By fault: offences that the stand-in counts though the question was as it should be."""

    def check(self, fault: str, where: Mapping[str, Any]) -> Outcome:
        """Under the fault nothing wrong is found and nothing is lost, and afterwards everything is answered.

        A question that is refused (400) is asked in halves, which the stand-in counts as wasted.
        """
        with running(100, faults=[FAULTS[fault] | {"service": self.standin} | where]) as server:
            keys = self.keys(server)
            under = self._asked(server, keys, fault)
            excused = self.excused.get(fault, set()) | UNTIMED | ({"wasted_batches"} if fault == "400" else set())
            assert set(offences(server, self.standin)) <= excused, offences(server, self.standin)
            server.faults.set([])
            left = [key for key in keys if key not in under.found and key not in under.absent]
            assert not left or under.stopped or under.problems, "what is not known needs a reason"
            after = self._asked(server, left, "")
            assert not after.stopped
            assert {*after.found, *after.absent} == {*left}
        return under

    def _asked(self, server: Server, keys: Sequence[str], fault: str) -> Outcome:
        service = self.make(f"{server.url}/{self.standin}", SECRET)
        limits = Limits(read_timeout=0.2, max_bytes=4 << 20) if fault == "hang" else SHORT
        outcome = ask_all(service, way(service, FakeTime().clock(), limits=limits), keys)
        shown = [*outcome.problems, *(f"{error} {getattr(error, 'url', '')}" for error in outcome.stopped)]
        assert not [line for line in shown if SECRET in line]
        for key, statements in outcome.found.items():
            assert self.has(server, key), f"{key} is unknown there"
            assert all(self.right(server, key, one, fault not in WITHOUT_TITLES) for one in statements), key
        assert not [key for key in outcome.absent if self.has(server, key)]
        return outcome


ODD: tuple[Any, ...] = (None, "", "x", 5, -1.5, True, [], {}, [None], [[]], {"value": None}, "\ud800\x00", 10**400)
"""Values that stand where something else is expected."""


def spoiled(value: Any) -> Iterator[Any]:
    """The JSON value with each of its parts, one at a time, replaced by each odd value."""
    yield from ODD
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, inner in places:
        for other in spoiled(inner):
            copy = value.copy()
            copy[place] = other
            yield copy
        if isinstance(value, dict):
            yield {name: part for name, part in value.items() if name != place}
