"""A metadata service within the test, and a store whose papers it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from enrich.asking.clients import ServiceClient
from enrich.asking.rounds import Round, Rounds
from enrich.coordination.budgets import Budget
from enrich.errors import NotAnswered
from enrich.http.messages import Response
from enrich.record import Author, Record
from enrich.services.service import Answers, Ask
from enrich.statements.enrichment import EditorialNotice, Enrichment, Origin, Publication
from enrich.statements.statement import PersonStatement, Statement
from enrich.store.store import Store

OLD = datetime(2019, 5, 1, tzinfo=UTC)


def paper(name: str, published: datetime = OLD) -> Record:
    """A paper that arXiv has."""
    return Record(
        id=name, version=1, title=f"On {name}", title_tex=f"On {name}", abstract="", abstract_tex="",
        authors=(Author("Ada Lovelace"),), categories=("cs.LG",), primary_category="cs.LG", published=published, updated=published,
    )  # fmt: skip


@dataclass
class LocalService:
    """Answers what the test gives it; notes every question."""

    name: str
    batch: int = 2
    dois: Mapping[str, str] = field(default_factory=dict)
    """Key -> the published DOI that it states."""
    absent: set[str] = field(default_factory=set)
    fails: Callable[[Sequence[str]], NotAnswered | None] = lambda keys: None
    by_doi: bool = False
    """Whether its keys are the DOIs that others state, as Crossref's."""
    asked: list[tuple[str, ...]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        if not self.by_doi:
            return (record.id,)
        return tuple(sorted({one.doi for one in known if one.doi and one.service != self.name}))

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        self.asked.append(tuple(keys))
        self.meanwhile()
        if (why := self.fails(keys)) is not None:
            return Answers(stopped=why)
        found = {key: (self.statement(key, when),) for key in keys if key in self.dois}
        return Answers(found, frozenset(self.absent.intersection(keys)))

    def statement(self, key: str, when: datetime) -> Statement:
        venue = f"Journal of {key}" if self.by_doi else None
        return Statement(self.name, f"work of {key}", when, doi=self.dois[key], venue=venue)

    def pause(self, answer: Response, now: datetime) -> float | None:
        return None


def believing(
    record: Record, statements: Sequence[Statement], persons: Mapping[str, PersonStatement]
) -> Enrichment | None:
    """Believes every DOI, the venue that stands with it, and the retraction of those that end in `/retracted`."""
    stated = sorted((one for one in statements if one.doi), key=lambda one: (one.venue is None, one.service))
    if not stated:
        return None
    first = stated[0]
    publication, known = Publication(first.doi, first.venue), record.enrichment
    if known is not None and known.publication == publication:
        return known
    origin = Origin("publication", first.service, first.work, first.when)
    notices = (EditorialNotice("retraction"),) if first.doi and first.doi.endswith("/retracted") else ()
    return Enrichment(publication=publication, notices=notices, origins=(origin,))


class Clock:
    """A time that only the test moves."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def pass_days(self, days: float) -> None:
        self.time += timedelta(days=days)


def rounds(store: Store, clock: Clock, *services: LocalService) -> Round:
    """One run that asks these services."""
    run = store.runs.start("run", clock.now())
    clients = [
        ServiceClient(one, _unused, Budget(store.engine, one.name, 1000, clock.now), lambda: None) for one in services
    ]
    return Rounds(store, clients, believing, clock.now, lambda *_: None, lambda _: None).run(run)


def _unused(question: Any, parse: Any) -> Any:
    raise AssertionError("a service within the test asks no server")
