"""Whether the server can do its work, and the figures for Prometheus. The only user of prometheus-client."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily

from enrich.errors import PaperwireError
from enrich.store.store import Store
from feeds.operate.public_status import public_asked
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView

log = logging.getLogger("paperwire")
RECENT = timedelta(days=3)
"""A last good run longer ago is no longer recent: even a weekend with a holiday is shorter."""


class Health:
    """Whether everything is fine."""

    def __init__(self, store: Store, out: Path, now: Callable[[], datetime]) -> None:
        self._view = SiteView(store.engine)
        self._published = PublishState(store.engine)
        self._out = out
        self._now = now
        self._had_files = False
        """A server that had files and has none any more has lost them; one without from the start answers from the store."""

    def reasons(self) -> list[str]:
        """Why the server is not ready, in sentences; empty when it is."""
        found = []
        try:
            here = any(os.access(self._out / name, os.R_OK) for name in ("index.html", "opml.xml"))
            # Without files, feeds of authors and persons, searches and records are answered from the store.
            if not here and self._had_files:
                found.append(
                    f"the files in {self._out.name}/ are gone: see whether its disk is there, or run `paperwire run`"
                )
            elif not here and not self._published.values().get("told"):
                found.append("nothing is published yet: run `paperwire run`")
            self._had_files |= here
            last = self._view.last_good_run()
        except PaperwireError as wrong:
            log.warning("%s", wrong)
            return [*found, "the store cannot be read: `paperwire doctor` says why"]
        if last is None:
            found.append("no run has ended well yet")
        elif self._now() - last > RECENT:
            found.append(f"the last good run ended {last:%Y-%m-%d %H:%M} UTC, more than {RECENT.days} days ago")
        return found


class Collector:
    """Reads the figures when they are asked for."""

    def __init__(
        self,
        store: Store,
        answered: Mapping[int, int],
        connections: Callable[[], int],
        now: Callable[[], datetime],
        hosts: Collection[str] = (),
    ) -> None:
        """`hosts` are the servers beside arXiv's that are named."""
        self._store = store
        self._view = SiteView(store.engine)
        self._hosts = hosts
        self._answered = answered
        self._connections = connections
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Every figure."""
        yield from self._runs()
        yield from self._data()
        served = CounterMetricFamily("paperwire_http_responses", "Answers of this server.", labels=["status"])
        for status, count in sorted(dict(self._answered).items()):
            served.add_metric([str(status)], count)
        yield served
        yield GaugeMetricFamily("paperwire_http_connections", "Open connections.", value=self._connections())

    def _runs(self) -> Iterable[Metric]:
        totals = self._view.run_totals()
        runs = CounterMetricFamily(
            "paperwire_runs", "Runs by command and how they ended.", labels=["command", "status"]
        )
        for (command, status), count in sorted(totals.by_status.items()):
            runs.add_metric([command, status], count)
        yield runs
        yield from _requests(totals.counts, self._hosts)
        last = self._view.last_good_run()
        since = GaugeMetricFamily("paperwire_last_good_run_age_seconds", "Seconds since the last good run ended.")
        if last is not None:
            since.add_metric([], max((self._now() - last).total_seconds(), 0.0))
        yield since

    def _data(self) -> Iterable[Metric]:
        outcomes = GaugeMetricFamily("paperwire_mentions", "Mentions by outcome.", labels=["outcome"])
        for outcome, count in sorted(self._store.intake.outcomes().items()):
            outcomes.add_metric([str(outcome)], count)
        yield outcomes
        feeds, files = self._view.total()
        yield GaugeMetricFamily("paperwire_records", "Published records.", value=self._store.records.count())
        yield GaugeMetricFamily("paperwire_feeds", "Published channels with a feed.", value=feeds)
        yield GaugeMetricFamily("paperwire_files", "Published files.", value=files)


def _requests(counts: Iterable[Mapping[str, Any]], hosts: Collection[str]) -> Iterable[Metric]:
    """Requests to each source; runs of older versions know only their number."""
    by_status: Counter[tuple[str, str]] = Counter()
    number: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for one in counts:
        asked: Mapping[str, Mapping[str, Any]] = public_asked(one.get("asked") or {}, hosts)
        for kind, figures in asked.items():
            for status, count in figures["statuses"].items():
                by_status[kind, status] += count
                number[kind] += count
            seconds[kind] += figures["seconds"]
        if "asked" not in one and one.get("requests"):
            by_status["unknown", "unknown"] += int(one["requests"])
    requests = CounterMetricFamily(
        "paperwire_requests", "Requests by source and status; 0 means no answer.", labels=["source", "status"]
    )
    for (kind, status), count in sorted(by_status.items()):
        requests.add_metric([kind, status], count)
    yield requests
    latency = SummaryMetricFamily("paperwire_request_seconds", "How long requests took.", labels=["source"])
    for kind in sorted(number):
        latency.add_metric([kind], number[kind], seconds[kind])
    yield latency


def exposition(collector: Collector) -> bytes:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return generate_latest(registry)
