"""The WebSub hub is told of every feed that changed, once, and again when it did not listen."""

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from enrich.errors import TryLater
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.serve.websub import FAILURES, LEASE, PAUSES, Hub
from tests.support.keeping import keep
from tests.support.papers import paper

NOW = datetime(2026, 1, 5, tzinfo=UTC)
BASE = "https://feeds.example.org"


class Listener:
    """A hub that listens, or not."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf = False

    def post(self, address: str, form: Mapping[str, str]) -> None:
        assert (address, form["hub.mode"]) == ("https://hub.example.org", "publish")
        self.heard.append(form["hub.url"].removeprefix(f"{BASE}/"))
        if self.deaf:
            raise TryLater("busy", address)


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def settings(folder: Path, **site: str) -> Settings:
    return Settings(
        folder=folder,
        site={"base_url": BASE, "hub": "https://hub.example.org"} | site,  # type: ignore[arg-type]
        feeds={"formats": ["atom"]},  # type: ignore[arg-type]
    )


def found(store: Store, given: Settings, number: int, category: str) -> None:
    keep(
        store,
        [paper(id=f"2501.{number:05d}", authors=(), categories=(category,), primary_category=category)],
        document=f"{number}.txt",
    )
    publish(store, given, given.out, processes=1)


def test_each_changed_feed_is_told_once(store: Store, tmp_path: Path) -> None:
    given, listener = settings(tmp_path), Listener()
    hub = Hub(store, given, listener.post)
    found(store, given, 1, "cs.LG")
    assert hub.announce(lambda: NOW) == len(listener.heard) == len(set(listener.heard))
    assert listener.heard[0] == "all.atom"
    assert {"topics/cs-lg.atom", "topics/inbox.atom"} < set(listener.heard)
    assert not any("archive" in path or path.endswith(".html") for path in listener.heard)
    listener.heard.clear()
    assert hub.announce(lambda: NOW) == 0
    found(store, given, 2, "math.CO")
    Hub(store, given, listener.post).announce(lambda: NOW)
    assert "topics/cs-lg.atom" not in listener.heard
    assert {"all.atom", "topics/inbox.atom", "topics/math-co.atom"} <= set(listener.heard)


def test_a_hub_that_does_not_listen_is_told_again_later(store: Store, tmp_path: Path) -> None:
    given, listener = settings(tmp_path), Listener()
    hub = Hub(store, given, listener.post)
    found(store, given, 1, "cs.LG")
    listener.deaf = True
    assert hub.announce(lambda: NOW) == 0
    assert len(listener.heard) == FAILURES
    assert hub.announce(lambda: NOW) == 0
    assert len(listener.heard) == FAILURES
    missed = set(listener.heard)
    listener.deaf = False
    listener.heard.clear()
    hub.announce(lambda: NOW + PAUSES[0] * 2)
    assert missed <= set(listener.heard)
    assert hub.announce(lambda: NOW + timedelta(days=9)) == 0


def test_a_feed_is_given_up_until_it_changes_again(store: Store, tmp_path: Path) -> None:
    given, listener = settings(tmp_path), Listener()
    found(store, given, 1, "cs.LG")
    listener.deaf = True
    now = NOW
    for _ in range(60):
        now += timedelta(days=2)
        Hub(store, given, listener.post).announce(lambda now=now: now)  # type: ignore[misc]
    assert listener.heard.count("all.atom") == 1 + len(PAUSES)
    listener.deaf = False
    listener.heard.clear()
    found(store, given, 2, "cs.LG")
    Hub(store, given, listener.post).announce(lambda: now)
    assert "all.atom" in listener.heard


def test_another_hub_is_told_of_everything_and_none_of_nothing(store: Store, tmp_path: Path) -> None:
    given, listener = settings(tmp_path), Listener()
    found(store, given, 1, "cs.LG")
    Hub(store, given, listener.post).announce(lambda: NOW)
    everything = sorted(listener.heard)
    heard: list[str] = []
    other = settings(tmp_path, hub="https://other.example.org")
    Hub(store, other, lambda _, form: heard.append(form["hub.url"].removeprefix(f"{BASE}/"))).announce(lambda: NOW)
    assert sorted(heard) == everything
    none = Settings(folder=tmp_path)
    assert Hub(store, none, listener.post).announce(lambda: NOW) == 0


def test_the_ping_is_a_form_that_a_hub_reads(store: Store, tmp_path: Path) -> None:
    heard: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        given = settings(tmp_path, hub=f"http://127.0.0.1:{server.server_port}/hub")
        found(store, given, 1, "cs.LG")
        assert Hub(store, given).announce(lambda: NOW) == len(heard)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert {"hub.mode": ["publish"], "hub.url": [f"{BASE}/all.atom"]} in heard


def test_of_several_servers_one_tells_the_hub_and_another_when_that_one_ended(store: Store, tmp_path: Path) -> None:
    given, listener = settings(tmp_path), Listener()
    found(store, given, 1, "cs.LG")
    hub = Hub(store, given, listener.post)
    other = "another-machine/1/1/x/elsewhere"
    assert store.leases.take(LEASE, other, 60)
    assert hub.announce(lambda: NOW) == len(listener.heard) == 0
    store.leases.release(LEASE, other)
    assert hub.announce(lambda: NOW) == len(listener.heard) > 0
    assert not store.leases.take(LEASE, other, 60)
