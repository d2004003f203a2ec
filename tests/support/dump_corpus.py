"""Papers to dump, and a publisher of the dumps alone, for the tests of the dumps."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from enrich.record import (
    Author,
    Mention,
    Outcome,
    Provenance,
    PublishableRecord,
    Record,
    ResolvedMention,
    Verdict,
    Version,
)
from feeds.dumps import saved_index as dump_keeping
from feeds.dumps.chunk_index import DumpRecord
from feeds.dumps.dump import entry_of, write_dumps
from feeds.dumps.monthly.publication import Dumped
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.plan_chunks import Corpus

DAY = datetime(2025, 7, 17, 12, 0, tzinfo=UTC)


def record(paper: str = "2507.13575", **fields: Any) -> Record:
    """A complete record; any field can be given."""
    whole = Record(
        id=paper,
        version=2,
        title=f"On {paper}",
        title_tex=f"On {paper}",
        abstract="First paragraph.\n\nSecond paragraph.",
        abstract_tex="First paragraph.\n\n  Second\nparagraph.",
        authors=(Author("José Núñez", ("Somewhere",), "0000-0002-1825-0097"), Author("")),
        categories=("cs.LG", "stat.ML"),
        primary_category="cs.LG",
        published=DAY,
        updated=DAY + timedelta(days=4),
        versions=(Version(1, DAY), Version(2, DAY + timedelta(days=4))),
        dois=("10.1000/xyz",),
        provenance=(Provenance("title", "arxiv-api", DAY + timedelta(days=5)),),
    )
    return replace(whole, **fields)


def kept(paper: str = "2507.13575", **fields: Any) -> PublishableRecord:
    """A record as the store keeps it, with one mention."""
    mention = Mention("inbox/002.txt", "apple", "line 12, column 1", f"arXiv:{paper}", "id", paper)
    verdict = Verdict(Outcome.FOUND, "arXiv has it.", paper)
    return PublishableRecord(record(paper, **fields), Outcome.FOUND, 1, DAY, 1, (ResolvedMention(mention, verdict),))


def entry(paper: str = "2507.13575", **fields: Any) -> DumpRecord:
    """A record in the form of the dumps."""
    one = kept(paper, **fields)
    return entry_of(one, ("machine-learning",), tuple(author.name.lower() or None for author in one.record.authors))


@dataclass
class Press:
    """Publishes dumps as publish does, without anything else."""

    folder: Path
    papers: dict[str, DumpRecord] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Ids whose entries were asked for."""

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def dumps(self) -> Path:
        return self.out / "dumps"

    @property
    def stage(self) -> Path:
        return self.folder / "stage"

    def hold(self, entries: Iterable[DumpRecord]) -> None:
        self.papers |= {one.id: one for one in entries}

    def write(self, touched: Collection[str] | None = None, **options: Any) -> Dumped:
        """Stage only."""
        shutil.rmtree(self.stage, ignore_errors=True)
        corpus = Corpus(lambda: sorted(self.papers, reverse=True), self._entries)
        index = dump_keeping.load(self.folder, self.dumps)
        return write_dumps(
            self.out,
            self.stage,
            index,
            corpus,
            touched=touched,
            copies=self.folder / dump_keeping.COPIES,
            chunks=self.folder / CHUNKS,
            **options,
        )

    def keep(self, dumped: Dumped) -> None:
        """As before the files are renamed."""
        dump_keeping.keep(self.folder, dumped.index, self.stage / "dumps", self.dumps, dumped.chunks)

    def place(self, dumped: Dumped, names: Collection[str] | None = None) -> None:
        """Rename what is staged, or only some of it, as a crash would."""
        for name in dumped.staged if names is None else names:
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.stage / name, self.out / name)
        for name in dumped.obsolete:
            (self.out / name).unlink()

    def publish(self, touched: Collection[str] | None = None, **options: Any) -> Dumped:
        dumped = self.write(touched, **options)
        self.keep(dumped)
        self.place(dumped)
        dump_keeping.settle(self.folder, dumped.index)
        return dumped

    def files(self) -> Mapping[str, bytes]:
        """Everything in out/dumps."""
        found = sorted(path for path in self.dumps.rglob("*") if path.is_file())
        return {path.relative_to(self.dumps).as_posix(): path.read_bytes() for path in found}

    def _entries(self, ids: Iterable[str]) -> list[DumpRecord]:
        self.asked += ids
        return [self.papers[paper] for paper in ids if paper in self.papers]
