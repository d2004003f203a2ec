"""The enrichment worker: requests used beside the fewest possible, parsing beside the package's own, and the other ways.

    python tests/bench/enrich.py [--data FILE] [--records 100000] [--folder FOLDER]

Everything is asked of the local arXiv in this process, at no pace, so that work is measured and not waiting. Figures
"of CPU" are of this process alone and hold on a busy machine too; the local arXiv's own work is in those of asking.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from arxiv import _feed  # noqa: E402

from enrich.arxiv.api_answers import page_of_ids, read_result  # noqa: E402
from enrich.arxiv.api_atom import read_feed  # noqa: E402
from enrich.http.messages import Response  # noqa: E402
from enrich.options.sources import Source  # noqa: E402
from enrich.pipeline.clients import open_clients  # noqa: E402
from enrich.pipeline.enrich_run import Worker  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from tests.conftest import FakeTime  # noqa: E402
from tests.support.arxiv_standin import Arxiv, Paper, Server  # noqa: E402
from tests.support.working import enrich, listed, settings_for  # noqa: E402

SHARED = ROOT.parent / "shared" / "data" / "arxiv-cs.jsonl.gz"
NOW = datetime(2026, 1, 5, tzinfo=UTC)
PAGE = 2000


def rows_of(path: Path, count: int) -> list[dict[str, Any]]:
    with gzip.open(path) as lines:
        return [json.loads(line) for line in islice(lines, count)]


@contextmanager
def local(rows: list[dict[str, Any]]) -> Iterator[Server]:
    server = Server({row["id"]: Paper(row) for row in rows})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def peak() -> str:
    """Of this program alone; getrusage would count the parent that started it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        kib = int(status.read_text().partition("VmHWM:")[2].split()[0])
    else:
        kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{kib / 1024:.0f} MB"


def timed(what: str, count: int, work: Callable[[], object], times: int = 1) -> float:
    """The best of some times, in seconds of CPU."""
    best, least = math.inf, math.inf
    for _ in range(times):
        start, busy = time.perf_counter(), time.process_time()
        work()
        best, least = min(best, time.perf_counter() - start), min(least, time.process_time() - busy)
    print(
        f"  {what:<52} {best:8.2f} s {count / best:11,.0f} a second {count / least:11,.0f} a second of CPU", flush=True
    )
    return least


# ---------------------------------------------------------------- what is measured


def requests(rows: list[dict[str, Any]]) -> None:
    print("Requests for ids that arXiv knows, beside the fewest possible")
    ids = [row["id"] for row in rows]
    with local(rows) as server:
        for count, batch in ((1, 1000), (400, 1000), (1000, 1000), (1001, 1000), (5000, 1000), (5000, 1900)):
            before = len(server.log.rows)
            with Store("sqlite://") as store:
                work = enrich(store, settings_for(server.url, batch=batch), FakeTime(), [listed(ids[:count])])
            used = len(server.log.rows) - before
            assert work.new == count
            print(
                f"  {count:>6} ids, {batch:>5} in a request: {used:>3} requests, at least {math.ceil(count / batch):>3}"
            )


def plain(result: Any) -> dict[str, Any]:
    return dict(vars(result)) | {
        "authors": [vars(author) for author in result.authors], "links": [vars(link) for link in result.links]
    }  # fmt: skip


def parsing(rows: list[dict[str, Any]]) -> None:
    print(f"A page of {PAGE} entries")
    ids = [row["id"] for row in rows[:PAGE]]
    body = Arxiv({row["id"]: Paper(row) for row in rows}).query(
        {"id_list": ",".join(ids), "max_results": str(PAGE)}
    ).encode()  # fmt: skip
    answer = Response(200, {"content-type": "application/atom+xml"}, body, "http://127.0.0.1/")
    theirs = timed("arxiv._feed.parse", PAGE, lambda: _feed.parse(body), 7)
    ours = timed(
        "ours: strict XML, its checks, the same fields", PAGE, lambda: [*map(read_result, read_feed(answer)[1])], 7
    )
    whole = timed("ours, to complete and readable records", PAGE, lambda: page_of_ids(answer, ids, NOW), 7)
    same = [plain(r) for r in _feed.parse(body).results] == [plain(read_result(e)) for e in read_feed(answer)[1]]
    print(f"  fields equal: {same}; parse rate {theirs / ours:.2f} times the package's, records {theirs / whole:.2f}")
    assert len(page_of_ids(answer, ids, NOW).records) == PAGE


def from_snapshot(rows: list[dict[str, Any]], folder: Path) -> None:
    print(f"{len(rows)} ids from the snapshot, asking nobody")
    file = folder / "snapshot.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    settings = settings_for("http://127.0.0.1:9", snapshot=file)
    ids = [row["id"] for row in rows]
    with Store(f"sqlite:///{folder / 'snapshot.db'}") as store, open_clients(settings, store) as tools:
        timed("the index made", len(rows), tools.snapshot)
        snapshot = tools.snapshot()
        assert snapshot is not None
        timed("ids to records", len(rows), lambda: sum(1 for _ in snapshot.by_ids(ids, NOW)), 3)
        timed(
            "a whole run: mentions, look-ups, records, all kept", len(rows), lambda: run(store, settings, listed(ids))
        )
        assert store.records.count() == len(rows)


def run(store: Store, settings: Any, source: Source) -> None:
    assert enrich(store, settings, FakeTime(), [source]).requests == 0


def harvesting(rows: list[dict[str, Any]]) -> None:
    print(f"A harvest of {len(rows)} records in two formats, pages of 1000")
    with local(rows) as server, Store("sqlite://") as store:
        settings = settings_for(server.url)
        server.arxiv.query({"id_list": rows[0]["id"]})
        with open_clients(settings, store, clock=FakeTime().clock()) as tools:
            worker = Worker(settings, store, tools, lambda what, done, total: None)
            at = store.runs.start("harvest", NOW)
            timed("harvested, joined and kept", len(rows), lambda: worker.harvest(at, "cs", None))
            pages = [row["query"] for row in server.log.rows]
            timed(
                f"the {len(pages)} pages fetched again, not read", len(rows),
                lambda: [tools.get(f"{server.url}/oai", dict(parse_qsl(page))) for page in pages],
            )  # fmt: skip


def many(rows: list[dict[str, Any]], count: int, folder: Path) -> None:
    """Peak memory of a run over `count` papers, in a process of its own."""
    file, listing = folder / "many.jsonl", folder / "many.txt"
    with file.open("w") as lines, listing.open("w") as mentions:
        for n in range(count):
            name = f"{1501 + n // 90_000}.{n % 90_000 + 1:05d}"
            lines.write(json.dumps(rows[n % len(rows)] | {"id": name}) + "\n")
            mentions.write(f"arXiv:{name}\n")
    command = [sys.executable, __file__, "--measure", str(count), "--folder", str(folder)]
    subprocess.run(command, check=True)


def measure(count: int, folder: Path) -> None:
    print(f"{count} records: a document that names them, the snapshot, a store on disk (at its start {peak()})")
    settings = settings_for("http://127.0.0.1:9", snapshot=folder / "many.jsonl", total_timeout=1)
    with Store(f"sqlite:///{folder / 'many.db'}") as store:
        source = Source(name="list", files=(str(folder / "many.txt"),))
        timed("a whole run", count, lambda: enrich(store, settings, FakeTime(), [source]))
        print(f"    peak memory {peak()}, {store.records.count()} records")
        timed("all of them read again, as publishing does", count, lambda: sum(1 for _ in store.kept_since(0)))
        print(f"    peak memory {peak()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED, help="a snapshot, .gz")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=None, help="where made files go; they are removed afterwards")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.folder)
        return
    rows = rows_of(options.data, 20_000)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        requests(rows[:5000])
        parsing(rows)
        from_snapshot(rows, Path(folder))
        harvesting(rows)
        many(rows, options.records, Path(folder))


if __name__ == "__main__":
    main()
