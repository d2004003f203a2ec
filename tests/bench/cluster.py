"""Prints how long a cold publication takes with one and two processes, and with one and two workers of dask, side by side.

    python tests/bench/cluster.py [--papers 15000] [--repeat 3] [--folder /dev/shm] [--all]

Real papers, from a PostgreSQL that is started in the folder, too; persons are known before. Of each, the least seconds
of its repeats, which take turns, since others may be at work on the machine. Starting schedulers and workers, and loading
dask and paperwire there, is not counted. A worker's memory is what its process had at most, shared pages included. Feeds alone, with `--all`
pages, dumps and the search index as well.

Where others are at work, seconds of the processor say more than the clock: each row has those of the repeat that took
least, of the publisher, of its processes or the workers, of PostgreSQL, and of the scheduler.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402
from sqlalchemy import create_engine, make_url, text  # noqa: E402

from enrich.identities.update import update_persons  # noqa: E402
from enrich.options.schedule import WorkSettings  # noqa: E402
from enrich.options.site import SiteSettings  # noqa: E402
from enrich.settings import Settings  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.publish.publish import ALL_EXTRAS, publish  # noqa: E402
from feeds.work.cluster import connected, whereabouts  # noqa: E402
from tests.support.clusters import OwnPostgresql, own_postgresql, scheduler, worker  # noqa: E402
from tests.support.keeping import keep, real_records  # noqa: E402

SITE = SiteSettings(base_url="https://feeds.example.org")
MODES = ("1 process", "2 processes", "dask, 1 worker", "dask, 2 workers")


def publication(store: str, out: str, how: str, workers: str, extras: str) -> None:
    """In a process of its own: publish, and print the seconds."""
    cluster = how if "://" in how else None
    if cluster is not None:
        client = connected(cluster)
        client.wait_for_workers(int(workers))
        client.run(load, store)
        client.close()
    settings = Settings(site=SITE, work=WorkSettings(cluster=cluster))
    with Store(store) as opened:
        print("begins", flush=True)
        began = time.perf_counter()
        publish(
            opened, settings, Path(out), processes=None if cluster else int(how), extras=ALL_EXTRAS if extras else ()
        )
        own, its = (resource.getrusage(which) for which in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(time.perf_counter() - began, own.ru_utime + own.ru_stime, its.ru_utime + its.ru_stime)


def load(store: str) -> None:
    """On a worker: what is loaded once in its life, and not with each publication."""
    import_module("feeds.publish.publish")
    whereabouts()
    Store(store).close()


def processor(*processes: int) -> float:
    """Seconds that these processes and all that they began have used."""
    used = 0.0
    for number in processes:
        try:
            process = psutil.Process(number)
            used += sum(process.cpu_times()[:4]) + processor(*(child.pid for child in process.children()))
        except psutil.Error:
            continue
    return used


@contextmanager
def most_memory(processes: list[int]) -> Iterator[list[int]]:
    """The bytes that one of these processes, or one that it began, had at most; known when the block is over."""
    found, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            for number in processes:
                try:
                    parent = psutil.Process(number)
                    family = parent.children(recursive=True) or [parent]
                    found[0] = max(found[0], *(one.memory_info().rss for one in family))
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True)
class Cost:
    """What a cold publication cost."""

    seconds: float
    memory: int
    """Bytes of a worker."""
    processor: tuple[float, float, float, float]
    """Seconds of the publisher, of those that worked, of PostgreSQL, of the scheduler."""


def measure(server: OwnPostgresql, work: Path, mode: str, *, all_extras: bool) -> Cost:
    """A cold publication."""
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS cold WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE cold TEMPLATE stored"))
    engine.dispose()
    count = int("".join(filter(str.isdigit, mode)))
    store = make_url(server.url).set(database="cold").render_as_string(hide_password=False)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=work)))
        how, workers, others = str(count), [], []
        if "dask" in mode:
            how, scheduling = stack.enter_context(scheduler(place))
            others = [scheduling.pid]
            workers = [stack.enter_context(worker(how, place)).pid for _ in range(count)]
        command = [
            sys.executable,
            __file__,
            "--publication",
            store,
            str(place / "out"),
            how,
            str(count),
            "all" * all_extras,
        ]
        process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        groups = workers, [server.process], others
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        before, loading = [processor(*group) for group in groups], processor(process.pid)
        with most_memory(workers or [process.pid]) as memory:
            seconds, own, its = map(float, process.communicate()[0].split())
        used = [processor(*group) - then for group, then in zip(groups, before, strict=True)]
        return Cost(seconds, memory[0], (own - loading, used[0] or its, used[1], used[2]))


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data/arxiv-cs.jsonl.gz")
    parser.add_argument("--papers", type=int, default=15_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--publication", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.publication:
        publication(*given.publication)
        return
    with ExitStack() as stack:
        work = Path(tempfile.mkdtemp(dir=given.folder, prefix="paperwire-bench-"))
        stack.callback(shutil.rmtree, work)
        work.chmod(0o755)
        server = stack.enter_context(own_postgresql(work))
        engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE stored ENCODING 'UTF8' TEMPLATE template0"))
        engine.dispose()
        with Store(make_url(server.url).set(database="stored").render_as_string(hide_password=False)) as store:
            keep(store, islice(real_records(given.data, given.papers), given.papers))
            update_persons(store.engine, Settings().authors, store.now(), lambda line: None)
        found: dict[str, list[Cost]] = {mode: [] for mode in MODES}
        for _ in range(given.repeat):
            for mode in MODES:
                found[mode].append(measure(server, work, mode, all_extras=given.all))
        least = {mode: min(cost.seconds for cost in taken) for mode, taken in found.items()}
        for mode, taken in found.items():
            every = ", ".join(f"{cost.seconds:.1f}" for cost in taken)
            memory = max(cost.memory for cost in taken) / 1e6
            used = min((cost.processor for cost in taken), key=sum)
            parts = " + ".join(f"{part:.1f}" for part in used)
            print(
                f"{mode:20}{least[mode]:6.1f} s  ({every}), {memory:.0f} MB a worker, CPU {sum(used):.1f} = {parts}",
                flush=True,
            )
        one, two, _, dask = (least[mode] for mode in MODES)
        print(
            f"1 process / 2 processes {one / two:.2f}, 1 worker / 2 workers {least[MODES[2]] / dask:.2f} (asked for: 1.6)"
        )
        print(f"2 workers / 2 processes {dask / two:.2f} (asked for: at most 1.1); load now {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
