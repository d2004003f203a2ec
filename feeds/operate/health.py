"""Tells quiet from broken (pure): what is wrong, in one sentence each, and how the day is when nothing is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from enrich.asking.health import ServiceState
from enrich.errors import UNREAD
from enrich.store.documents import SourceState
from enrich.store.runs import Run
from feeds.operate.arxiv_calendar import PLACE, local, missed, no_announcement, showing

RHYTHM, SLACK = 30, 2
"""Days with papers that show the rhythm of a category; a pause this many times its longest is too long."""
STALE = 2
"""Announcements that may be missing before arXiv counts as stale."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of how things go."""

    now: datetime
    runs: Sequence[Run]
    """Newest first."""
    sources: Sequence[SourceState]
    cooling_until: datetime | None
    """End of the present cool-down of arXiv, UTC."""
    newest: datetime | None
    """When the newest paper was submitted that arXiv's own sources brought; None without such sources."""
    deferred: int
    next_try: datetime | None
    holidays: Collection[date] = ()
    contradictions: int = 0
    """Ids beside which the title of another work stands."""
    services: Sequence[ServiceState] = ()
    """Metadata services that the settings enable."""
    letters: tuple[int, int] = (0, 0)
    """Letters of digests that the next run tries again, and such that may not have arrived and stay as they are."""
    categories: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    """For each source of whole categories of arXiv's, when its papers were submitted: the last of each day, newest first."""


class Problem(Struct, frozen=True):
    """Something that is wrong until it ends."""

    key: str
    """The same for as long as it lasts: `source:lab`, `stale:cs.AI`, `arxiv:stale`."""
    text: str


def problems(facts: Facts) -> tuple[Problem, ...]:
    """Everything that is wrong."""
    return tuple(_problems(facts))


def _problems(facts: Facts) -> Iterator[Problem]:
    for state in facts.sources:
        if state.problem and state.failing_since:
            since = f"since {_since(state.failing_since, facts.now)}"
            yield Problem(f"source:{state.name}", _failing(state.name, state.problem, since))
    for service in facts.services:
        if service.failing_since:
            reason = f" ({service.problem})" if service.problem else ""
            text = f"service {service.name} fails since {_since(service.failing_since, facts.now)}{reason}"
            yield Problem(f"service:{service.name}", f"{text}; what it said before stays")
    if facts.cooling_until and facts.cooling_until > facts.now:
        yield Problem("arxiv:cooling", f"cooling down until {local(facts.cooling_until)}: arXiv asked for a pause")
    yield from _stale(facts)
    ended = [run for run in facts.runs if run.command in {"run", "publish"} and run.ended]
    if ended and ended[0].status == "failed":
        yield Problem("run:failed", f"the last run failed: {'; '.join(ended[0].errors) or 'without a reason'}")


def _failing(name: str, problem: str, since: str) -> str:
    """That a source fails, or only some of its documents."""
    if part := UNREAD.fullmatch(problem):
        return f"{part[1]} of the source {name} could not be read {since}{f' ({part[2]})' if part[2] else ''}"
    return f"source {name} fails {since} ({problem})"


def _stale(facts: Facts) -> Iterator[Problem]:
    """Sources of categories that stay at an old batch, by name; all of them together when none is fresh."""
    filled = {name: days for name, days in facts.categories.items() if days}
    late = [name for name, days in filled.items() if _is_late(days, facts)]
    if late and (len(late) < len(filled) or len(late) == 1):
        for name in late:
            days = (facts.now - filled[name][0]).days
            yield Problem(f"stale:{name}", f"source {name}: arXiv's newest is {days} days old")
    elif facts.newest is not None and missed(facts.newest, facts.now, facts.holidays) > STALE:
        yield Problem("arxiv:stale", f"stale: arXiv's newest is {(facts.now - facts.newest).days} days old")


def _is_late(days: Sequence[datetime], facts: Facts) -> bool:
    """Whether a category is overdue, by arXiv's calendar and by its own rhythm: small ones have no paper for weeks."""
    longest = max((newer - older for newer, older in pairwise(days[:RHYTHM])), default=timedelta())
    return missed(days[0], facts.now, facts.holidays) > STALE and facts.now - days[0] > SLACK * longest


def state(facts: Facts) -> str:
    """How the day is when nothing is wrong."""
    asked = next((run for run in facts.runs if run.command in {"run", "enrich"} and run.ended), None)
    if asked is None:
        return "nothing was run yet"
    if asked.counts.get("new"):
        return f"well: {asked.counts['new']} new records in the run of {asked.started:%Y-%m-%d %H:%M} UTC"
    if why := no_announcement(showing(facts.now), facts.holidays):
        return why
    return "quiet: asked, nothing new"


def waiting(facts: Facts) -> str | None:
    """What is deferred; None when nothing is."""
    if not facts.deferred:
        return None
    again = tried_again(facts.next_try, facts.now)
    return f"{facts.deferred} look-up{'' if facts.deferred == 1 else 's'} deferred, {again}"


def tried_again(next_try: datetime | None, now: datetime) -> str:
    """When what is deferred is asked for: at a time that is still to come, to the minute, else by the next run."""
    is_later = next_try is not None and next_try.replace(second=0, microsecond=0) > now
    return f"tried again {f'from {next_try:%Y-%m-%d %H:%M} UTC on' if is_later else 'by the next run'}"


def contradicted(facts: Facts) -> str | None:
    """How many entries give the id of one paper and the title of another; None when none does."""
    if not facts.contradictions:
        return None
    ids = "1 id stands" if facts.contradictions == 1 else f"{facts.contradictions} ids stand"
    return f"{ids} beside the title of another work, so each was looked up by itself: see the mentions"


def undelivered(letters: tuple[int, int]) -> str | None:
    """How many letters of digests did not arrive, or may not have, as in `Facts`; None when all did."""
    again, unknown = (f"{count} letter{'' if count == 1 else 's'} of digests" for count in letters)
    sentences = [f"{again} not delivered yet, tried again by the next run"] if letters[0] else []
    if letters[1]:
        sentences.append(f"{unknown} perhaps not delivered, sent again by `paperwire notify --again` alone")
    return f"{'; '.join(sentences)}: `paperwire notify --dry-run` lists them" if sentences else None


def lines(facts: Facts) -> list[str]:
    """Everything for the user: what is wrong, what waits, and how the day is."""
    found = [problem.text for problem in problems(facts)]
    return [
        *found,
        *filter(None, [waiting(facts), undelivered(facts.letters), contradicted(facts)]),
        *([] if found else [state(facts)]),
    ]


def _since(when: datetime, now: datetime) -> str:
    """`Monday` within the week, the date before that."""
    day = when.astimezone(PLACE)
    return f"{day:%A}" if now - when < timedelta(days=6) else f"{day:%Y-%m-%d}"
