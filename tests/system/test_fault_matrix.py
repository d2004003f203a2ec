"""Every kind of fault, alone and in pairs, at the first, a middle and the last request of a run of 1,000 ids.

Whatever arXiv does, no record is lost, none is wrong, none is there twice; what could not be had is deferred with a
time, and a later run without faults completes it. Waits are injected, not slept.
"""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

import arxiv
import pytest
import requests

from enrich.arxiv import api_answers
from enrich.arxiv.api_answers import page_of_ids
from enrich.arxiv.api_atom import AnswerPage
from enrich.http.messages import Limits, Response
from enrich.pipeline import clients as tools
from enrich.pipeline.read_sources import Gathering
from enrich.record import Outcome, Record
from enrich.store.store import Store
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Paper, Server
from tests.support.working import enrich, listed, settings_for

COUNT, BATCH = 1000, 100
IDS = [f"2401.{number:05d}" for number in range(1, COUNT + 1)]
PLACES = {"first": IDS[0], "middle": IDS[COUNT // 2], "last": IDS[-1]}
"""An id of the first, of a middle and of the last request."""
HASTY: dict[str, Any] = {"read_timeout": 0.2, "total_timeout": 0.3}
SILENCE = 0.35
"""Seconds: longer than we wait for an answer."""
PATIENCE = 1.0
"""Seconds after which the package is taken to wait for ever."""
KINDS: dict[str, dict[str, Any]] = {
    "503": {"kind": "status", "status": 503, "headers": {"Retry-After": "20"}},
    "empty": {"kind": "empty"},
    "blank": {"kind": "blank"},
    "error200": {"kind": "error200"},
    "html": {"kind": "html"},
    "truncate": {"kind": "truncate"},
    "drop": {"kind": "drop"},
    "reset": {"kind": "reset"},
    "hang": {"kind": "hang", "seconds": SILENCE},
    "drip": {"kind": "drip", "seconds": 0.1},
    "control": {"kind": "control"},
    "latin1": {"kind": "latin1"},
    "unasked": {"kind": "unasked"},
    "fewer": {"kind": "fewer"},
    "dated": {"kind": "dated"},
    "bomb": {"kind": "bomb", "megabytes": 2},
}
"""One of each kind of the stand-in."""
STATUSES = {
    str(status): {"kind": "status", "status": status, "headers": headers}
    for status, headers in ((400, {}), (404, {}), (429, {}), (500, {}), (502, {"Retry-After": "soon"}))
}
"""More statuses, for faults that come alone."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A local arXiv with a stranger, which nobody asks for, and a thousand others; it writes each answer once."""
    server = Server({one["id"]: Paper(one) for one in (row(99999), *(row(n) for n in range(1, COUNT + 1)))})
    query = server.arxiv.query
    written: dict[str, str] = {}

    def once(args: dict[str, str]) -> str:
        key = json.dumps(args)
        if key not in written:
            written[key] = query(args)
        return written[key]

    server.arxiv.query = once  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@functools.lru_cache(maxsize=64)
def read(body: bytes, media_type: str, asked: tuple[str, ...], when: datetime) -> AnswerPage:
    """What an answer is worth: the same whenever it is the same answer, and most are."""
    return page_of_ids(Response(200, {"content-type": media_type}, body, "the local arXiv"), asked, when)


@pytest.fixture(autouse=True)
def economy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that makes small bombs dangerous, and each answer read once: some hundred runs are to be had."""
    monkeypatch.setattr(tools, "Limits", functools.partial(Limits, max_bytes=1 << 20))
    monkeypatch.setattr(
        api_answers,
        "page_of_ids",
        lambda answer, asked, when: read(answer.body, answer.media_type, tuple(asked), when),
    )


@functools.cache
def mentioned() -> Store:
    """A store that knows of the thousand ids and of nothing else."""
    store, now = Store("sqlite://"), FakeTime().now()
    Gathering(store, store.runs.start("enrich", now), now, Path(), None).read(listed(IDS))
    return store


def fresh() -> Store:
    """The same, as a store of its own."""
    store = Store("sqlite://")
    with mentioned().engine.connect() as whence, store.engine.connect() as to:
        theirs, ours = whence.connection.driver_connection, to.connection.driver_connection
        assert theirs is not None
        assert ours is not None
        theirs.backup(ours)
    return store


@pytest.fixture(scope="module")
def truth(server: Server) -> dict[str, Record]:
    """What an undisturbed run leaves behind."""
    with fresh() as store:
        assert run(store, server, FakeTime(), [], retry=True) == COUNT // BATCH
        return records(store)


def at(place: str, *kinds: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules by which the requests for an id fail in these ways, one after the other."""
    return [{"path": "/api", "contains": PLACES[place], "nth": [1], **kind} for kind in kinds]


def run(
    store: Store, server: Server, time: FakeTime, faults: list[dict[str, Any]], *, retry: bool = True, **arxiv: Any
) -> int:
    """One run with these faults; the number of requests."""
    server.faults.set(faults)
    before = len(server.log.rows)
    enrich(store, settings_for(server.url, batch=BATCH, refresh=0, **arxiv), time, retry=retry)
    return len(server.log.rows) - before


def check(store: Store, truth: dict[str, Record], time: FakeTime) -> int:
    """Nothing is lost, wrong, double or strange; the number of papers that are deferred."""
    verdicts = [one.verdict for one in store.intake.accounted()]
    assert len(verdicts) == COUNT
    assert {one.outcome for one in verdicts} <= {Outcome.FOUND, Outcome.DEFERRED}
    assert all(one.next_try and one.next_try >= time.now() for one in verdicts if one.outcome is Outcome.DEFERRED)
    found = sorted(str(one.id) for one in verdicts if one.outcome is Outcome.FOUND)
    kept = records(store)
    assert [name for name in kept if kept[name] != truth.get(name)] == []
    assert sorted(store.order()) == sorted(kept) == found
    assert list(store.changes()) == []
    return COUNT - len(found)


def records(store: Store) -> dict[str, Record]:
    """Every record but for its times of hearing, the stranger's included if there were one."""
    return {name: replace(one, provenance=()) for name, one in store.records.get([*IDS, "2401.99999"]).items()}


def complete(store: Store, server: Server, truth: dict[str, Record], time: FakeTime) -> None:
    """A later run without faults, at the time that was said, has all that is left."""
    time.pass_by(timedelta(days=1, hours=1).total_seconds())
    assert run(store, server, time, [], retry=False) <= COUNT // BATCH
    assert check(store, truth, time) == 0


# ---------------------------------------------------------------- the package alone


def alone(server: Server, faults: list[dict[str, Any]]) -> str:
    """What the `arxiv` package returns, asked for the same papers in the same portions."""
    client = arxiv.Client(page_size=BATCH, delay_seconds=0, num_retries=3)
    client.query_url_format = f"{server.url}/api/query?{{}}"
    client._session.get = functools.partial(guarded, client._session.get)
    server.faults.set(faults)
    heard: list[arxiv.Result] = []
    errors = set()
    for start in range(0, COUNT, BATCH):
        search = arxiv.Search(id_list=IDS[start : start + BATCH], max_results=None)
        try:
            heard += islice(client.results(search), 2 * BATCH)
        except requests.Timeout:
            errors.add("waits for ever")
        except (requests.RequestException, arxiv.ArxivError) as error:
            errors.add(type(error).__name__)
    wrong = sum(not is_right(result, server) for result in heard)
    lost = len({*IDS} - {result.get_short_id()[:10] for result in heard})
    outcome = [f"{lost} lost" if lost else "", f"{wrong} wrong" if wrong else "", *sorted(errors)]
    return ", ".join(part for part in outcome if part) or "all"


def guarded(get: Callable[..., requests.Response], url: str, **options: Any) -> requests.Response:
    """What the package does, which sets no timeout, but with an end to the waiting."""
    with get(url, stream=True, timeout=PATIENCE, **options) as response:
        end, pieces = monotonic() + PATIENCE, []
        for piece in response.iter_content(1 << 12):
            pieces.append(piece)
            if monotonic() > end:
                raise requests.Timeout
        response._content = b"".join(pieces)
        return response


def is_right(result: arxiv.Result, server: Server) -> bool:
    name = result.get_short_id()[:10]
    paper = server.arxiv.papers[name]
    return (
        name in IDS
        and result.title == paper.title
        and result.summary.split() == paper.abstract.split()
        and [author.name for author in result.authors] == paper.authors
    )


# ---------------------------------------------------------------- the matrix


@pytest.mark.parametrize("kind", [*KINDS, *STATUSES])
def test_a_fault_alone_loses_nothing(
    kind: str,
    server: Server,
    truth: dict[str, Record],
    record_property: Callable[[str, object], None],
) -> None:
    fault = (KINDS | STATUSES)[kind]
    ours = []
    for place in PLACES:
        with fresh() as store:
            time = FakeTime()
            asked = run(store, server, time, at(place, fault), **HASTY)
            left = check(store, truth, time)
            ours.append(f"{COUNT - left}+{left}" if left else "all")
            assert asked <= COUNT // BATCH + 16
            if left:
                complete(store, server, truth, time)
    longer = {"seconds": 2 * PATIENCE} if kind == "hang" else {}
    package = alone(server, at("middle", fault | longer))
    record_property("fault matrix", (kind, package, *ours))


@pytest.mark.parametrize("kind", [*KINDS, *STATUSES])
def test_a_fault_that_stays_loses_nothing(kind: str, server: Server, truth: dict[str, Record]) -> None:
    with fresh() as store:
        time = FakeTime()
        asked = run(store, server, time, [{"path": "/api", **(KINDS | STATUSES)[kind]}], **HASTY)
        check(store, truth, time)
        assert asked <= 3 * COUNT // BATCH, "an arXiv that is ill is left alone"
        complete(store, server, truth, time)


@pytest.mark.parametrize("second", KINDS)
def test_faults_in_pairs_lose_nothing(second: str, server: Server, truth: dict[str, Record]) -> None:
    for first in pairs_with(second):
        with fresh() as store:
            time = FakeTime()
            faults = [rule for place in PLACES for rule in at(place, KINDS[first], KINDS[second])]
            run(store, server, time, faults, **HASTY)
            if check(store, truth, time):
                run(store, server, time, [{"path": "/api", "nth": [1], **KINDS[second]}], **HASTY)
            if check(store, truth, time):
                complete(store, server, truth, time)


def pairs_with(kind: str) -> Iterator[str]:
    """The kinds that come before this one in a pair, so that each two meet once: half of them this way round."""
    names: Sequence[str] = [*KINDS]
    here = names.index(kind)
    half = len(names) // 2
    return (
        other
        for there, other in enumerate(names)
        if (here - there) % len(names) < half or (abs(here - there) == half and here < there)
    )
