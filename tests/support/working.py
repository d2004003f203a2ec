"""Runs of the worker against a local arXiv, for the tests of everything that asks: nothing is slept, all is real."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from enrich.options.arxiv import ArxivSettings
from enrich.options.sources import Source
from enrich.pipeline.clients import open_clients
from enrich.pipeline.enrich_run import Work, Worker
from enrich.record import Outcome, Provenance, Record
from enrich.settings import Settings
from enrich.store.codec import encode
from enrich.store.store import Store
from tests.conftest import FakeTime

EPOCH = datetime.fromtimestamp(0, UTC)
QUICK: dict[str, Any] = {"min_interval": 0.0, "connect_timeout": 1.0, "read_timeout": 0.3, "total_timeout": 0.5}
PATIENT: dict[str, Any] = {"min_interval": 0.0, "connect_timeout": 10.0, "read_timeout": 30.0, "total_timeout": 60.0}


def settings_for(url: str, **arxiv: Any) -> Settings:
    """Settings that ask the local arXiv, as fast as it answers unless told otherwise."""
    return Settings(arxiv=ArxivSettings(**({"base_url": url} | PATIENT | arxiv)))


def listed(ids: Iterable[str], name: str = "list") -> Source:
    """A source that mentions these ids."""
    return Source(name=name, ids=tuple(ids))


def enrich(
    store: Store, settings: Settings, time: FakeTime, sources: Sequence[Source] = (), *, retry: bool = False
) -> Work:
    """One run of the worker, with its row in the store."""
    with open_clients(settings, store, clock=time.clock()) as tools:
        run = store.runs.start("enrich", time.now())
        work = Worker(settings, store, tools, lambda what, done, total: None).enrich(run, sources, retry=retry)
        store.runs.finish(run, "open" if work.is_open else "ok", {}, work.problems, time.now())
    return work


def outcomes(store: Store) -> dict[str, Outcome]:
    """What became of each id that is mentioned."""
    return {one.mention.id or one.mention.text: one.verdict.outcome for one in store.intake.accounted()}


def timeless(record: Record) -> bytes:
    """A record's bytes without the times at which it was heard of."""
    return encode(replace(record, provenance=_timeless(record.provenance)))


@cache
def _timeless(marks: tuple[Provenance, ...]) -> tuple[Provenance, ...]:
    return tuple(replace(mark, when=EPOCH) for mark in marks)


def digest(store: Store) -> dict[str, str]:
    """A digest of each published record, times of runs left out."""
    return {kept.record.id: hashlib.sha256(timeless(kept.record)).hexdigest() for kept in store.kept_since(0)}
