"""The metadata services beside arXiv, for tests: recorded answers, a local stand-in, and the way to it that a run takes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from enrich.clock import Clock
from enrich.http.client import Fetcher, Limits
from enrich.http.messages import Request, Response, judged, user_agent
from enrich.http.rate_limit import Limiter, Rules
from enrich.services.service import Ask, Service
from tests.support.limits import MemorySlots
from tests.support.sources_standin import Server, invented_records

T = TypeVar("T")
WHEN = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
"""When statements of the tests are heard."""
CONTACT = "somebody@example.org"
FASTER = 20
"""How much faster time runs in tests of pace."""
SHORT = Limits(connect_timeout=10.0, read_timeout=10.0, total_timeout=30.0, max_bytes=4 << 20)
"""Limits for small answers of a busy machine; everything else is as usual."""


# ---------------------------------------------------------------- the stand-in


@contextmanager
def listening(server: Server) -> Iterator[Server]:
    """The server, which answers until the end and is closed then."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(papers: int = 300, **options: Any) -> Iterator[Server]:
    """The local services with so many invented papers; `options` are those of its Server (trouble, scale, faults, keys)."""
    server = Server(invented_records(papers), **({"scale": 0.0, "trouble": 0.0} | options))
    with listening(server):
        yield server


def way(service: Service, clock: Clock, interval: float = 0.0, limits: Limits = SHORT) -> Ask:
    """How a run asks a service: at its pace (seconds between requests), with its own reading of refusals."""
    limiter = Limiter(MemorySlots(), Rules(min_interval=interval), clock)
    return Fetcher(limiter, agent=user_agent(CONTACT), limits=limits, clock=clock, pause=service.pause).ask


def fast_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that runs FASTER times as fast, for a stand-in with scale=1/FASTER.

    A request counts as arrived when its answer begins and not before: on a busy machine that takes longer than a second of
    this clock.
    """
    monkeypatch.setattr("enrich.http.rate_limit.ARRIVAL", 60.0 * FASTER)
    began = time.monotonic()

    def passed() -> float:
        return (time.monotonic() - began) * FASTER

    return Clock(lambda: WHEN + timedelta(seconds=passed()), passed, lambda seconds: time.sleep(seconds / FASTER))


def _settled(server: Server, service: str) -> None:
    """Wait until the stand-in has noted the end of what it answered: its reader may be quicker than it is."""
    patience = time.monotonic() + 10
    while server.log.open[service] and time.monotonic() < patience:
        time.sleep(0.002)


def offences(server: Server, service: str) -> dict[str, int]:
    """What the stand-in has to complain of."""
    _settled(server, service)
    judgement = server.log.summary()["judgement"]
    return dict(judgement[service]["offences"]) if service in judgement else {}


def requests(server: Server, service: str) -> list[dict[str, Any]]:
    """The requests that a service got, in their order."""
    _settled(server, service)
    return [row for row in server.log.summary()["rows"] if row["service"] == service]


# ---------------------------------------------------------------- single answers


class Replies:
    """A way to a server that gives these answers in their order, as the client would, without asking twice."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.asked: list[Request] = []
        self._answers = list(answers)

    def __call__(self, question: Request, parse: Callable[[Response], T]) -> T:
        self.asked.append(question)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return parse(judged(answer))


def reply(value: Any, status: int = 200, url: str = "https://service.example/", **headers: str) -> Response:
    """An answer: text as it is, anything else as JSON; underscores in names of headers are hyphens."""
    body = value if isinstance(value, str) else json.dumps(value)
    return Response(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, body.encode("utf-8", "replace"), url
    )


def recorded_answer(shared: Path, name: str) -> Response:
    """A real answer, by its file below `sources/recorded` (`orcid/person.json`), with the headers that were noted."""
    row = _index(shared)[name]
    url = next((word for word in str(row["request"]).split() if word.startswith("http")), "https://service.example/")
    headers = {str(key).lower(): str(value) for key, value in (row.get("headers") or {}).items()}
    return Response(int(row["status"]), headers, (shared / "sources" / "recorded" / name).read_bytes(), url)


def recorded_names(shared: Path, services: Sequence[str]) -> list[str]:
    """The recorded files of some services."""
    return sorted(name for name, row in _index(shared).items() if row["service"] in services)


@cache
def _index(shared: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads((shared / "sources" / "recorded" / "index.json").read_text(encoding="utf-8"))
    return {row["file"]: row for row in rows}
