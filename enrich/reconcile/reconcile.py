"""Statements of services about one paper become its Enrichment (pure): the same statements in any order give the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from enrich.reconcile.about import all_about
from enrich.reconcile.authors import choose_authors
from enrich.reconcile.chosen import Chosen
from enrich.reconcile.links import choose_code, choose_open_copy, choose_project, choose_related
from enrich.reconcile.notices import choose_notices
from enrich.reconcile.publication import choose_doi, choose_publication, choose_published_as
from enrich.reconcile.topics import choose_keywords, choose_topics
from enrich.record import Record
from enrich.statements.enrichment import Enrichment, Origin
from enrich.statements.statement import PersonStatement, Statement


def reconcile(
    record: Record, statements: Sequence[Statement], persons: Mapping[str, PersonStatement]
) -> Enrichment | None:
    """What is believed of the statements; None when nothing is.

    `record` is arXiv's, with nothing of services filled in; where it has an earlier enrichment, what has not changed
    keeps the time at which it was first heard. `persons` are the people behind the iDs that the statements name, by iD:
    an iD whose person is not there attaches only in the third way of `enrich.reconcile.orcids`.
    """
    abouts = all_about(record, statements)
    if not abouts:
        return None
    published = choose_doi(record, abouts)
    doi = published.value
    chosen: dict[str, Chosen[Any]] = {
        "publication": choose_publication(abouts, published),
        "published_as": choose_published_as(record, abouts, doi),
        "notices": choose_notices(record, abouts, doi),
        "topics": choose_topics(abouts),
        "keywords": choose_keywords(abouts),
        "open_copy": choose_open_copy(abouts, doi),
        "code": choose_code(record, abouts),
        "project": choose_project(abouts),
        "related": choose_related(record, abouts, doi),
        "authors": choose_authors(record, abouts, persons, doi),
    }
    values = {field: one.value for field, one in chosen.items()}
    disagreements = tuple(one for each in chosen.values() for one in each.disagreements)
    if not any(values.values()) and not disagreements:
        return None
    found = Enrichment(**values, disagreements=disagreements)
    origins = _first_heard((one for each in chosen.values() for one in each.origins), found, record.enrichment)
    return replace(found, origins=origins)


def _first_heard(origins: Iterable[Origin], found: Enrichment, known: Enrichment | None) -> tuple[Origin, ...]:
    """Origins in order, one for each field, service and id; those of values that were known before keep their time."""
    before = {(one.field, one.service, one.id): one.when for one in (known.origins if known else ())}
    kept: dict[tuple[str, str, str], Origin] = {}
    for one in sorted(origins, key=lambda one: (one.field, one.service, one.id, one.when)):
        key = one.field, one.service, one.id
        same = known is not None and key in before and _value(found, one.field) == _value(known, one.field)
        kept.setdefault(key, replace(one, when=before[key]) if same else one)
    return tuple(kept.values())


def _value(enrichment: Enrichment, field: str) -> object:
    """What an origin's field stands for."""
    whole, _, part = field.partition(".")
    value = getattr(enrichment, whole)
    if whole == "authors":
        return [(one.position, one.name, getattr(one, part)) for one in value if getattr(one, part)]
    return getattr(value, part, None) if part else value
