"""How things stand, as one JSON object: for `paperwire status`, for out/status.json and for the status page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import msgspec

from enrich.addresses import without_secrets
from enrich.asking.health import ServiceState, service_states
from enrich.http.rate_limit import cooling_until
from enrich.options.sources import NEWEST, Source
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.documents import SourceState
from enrich.store.runs import Run
from enrich.store.store import Store
from feeds.disclosure import Disclosure, disclosure_of
from feeds.formats.record_json import mention_json, utc_text
from feeds.operate.health import Facts, lines, problems
from feeds.operate.public_status import open_hosts, private_line, public_asked, public_facts, public_trouble

RUNS = 10
_CATEGORIES = re.compile(r"cat:[\w.*-]+(?: OR cat:[\w.*-]+)*")
"""A query of whole categories."""
CONTRADICTIONS = 20
"""Ids beside the title of another work that are listed at most."""


def status(store: Store, settings: Settings, now: datetime, disclosure: Disclosure | None = None) -> dict[str, Any]:
    """Runs, mentions by outcome, records, what is due, and health, as JSON values; all of it unless a `disclosure` is given."""
    facts = facts_of(store, settings, now)
    every = facts.sources
    facts = facts if disclosure is None else public_facts(facts, disclosure)
    hosts = None if disclosure is None else open_hosts(settings)
    private: dict[str, Any] = {}
    if disclosure is not None:
        failing = [one.problem is not None for one in every if one.name in disclosure.private]
        private = {"private_sources": {"total": len(failing), "failing": sum(failing)}}
    documents, mentions = store.intake.totals()
    waiting, next_try = store.lookups.waiting()
    outcomes = store.intake.outcomes()
    wrong, total = Accounts(store.engine).contradictions(CONTRADICTIONS, disclosure.private if disclosure else ())
    first = [mention_json(one) for one in wrong]
    if disclosure is not None:
        first = [one for one in map(disclosure.mention, first) if one["document"] is not None]
    return {
        "schema_version": 1,
        "runs": [run_json(run, hosts) for run in facts.runs],
        "documents": documents,
        "mentions": {"total": mentions, **{outcome: outcomes.get(outcome, 0) for outcome in Outcome}},
        "contradictions": {"total": total, "first": first},
        "warnings": _warnings(store, disclosure),
        "records": store.records.count(),
        "disagreements": dict(zip(("records", "fields"), Accounts(store.engine).disagreements(), strict=True)),
        "due": {"deferred": waiting, "next_try": utc_text(next_try) if next_try else None},
        "sources": [source_json(one) for one in facts.sources],
        "services": [service_json(one) for one in facts.services],
        **private,
        "health": [*(private_line(every, disclosure) if disclosure else ()), *lines(facts)],
    }


def source_json(state: SourceState) -> dict[str, Any]:
    """One source as JSON values."""
    return {
        "name": state.name,
        "kind": state.kind,
        "read_at": utc_text(state.read_at) if state.read_at else None,
        "failing_since": utc_text(state.failing_since) if state.failing_since else None,
        "problem": state.problem,
    }


def service_json(state: ServiceState) -> dict[str, Any]:
    """One metadata service as JSON values."""
    return {
        "name": state.name,
        "asked_at": utc_text(state.asked_at) if state.asked_at else None,
        "failing_since": utc_text(state.failing_since) if state.failing_since else None,
        "problem": state.problem,
    }


def _warnings(store: Store, disclosure: Disclosure | None) -> dict[str, Any]:
    """Every warning of a document; in public how many there are, and which where documents may be named."""
    found = Accounts(store.engine).warnings(disclosure.private if disclosure else ())
    listed = found if disclosure is None or disclosure.documents else []
    rows = [{"source": one.source, "document": one.document, "warning": without_secrets(one.text)} for one in listed]
    return {"total": len(found), "all": rows}


def facts_of(store: Store, settings: Settings, now: datetime) -> Facts:
    """What is known of how things go."""
    waiting, next_try = store.lookups.waiting()
    sources = store.intake.sources()
    submitted = Accounts(store.engine).submitted([one.name for one in settings.sources if _is_fed(one, settings)])
    whole = {one.name for one in settings.sources if one.kind != "query" or _CATEGORIES.fullmatch(one.query or "")}
    return Facts(
        now=now,
        runs=store.runs.last(RUNS),
        sources=sources,
        cooling_until=cooling_until(store.slots.change(lambda state: state)),
        newest=max((days[0] for days in submitted.values() if days), default=None),
        deferred=waiting,
        next_try=next_try,
        holidays=settings.schedule.holidays,
        contradictions=Accounts(store.engine).contradictions(0)[1],
        categories={name: days for name, days in submitted.items() if name in whole},
        services=[one for one in service_states(store.engine) if one.name in settings.services.enabled()],
        letters=undelivered_letters(store, settings),
    )


def undelivered_letters(store: Store, settings: Settings) -> tuple[int, int]:
    """How many letters of the digests in the settings wait after they were tried in vain, and how many may not have arrived."""
    names = {digest.name for digest in settings.notify.digests}
    if not names:
        return 0, 0
    from feeds.state.digests.issues import Issues

    late = [one for one in Issues(store.engine).letters("waiting", "unknown") if one.digest in names]
    return sum(one.state == "waiting" and one.problem is not None for one in late), sum(
        one.state == "unknown" for one in late
    )


def _is_fed(source: Source, settings: Settings) -> bool:
    """Whether arXiv itself feeds a source of the settings; one that is no longer among them brings nothing."""
    return source.kind in NEWEST or bool(source.feed and source.feed.startswith(f"{settings.arxiv.rss_url}/"))


def run_json(run: Run, hosts: Collection[str] | None = None) -> dict[str, Any]:
    """One run as JSON values; with `hosts`, only these are named."""
    counts = {name: value for name, value in run.counts.items() if name != "process"}
    if hosts is not None and "asked" in counts:
        counts["asked"] = public_asked(counts["asked"], hosts)
    return {
        "id": run.id,
        "command": run.command,
        "started": utc_text(run.started),
        "ended": utc_text(run.ended) if run.ended else None,
        "status": run.status,
        **counts,
        "errors": list(run.errors),
    }


def mentions(store: Store) -> Iterator[dict[str, Any]]:
    """Every mention with what became of it, as JSON values."""
    return (mention_json(accounted) for accounted in store.intake.accounted())


def note_problems(store: Store, settings: Settings, now: datetime) -> None:
    """Keep which problems have begun or ended."""
    store.problems.note({problem.key: problem.text for problem in problems(facts_of(store, settings, now))}, now)


def status_files(store: Store, settings: Settings, now: datetime) -> dict[str, bytes]:
    """The files of out/ that are about runs; problems that began or ended are noted."""
    # What makes pages and feeds takes longer to load than `paperwire status`, which needs none of it, takes in all.
    from feeds.operate.operator_feed import MOST, ops_files
    from feeds.pages.status_page import status_page
    from feeds.state.publishing import PublishState

    note_problems(store, settings, now)
    disclosure = disclosure_of(settings, PublishState(store.engine).values())
    state = status(store, settings, now, disclosure)
    return {
        **ops_files(settings, [public_trouble(one, disclosure) for one in store.problems.last(MOST)]),
        "status.json": msgspec.json.format(msgspec.json.encode(state), indent=2) + b"\n",
        "status.html": status_page(Accounts(store.engine), state, settings.site.title, disclosure),
    }
