"""Statements of services for tests: short ways to write what a service says of one paper and of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from enrich.reconcile.about import About
from enrich.record import Author, Record
from enrich.statements.enrichment import Affiliation, Asserted
from enrich.statements.statement import PersonStatement, StatedAuthor, StatedOrcid, Statement
from tests.support.papers import paper

WHEN = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
ID, TITLE, DOI = "2507.13575", "Sparse Trees for Dense Forests", "10.5555/trees.1"
NAMES = ("Jane Doe", "Li Ming", "Carlos Garcia Lopez", "Anna Müller")
IDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0001-5000-0007")
"""iDs of the authors of the same places."""


def record(*names: str, **fields: Any) -> Record:
    """A paper by these authors, with nothing that a service could add."""
    authors = tuple(Author(name) for name in names or NAMES)
    bare = {"id": ID, "title": TITLE, "dois": (), "code": (), "venue": None}
    return paper(**(bare | {"authors": authors} | fields))


def author(
    name: str, orcid: str | None = None, asserted: Asserted = "work", *places: str, **fields: Any
) -> StatedAuthor:
    """One author as a service lists them."""
    orcids = (StatedOrcid(orcid, asserted),) if orcid else ()
    return StatedAuthor(name, orcids, tuple(Affiliation(place) for place in places), **fields)


def authors(
    names: Sequence[str] = NAMES, orcids: Sequence[str | None] = (), asserted: Asserted = "work"
) -> tuple[StatedAuthor, ...]:
    """A list of authors with the iDs that stand beside them."""
    padded = [*orcids, *[None] * len(names)]
    return tuple(author(name, orcid, asserted) for name, orcid in zip(names, padded, strict=False))


def statement(service: str, **fields: Any) -> Statement:
    """What a service says of the paper: title and authors agree, and it names the arXiv id, but for the fields given."""
    usual = {"title": TITLE, "arxiv_id": ID, "authors": authors()}
    return structs.replace(Statement(service, f"{service}-1", WHEN), **(usual | fields))


def published(service: str = "crossref", doi: str = DOI, **fields: Any) -> Statement:
    """What a service says of the published work, which knows nothing of arXiv."""
    return statement(service, **({"work": doi, "kind": "journal", "arxiv_id": None, "doi": doi} | fields))


def person(orcid: str, *names: str, works: Sequence[str] = (), successor: str | None = None) -> PersonStatement:
    """What a person's own record says."""
    return PersonStatement("orcid", orcid, WHEN, names, tuple(works), successor)


def people(*persons: PersonStatement) -> dict[str, PersonStatement]:
    """Persons by iD; without any, those of the usual authors."""
    usual = [person(orcid, name) for orcid, name in zip(IDS, NAMES, strict=True)]
    return {one.orcid: one for one in persons or usual}


def about(one: Statement, title: bool = True, agree: bool = True) -> About:
    """The statement as one about the paper, its authors in arXiv's order."""
    return About(one, title, agree, {at: at for at in range(len(one.authors))})
