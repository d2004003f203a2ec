"""What an honest client waits while others attack: half-sent requests, stalled downloads, both; beside peers.

    python tests/bench/serve_attack.py [--seconds 8] [--no-peers] [--code FOLDER]...   FOLDER: another version to measure beside this one

Everything is on 127.0.0.1; the attackers come from 127.0.0.3 and .4, the honest client from 127.0.0.2, over a new
connection for each request. The peers are uvicorn with starlette's StaticFiles, and nginx where it is installed.
Nothing is asserted about seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import resource
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.serve import free_port  # noqa: E402

HONEST, HALF, STALLED = "127.0.0.2", "127.0.0.3", "127.0.0.4"
HALF_SENT, DOWNLOADS = 2100, 300
REOPENED = 200
"""Connections a second that attackers open again when they are closed on them."""
PAUSE = 0.01
"""Seconds between two requests of the honest client."""
LARGE = 50 << 20
DUMP = "/dumps/large.jsonl"
"""The honest client asks for a part of it with every tenth request."""
ENDED = select.POLLIN | select.POLLHUP | select.POLLERR
STATIC = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
app = Starlette(routes=[Mount("/", StaticFiles(directory=sys.argv[1]))])
uvicorn.run(app, port=int(sys.argv[2]), log_level="error", access_log=False)
"""
NGINX = """
worker_processes 1; worker_rlimit_nofile 8192; daemon off; pid {here}/nginx.pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; client_body_temp_path {here}/t; proxy_temp_path {here}/t;
  fastcgi_temp_path {here}/t; uwsgi_temp_path {here}/t; scgi_temp_path {here}/t;
  server {{ listen 127.0.0.1:{port} backlog=2048; root {out}; }} }}
"""


@dataclass(frozen=True)
class Served:
    """A server to measure."""

    name: str
    argv: tuple[str, ...]
    port: int
    path: str = ""
    """Where its code is."""


def opened(source: str, port: int, seconds: float = 10.0) -> socket.socket:
    """A connection from a source address."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096 if source == STALLED else 65536)
    one.settimeout(seconds)
    one.bind((source, 0))
    one.connect(("127.0.0.1", port))
    return one


def asked(port: int, path: str = "/all.atom") -> str:
    """One request of the honest client; its status, or what went wrong."""
    try:
        with opened(HONEST, port) as one:
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-99999\r\nConnection: close\r\n\r\n".encode())
            head = b""
            while part := one.recv(1 << 20):
                head = head or part
            return head[9:12].decode() or "closed"
    except OSError as wrong:
        return type(wrong).__name__


def honest(port: int, seconds: float) -> tuple[list[float], Counter[str]]:
    """Ask again and again; how long each request took, and what was answered."""
    waits: list[float] = []
    answers: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        answers[asked(port, DUMP if len(waits) % 10 == 9 else "/all.atom")] += 1
        waits.append(time.monotonic() - began)
        time.sleep(PAUSE)
    return waits, answers


def attack(port: int, source: str, number: int, data: bytes) -> None:
    """Keep so many connections open that sent `data` and read nothing; open again what is closed, not too often."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    ended, mine = select.poll(), dict[int, socket.socket]()
    quota, due = number, time.monotonic()
    while True:
        for _ in range(min(number - len(mine), quota)):
            with contextlib.suppress(OSError):
                one = opened(source, port, 3.0)
                one.sendall(data)
                mine[one.fileno()] = one
                ended.register(one, ENDED if source == HALF else 0)  # an answer that comes is not waited for
        quota = int((time.monotonic() - due) * REOPENED)
        due = time.monotonic() if quota else due
        for number_of_file, _ in ended.poll(50):
            ended.unregister(number_of_file)
            mine.pop(number_of_file).close()


@contextmanager
def attacks(port: int, kinds: Sequence[str]) -> Iterator[None]:
    """Attackers at work in processes of their own."""
    known = {
        "half-sent": (HALF, HALF_SENT, b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Slow: "),
        "stalled": (STALLED, DOWNLOADS, f"GET {DUMP} HTTP/1.1\r\nHost: x\r\n\r\n".encode()),
    }
    workers = []
    for kind in kinds:
        worker = multiprocessing.Process(target=attack, args=(port, *known[kind]), daemon=True)
        worker.start()
        workers.append(worker)
    try:
        yield
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


@contextmanager
def running(one: Served) -> Iterator[psutil.Process]:
    environment = os.environ | {"PYTHONPATH": one.path, "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        one.argv, cwd=one.path or None, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 60
        while asked(one.port) != "206" and time.monotonic() < end:
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def memory(process: psutil.Process) -> float:
    return float(sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6)


def figures(waits: list[float], answers: Counter[str]) -> str:
    ordered = sorted(waits)
    p50, p99 = (ordered[min(int(len(ordered) * part), len(ordered) - 1)] * 1000 for part in (0.5, 0.99))
    wrong = {what: count for what, count in answers.items() if what != "206"}
    return f"{len(waits):5} requests   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   max {ordered[-1] * 1000:7.1f} ms   {wrong or 'no errors'}"


def measure(one: Served, seconds: float) -> None:
    print(one.name)
    for kinds in ((), ("half-sent",), ("stalled",), ("half-sent", "stalled")):
        with running(one) as process:
            before = memory(process)
            with attacks(one.port, kinds):
                answered = figures(*honest(one.port, seconds))
                grown = memory(process) - before
        print(f"  {' and '.join(kinds) or 'alone':22} {answered}   {grown:+7.1f} MB", flush=True)


def servers(here: Path, codes: Sequence[Path]) -> Iterator[Served]:
    """Versions of paperwire first, then the peers, all on the same files."""
    out = here / "out"
    (out / "dumps").mkdir(parents=True)
    (out / "all.atom").write_bytes(os.urandom(30_000).hex().encode())
    (out / "dumps" / "large.jsonl").write_bytes(os.urandom(LARGE // 2).hex().encode())
    (here / "paperwire.toml").write_text("")
    for code in codes:
        port = free_port()
        argv = (sys.executable, "-m", "feeds", "--config", str(here / "paperwire.toml"), "serve", "--port", str(port))
        yield Served(f"paperwire ({code.name})", argv, port, str(code))
    port = free_port()
    yield Served("uvicorn with StaticFiles", (sys.executable, "-c", STATIC, str(out), str(port)), port)
    if shutil.which("nginx"):
        port = free_port()
        (here / "nginx.conf").write_text(NGINX.format(here=here, out=out, port=port))
        yield Served("nginx", ("nginx", "-c", str(here / "nginx.conf")), port)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--code", type=Path, action="append", default=[])
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        for one in servers(Path(name), [*given.code, ROOT]):
            if one.path or given.peers:
                measure(one, given.seconds)


if __name__ == "__main__":
    main()
