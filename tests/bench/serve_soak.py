"""The soak of the server: it serves, runs follow each other against an arXiv with random faults, readers poll.

Ends with 0 when no entry was lost or doubled, no answer was a server's error, and memory and open files did not grow.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import feedparser
import psutil  # type: ignore[import-untyped]

from tests.conftest import rows
from tests.support.arxiv_standin import Paper, Server

ROOT = Path(__file__).resolve().parents[2]
PAPERS = 3000
FAULTS: tuple[dict[str, Any], ...] = (
    *({"kind": kind} for kind in ("empty", "blank", "error200", "html", "truncate", "drop", "reset", "control")),
    *({"kind": kind} for kind in ("latin1", "unasked", "fewer", "dated")),
    *({"kind": "status", "status": status} for status in (429, 500, 503)),
)


@dataclass
class Seen:
    """What the readers met."""

    answers: Counter[int] = field(default_factory=Counter)
    entries: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def soak(minutes: float) -> int:
    """Run it; prints a line now and then, and the verdict."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        arxiv = Server({row["id"]: Paper(row) for row in rows(PAPERS)})
        threading.Thread(target=arxiv.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        port = _free_port()
        _settle(here, arxiv.url, port)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        served = subprocess.Popen(
            [sys.executable, "-m", "feeds", "--quiet", "serve"],
            cwd=here,
            env=environment,
            stderr=(here / "log").open("wb"),
        )
        _await(f"http://127.0.0.1:{port}/healthz")
        try:
            return _watch(here, arxiv, served, f"http://127.0.0.1:{port}", minutes, environment)
        finally:
            served.terminate()
            served.wait()
            arxiv.shutdown()


def _await(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)


def _settle(here: Path, arxiv: str, port: int) -> None:
    (here / "inbox").mkdir()
    (here / "paperwire.toml").write_text(
        "[[sources]]\nname = 'inbox'\nfiles = ['inbox/*.txt']\n"
        f"[arxiv]\nbase_url = '{arxiv}'\nmin_interval = 0.0\nretries = 1\ncooldown = 0.5\ncooldown_max = 2.0\n"
        f"read_timeout = 2.0\ntotal_timeout = 4.0\n[serve]\nport = {port}\n"
    )


def _watch(
    here: Path, arxiv: Server, served: subprocess.Popen[bytes], url: str, minutes: float, environment: dict[str, str]
) -> int:
    seen, stop = Seen(), threading.Event()
    end = time.monotonic() + minutes * 60
    readers = [threading.Thread(target=_poll, args=(url, seen, stop)) for _ in range(3)]
    readers.append(threading.Thread(target=_newsboat, args=(here, url, stop)))
    for reader in readers:
        reader.start()
    random.seed(1)
    figures: list[tuple[float, int]] = []
    number, runs, next_line = 0, Counter[int](), 0.0
    while time.monotonic() < end:
        number = _more(here, number)
        _faults(arxiv)
        argv = [sys.executable, "-m", "feeds", "--quiet", "run", "--retry"]
        runs[subprocess.run(argv, cwd=here, env=environment, capture_output=True, check=False).returncode] += 1
        about = psutil.Process(served.pid)
        figures.append((about.memory_info().rss / 1e6, about.num_fds()))
        if time.monotonic() > next_line:
            next_line = time.monotonic() + 30
            print(f"  {sum(runs.values()):4} runs, {number:5} papers named, {figures[-1][0]:.0f} MB, "
                  f"{figures[-1][1]} open files, answers {dict(sorted(seen.answers.items()))}", flush=True)  # fmt: skip
    arxiv.faults.set([])
    for _ in range(3):
        subprocess.run(argv, cwd=here, env=environment, capture_output=True, check=False)
    _every_archive(url, seen)
    time.sleep(3)
    stop.set()
    for reader in readers:
        reader.join()
    return _verdict(here, seen, runs, number, figures)


def _more(here: Path, number: int) -> int:
    """A document that names a few papers that none did before, now and then one that a document named already."""
    new = range(number + 1, min(number + random.randint(0, 12), PAPERS) + 1)
    old = [random.randint(1, max(number, 1))] if number else []
    named = " ".join(f"arXiv:2401.{n:05d}" for n in [*new, *old])
    (here / "inbox" / f"{time.monotonic_ns()}.txt").write_text(named)
    return max(number, number + len(new))


def _faults(arxiv: Server) -> None:
    chosen = random.sample(FAULTS, random.randint(0, 2))
    arxiv.faults.set([fault | {"path": "/api/query", "chance": 0.5} for fault in chosen])


def _poll(url: str, seen: Seen, stop: threading.Event) -> None:
    """A reader that keeps what it saw, with conditional requests; and somebody who searches."""
    tags: dict[str, str] = {}
    feeds = ("/all.atom", "/all.rss", "/topics/inbox.atom", "/search.atom?q=study", "/search.rss?author=jane", "/all.json",
             "/dumps/records.jsonl", "/index.html", "/readyz", "/authors/jose-nunez.atom", "/search.html?q=things")  # fmt: skip
    while not stop.is_set():
        for path in feeds:
            asked = urllib.request.Request(url + path, headers={"If-None-Match": tags[path]} if path in tags else {})
            try:
                with urllib.request.urlopen(asked, timeout=20) as answer:
                    body, status = answer.read(), answer.status
                    tags[path] = answer.headers.get("ETag", "")
                    if len(body) != int(answer.headers["Content-Length"]):
                        seen.broken.append(path)
            except urllib.error.HTTPError as answer:
                body, status = b"", answer.code
            except OSError as wrong:
                seen.broken.append(f"{path}: {wrong}")
                continue
            if path != "/readyz":
                seen.answers[status] += 1
            if status == 200 and path.partition("?")[0].endswith((".atom", ".rss")):
                _read(path, body, seen)
        stop.wait(0.2)


def _read(path: str, body: bytes, seen: Seen) -> None:
    feed = feedparser.parse(body)
    ids = [entry.id for entry in feed.entries]
    if feed.bozo:
        seen.broken.append(f"{path}: {feed.bozo_exception}")
    seen.doubled |= {one for one, count in Counter(ids).items() if count > 1}
    if path.startswith("/all."):
        seen.entries |= set(ids)


def _every_archive(url: str, seen: Seen) -> None:
    """Walk the whole history, as RFC 5005 lets a reader do."""
    address: str | None = f"{url}/all.atom"
    while address:
        with urllib.request.urlopen(address, timeout=20) as answer:
            feed = feedparser.parse(answer.read())
        seen.entries |= {entry.id for entry in feed.entries}
        address = next((link.href for link in feed.feed.links if link.rel == "prev-archive"), None)


def _newsboat(here: Path, url: str, stop: threading.Event) -> None:
    if shutil.which("newsboat") is None:
        return
    (here / "urls").write_text(f"{url}/all.rss\n{url}/all.atom\n{url}/search.atom?q=study\n")
    (here / "newsboat.conf").write_text("max-items 0\n")
    argv = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "newsboat.conf", "-x", "reload"]
    while not stop.wait(2):
        subprocess.run(argv, cwd=here, capture_output=True, check=False)


def _verdict(here: Path, seen: Seen, runs: Counter[int], number: int, figures: list[tuple[float, int]]) -> int:
    wanted = {f"https://arxiv.org/abs/2401.{n:05d}" for n in range(1, number + 1)}
    lost, doubled = wanted - seen.entries, set(seen.doubled)
    boat = here / "cache.db"
    if boat.exists():
        with sqlite3.connect(boat) as cache:
            rows = Counter(row for row in cache.execute("SELECT guid, feedurl FROM rss_item"))
        cache.close()
        doubled |= {guid for (guid, _), count in rows.items() if count > 1}
        print(f"newsboat keeps {len({guid for guid, _ in rows})} papers")
    errors = {status: count for status, count in seen.answers.items() if status >= 500}
    half = figures[len(figures) // 4 : len(figures) // 2] or figures
    late = figures[-max(len(figures) // 4, 1) :]
    before, after = (max(memory for memory, _ in part) for part in (half, late))
    files_before, files_after = (max(files for _, files in part) for part in (half, late))
    print(f"{sum(runs.values())} runs (by exit status: {dict(sorted(runs.items()))}), {number} papers named")
    print(f"answers: {dict(sorted(seen.answers.items()))}; server errors: {errors or 'none'}")
    print(f"entries lost: {len(lost)}; doubled: {len(doubled)}; broken answers: {seen.broken[:5] or 'none'}")
    print(
        f"memory: {before:.0f} MB in the second quarter, {after:.0f} MB in the last; open files: {files_before}, {files_after}"
    )
    grown = after > before * 1.15 + 10 or files_after > files_before + 5
    return 1 if lost or doubled or errors or seen.broken or grown or 1 in runs else 0


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
