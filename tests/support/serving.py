"""Starts servers on published papers, and asks them, for the tests and the benchmark of serving."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.search.search_index import Search
from feeds.serve.server import Server, listen, server
from tests.support.keeping import keep
from tests.support.papers import MARKUP, paper
from tests.support.processes import PATIENCE

PAPERS = (
    *(
        paper(id=f"2501.{n:05d}", title=f"Distillation of model number {n}", authors=(Author(f"Jane {n} Doe"),))
        for n in range(1, 61)
    ),
    paper(id="hep-th/9901001", title="Old strings", categories=("hep-th",), primary_category="hep-th"),
    paper(id="2507.00001", title=MARKUP.encode("utf-8", "ignore").decode(), abstract="x<y & <script>alert(1)</script>"),
)
"""What most servers of the tests have published."""
Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server with its store and its out/."""

    store: Store
    settings: Settings
    server: Server
    port: int
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.settings.out

    def get(self, address: str, method: str = "GET", **headers: str) -> Reply:
        """Ask over a connection of its own; underscores in names of headers are hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, address, headers=named)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def raw(self, data: bytes, seconds: float = PATIENCE) -> bytes:
        """Send bytes as they are, and read until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as open_socket:
            open_socket.sendall(data)
            parts = []
            while part := open_socket.recv(65536):
                parts.append(part)
            return b"".join(parts)

    def publish(self, records: Sequence[Record] = (), **options: Any) -> None:
        """Have papers found, and published."""
        if records:
            keep(self.store, records, **options)
        publish(self.store, self.settings, self.settings.out, processes=1)


@contextmanager
def serving(folder: Path, records: Sequence[Record] = (), **sections: Any) -> Iterator[Site]:
    """A server on papers that are published in a folder."""
    settings = Settings(folder=folder, **({"site": {"base_url": "https://feeds.example.org"}} | sections))
    with Store(settings.store_url) as store:
        if records:
            keep(store, records)
            publish(store, settings, settings.out, processes=1)
            Search(store.engine).catch_up()  # as a job does once it has published
        with at_work(settings, store) as site:
            yield site


@contextmanager
def at_work(settings: Settings, store: Store) -> Iterator[Site]:
    """A server on what is published already."""
    running = server(settings, store, port=0)
    place = listen(running)
    started = threading.Event()
    running.ready = started.set
    thread = threading.Thread(target=running.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    assert started.wait(PATIENCE)
    try:
        yield Site(store, settings, running, place.getsockname()[1])
    finally:
        running.should_exit = True
        thread.join(PATIENCE)
        place.close()
