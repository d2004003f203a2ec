"""How the runs went, as the public may know: sources by name, outcomes in numbers, problems without addresses (pure).

What a problem says in words may hold addresses, file names and folders, so only what is known to hold none is passed
on; the rest is a number or a phrase from here. `paperwire status` tells the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from enrich.errors import UNREAD
from enrich.settings import Settings
from enrich.store.documents import SourceState
from enrich.store.runs import Run, Trouble
from feeds.disclosure import Disclosure
from feeds.operate.health import Facts

ELSEWHERE = "elsewhere"
"""Requests to servers that stay private."""
_SERVICES = frozenset({"api", "oai", "rss", "pdf", "unknown"})
_STATUS = re.compile(r"\((\d{3})\)|\banswered (\d{3})\b")
_PART = re.compile(r"\d+ documents?(?= of the source )")
_PHRASES = (
    "took too long", "cannot be reached", "broke off", "there is no such file", "only the ids in it are known",
)  # fmt: skip
_ELSE = "could not be read"
_ELSE_DOCUMENT = "a document could not be read"
_ELSE_ANSWERED = "does not answer as it should"
_OTHER = "another problem; `paperwire status` shows it"


def in_short(problem: str) -> str | None:
    """What went wrong in words that name nothing; None when that is not known."""
    if part := UNREAD.match(problem):
        return f"{part[1]} could not be read"
    if found := _STATUS.search(problem):
        return f"answered {found[1] or found[2]}"
    return next((phrase for phrase in _PHRASES if phrase in problem), None)


def public_facts(facts: Facts, disclosure: Disclosure) -> Facts:
    """What is known of how things go without what stays private; private sources are not among the sources."""
    names = [state.name for state in facts.sources]
    files = {state.name for state in facts.sources if state.kind == "files"}
    return replace(
        facts,
        categories={name: days for name, days in facts.categories.items() if name not in disclosure.private},
        sources=tuple(_source(one, disclosure) for one in facts.sources if one.name not in disclosure.private),
        runs=[public_run(run, disclosure, names, files) for run in facts.runs],
        services=[replace(one, problem=in_short(one.problem or "")) for one in facts.services],
        letters=(0, 0),
    )


def private_line(sources: Iterable[SourceState], disclosure: Disclosure) -> tuple[str, ...]:
    """How many private sources fail, in a sentence; none when none does."""
    failing = sum(one.problem is not None for one in sources if one.name in disclosure.private)
    if not failing:
        return ()
    return ("a private source fails" if failing == 1 else f"{failing} private sources fail",)


def _source(state: SourceState, disclosure: Disclosure) -> SourceState:
    if disclosure.documents or state.problem is None:
        return state
    return replace(state, problem=in_short(state.problem) or _ELSE)


def public_run(run: Run, disclosure: Disclosure, names: Iterable[str], files: Collection[str] = ()) -> Run:
    """A run whose errors say which public source, and not where; of those of `files` each error is about one document."""
    known = sorted({*names, *disclosure.private}, key=len, reverse=True)
    return replace(run, errors=tuple(_error(error, disclosure, known, files) for error in run.errors))


def _error(error: str, disclosure: Disclosure, names: Sequence[str], files: Collection[str]) -> str:
    name = next((name for name in names if error.startswith(f"source {name}: ")), None)
    if name in disclosure.private:
        return f"a private source {_ELSE}"
    if disclosure.documents and not any(private in error for private in disclosure.private):
        return error
    if name is None:
        short = in_short(error)
        return f"a server {short}" if short else _OTHER
    short = in_short(error.removeprefix(f"source {name}: "))
    return f"source {name}: {short or (_ELSE_DOCUMENT if name in files else _ELSE)}"


def public_trouble(trouble: Trouble, disclosure: Disclosure) -> Trouble:
    """A problem of the operator's feed."""
    kind, _, name = trouble.key.partition(":")
    if kind == "source" and name in disclosure.private:
        return replace(trouble, text="a private source fails")
    if kind == "stale" and name in disclosure.private:
        return replace(trouble, text="a private source stays at an old batch")
    if kind in {"arxiv", "stale"}:
        return trouble
    if kind == "service":
        return replace(trouble, text=f"service {name} fails ({in_short(trouble.text) or _ELSE_ANSWERED})")
    if disclosure.documents and not any(private in trouble.text for private in disclosure.private):
        return trouble
    if kind == "source" and (part := _PART.match(trouble.text)):
        return replace(trouble, text=f"{part[0]} of the source {name} could not be read")
    if kind == "source":
        return replace(trouble, text=f"source {name} fails ({in_short(trouble.text) or _ELSE})")
    return replace(trouble, text="the last run failed" if trouble.key == "run:failed" else _OTHER)


def open_hosts(settings: Settings) -> frozenset[str]:
    """The hosts of public sources, which may be named beside the number of requests to them."""
    addresses = (source.feed or source.page for source in settings.sources if source.public)
    private = {_host(source.feed or source.page) for source in settings.sources if not source.public}
    return frozenset(map(_host, addresses)) - private


def _host(address: str | None) -> str:
    return (urlsplit(address or "").hostname or "").lower()


def public_asked(asked: Mapping[str, Mapping[str, Any]], hosts: Collection[str]) -> dict[str, Any]:
    """The requests of a run by source, those to servers that stay private together."""
    by_source: dict[str, dict[str, Any]] = {}
    for name, one in asked.items():
        row = by_source.setdefault(
            name if name in _SERVICES or name in hosts else ELSEWHERE, {"statuses": {}, "seconds": 0.0}
        )
        row["statuses"] = dict(Counter(row["statuses"]) + Counter(one["statuses"]))
        row["seconds"] = round(row["seconds"] + one["seconds"], 3)
    return dict(sorted(by_source.items()))
