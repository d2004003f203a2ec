"""A value that was chosen among statements, with where it came from and what disagrees (frozen types)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from msgspec import Struct

from enrich.reconcile.about import About
from enrich.statements.enrichment import Disagreement, Origin, SourcedValue

T = TypeVar("T")


class Chosen(Struct, Generic[T], frozen=True):
    """What is kept of one field."""

    value: T
    origins: tuple[Origin, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def origin(field: str, about: About) -> Origin:
    """That a field came from this statement."""
    return Origin(field, about.statement.service, about.statement.work, about.statement.when)


def by_rank(abouts: Iterable[About], *services: str) -> list[About]:
    """The statements of these services, the most believed first: by service, those on the published work first."""
    ranks = {service: rank for rank, service in enumerate(services)}
    known = (one for one in abouts if one.statement.service in ranks)
    kinds = {"journal": 0, "work": 1, "preprint": 2}
    return sorted(
        known, key=lambda one: (ranks[one.statement.service], kinds.get(one.statement.kind, 3), one.statement.work)
    )


def disagreement(field: str, values: Iterable[tuple[str, str]]) -> tuple[Disagreement, ...]:
    """The disagreement of these (source, value), the one that is kept first; none when all say the same."""
    kept = tuple(SourcedValue(source, value) for source, value in dict.fromkeys(values))
    return (Disagreement(field, kept),) if len({one.value for one in kept}) > 1 else ()
