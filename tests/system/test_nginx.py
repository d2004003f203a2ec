"""Two replicas that have nothing but the store, behind nginx with the configuration of deploy/: one dies, no reader loses a thing."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from enrich.store.store import Store
from feeds.search.search_index import Search
from tests.conftest import ROOT
from tests.support.processes import PATIENCE, comes_true, started
from tests.system.test_deploy import DEPLOY, need
from tests.system.test_without_files import BASE, OF_SOMEBODY, fill, given, go

AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors warn;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/paperwire.conf;
}}
"""
"""What a distribution's nginx.conf has around the file, without anything outside the folder of the test."""
READERS = 4
_SEARCHES = [f"/search.{form}?q=paper&author={name}" for form in ("atom", "json", "html") for name in ("gee", "wei", "jay", "bee")]  # fmt: skip
_RECORDS = [f"/records/2507.000{number}.json" for number in range(30, 39)]


@dataclass(frozen=True)
class Reply:
    status: int
    etag: str
    body: bytes


def ask(port: int, address: str, etag: str | None = None) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", address, headers={"If-None-Match": etag} if etag else {})
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers.get("etag", ""), answer.read())
    finally:
        connection.close()


@contextmanager
def replicas(folder: Path, store: str) -> Iterator[list[tuple[Popen[str], int]]]:
    """Two of them, each in an empty folder; all settings come from the environment."""
    environment = {
        "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PAPERWIRE_STORE__URL": store, "PAPERWIRE_SITE__BASE_URL": BASE,
        "PAPERWIRE_AUTHORS__FOLLOW": '["Fay Gee"]', "PAPERWIRE_FEEDS__ENTRIES": "3",
        "PAPERWIRE_SERVE__TRUSTED_PROXIES": '["127.0.0.1"]',
    }  # fmt: skip
    with ExitStack() as stack:
        found = []
        for name in ("serve-1", "serve-2"):
            (folder / name).mkdir()
            command = [sys.executable, "-P", "-m", "feeds", "serve", "--port", "0"]
            options = {
                "cwd": folder / name,
                "env": environment | {"HOME": str(folder / name)},
                "stderr": PIPE,
                "text": True,
            }
            found.append(stack.enter_context(started(command, **options)))
        yield [(process, _port(process)) for process in found]


def _port(process: Popen[str]) -> int:
    assert process.stderr is not None
    port = next(int(found[1]) for line in process.stderr if (found := re.search(r"http://[\d.]+:(\d+)/", line)))
    # What it says later is of no interest, and must not fill the pipe.
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return port


@contextmanager
def nginx(folder: Path, ports: Sequence[int], port: int) -> Iterator[None]:
    """nginx with our file, in which addresses alone are others."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    places = {"serve-1:8000": f"127.0.0.1:{ports[0]}", "serve-2:8000": f"127.0.0.1:{ports[1]}"}
    for ours, here in (places | {"listen 8080": f"listen 127.0.0.1:{port}", "/var/cache/nginx": str(folder)}).items():
        assert text.count(f"{ours}") >= 1
        text = "\n".join(line if line.startswith("#") else line.replace(ours, here) for line in text.splitlines())
    folder.mkdir()
    (folder / "paperwire.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + AROUND.format(folder=folder))
    command = [
        need("nginx", "nginx"),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "errors"),
    ]
    with started(command, stderr=DEVNULL) as process:
        assert comes_true(lambda: process.poll() is not None or _listens(port))
        assert process.poll() is None, (folder / "errors").read_text()
        yield


def _listens(port: int) -> bool:
    try:
        return ask(port, "/healthz").status == 200
    except OSError:
        return False


def test_readers_lose_nothing_when_one_of_two_replicas_dies(
    postgresql: str, tmp_path: Path, free_tcp_port: int
) -> None:
    with Store(postgresql) as store:
        fill(store)
        every = {
            f"/{path}": data for path, data in go(store, given(tmp_path, 1)).items() if path.startswith(OF_SOMEBODY)
        }
        Search(store.engine).catch_up()
    shutil.rmtree(tmp_path / "out")
    every.pop("/people/p44444444.html")  # leads elsewhere
    addresses = [*every, *_SEARCHES, *_RECORDS]
    with (
        replicas(tmp_path, postgresql) as ((first, one), (_, other)),
        nginx(tmp_path / "nginx", (one, other), free_tcp_port),
    ):
        assert ask(free_tcp_port, "/metrics").status == 404
        asked_first, broken = threading.Semaphore(0), list[str]()

        def read(address: str) -> tuple[Reply, Reply]:
            asked_first.release()
            while True:
                try:
                    reply = ask(free_tcp_port, address)
                    return reply, ask(free_tcp_port, address, reply.etag)
                except http.client.IncompleteRead:  # it died in the middle of a body: a reader sees that, and asks on
                    broken.append(address)

        with ThreadPoolExecutor(READERS) as readers:
            reading = readers.map(read, addresses)
            for _ in range(len(addresses) // 3):
                assert asked_first.acquire(timeout=PATIENCE)
            first.kill()
            read_now = dict(zip(addresses, reading, strict=True))
        assert len(broken) <= READERS
        direct = {address: ask(other, address) for address in addresses}
        assert {address: reply for address, (reply, _) in read_now.items()} == direct
        assert {reply.status for reply in direct.values()} == {200}
        assert {address: direct[address].body for address in every} == every
        again = {address: reply for address, (_, reply) in read_now.items()}
        assert {(reply.status, reply.body) for reply in again.values()} == {(304, b"")}
        assert all(reply.etag == direct[address].etag for address, reply in again.items())
