"""How things stand, as one JSON object: for `paperwire status`, for out/status.json and for the status page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store import Run, Store
from feeds.wire import mention_json, utc_text

RUNS = 10


def status(store: Store, settings: Settings, now: datetime) -> dict[str, Any]:
    """Runs, mentions by outcome, records, what is due, and health, as JSON values."""
    documents, mentions = store.intake.totals()
    waiting, next_try = store.lookups.waiting()
    outcomes = store.intake.outcomes()
    return {
        "schema_version": 1,
        "runs": [run_json(run) for run in store.runs.last(RUNS)],
        "documents": documents,
        "mentions": {"total": mentions, **{outcome: outcomes.get(outcome, 0) for outcome in Outcome}},
        "records": store.records.count(),
        "due": {"deferred": waiting, "next_try": utc_text(next_try) if next_try else None},
        "sources": [
            {
                "name": state.name,
                "kind": state.kind,
                "read_at": utc_text(state.read_at) if state.read_at else None,
                "failing_since": utc_text(state.failing_since) if state.failing_since else None,
                "problem": state.problem,
            }
            for state in store.intake.sources()
        ],
        "health": health(store, now),
    }


def health(store: Store, now: datetime) -> list[str]:
    """One sentence for each thing that is not well; empty when all is."""
    failing = (state for state in store.intake.sources() if state.problem and state.failing_since)
    found = [f"source {state.name} fails since {state.failing_since:%A %d %B}: {state.problem}" for state in failing]
    waiting, next_try = store.lookups.waiting()
    if waiting:
        when = f"{next_try:%Y-%m-%d %H:%M} UTC" if next_try and next_try > now else "the next run"
        found.append(f"{waiting} look-ups are deferred; next try: {when}")
    last = store.runs.last(1)
    if last and last[0].status == "failed":
        found.append(f"the last run failed: {'; '.join(last[0].errors)}")
    return found


def run_json(run: Run) -> dict[str, Any]:
    """One run as JSON values."""
    return {
        "id": run.id,
        "command": run.command,
        "started": utc_text(run.started),
        "ended": utc_text(run.ended) if run.ended else None,
        "status": run.status,
        **{name: value for name, value in run.counts.items() if name != "process"},
        "errors": list(run.errors),
    }


def mentions(store: Store) -> Iterator[dict[str, Any]]:
    """Every mention with what became of it, as JSON values."""
    return (mention_json(accounted) for accounted in store.intake.accounted())


def status_files(store: Store, settings: Settings, now: datetime) -> dict[str, bytes]:
    """The files of out/ that tell of runs."""
    return {"status.json": msgspec.json.format(msgspec.json.encode(status(store, settings, now)), indent=2) + b"\n"}
