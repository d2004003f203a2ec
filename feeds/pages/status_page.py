"""The status page for people: how things are, the last runs, what is open and why, what became of each input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from enrich.identifiers.arxiv_id import abs_url
from enrich.record import Outcome, ResolvedMention
from enrich.store.accounts import Accounts, Input
from enrich.store.runs import RESULTS
from feeds.disclosure import WHOLE, Disclosure
from feeds.pages.channel_page import environment
from feeds.pages.index_page import shortened
from feeds.readable_text import repair_text

INPUTS = 200
MENTIONS = 300
"""At most this many of each group are on the page; the command line lists all."""

_GROUPS: tuple[tuple[str, str, tuple[Outcome, ...]], ...] = (
    ("deferred", "Deferred", (Outcome.DEFERRED,)),
    ("ambiguous", "Ambiguous: several papers fit", (Outcome.AMBIGUOUS,)),
    ("unresolved", "Unresolved: no paper fits", (Outcome.UNRESOLVED,)),
    ("missing", "Missing: arXiv has no such paper", (Outcome.MISSING,)),
    ("malformed", "Malformed: cannot be an arXiv id", (Outcome.MALFORMED,)),
    ("not-a-paper", "Not a paper", (Outcome.NOT_A_PAPER,)),
    ("found", "Found", (Outcome.FOUND, Outcome.WITHDRAWN)),
)
"""(anchor, heading, outcomes), what asks for attention first."""
_COUNTS = (
    ("documents", "document", "documents"),
    ("requests", "request", "requests"),
    ("new", "new", "new"),
    ("changed", "changed", "changed"),
)
"""(what is counted, its name for one, its name for several)."""


class ShownMention(Struct, frozen=True):
    """One mention as the page shows it."""

    document: str
    place: str
    text: str
    reason: str
    papers: tuple[tuple[str, str], ...]
    """(id, address) of what was found, or of the candidates."""
    next_try: str


_CONTRADICTED = "Ids beside the title of another work"


def status_page(
    accounts: Accounts,
    state: Mapping[str, Any],
    site: str,
    disclosure: Disclosure = WHOLE,
    up: str = "",
    review: tuple[str, int] | None = None,
) -> bytes:
    """The page; `state` is what status.json holds, `disclosure` what it may say of documents, `up` leads to out/.

    `review` is where open questions on persons are answered, and how many there are; None where no server answers.
    """
    inputs, total = accounts.inputs(INPUTS, disclosure.private) if disclosure.documents else ([], 0)
    counts = state["mentions"]
    return (
        environment()
        .get_template("status.html")
        .render(
            title="Status",
            site=repair_text(site),
            up=up,
            health=[repair_text(line) for line in state["health"]],
            records=state["records"],
            disagreements=state["disagreements"]["records"],
            mentions=counts["total"],
            runs=[_run(run) for run in state["runs"]],
            sources=state["sources"],
            warnings=[{name: repair_text(text) for name, text in one.items()} for one in state["warnings"]["all"]],
            warnings_total=state["warnings"]["total"],
            groups=_groups(accounts, counts, disclosure),
            inputs=[_input(one) for one in inputs],
            inputs_total=total,
            when=_when,
            review=review,
        )
        .encode()
    )


def _groups(accounts: Accounts, counts: Mapping[str, int], disclosure: Disclosure) -> list[dict[str, Any]]:
    """Mentions that a person should look at, by outcome."""
    groups: list[dict[str, Any]] = [
        {
            "anchor": anchor,
            "heading": heading,
            "count": sum(counts.get(str(outcome), 0) for outcome in outcomes),
            "rows": [_account(one) for one in accounts.mentions(outcomes, MENTIONS, disclosure.private)]
            if disclosure.documents
            else None,
        }
        for anchor, heading, outcomes in _GROUPS
        if any(counts.get(str(outcome), 0) for outcome in outcomes)
    ]
    wrong, count = accounts.contradictions(MENTIONS, disclosure.private)
    if count:
        listed = [_account(one) for one in wrong] if disclosure.documents else None
        groups.insert(0, {"anchor": "contradicted", "heading": _CONTRADICTED, "count": count, "rows": listed})
    return groups


def _when(text: str | None) -> str:
    """`2025-07-17 12:00 UTC`."""
    return f"{text[:10]} {text[11:16]} UTC" if text else ""


def _run(run: Mapping[str, Any]) -> dict[str, Any]:
    done = [f"{run[key]} {one if run[key] == 1 else more}" for key, one, more in _COUNTS if run.get(key)]
    outcomes = run.get("outcomes") or {}
    return {
        "id": run["id"],
        "command": run["command"],
        "started": run["started"],
        "ended": run["ended"],
        "status": RESULTS.get(run["status"], run["status"]),
        "done": ", ".join(done),
        "outcomes": _outcomes(outcomes),
        "errors": [repair_text(line) for line in _counted(map(str, run["errors"]))],
    }


def _counted(lines: Iterable[str]) -> list[str]:
    """Each line once, with how often it comes: in public many problems are told in the same words."""
    return [line if often == 1 else f"{line} ({often} times)" for line, often in Counter(lines).items()]


def _outcomes(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts.get(outcome))


def _input(one: Input) -> dict[str, str]:
    return {
        "source": repair_text(one.source),
        "name": repair_text(one.name),
        "outcomes": _outcomes(one.outcomes) or "nothing named",
    }


def _account(accounted: ResolvedMention) -> ShownMention:
    mention, verdict = accounted.mention, accounted.verdict
    found: Sequence[str] = (verdict.id,) if verdict.id else verdict.candidates
    return ShownMention(
        document=repair_text(mention.document),
        place=repair_text(mention.place),
        text=shortened(mention.text),
        reason=repair_text(verdict.reason),
        papers=tuple((one, abs_url(one)) for one in found),
        next_try=f"{verdict.next_try:%Y-%m-%d %H:%M} UTC" if verdict.next_try else "",
    )
