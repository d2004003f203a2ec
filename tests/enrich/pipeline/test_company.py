"""Two processes that ask for one store ask nothing twice, whichever is quicker, and say for whom they wait."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import product
from pathlib import Path
from urllib.request import urlopen

from enrich.coordination.holding import hold_lease
from enrich.machine.process import host
from enrich.pipeline.clients import open_clients
from enrich.pipeline.company import IDS, TITLES
from enrich.pipeline.enrich_run import Worker
from enrich.record import Outcome, Verdict
from enrich.store.lookups import Settled
from enrich.store.store import Store
from tests.conftest import ROOT, FakeTime, row, rows
from tests.enrich.coordination.test_leases import dead_name
from tests.enrich.database.test_locks import beside
from tests.support.arxiv_standin import Server
from tests.support.processes import PATIENCE, started
from tests.support.working import enrich, listed, outcomes, settings_for

Start = Callable[..., Server]
SETTINGS = """
[arxiv]
base_url = "{url}"
min_interval = 0.05
batch = 300
[store]
url = "{store}"
[[sources]]
name = "{name}"
files = ["list.txt", "titles.bib"]
"""


TITLES_OF = {
    number: f"{kind} {thing} for {place} Monitoring"
    for number, (kind, thing, place) in enumerate(
        product(
            ("Sparse", "Bayesian", "Quantized", "Elastic"),
            ("Transformers", "Wavelets", "Kernels", "Automata"),
            ("Glacier", "Harbour", "Orchard", "Volcano"),
        ),
        1,
    )
}
"""Of papers that nobody takes for one another."""


def folder(home: Path, name: str, url: str, store: str, ids: int, titles: range) -> Path:
    """A folder with settings and documents; its sources are its own."""
    home.mkdir()
    (home / "paperwire.toml").write_text(SETTINGS.format(name=name, url=url, store=store))
    (home / "list.txt").write_text("\n".join(f"arXiv:2401.{number:05d}" for number in range(1, ids + 1)))
    (home / "titles.bib").write_text(
        "\n".join(
            f"@article{{a{n}, title = {{{TITLES_OF[n]}}}, author = {{Doe, Jane {n} and Núñez, José}}, year = 2024}}"
            for n in titles
        )
    )
    return home


def begin(home: Path, *arguments: str) -> AbstractContextManager[subprocess.Popen[str]]:
    command = [sys.executable, "-P", "-m", "feeds", *arguments]
    env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(home)}
    return started(command, cwd=home, env=env, stderr=subprocess.PIPE, text=True)


@contextmanager
def begun(homes: Iterable[Path], *arguments: str) -> Iterator[list[subprocess.Popen[str]]]:
    """The same command in several folders at once."""
    with ExitStack() as stack:
        yield [stack.enter_context(begin(home, *arguments)) for home in homes]


def ends(working: list[subprocess.Popen[str]]) -> list[str]:
    """What each wrote to standard error until its end, which is a good one."""
    written = [one.communicate(timeout=PATIENCE)[1] for one in working]
    assert [one.returncode for one in working] == [0] * len(working), written
    return written


def two_folders(server: Server, store: str, home: Path, ids: int, titles: range) -> list[Path]:
    """Two folders for one store."""
    Store(store).close()
    return [folder(home / name, name, server.url, store, ids, titles) for name in ("one", "two")]


def test_two_runs_from_two_folders_share_their_questions(either: str, standin: Start, tmp_path: Path) -> None:
    """Both have come to the point of asking before either of them may."""
    server = standin(rows(3000))
    homes = two_folders(server, either, tmp_path, 3000, range(0))
    with Store(either) as store:
        with begun(homes, "enrich") as working:
            with hold_lease(store.engine, IDS, print):
                for one in working:
                    assert one.stderr is not None
                    assert any(f"on {host()} is asking for the same store" in line for line in one.stderr)
            ends(working)
        assert server.log.summary()["requests"] == 10
        assert store.intake.outcomes() == {"found": 6000}


def test_titles_are_searched_for_once(either: str, standin: Start, tmp_path: Path) -> None:
    """Those that nobody finds too: what the quoted queries brought is known to the run that asked alone."""
    known = [row(number, title=TITLES_OF[number]) for number in range(1, 21)]
    alone, both = standin(known), standin(known)
    titles = range(11, 49)
    lonely = folder(tmp_path / "lonely", "one", alone.url, f"sqlite:///{tmp_path}/lonely.db", 0, titles)
    for homes in ([lonely], two_folders(both, either, tmp_path, 0, titles)):
        with begun(homes, "enrich") as working:
            ends(working)
    queries = [[one["query"] for one in server.log.summary()["rows"]] for server in (alone, both)]
    assert sorted(queries[1]) == sorted(queries[0])
    with Store(either) as store:
        assert store.intake.outcomes() == {"found": 20, "unresolved": 56}


def test_one_that_waited_asks_only_what_is_open_still(
    either: str, standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    server = standin(rows(30))
    settings = settings_for(server.url, batch=10)
    waits = threading.Event()
    with (
        Store(either) as store,
        open_clients(settings, store, clock=fake_time.clock(), say=lambda line: waits.set()) as tools,
    ):
        run = store.runs.start("enrich", fake_time.now())
        worker = Worker(settings, store, tools, lambda *_: None)
        ids = [f"2401.{number:05d}" for number in range(1, 31)]
        with ExitStack() as other, ExitStack() as meanwhile:
            meanwhile.enter_context(hold_lease(store.engine, IDS, print))
            other.enter_context(beside(lambda: worker.enrich(run, [listed(ids)])))
            assert waits.wait(PATIENCE)
            gone = Verdict(Outcome.MALFORMED, "the other run heard so")
            store.lookups.settle([Settled(f"id:{name}", gone) for name in ids[:25]], 99, fake_time.now())
        assert server.log.summary()["requests"] == 1
        assert store.intake.outcomes() == {"malformed": 25, "found": 5}


def test_a_known_paper_that_another_run_confirmed_is_not_asked_for_again(
    either: str, standin: Start, fake_time: FakeTime
) -> None:
    server = standin(rows(3))
    settings = settings_for(server.url, refresh=1.0)
    waits = threading.Event()
    with Store(either) as store:
        enrich(store, settings, fake_time, [listed(["2401.00001"])])
        fake_time.pass_by(86400 * 400)
        with open_clients(settings, store, clock=fake_time.clock(), say=lambda line: waits.set()) as tools:
            run = store.runs.start("enrich", fake_time.now())
            worker = Worker(settings, store, tools, lambda *_: None)
            with ExitStack() as other, ExitStack() as meanwhile:
                meanwhile.enter_context(hold_lease(store.engine, IDS, print))
                other.enter_context(beside(lambda: worker.enrich(run, [])))
                assert waits.wait(PATIENCE)
                store.records.confirm(["2401.00001"], fake_time.now())
        assert server.log.summary()["requests"] == 1


def test_a_run_that_died_while_it_asked_keeps_nobody_waiting(either: str, standin: Start, fake_time: FakeTime) -> None:
    server = standin(rows(3))
    with Store(either) as store:
        assert store.leases.take(IDS, dead_name(), 60)
        assert store.leases.take(TITLES, dead_name(), 60)
        enrich(store, settings_for(server.url), fake_time, [listed(["2401.00001", "2401.00009"])])
        assert outcomes(store) == {"2401.00001": Outcome.FOUND, "2401.00009": Outcome.DEFERRED}


def test_two_runs_on_an_empty_store_publish_one_folder_and_two_servers_share_it(
    either: str, standin: Start, tmp_path: Path
) -> None:
    server = standin(rows(20))
    homes = [folder(tmp_path / name, name, server.url, either, 20, range(0)) for name in ("one", "two")]
    for home in homes:
        with (home / "paperwire.toml").open("a") as file:
            file.write(f"[site]\nout = '{tmp_path}/out'\n")
    with begun(homes, "run") as working:
        ends(working)
    assert (tmp_path / "out/dumps/records.jsonl").read_bytes().count(b"\n") == 20
    with begun(homes, "serve", "--port", "0") as serving:
        _both_answer(serving)
        for one in serving:
            one.send_signal(signal.SIGTERM)
            one.communicate(timeout=PATIENCE)
    assert [one.returncode for one in serving] == [130, 130]


def _both_answer(serving: list[subprocess.Popen[str]]) -> None:
    for one in serving:
        assert one.stderr is not None
        address = next(part for line in one.stderr if "Serving" in line for part in line.split() if "http://" in part)
        with urlopen(f"{address}search.json?q=study") as answer:
            assert answer.read().count(b'"id":"https://arxiv.org/abs/') == 20
