"""A store as large as arXiv, or a part of it, from a snapshot of invented papers to `verify`: seconds, memory, files, bytes of each step.

    python tests/bench/whole_arxiv.py [--papers 2900000] [--folder FOLDER] [--store postgresql+psycopg://...] [--keep]

Each step is a command of its own, as users run it: the snapshot is taken in by a list of all its ids, everything is
published with `[authors] files = 5` and indexed, searched; a day of arXiv's (1,250 papers, asked of a local arXiv) is added,
and `out/` is verified. Memory is that of all processes of a step, without what they share. All of arXiv takes about 5 GB of
snapshot and some 460 GB altogether, by what 20,000 papers take; what is free is said first, and a run that will not fit is not begun.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.invented_papers import paper_rows  # noqa: E402
from tests.bench.memory import family, memory_of  # noqa: E402
from tests.support.arxiv_standin import Paper, Server  # noqa: E402

DAY = 1250
BYTES = 160_000
"""Of disk a paper, all together, as 20,000 of them were seen to take: feeds, pages, dumps, store, snapshot."""
SETTINGS = """
[site]
base_url = "https://papers.example.org"
[authors]
files = 5
[store]
url = "{store}"
[arxiv]
base_url = "{arxiv}"
min_interval = 0.1
[[sources]]
name = "arXiv"
files = ["{listed}"]
"""
SEARCH = """
import statistics, sys, time
from enrich.settings import load
from pathlib import Path
from enrich.store.store import Store
from feeds.search.query import question
from feeds.search.search_feed import Searcher
settings = load(Path("paperwire.toml"))
with Store(settings.store_url) as store:
    searcher, taken = Searcher(store, settings), []
    for text in sys.argv[1:]:
        began = time.perf_counter()
        searcher.feed(question(f"q={text}"), "atom")
        taken.append((time.perf_counter() - began) * 1e3)
    print(f"{statistics.median(taken):.0f} ms, at most {max(taken):.0f}")
"""


def step(what: str, home: Path, command: Sequence[str], papers: int) -> None:
    """Run a command, and print what it cost."""
    began, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # fmt: skip
        written: list[str] = []
        reading = threading.Thread(target=lambda: written.extend(process.communicate()), daemon=True)
        reading.start()
        while reading.is_alive():
            most = max(most, sum(map(memory_of, family(process.pid))))
            reading.join(0.3)
    seconds = time.perf_counter() - began
    if process.returncode and command[-1] != "verify":
        raise SystemExit(f"{what}: exit {process.returncode}\n{''.join(written)[-9000:]}")
    last = written[0].strip().splitlines()[-1:] if command[1] == "-c" else []
    if process.returncode:
        last = [f"exit {process.returncode}: {written[1].count('warning:')} files are not as the records give them"]
    print(
        f"{what:34}{seconds:9.1f} s {seconds / papers * 1e3:8.2f} ms a paper {most / 1e6:8,.0f} MB  {' '.join(last)}",
        flush=True,
    )


def sizes(home: Path) -> str:
    """What there is on the disk."""
    out = [path.lstat() for path in (home / "out").rglob("*") if path.is_file()]
    pack = sum(path.lstat().st_size for path in home.glob(".out.publishing/**/*") if path.is_file())
    store = sum(path.stat().st_size for path in home.glob("paperwire.db*"))
    free = shutil.disk_usage(home).free
    return (
        f"out/ {len(out):,} files, {sum(one.st_blocks * 512 for one in out) / 1e9:.2f} GB; pack {pack / 1e9:.2f} GB; "
        f"store {store / 1e9:.2f} GB; {free / 1e9:.0f} GB are free"
    )


def write_snapshot(home: Path, papers: int) -> tuple[dict[str, Paper], int]:
    """The snapshot and the list of its ids; the papers of the day after it, and how many names there are."""
    rows, names = paper_rows(papers), set[int]()
    with (home / "snapshot.jsonl").open("w") as snapshot, (home / "ids.txt").open("w") as ids:
        for row in islice(rows, papers):
            snapshot.write(json.dumps(row) + "\n")
            ids.write(f"arXiv:{row['id']}\n")
            names.update(hash((family, given)) for family, given, _ in row["authors_parsed"])
    day = {row["id"]: Paper(row) for row in islice(rows, DAY)}
    return day, len(names)


def measure(home: Path, papers: int, store: str) -> None:
    """All steps."""
    began = time.perf_counter()
    day, names = write_snapshot(home, papers)
    size = (home / "snapshot.jsonl").stat().st_size / 1e9
    print(
        f"{papers:,} papers, {names:,} names, snapshot {size:.2f} GB, made in {time.perf_counter() - began:.0f} s",
        flush=True,
    )
    server = Server(day)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = SETTINGS.format(store=store, arxiv=server.url, listed="ids*.txt")
    (home / "paperwire.toml").write_text(settings.replace("[arxiv]", '[arxiv]\nsnapshot = "snapshot.jsonl"'))
    paperwire, python = [sys.executable, "-P", "-m", "feeds"], [sys.executable, "-c"]
    step("taken in from the snapshot", home, [*paperwire, "enrich"], papers)
    assert server.log.summary()["requests"] == 0, "all is in the snapshot"
    step("published, indexed; files = 5", home, [*paperwire, "publish"], papers)
    words = paper_rows(papers)
    titles = [next(words)["title"].split()[-1] for _ in range(30)]
    step("30 searches", home, [*python, SEARCH, *titles], papers)
    print(sizes(home), flush=True)
    (home / "ids-day.txt").write_text("".join(f"arXiv:{name}\n" for name in day))
    step(f"a day: {DAY} papers", home, [*paperwire, "run"], DAY)
    step("nothing new", home, [*paperwire, "run"], papers)
    step("verify", home, [*paperwire, "verify"], papers)
    print(sizes(home), flush=True)
    server.shutdown()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2_900_000)
    parser.add_argument("--folder", type=Path, default=None, help="where all is put; removed afterwards")
    parser.add_argument("--store", default="", help="an empty database; SQLite in that folder without it")
    parser.add_argument("--keep", action="store_true", help="leave everything there")
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(dir=given.folder, prefix="paperwire-whole-"))
    try:
        disk, inodes = shutil.disk_usage(home), os.statvfs(home).f_favail
        print(
            f"{disk.free / 1e9:.0f} GB and {inodes:,} files are free; about {given.papers * BYTES / 1e9:.0f} GB are needed",
            flush=True,
        )
        if given.papers * BYTES > disk.free:
            raise SystemExit("that does not fit: give fewer --papers or another --folder")
        measure(home, given.papers, given.store or f"sqlite:///{home}/paperwire.db")
    finally:
        if not given.keep:
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
