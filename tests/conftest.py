"""Fixtures for every test: a local arXiv, a clock that nobody waits for, the shared data where they are."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from enrich.clock import Clock
from tests.support.arxiv_standin import Paper, Server, read_records
from tests.support.stores import empty_database, migrated_once, migrated_template

settings.register_profile("paperwire", deadline=None)
settings.load_profile("paperwire")
"""No deadline: a busy machine is no reason to fail."""
ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT / "tests" / "data" / "recorded"
SYSTEM = ROOT / "tests" / "system"


@dataclass
class FakeTime:
    """Clocks that move only when told to, or when somebody sleeps."""

    wall: datetime = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    steady: float = 1000.0
    naps: list[float] = field(default_factory=list)
    """How long each sleep was, in seconds."""

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)

    def clock(self) -> Clock:
        return Clock(self.now, self.monotonic, self.sleep)


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data and inputs, which a fresh clone does not have."""
    path = Path(os.environ.get("PAPERWIRE_SHARED") or ROOT.parent / "shared")
    if not (path / "data").is_dir():
        pytest.skip(f"needs the shared data, which are not at {path} (set PAPERWIRE_SHARED)")
    return path


def row(number: int, **more: Any) -> dict[str, Any]:
    """The metadata of an invented paper, in the field names of arXiv's snapshot."""
    return {
        "id": f"2401.{number:05d}",
        "title": f"A study of {number} things",
        "authors_parsed": [["Doe", f"Jane {number}", ""], ["Núñez", "José", ""]],
        "abstract": f"  We count to {number}\nand stop. ",
        "comments": f"{number} pages",
        "categories": "cs.LG stat.ML",
        "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 10:00:00 GMT"}],
        "update_date": "2024-01-01",
    } | more


def rows(count: int) -> list[dict[str, Any]]:
    return [row(number) for number in range(1, count + 1)]


@pytest.fixture
def standin() -> Iterator[Callable[..., Server]]:
    """Starts local arXivs: `standin(rows or paths, min_interval=..., enforce=..., faults=[...])` -> Server.

    `server.url` is where it listens, `server.log.summary()` what was asked of it. All of them end with the test.
    """
    servers: list[tuple[Server, threading.Thread]] = []

    def start(records: Sequence[dict[str, Any] | Path] | int = 25, **options: Any) -> Server:
        if isinstance(records, int):
            records = rows(records)
        papers = {r["id"]: Paper(r) for r in records if isinstance(r, dict)}
        papers |= read_records([r for r in records if isinstance(r, Path)])
        server = Server(papers, **options)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session", autouse=True)
def _migrated_once() -> Iterator[None]:
    with migrated_once():
        yield


def postgresql_server() -> str:
    """The URL of the server that tests may create databases at; a test without one fails where tools are required, and is skipped elsewhere."""
    given = os.environ.get("PAPERWIRE_TEST_POSTGRESQL")
    if given is None:
        reason = "needs a PostgreSQL: set PAPERWIRE_TEST_POSTGRESQL to a URL whose user may create databases"
        pytest.fail(reason) if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1" else pytest.skip(reason)
    return given


DATABASE = f"paperwire_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
"""Of this process alone, since tests run side by side."""


@pytest.fixture
def postgresql() -> str:
    """The URL of an empty PostgreSQL database of this process alone."""
    return empty_database(postgresql_server(), DATABASE)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store of each kind, one after the other: both keep the same promises."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/either.db"
    given = postgresql_server()
    return empty_database(given, DATABASE, migrated_template(given))


@pytest.fixture(params=["sqlite", "postgresql"])
def either_new(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """As `either`, but the database has no tables yet."""
    return f"sqlite:///{tmp_path}/new.db" if request.param == "sqlite" else str(request.getfixturevalue("postgresql"))


# ---------------------------------------------------------------- recorded answers


@dataclass(frozen=True)
class Recorded:
    """An answer of the live API, as it was."""

    url: str
    status: int
    body: bytes


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Recorded]:
    """`recorded("id_abc")` -> the recorded answer whose file name begins so."""

    def load(name: str) -> Recorded:
        paths = sorted(p for p in RECORDED.glob("*.json") if p.name.startswith(name))
        assert len(paths) == 1, f"{name} names {len(paths)} recorded answers"
        heard = json.loads(paths[0].read_text(encoding="utf-8"))
        return Recorded(heard["url"], heard["status_code"], heard["body"].encode("latin-1"))

    return load


# ---------------------------------------------------------------- the order of the tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that take longest first, those of the whole program and of growth: no process is alone with them at the end."""
    items.sort(key=lambda item: SYSTEM not in item.path.parents and not item.path.stem.endswith("growth"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A process that has no tests left takes some of another's, so that all of them end at about the same time."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


# ---------------------------------------------------------------- the tables of the fault and crash matrices


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the matrices found, whichever process found it."""
    found = [pair for report in terminalreporter.getreports("passed") for pair in report.user_properties]
    faults = [value for name, value in found if name == "fault matrix"]
    if faults:
        terminalreporter.section("fault matrix: 1,000 ids in 10 requests, found+deferred; a later run found the rest")
        heading = ("fault", "the arxiv package alone (at a middle request)", "paperwire: first", "middle", "last")
        for one in (heading, *faults):
            terminalreporter.write_line(f"{one[0]:<10}{one[1]:<48}{one[2]:<18}{one[3]:<10}{one[4]}")
    for killed, passes, requests, least in (value for name, value in found if name == "crash matrix"):
        terminalreporter.section("crash matrix")
        terminalreporter.write_line(f"{killed} kills in {passes} runs: {requests} requests, {least} without any kill")
