"""What serving costs: requests a second and p99 beside nginx serving the same files; search over many papers; a soak.

    python tests/bench/serve.py [--papers 20000] [--seconds 5]      wrk on one core, the servers on another
    python tests/bench/serve.py --soak --minutes 10                 runs, faults and readers against one server

Needs wrk and nginx for the figures; newsboat for the soak. Nothing is asserted about seconds.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from enrich.settings import Settings  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.publish.publish import publish  # noqa: E402
from feeds.search.search_index import Search  # noqa: E402
from tests.bench.serve_soak import soak  # noqa: E402
from tests.support.keeping import keep, real_records  # noqa: E402

DATA = Path(os.environ.get("PAPERWIRE_SHARED") or ROOT.parent / "shared") / "data" / "arxiv-cs.jsonl.gz"
NGINX = """
worker_processes 1; daemon off; pid {here}/nginx.pid; error_log {here}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; gzip off;
  client_body_temp_path {here}/t; proxy_temp_path {here}/t; fastcgi_temp_path {here}/t;
  uwsgi_temp_path {here}/t; scgi_temp_path {here}/t;
  types {{ application/atom+xml atom; application/rss+xml rss; text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {out}; }} }}
"""
WORDS = """
learning deep graph network neural robust optimal bound algorithm model data language attention transformer bayesian
gaussian random search quantum code logic security privacy speech image video detection estimation planning control
reinforcement policy sparse matrix tensor kernel convex stochastic gradient distributed parallel wireless channel
coding compression ranking retrieval semantic parsing translation dialogue knowledge ontology reasoning game
""".split()  # noqa: SIM905


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def process(argv: list[str], url: str, core: str, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server on one core, ready to answer."""
    pinned = ["taskset", "-c", core, *argv] if shutil.which("taskset") else argv
    one = subprocess.Popen(pinned, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(url, timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        yield one
    finally:
        one.terminate()
        one.wait()


def seconds_of(server: subprocess.Popen[bytes]) -> float:
    """Of the processor, that a server used so far: unlike the rate, it does not depend on who else is at work."""
    one = psutil.Process(server.pid)
    times = [process.cpu_times() for process in (one, *one.children(recursive=True))]
    return float(sum(part.user + part.system for part in times))


def wrk(
    server: subprocess.Popen[bytes],
    url: str,
    seconds: int,
    script: Path | None = None,
    headers: tuple[str, ...] = (),
    connections: int = 32,
) -> str:
    """One line of figures."""
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    argv += [part for header in headers for part in ("-H", header)]
    argv += ["-s", str(script)] if script else []
    pinned = ["taskset", "-c", "1", *argv, url] if shutil.which("taskset") else [*argv, url]
    before = seconds_of(server)
    output = subprocess.run(pinned, capture_output=True, text=True, check=True).stdout
    found = dict(re.findall(r"^\s+(50|90|99)%\s+(\S+)", output, re.MULTILINE))
    used = seconds_of(server) - before
    count = re.search(r"(\d+) requests in", output)
    rate = re.search(r"Requests/sec:\s+(\S+)", output)
    odd = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return (
        f"{float(rate[1]) if rate else 0:10.0f} requests/s   p50 {found.get('50', '?'):>9}   "
        f"p99 {found.get('99', '?'):>9}   {used / int(count[1] if count else 1) * 1e6:7.1f} us of processor each"
        f"{f'   {odd[1]} errors' if odd else ''}"
    )


def etag(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.headers["ETag"])


def prepare(here: Path, papers: int, data: Path) -> Settings:
    """A store and an out/ with so many real papers."""
    settings = Settings(folder=here)
    with Store(settings.store_url) as store:
        began = time.monotonic()
        keep(store, real_records(data, papers))
        report = publish(store, settings, settings.out)
        print(f"{papers} papers, {report.files_total} files: published in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        Search(store.engine).catch_up()
        print(f"indexed for search in {time.monotonic() - began:.1f} s; {_size(here):.0f} MB in the store")
    return settings


def _size(here: Path) -> float:
    return sum(file.stat().st_size for file in here.glob("paperwire.db*")) / 1e6


def queries(here: Path) -> tuple[Path, Path]:
    """Scripts for wrk: questions that differ all the time, and one that is always the same."""
    words = ", ".join(f'"{word}"' for word in WORDS)
    varied, same = here / "varied.lua", here / "same.lua"
    varied.write_text(
        f"words = {{{words}}}\nmath.randomseed(7)\nfunction w() return words[math.random(#words)] end\n"
        'request = function() local q = w()\n if math.random(3) > 1 then q = q .. "+" .. w() end\n'
        ' if math.random(4) == 1 then q = q .. "&category=cs." .. ({"LG","CV","CL","IT"})[math.random(4)] end\n'
        ' if math.random(4) == 1 then q = q .. "&since=201" .. math.random(5) .. "-01-01" end\n'
        ' return wrk.format("GET", "/search.atom?q=" .. q) end\n'
    )
    same.write_text('request = function() return wrk.format("GET", "/search.atom?q=learning") end\n')
    return varied, same


def measure(here: Path, settings: Settings, seconds: int) -> None:
    ours, theirs = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
    (here / "nginx.conf").write_text(NGINX.format(here=here, out=settings.out, port=theirs.rpartition(":")[2]))
    serve = [sys.executable, "-m", "feeds", "serve", "--port", ours.rpartition(":")[2]]
    (here / "paperwire.toml").write_text("")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        process(serve, f"{ours}/healthz", "0", cwd=here, env=environment) as paperwire,
        process(["nginx", "-c", str(here / "nginx.conf")], f"{theirs}/all.atom", "0") as nginx,
    ):
        size = (settings.out / "all.atom").stat().st_size
        print(f"\nall.atom, {size} bytes; one core for the server, one for wrk; 32 connections")
        for name, one, url in (both := (("nginx", nginx, theirs), ("paperwire", paperwire, ours))) * 2:
            known = f"If-None-Match: {etag(f'{url}/all.atom')}"
            print(f"  {name:10} 304   {wrk(one, f'{url}/all.atom', seconds, headers=(known,))}")
        for name, one, url in both:
            print(f"  {name:10} 200   {wrk(one, f'{url}/all.atom', seconds)}")
        print(f"  paperwire  gzip  {wrk(paperwire, f'{ours}/all.atom', seconds, headers=('Accept-Encoding: gzip',))}")
        varied, same = queries(here)
        print("search feed (nginx has none)")
        for connections in (1, 4, 8):
            print(
                f"  varied, {connections} at once    {wrk(paperwire, ours, seconds, varied, connections=connections)}"
            )
        print(f"  the same, 8 at once  {wrk(paperwire, ours, seconds, same, connections=8)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--folder", type=Path, help="keep the store and out/ here, and use them again")
    parser.add_argument("--soak", action="store_true")
    parser.add_argument("--minutes", type=float, default=10.0)
    given = parser.parse_args()
    if given.soak:
        sys.exit(soak(given.minutes))
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)  # started by root, nginx gives up its rights
        here = given.folder or Path(temporary)
        here.mkdir(parents=True, exist_ok=True)
        is_there = (here / "out" / "all.atom").exists()
        settings = Settings(folder=here) if is_there else prepare(here, given.papers, given.data)
        measure(here, settings, given.seconds)


if __name__ == "__main__":
    main()
