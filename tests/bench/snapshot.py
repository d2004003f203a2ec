"""The bulk metadata file: making its index, ids per second, candidates for damaged titles, peak memory.

    python tests/bench/snapshot.py [--lines 200000] [--data FILE] [--folder FOLDER]

A file of N lines is made by repeating real records with other ids and shuffled titles; the whole snapshot of arXiv
has 3,000,000 (`--lines 3000000` needs 6 GB of disk and some minutes). Every figure is of one process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from enrich.snapshot.rows import raw  # noqa: E402
from enrich.snapshot.snapshot import Snapshot, indexed, open_snapshot  # noqa: E402

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared")) / "data" / "arxiv-cs.jsonl.gz"


def synthetic(rows: list[dict[str, Any]], count: int) -> Iterator[bytes]:
    """Lines whose titles mix the words of real ones, so that words are as common as they are there."""
    chance = random.Random(1)
    words = [word for each in rows for word in each["title"].split()]
    for n in range(count):
        line = rows[n % len(rows)]
        if n >= len(rows):
            size = len(line["title"].split())
            title = " ".join([*chance.sample(words, max(2, size - 1)), f"{chance.choice(words)}{n % 5000:x}"])
            line = line | {"title": title, "id": f"{1000 + n // 100_000}.{n % 100_000:05d}"}
        yield json.dumps(line).encode() + b"\n"


def peak() -> str:
    """Of this program alone; getrusage would count the parent that started it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        kib = int(status.read_text().partition("VmHWM:")[2].split()[0])
    else:
        kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{kib / 1024:.0f} MB"


def timed(what: str, count: int, work: Callable[[], object]) -> None:
    start, busy = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(
        f"  {what:<40} {seconds:8.2f} s {count / seconds:11,.0f} a second {count / busy:11,.0f} a second of CPU"
        f"   peak {peak()}",
        flush=True,
    )


def damaged(title: str, chance: random.Random) -> str:
    at = chance.randrange(len(title))
    return chance.choice([title.upper(), title[:at] + title[at + 1 :], title + " Jane Doe", title[: max(30, at)] + "…"])


def measure(path: Path, index: Path) -> None:
    """Everything on one file, in a process of its own so that peak memory is its own."""
    size = path.stat().st_size / 1e6
    print(f"{path.name}: {size:,.0f} MB")
    timed("index made (files)", 1, lambda: open_snapshot(path, index).close())
    snapshot = open_snapshot(path, index)
    print(f"  {indexed(snapshot)}; the index has {index.stat().st_size / 1e6:,.0f} MB")
    timed("index opened again", 1, lambda: open_snapshot(path, index).close())
    chance = random.Random(2)
    known = [json.loads(line)["id"] for line in _lines(path, min(snapshot.lines, 20_000))]
    places = snapshot._index.places(known)
    timed("ids found in the index", len(known), lambda: snapshot._index.places(known))
    timed("lines read, ids side by side", len(known), lambda: [snapshot._line(place) for place in places])
    timed("lines read and parsed", len(known), lambda: [raw(snapshot._line(place)) for place in places])
    timed("records, ids side by side", len(known), lambda: sum(1 for _ in snapshot.by_ids(known, NOW)))
    timed("the same again (conversions remembered)", len(known), lambda: sum(1 for _ in snapshot.by_ids(known, NOW)))
    scattered = _scattered(snapshot, chance)
    timed("records, ids scattered", len(scattered), lambda: sum(1 for _ in snapshot.by_ids(scattered, NOW)))
    asked = chance.sample(list(snapshot.by_ids(scattered, NOW)), min(1000, len(scattered)))
    found = [0, 0]
    seconds: list[float] = []

    def look_up() -> None:
        for record in asked:
            title = damaged(record.title, chance)
            began = time.perf_counter()
            candidates = [candidate.id for candidate in snapshot.candidates(title)]
            seconds.append(time.perf_counter() - began)
            found[0] += record.id in candidates
            found[1] += record.id in candidates[:1]

    timed("candidates for damaged titles", len(asked), look_up)
    ranked = sorted(seconds)
    shares = ((share, 1000 * ranked[min(int(share * len(ranked)), len(ranked) - 1)]) for share in (0.5, 0.9, 0.99, 1))
    print("  a title's look-up: " + ", ".join(f"p{100 * share:.0f} {ms:.1f} ms" for share, ms in shares))
    print(f"  right paper among them {found[0]}, first of them {found[1]}, of {len(asked)}")


def _scattered(snapshot: Snapshot, chance: random.Random) -> list[str]:
    rows = snapshot._index._rows(
        "SELECT id FROM paper WHERE n IN (SELECT abs(random()) % ? FROM paper LIMIT 20000)", (snapshot.lines,)
    )
    return [str(row[0]) for row in chance.sample(rows, len(rows))]


def _lines(path: Path, count: int) -> Iterator[bytes]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        for _, line in zip(range(count), file, strict=False):
            yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=None, help="where the made file goes; removed afterwards")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.folder / f"{options.measure.name}.index")
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        rows = [json.loads(line) for line in _lines(options.data, 20_000)]
        plain, zipped, large = (Path(folder) / name for name in ("real.jsonl", "real.jsonl.gz", "made.jsonl"))
        plain.write_bytes(b"".join(_lines(options.data, 20_000)))
        zipped.write_bytes(gzip.compress(plain.read_bytes(), 6))
        with large.open("wb") as file:
            file.writelines(synthetic(rows, options.lines))
        for path in (plain, zipped, large):
            command = [sys.executable, __file__, "--measure", str(path), "--folder", folder]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
