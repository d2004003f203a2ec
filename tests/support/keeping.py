"""Puts papers into a store as the worker does, for tests and benchmarks of publishing."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from enrich.arxiv.raw_record import record
from enrich.record import Document, Mention, Outcome, Record, Verdict
from enrich.snapshot.rows import raw
from enrich.store.lookups import Settled
from enrich.store.store import Store

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


def keep(
    store: Store,
    records: Iterable[Record],
    *,
    source: str = "inbox",
    document: str = "list.txt",
    portion: int = 500,
) -> int:
    """Let documents of the source mention these papers and arXiv answer, in portions of one run; returns its number."""
    store.read_again()  # as the worker does before it keeps anything: what comes now is read by this version
    last = store.runs.last(1)
    now = START + timedelta(days=(last[0].id if last else 0) + 1)
    run = store.runs.start("run", now)
    left = iter(records)
    first = 0
    while piece := list(islice(left, portion)):
        mention(store, piece, source, f"{document} {run.id}.{first}", run.id, now)
        settled = [Settled(f"id:{one.id}", Verdict(Outcome.FOUND, "arXiv has it", one.id)) for one in piece]
        store.keep_answers(piece, settled, run.id, now)
        first += len(piece)
    store.runs.finish(run, "ok", {}, (), now)
    return run.id


def change(store: Store, records: Sequence[Record]) -> None:
    """Let arXiv say something newer of known papers, as one run."""
    last = store.runs.last(1)
    now = START + timedelta(days=(last[0].id if last else 0) + 1)
    run = store.runs.start("run", now)
    store.records.put(records, run.id, now)
    store.runs.finish(run, "ok", {}, (), now)


def mention(store: Store, records: Sequence[Record], source: str, name: str, run: int, now: datetime) -> None:
    """Let one document of the source mention these papers."""
    document = Document(name, source, "text", f"digest of {name}", 1, lambda: iter([b""]))
    found = [
        (Mention(name, source, f"line {line}, column 1", f"arXiv:{one.id}", "id", one.id), f"id:{one.id}")
        for line, one in enumerate(records, 1)
    ]
    store.intake.save(document, found, reader="test", accumulate=False, now=now, run=run)


def real_records(path: Path, count: int | None = None) -> Iterator[Record]:
    """Records of a snapshot file, at most `count`."""
    with gzip.open(path) as lines:
        for line in islice(lines, count):
            yield record(raw(line), "snapshot", START)
