"""Papers of invented authors in a store, and the persons that are found there, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import delete, inspect, select

from enrich.database.columns import metadata
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.identities.update import update_persons
from enrich.identities.write_persons import PersonsChanged
from enrich.options.channels import AuthorsSettings
from enrich.people.person import Spot
from enrich.record import Author, Record
from enrich.store.schema import person_spots, persons
from enrich.store.store import Store
from tests.support.keeping import change, keep

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def authored(
    name: str, *authors: str, year: int = 2020, orcids: dict[int, str] | None = None, version: int = 1
) -> Record:
    """A paper of these authors."""
    day = datetime(year, 3, 1, tzinfo=UTC)
    listed = tuple(Author(printed, orcid=(orcids or {}).get(at)) for at, printed in enumerate(authors))
    return Record(
        id=name, version=version, title=f"On {name}", title_tex=f"On {name}", abstract="", abstract_tex="", authors=listed,
        categories=("cs.LG",), primary_category="cs.LG", published=day, updated=day + timedelta(days=version),
    )  # fmt: skip


_idle: list[Store] = []


@contextmanager
def a_store() -> Iterator[Store]:
    """An empty store in memory; making one takes longer than using it, so each is used again."""
    store = _idle.pop() if _idle else Store("sqlite://")
    yield store
    with writing(store.engine, Lock.RECORDS) as connection:
        for table in reversed(metadata.sorted_tables):
            if inspect(connection).has_table(table.name):
                connection.execute(delete(table))
    _idle.append(store)


def arrive(store: Store, *papers: Record) -> None:
    """Let papers arrive, or arXiv say something newer of them."""
    known = store.records.known([one.id for one in papers])
    if fresh := [one for one in papers if one.id not in known]:
        keep(store, fresh)
    if newer := [one for one in papers if one.id in known]:
        change(store, newer)


def find(store: Store, settled: AuthorsSettings | None = None, now: datetime = NOW) -> PersonsChanged:
    """Bring persons up to date."""
    return update_persons(store.engine, settled or AuthorsSettings(), now, print)


def people(store: Store) -> dict[str, list[Spot]]:
    """Persons with their mentions."""
    found: dict[str, list[Spot]] = {}
    with reading(store.engine) as connection:
        for record, at, person in connection.execute(
            select(person_spots.c.record, person_spots.c.position, person_spots.c.person)
        ):
            found.setdefault(person, []).append((record, at))
    return {person: sorted(spots) for person, spots in sorted(found.items())}


def groups(store: Store) -> set[tuple[Spot, ...]]:
    """The same without ids."""
    return {tuple(spots) for spots in people(store).values()}


def merged(store: Store) -> dict[str, str]:
    """Aliases and where they lead."""
    with reading(store.engine) as connection:
        asked = select(persons.c.id, persons.c.merged_into).where(persons.c.merged_into.is_not(None))
        return dict(connection.execute(asked).all())  # type: ignore[arg-type]


def spread(papers: Sequence[Record], cuts: Sequence[int]) -> list[Sequence[Record]]:
    """The papers in portions that begin at these places."""
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(papers)}), len(papers)]
    return [papers[start:end] for start, end in pairwise(edges)]
