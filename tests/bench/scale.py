"""Prints what a large store costs, what holds when several processes share one, and what PostgreSQL costs beside SQLite.

    python tests/bench/scale.py [--data arxiv-cs.jsonl.gz] [--papers 45000 200000] [--repeat 1] [--folder /dev/shm] [--only large]

The rows of `large` (a store of that many papers, `[authors] files = 5`, all formats, archives, pages, dumps) stand beside
what is asked for: publishing cold, nothing, one paper, a day of arXiv's; memory is the sum of all processes, without what
they share; bytes are those put into out/. With several numbers of papers, the last row says how memory and the cost of a day
grow from the first to the last. Authors without files are answered from their members and the pack, then from
the records alone. 64 sources of 0.2 s are on 64 hosts.

The rows of `several` are of processes that work at once on one PostgreSQL: serials and papers published, requests, exit
statuses, pings of a WebSub hub; `--repeat 20` does the first of them so many times and counts what was lost. The last are seconds of storing and of a cold publication of real papers with pages and
dumps, each in a process of its own, and their ratio. PAPERWIRE_TEST_POSTGRESQL names a server whose user may create
databases; without it one is started, and ended, here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, make_url, select, text  # noqa: E402

from enrich.database.connection import reading  # noqa: E402
from enrich.options.site import SiteSettings  # noqa: E402
from enrich.settings import Settings  # noqa: E402
from enrich.store.schema import records  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.publish.publish import publish  # noqa: E402
from tests.bench.large import large, many_sources  # noqa: E402
from tests.conftest import rows  # noqa: E402
from tests.support.arxiv_standin import Paper, Server  # noqa: E402
from tests.support.keeping import keep, real_records  # noqa: E402

WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from enrich.store.store import Store
from tests.support.keeping import keep
from tests.support.papers import paper
first = int(sys.argv[3])
with Store(sys.argv[2]) as store:
    keep(store, [paper(id=f"2501.{n:05d}", authors=()) for n in range(first, first + 2000)], source=f"from {first}", portion=25)
"""
PATIENCE = 300


# ---------------------------------------------------------------- servers


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The URL of a server: the one that is named, or one of our own in that folder."""
    if given := os.environ.get("PAPERWIRE_TEST_POSTGRESQL"):
        yield given
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "initdb").parent]
    as_who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_who:
        shutil.chown(folder, "postgres")
    data, port = folder / "pg", _free_port()
    quietly = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*as_who, found[-1] / "initdb", "-D", data, "-U", "paperwire", "-A", "trust"], **quietly)  # type: ignore[call-overload]
    options = f"-p {port} -h 127.0.0.1 -k {folder}"
    subprocess.run([*as_who, found[-1] / "pg_ctl", "-D", data, "-w", "-o", options, "start"], **quietly)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://paperwire@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*as_who, found[-1] / "pg_ctl", "-D", data, "-m", "fast", "stop"], **quietly)  # type: ignore[call-overload]


def empty(server: str) -> str:
    """The URL of an empty database."""
    name = f"paperwire_bench_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop(server: str) -> None:
    """Leave nothing behind."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS paperwire_bench_{os.getpid()} WITH (FORCE)"))
    engine.dispose()


@contextmanager
def listening(server: Server | ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


# ---------------------------------------------------------------- several processes


def folder(home: Path, url: str, store: str, ids: int, more: str = "", out: str = "out") -> Path:
    home.mkdir()
    (home / "list.txt").write_text("\n".join(f"arXiv:2401.{number:05d}" for number in range(1, ids + 1)))
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = '{home.name}'\nfiles = ['list.txt']\n[arxiv]\nbase_url = '{url}'\nmin_interval = 0.2\n"
        f"batch = 300\n[store]\nurl = '{store}'\n[site]\nout = '{out}'\n{more}"
    )
    return home


def begin(home: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "feeds", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=home, env=env, stderr=subprocess.PIPE, text=True)


def statuses(working: Sequence[subprocess.Popen[str]]) -> list[int]:
    for one in working:
        one.communicate(timeout=PATIENCE)
    return [one.returncode for one in working]


def writers(server: str, work: Path, repeat: int) -> str:
    """Two that write 2,000 papers each while a third publishes again and again; so many times."""
    found = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory(dir=work) as place:
            found.append(_writers(empty(server), Path(place)))
    whole = sum((published, serials) == (4000, 4000) for published, serials, _ in found)
    published, serials, times = (min(one[which] for one in found) for which in range(3))
    return f"{whole} of {repeat} times all; at least {published} / {serials} of 4,000, {times} publications meanwhile"


def _writers(store: str, work: Path) -> tuple[int, int, int]:
    Store(store).close()
    command = [sys.executable, "-c", WRITER, str(ROOT), store]
    writing = [subprocess.Popen([*command, str(first)]) for first in (1, 50_001)]
    times = 0
    with Store(store) as opened:
        while any(one.poll() is None for one in writing) or times == 0:
            publish(opened, Settings(), work / "out", extras=())
            times += 1
        publish(opened, Settings(), work / "out", processes=1)
        with reading(opened.engine) as connection:
            serials = connection.execute(select(records.c.serial)).scalars().all()
    published = (work / "out/dumps/records.jsonl").read_bytes().count(b"\n")
    return published, len(set(serials)), times


def two_enrich(store: str, work: Path) -> str:
    server = Server({row["id"]: Paper(row) for row in rows(3000)})
    with listening(server):
        began = time.perf_counter()
        ended = statuses([begin(folder(work / name, server.url, store, 3000), "enrich") for name in ("one", "two")])
        seconds = time.perf_counter() - began
    return f"{server.log.summary()['requests']} requests, exit {ended}, {seconds:.1f} s"


def two_run_and_serve(store: str, work: Path) -> Iterator[tuple[str, str]]:
    server = Server({row["id"]: Paper(row) for row in rows(40)})
    heard: list[bytes] = []

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    hub = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    with listening(server), listening(hub):
        out, address = str(work / "out"), f"hub = 'http://127.0.0.1:{hub.server_port}/'"
        homes = [folder(work / name, server.url, store, 40, address, out) for name in ("three", "four")]
        yield "two `run` at once on an empty store", f"exit {statuses([begin(home, 'run') for home in homes])}"
        ports = [_free_port(), _free_port()]
        serving = [begin(home, "serve", "--port", str(port)) for home, port in zip(homes, ports, strict=True)]
        answered = [_answer(port) for port in ports]
        end, count = time.monotonic() + 60, -1
        while time.monotonic() < end and count != len(heard):
            count = len(heard)
            time.sleep(6)
        for one in serving:
            one.send_signal(signal.SIGTERM)
        ended = statuses(serving)
        yield (
            "two `serve` on one store",
            f"answers {answered}, exit {ended}; the hub: {len(heard)} pings of {len(set(heard))} feeds",
        )
        other = folder(work / "five", server.url, store, 1)
        began = time.perf_counter()
        yield (
            "a second out/ on that store",
            f"exit {statuses([begin(other, 'publish')])} after {time.perf_counter() - began:.1f} s",
        )


def _answer(port: int) -> int:
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/all.atom") as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    return 0


# ---------------------------------------------------------------- PostgreSQL beside SQLite


def cold(store: str, work: Path, data: Path, papers: int) -> tuple[float, float]:
    """Seconds of storing real papers, and of publishing them into an empty out/."""
    with Store(store) as opened:
        began = time.perf_counter()
        keep(opened, islice(real_records(data, papers), papers))
        stored = time.perf_counter() - began
        began = time.perf_counter()
        publish(opened, Settings(site=SiteSettings(base_url="https://feeds.example.org")), work / "out")
        return stored, time.perf_counter() - began


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data/arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, nargs="*", default=[45_000])
    parser.add_argument("--only", choices=("large", "several"))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    given = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder, prefix="paperwire-bench-")))
        if given.only != "several":
            print(f"{'':44}{'now':100}asked for")
            row("64 sources of 0.2 s on 64 hosts", many_sources(64, 0.2), "2 s")
            grown(work, given.data, given.papers)
        if given.only == "large":
            return
        cluster = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paperwire-bench-")))
        server = stack.enter_context(postgresql(cluster))
        stack.callback(drop, server)

        def show(what: str, figures: str) -> None:
            print(f"{what:52}{figures}", flush=True)

        (work / "first").mkdir()
        show("two writers, one publisher: published / serials", writers(server, work / "first", given.repeat))
        show("two `enrich` of the same 3,000 ids, two folders", two_enrich(empty(server), work))
        with Store(empty(server)) as store:
            show("64 sources of 0.2 s on 64 hosts, two machines", many_sources(64, 0.2, 2, store))
        for what, figures in two_run_and_serve(empty(server), work):
            show(what, figures)
        if given.papers:
            compare(empty(server), work, given.data, given.papers[0])


def grown(work: Path, data: Path, numbers: Sequence[int]) -> None:
    """The rows of stores of so many papers."""
    costs = []
    for papers in numbers:
        with tempfile.TemporaryDirectory(dir=work) as place:
            costs.append(large(Path(place), data, papers, row))
    if len(costs) > 1:
        (cold, day), (its_cold, its_day) = costs[0], costs[-1]
        figures = (
            f"memory cold {its_cold.memory / cold.memory:.2f}, of a day {its_day.memory / day.memory:.2f}; "
            f"CPU of a day {its_day.cpu / day.cpu:.2f}, bytes {its_day.written / day.written:.2f}"
        )
        row(f"{numbers[-1]} / {numbers[0]}", figures, "1.2")


def row(what: str, now: str, asked: str) -> None:
    """A row with what was asked for."""
    print(f"{what:44}{now:100}{asked}", flush=True)


def compare(store: str, work: Path, data: Path, papers: int) -> None:
    """The last rows."""
    found = {}
    for name, url in (("SQLite", f"sqlite:///{work}/papers.db"), ("PostgreSQL", store)):
        (work / name).mkdir()
        found[name] = cold(url, work / name, data, papers)
        shutil.rmtree(work / name)
    for number, what in enumerate(("storing", "cold publication")):
        one, other = found["SQLite"][number], found["PostgreSQL"][number]
        print(
            f"{f'{papers} papers, {what}, PostgreSQL / SQLite':52}{other:.1f} / {one:.1f} s = {other / one:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
