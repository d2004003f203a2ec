"""What a large store costs: the second half of tests/bench/scale.py, which prints it beside what was asked for.

Papers are real ones and, beyond them, the same under other ids: a fifth of their authors has another name then.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from msgspec import structs
from sqlalchemy import event

from enrich.coordination.claims import Claims, StoredHosts
from enrich.http.fetch_ahead import SourceFetches
from enrich.http.web import Web
from enrich.options.channels import AuthorsSettings
from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.pipeline.company import sharing_sources
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.output.staging import Staging
from feeds.publish.publish import publish
from feeds.search.search_index import Search
from feeds.serve.on_demand import OnDemand
from tests.bench import memory
from tests.support.keeping import keep, real_records

DAY, NEW_AUTHORS, MONTHS = 1250, 610, 4
"""Papers new or changed on a day of arXiv's, authors who are new with them, months that most of them are of."""
Show = Callable[[str, str, str], None]
"""Prints a row: what, the figure, what was asked for."""


def papers_of(path: Path, count: int) -> Iterator[Record]:
    """Papers, real ones first."""
    real = list(islice(real_records(path), count))
    yield from real
    for number in range(len(real), count):
        copy, row = divmod(number, len(real))
        yield under_another_id(real[row], copy)


def under_another_id(record: Record, copy: int) -> Record:
    """The same paper as another one, of the same time."""
    authors = tuple(
        structs.replace(author, name=f"{author.name} {_letters(copy)}") if _is_renamed(author.name, copy) else author
        for author in record.authors
    )
    number = zlib.crc32(record.id.encode()) % 100_000
    title = f"{record.title} ({copy})"
    id_ = f"{record.published:%y%m}.{(number + copy * 7919) % 100_000:05d}"
    return replace(record, id=id_, title=title, title_tex=title, authors=authors, dois=(), provenance=())


def _is_renamed(name: str, copy: int) -> bool:
    return zlib.crc32(f"{name} {copy}".encode()) % 5 == 0


def _letters(copy: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(copy)).capitalize()


# ---------------------------------------------------------------- measuring


@dataclass
class Cost:
    """What some work cost."""

    seconds: float = 0.0
    memory: int = 0
    """Bytes, proportional, of this process and those that it began, at most."""
    written: int = 0
    """Bytes of files that were put into out/."""
    kinds: Counter[str] = field(default_factory=Counter)
    """The same by kind."""
    files: int = 0
    transaction: float = 0.0
    """Seconds of the longest one that wrote."""
    cpu: float = 0.0
    """Seconds of the processor, of this process and those that it began and that have ended."""


@contextmanager
def measured(store: Store) -> Iterator[Cost]:
    """Fills in the cost when the work is over."""
    cost = Cost()
    begun: dict[int, float] = {}
    put = Staging.publish

    def counted(self: Staging, files: Any, gone: Any) -> int:
        files = list(files)
        sizes = {path: (self.stage / path).stat().st_size for path in files}
        cost.files += len(files)
        cost.written += sum(sizes.values())
        for path, size in sizes.items():
            cost.kinds[kind_of(path)] += size
        return put(self, files, gone)

    def began(connection: Any) -> None:
        if connection.get_execution_options().get("writes"):  # nobody waits for one that reads
            begun[id(connection)] = time.perf_counter()

    def ended(connection: Any) -> None:
        if (start := begun.pop(id(connection), None)) is not None:
            cost.transaction = max(cost.transaction, time.perf_counter() - start)

    event.listen(store.engine, "begin", began)
    event.listen(store.engine, "commit", ended)
    Staging.publish = counted  # type: ignore[method-assign,assignment]
    # Not a thread: beside one, processes begin anew instead of being forked, which takes their time and memory.
    watching = subprocess.Popen(
        [sys.executable, memory.__file__, str(os.getpid())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    start, processor = time.perf_counter(), _processor()
    try:
        yield cost
    finally:
        cost.seconds, cost.cpu = time.perf_counter() - start, _processor() - processor
        cost.memory = int(watching.communicate()[0])
        Staging.publish = put  # type: ignore[method-assign]
        event.remove(store.engine, "begin", began)
        event.remove(store.engine, "commit", ended)


def kind_of(path: str) -> str:
    """What a file in out/ is, in a few words."""
    top, _, rest = path.partition("/")
    if top == "dumps":
        return "changes" if "changes" in rest else "dumps by month" if "/" in rest else "full dumps"
    what = top if rest else "all papers" if path.startswith("all.") else "lists"
    return f"{what}{' of events' if '.events.' in path else ''}{', archives' if '.archive-' in path else ''}"


def _processor() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# ---------------------------------------------------------------- one store of many papers


def large(work: Path, data: Path, papers: int, show: Show) -> tuple[Cost, Cost]:
    """Rows of a store on SQLite; what publishing it cold and a day of it cost."""
    settings = Settings(
        folder=work, site=SiteSettings(base_url="https://feeds.example.org"), authors=AuthorsSettings(files=5)
    )
    url = f"sqlite:///{work}/large.db"
    # In a process of its own: what papers took of this one's memory would be counted as what publishing takes.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        seconds, recent = apart.submit(_stored, url, data, papers).result()
    show(f"{papers} papers stored", f"{seconds:.0f} s", "")
    with Store(url) as store:
        with measured(store) as cold:
            publish(store, settings, settings.out)
        files = sum(1 for path in settings.out.rglob("*") if path.is_file())
        asked = "33 s, 33,300 files at 45,000; 500 MB" if papers <= 45_000 else "500 MB, 2 s"
        show(f"{papers}: cold, files = 5", f"{_time(cold)}, {files:,} files, {_of(cold)}", asked)
        with measured(store) as cost:
            publish(store, settings, settings.out)
        show("nothing changed", _time(cost), "0.5 s")
        day = _changes(store, settings, recent, show)
        sizes = {path.name: path.stat().st_size / 1e6 for path in settings.out.glob("static/channels*.js")}
        opml = sum(path.stat().st_size for path in settings.out.glob("opml*.xml")) / 1e6
        show("opml*.xml; largest channels*.js, MB", f"{opml:.1f}; {max(sizes.values(), default=0):.2f}", "5; 0.3")
        began = time.perf_counter()
        Search(store.engine).catch_up()
        show("index of search from nothing", f"{time.perf_counter() - began:.0f} s", "16 s at 45,000")
        for what, given in (
            ("", settings),
            (", nothing but the store", settings.model_copy(update={"folder": work / "no"})),
        ):
            _on_demand(store, given, what, show)
    return cold, day


def _stored(url: str, data: Path, papers: int) -> tuple[float, list[Record]]:
    """Seconds of storing so many papers, and some of the last months, the newest of all included."""
    began = time.perf_counter()
    records = list(papers_of(data, papers))
    with Store(url) as store:
        keep(store, records)
    seconds = time.perf_counter() - began
    newest = max(records, key=lambda record: record.published)
    recent = [one for one in records if one.published > newest.published - timedelta(days=31 * MONTHS)]
    return seconds, [newest, *(one for one in recent[:DAY] if one is not newest)]


def _time(cost: Cost) -> str:
    return f"{cost.seconds:.2f} s (CPU {cost.cpu:.2f})"


def _of(cost: Cost) -> str:
    return (
        f"{cost.memory / 1e6:,.0f} MB of memory, {cost.written / 1e6:,.0f} MB written "
        f"({cost.kinds['full dumps'] / 1e6:,.0f} of full dumps), "
        f"longest transaction {cost.transaction:.1f} s"
    )


def _changes(store: Store, settings: Settings, recent: list[Record], show: Show) -> Cost:
    newest = recent[0].published

    def newer(record: Record) -> Record:
        when = newest + timedelta(days=1)
        return replace(record, version=record.version + 1, updated=when, comment="changed", versions=())

    keep(store, [newer(recent[0])], document="one")
    with measured(store) as cost:
        publish(store, settings, settings.out)
    show("one paper changed", f"{_time(cost)}, {_of(cost)}", "1.5 s")
    names = cycle(f"Newcomer Number {_letters(n)} Surname{n}" for n in range(NEW_AUTHORS))
    changed = [newer(one) for one in recent[1 : DAY // 2]]
    new = [
        replace(one, id=f"{newest:%y%m}.{90000 + n:05d}", authors=(*one.authors, Author(next(names))), dois=())
        for n, one in enumerate(islice(cycle(recent), DAY - len(changed)))
    ]
    keep(store, [*changed, *new], document="day")
    with measured(store) as cost:
        publish(store, settings, settings.out)
    show(f"{DAY} new or changed, {NEW_AUTHORS} new authors", f"{_time(cost)}, {_of(cost)}", "10 s, 150 MB, 2 s")
    most = [f"{kind} {size / 1e6:.1f}" for kind, size in cost.kinds.most_common() if size >= 1e5]
    show("MB of it by kind", "; ".join(most), "")
    return cost


def _on_demand(store: Store, settings: Settings, what: str, show: Show) -> None:
    """First answers for authors without files, one after another and in two threads."""
    demand = OnDemand(store, settings)
    demand.warm_up()
    with store.engine.connect() as connection:
        slugs = connection.exec_driver_sql(
            "SELECT slug FROM channels JOIN units ON units.key = channels.id || ':0' "
            "WHERE kind = 'author' AND files = '[]' ORDER BY channels.id * 7919 % 10007 LIMIT 1200"
        )
        names = [slug for (slug,) in slugs]
    if not names:
        return
    taken = []
    for name in names[:400]:
        began = time.perf_counter()
        assert demand.render(f"authors/{name}.atom") is not None
        taken.append((time.perf_counter() - began) * 1e3)
    with ThreadPoolExecutor(2) as threads:
        began, spent = time.perf_counter(), time.process_time()
        list(threads.map(lambda name: demand.render(f"authors/{name}.html"), names[400:]))
        rate = len(names[400:]) / (time.perf_counter() - began)
        each = (time.process_time() - spent) / len(names[400:]) * 1e3
    p99 = statistics.quantiles(taken, n=100)[98]
    figures = f"{statistics.median(taken):.1f} / {p99:.1f} ms, {rate:.0f} pages a second in two threads, {each:.1f} ms of CPU each"
    show(f"an author without files{what}", figures, "8 / 25 ms, 200")


# ---------------------------------------------------------------- sources


def many_sources(count: int, seconds: float, machines: int = 1, store: Store | None = None) -> str:
    """That many hosts, each of which takes its time; `machines` share them by the claims of a store."""
    open_now, most, asked, guard = 0, 0, 0, threading.Lock()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal open_now, most, asked
            with guard:
                asked += 1
                open_now += 1
                most = max(most, open_now)
            time.sleep(seconds)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")
            with guard:
                open_now -= 1

        def log_message(self, *_: object) -> None:
            """Nothing."""

    servers = [ThreadingHTTPServer((f"127.0.1.{n + 1}", 0), Slow) for n in range(count)]
    for server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    sources = [
        Source(name=str(n), page=f"http://{server.server_address[0]}:{server.server_port}/", allow_private=True)
        for n, server in enumerate(servers)
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(machines) as threads:
        read = list(threads.map(lambda _: _read_all(sources, store), range(machines)))
    taken = time.perf_counter() - began
    for server in servers:
        server.shutdown()
        server.server_close()
    return f"{taken:.1f} s, {most} at a time, {asked} requests, read by {' and '.join(map(str, read))}"


def _read_all(sources: list[Source], store: Store | None) -> int:
    """How many of them this machine reads."""
    claims = None if store is None else Claims(store.engine)
    fetches = SourceFetches(Web(hosts=claims and StoredHosts(claims)), lambda source: (None, None))
    with sharing_sources(claims, lambda line: None, anew=False) as turns:
        return sum(fetches.answer(source).status == 200 for source in fetches.ahead(sources, turns))
