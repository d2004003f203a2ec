"""Several machines on one store: sources are shared, no host has two connections, and a dead machine keeps nothing."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import func, select

from enrich.coordination.tables import claims
from enrich.database.connection import reading
from enrich.store.store import Store
from tests.conftest import ROOT, rows
from tests.support.arxiv_standin import Server
from tests.support.processes import PATIENCE, comes_true, started

ELSEWHERE = """
import sys
from enrich.coordination import holding
from enrich.machine import process
holding.SECONDS = holding.SQLITE_SECONDS = 3.0
if name := sys.argv[1]:
    process.machine = lambda: name
from feeds.cli.commands import call
sys.exit(call(sys.argv[2:]))
"""
"""A command on a machine of that name, of whose processes this one knows nothing, with claims of three seconds."""


@dataclass
class Hosts:
    """Local hosts of one page each, which note who came when."""

    servers: list[ThreadingHTTPServer] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """Address -> requests."""
    times: dict[str, list[float]] = field(default_factory=dict)
    """Host -> when requests came, by the steady clock."""
    open: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    """Host -> most requests at a time."""
    guard: threading.Lock = field(default_factory=threading.Lock)
    stuck: str = ""
    """The page whose first answer does not come."""
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when that was asked for."""
    given_up: threading.Event = field(default_factory=threading.Event)

    def page(self, number: int, path: str = "/") -> str:
        return f"http://127.0.9.{number + 1}:{self.servers[number].server_port}{path}"

    def arrived(self, host: str, path: str) -> bool:
        """Note a request; whether it is answered, for whoever asked for the page that is stuck has died meanwhile."""
        with self.guard:
            self.asked[host + path] += 1
            self.times.setdefault(host, []).append(time.monotonic())
            self.open[host] += 1
            self.most[host] = max(self.most[host], self.open[host])
        if host + path == self.stuck and self.asked[self.stuck] == 1:
            self.reached.set()
            self.given_up.wait(PATIENCE)
            return False
        return True


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    found = Hosts()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = str(self.server.server_address[0])
            is_answered = found.arrived(host, self.path)
            time.sleep(0.1)
            found.open[host] -= 1
            if not is_answered:
                return
            number = host.rpartition(".")[2]
            body = f"<p>arXiv:2401.{int(number):05d} is read here.</p>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ExitStack() as stack:
        for number in range(12):
            server = stack.enter_context(ThreadingHTTPServer((f"127.0.9.{number + 1}", 0), Page))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            stack.callback(server.shutdown)
            found.servers.append(server)
        stack.callback(found.given_up.set)
        yield found


def home(place: Path, store: str, arxiv: str, pages: Sequence[str]) -> Path:
    """A folder with settings that name these pages."""
    place.mkdir()
    sources = "".join(f"[[sources]]\nname = '{page}'\npage = '{page}'\nallow_private = true\n" for page in pages)
    (place / "paperwire.toml").write_text(
        f"[arxiv]\nbase_url = '{arxiv}'\nmin_interval = 0.05\nbatch = 3\n[store]\nurl = '{store}'\n{sources}"
    )
    return place


def on(machine: str, place: Path, *arguments: str) -> AbstractContextManager[Popen[str]]:
    command = [sys.executable, "-P", "-c", ELSEWHERE, machine, *arguments]
    env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(place)}
    return started(command, cwd=place, env=env, stderr=PIPE, text=True)


@contextmanager
def both(*commands: AbstractContextManager[Popen[str]]) -> Iterator[list[Popen[str]]]:
    with ExitStack() as stack:
        yield [stack.enter_context(one) for one in commands]


def written(process: Popen[str]) -> str:
    """What a process that ended well wrote."""
    text: str = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 0, text
    return text


def read(store: str) -> int:
    """How many sources have been read and given back."""
    with Store(store) as opened, reading(opened.engine) as connection:
        given_back = claims.c.name.startswith("source ") & claims.c.at.is_not(None)
        return int(connection.execute(select(func.count()).where(given_back)).scalar_one())


def test_two_machines_share_sources_and_never_meet_at_a_host(
    either: str, hosts: Hosts, standin: Callable[..., Server], tmp_path: Path
) -> None:
    """Ten pages are in the settings of both; of two hosts each has pages of its own."""
    arxiv = standin(rows(12)).url
    Store(either).close()
    shared = [hosts.page(number) for number in range(10)]
    own = [[hosts.page(n, f"/{name}{each}") for n in (10, 11) for each in range(2)] for name in "ab"]
    homes = [home(tmp_path / name, either, arxiv, [*shared, *mine]) for name, mine in zip("ab", own, strict=True)]
    with both(*(on(f"machine-{place.name}", place, "enrich") for place in homes)) as working:
        for one in working:
            written(one)
    assert {*hosts.asked.values()} == {1}
    assert len(hosts.asked) == 10 + 4 + 4
    assert {*hosts.most.values()} == {1}
    for times in hosts.times.values():
        assert all(later - sooner > 0.9 for sooner, later in pairwise(times))
    with Store(either) as store:
        assert store.intake.outcomes() == {"found": 18}


def test_what_a_machine_that_died_was_reading_is_read_by_the_other(
    either: str, hosts: Hosts, standin: Callable[..., Server], tmp_path: Path
) -> None:
    """It is killed while a host answers; the other one has come to the end of its sources and waits."""
    arxiv = standin(rows(12)).url
    Store(either).close()
    pages = [hosts.page(number) for number in range(12)]
    hosts.stuck = "127.0.9.6/"
    homes = [home(tmp_path / name, either, arxiv, pages) for name in "ab"]
    with on("machine-a", homes[0], "enrich") as first:
        assert hosts.reached.wait(PATIENCE)
        assert comes_true(lambda: read(either) == 5), "those that stand before it"
        with on("", homes[1], "enrich") as second:
            assert second.stderr is not None
            assert any("is reading sources for the same store" in line for line in second.stderr)
            before = Counter(hosts.asked)
            first.kill()
            first.wait(PATIENCE)
            written(second)
    assert hosts.asked["127.0.9.6/"] == 2
    assert hosts.asked["127.0.9.6/"] > before["127.0.9.6/"]
    assert {*hosts.asked.values()} <= {1, 2}
    assert sum(hosts.asked.values()) <= 12 + 12 - 5, "what it had read is not read again"
    with Store(either) as store:
        assert store.intake.outcomes() == {"found": 12}


def test_what_a_run_that_was_killed_had_asked_is_not_asked_again(
    either: str, standin: Callable[..., Server], tmp_path: Path
) -> None:
    server = standin(rows(30), faults=[{"kind": "hang", "seconds": 0.2}])
    Store(either).close()
    homes = [home(tmp_path / name, either, server.url, []) for name in "ab"]
    for place in homes:
        (place / "list.txt").write_text("\n".join(f"arXiv:2401.{number:05d}" for number in range(1, 31)))
        with (place / "paperwire.toml").open("a") as file:
            file.write("[[sources]]\nname = 'list'\nfiles = ['list.txt']\n")
    with both(*(on("", place, "enrich") for place in homes)) as (first, second):
        assert comes_true(lambda: server.log.summary()["requests"] >= 4)
        first.kill()
        first.wait(PATIENCE)
        written(second)
    assert server.log.summary()["requests"] <= 10 + 1, "the one that was under way is asked again"
    with Store(either) as store:
        assert store.intake.outcomes() == {"found": 30}
