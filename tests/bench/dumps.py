"""Prints what the dumps cost: cold, with nothing changed, after 1, 100 and 1,000 changed papers; seconds, MB, memory.

    python tests/bench/dumps.py [--data arxiv-cs.jsonl.gz] [--folder /dev/shm] [--copies 5] [--parquet]

`--copies 5` makes 100,000 records of the 20,000 (the same papers under other ids).
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from enrich.arxiv import raw_record as raw  # noqa: E402
from enrich.record import Mention, Outcome, PublishableRecord, ResolvedMention, Verdict  # noqa: E402
from enrich.snapshot import rows as snapshot_rows  # noqa: E402
from feeds.dumps.chunk_index import DumpIndex, DumpRecord, digest  # noqa: E402
from feeds.dumps.dump import entry_of, write_dumps  # noqa: E402
from feeds.dumps.monthly.publication import Dumped  # noqa: E402
from feeds.dumps.plan_chunks import Corpus  # noqa: E402
from feeds.dumps.verify import verify  # noqa: E402

SEEN = datetime(2025, 7, 20, 4, 45, tzinfo=UTC)


def renamed(paper: str, copy: int) -> str:
    """The id in another year for each copy."""
    start = paper.find("/") + 1
    return f"{paper[:start]}{(int(paper[start : start + 2]) + 20 * copy) % 100:02}{paper[start + 2 :]}"


def kept(path: Path, copies: int) -> Iterator[PublishableRecord]:
    """The papers of a snapshot file as the store would give them, by id, once for each copy."""
    for copy in range(copies):
        with gzip.open(path, "rb") as lines:
            for serial, line in enumerate(lines, start=1):
                record = raw.record(snapshot_rows.raw(line), "snapshot", SEEN)
                record = replace(record, id=renamed(record.id, copy))
                mention = Mention("ids.txt", "list", f"line {serial}, column 1", record.id, "id", record.id)
                verdict = Verdict(Outcome.FOUND, "arXiv has it.", record.id)
                yield PublishableRecord(record, Outcome.FOUND, 1, SEEN, serial, (ResolvedMention(mention, verdict),))


def entry(one: PublishableRecord) -> DumpRecord:
    return entry_of(one, ("cs-lg", "list"), tuple(author.name.lower() for author in one.record.authors))


def corpus_on_disk(path: Path, copies: int, folder: Path) -> tuple[Corpus, list[str]]:
    """Encoded entries, read back from a file as from a store, so that the figures tell of the dumps alone."""
    places: dict[str, tuple[int, int]] = {}
    file = (folder / "lines").open("w+b", buffering=0)
    offset = 0
    for one in kept(path, copies):
        line = entry(one).line
        places[one.record.id] = (offset, file.write(line))
        offset += len(line)

    def entries(ids: Sequence[str]) -> Iterator[DumpRecord]:
        for paper in ids:
            start, length = places[paper]
            line = os.pread(file.fileno(), length, start)
            yield DumpRecord(paper, line, digest(line), "2025-07-20T04:45:00Z")

    return Corpus(lambda: places, entries), sorted(places)


def publish(out: Path, index: DumpIndex | None, corpus: Corpus, touched: Sequence[str] | None, parquet: bool) -> Dumped:
    staging = Path(tempfile.mkdtemp(dir=out.parent))
    dumped = write_dumps(out, staging, index, corpus, touched=touched, parquet=parquet)
    for name in dumped.staged:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / name, out / name)
    shutil.rmtree(staging)
    return dumped


def altered(corpus: Corpus, papers: Sequence[str]) -> Corpus:
    chosen = set(papers)

    def entries(ids: Sequence[str]) -> Iterator[DumpRecord]:
        for one in corpus.entries(ids):
            if one.id in chosen:
                line = one.line.replace(b'"version":', b'"version":1', 1)
                one = replace(one, line=line, digest=digest(line))
            yield one

    return Corpus(corpus.ids, entries)


def measured(name: str, act: Callable[[], Dumped], out: Path) -> Dumped:
    start = time.perf_counter()
    dumped = act()
    seconds = time.perf_counter() - start
    size = sum((out / path).stat().st_size for path in dumped.staged) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:28} {seconds:8.3f} s {len(dumped.staged):3} files {size:8.1f} MB   peak {peak:6.0f} MB", flush=True)
    return dumped


def raw_write(out: Path) -> None:
    start = time.perf_counter()
    target = out.parent / "raw"
    shutil.copytree(out, target)
    print(f"{'raw copy of the same files':28} {time.perf_counter() - start:8.3f} s")
    shutil.rmtree(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/arxiv-cs.jsonl.gz")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--parquet", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run(options, Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    start = time.perf_counter()
    corpus, ids = corpus_on_disk(options.data, options.copies, folder)
    print(f"{len(ids)} records read and encoded in {time.perf_counter() - start:.2f} s")
    parquet = options.parquet
    index = measured("cold", lambda: publish(out, None, corpus, None, parquet), out).index
    raw_write(out)
    measured("nothing touched", lambda: publish(out, index, corpus, (), parquet), out)
    measured("all looked at, none changed", lambda: publish(out, index, corpus, None, parquet), out)
    for count in (1, 100, 1000):
        papers = ids[:: len(ids) // count][:count] if count > 1 else [ids[len(ids) // 2]]
        now = altered(corpus, papers)
        index = measured(f"{count} changed", lambda i=index, c=now, p=papers: publish(out, i, c, p, parquet), out).index
        index = publish(out, index, corpus, papers, parquet).index
    start = time.perf_counter()
    differences = verify(out)
    print(f"{'verify':28} {time.perf_counter() - start:8.3f} s   {differences or 'as the manifest says'}")
    for path in sorted((out / "dumps").rglob("*.*")):
        print(f"  {path.stat().st_size / 1e6:8.1f} MB {path.relative_to(out)}")


if __name__ == "__main__":
    main()
