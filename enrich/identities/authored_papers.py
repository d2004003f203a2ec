"""Published records as evidence of who their authors are: what arXiv has, and what services assert; no document counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, and_, bindparam, delete, select

from enrich.database.arrays import AskedOf, one_of, pieces
from enrich.database.connection import plain_insert, plain_rows, plain_stream
from enrich.identities.tables import person_papers
from enrich.people.person import AuthoredPaper, AuthorMention
from enrich.record import Author
from enrich.statements.enrichment import AuthorEnrichment
from enrich.store.codec import read_authorships
from enrich.store.schema import enrichments, records


class _Body(Struct, gc=False):
    """What of a record is evidence."""

    title: str
    authors: tuple[Author, ...]
    published: datetime
    categories: tuple[str, ...] = ()
    journal_ref: str | None = None


_AT_ONCE = 10_000
"""Papers that are written by one statement."""
_PAPERS = (
    select(records.c.serial, records.c.id, records.c.body, enrichments.c.body, records.c.removed)
    .outerjoin(enrichments, enrichments.c.record == records.c.id)
    .where(records.c.first_run.is_not(None))
)
_PAPERS_OF_IDS = AskedOf(_PAPERS, records.c.id)
_NEXT = _PAPERS.where(records.c.serial > bindparam("after")).order_by(records.c.serial).limit(bindparam("most"))
_KEPT = AskedOf(select(person_papers.c.body), person_papers.c.record)
_body = msgspec.json.Decoder(_Body).decode
_paper = msgspec.json.Decoder(AuthoredPaper).decode
_encode = msgspec.json.Encoder().encode


def changed_papers(connection: Connection, serial: int) -> Iterator[tuple[str, AuthoredPaper | None]]:
    """(record, its authors) of everything published that changed after `serial`; None for what arXiv deleted."""
    asked = _PAPERS.where(records.c.serial > serial) if serial else _PAPERS
    for _, name, paper in _papers(plain_stream(connection, asked)):
        yield name, paper


def next_changed(connection: Connection, serial: int, most: int) -> tuple[dict[str, AuthoredPaper | None], int | None]:
    """The first `most` of them, and the serial up to which there are no others; None when these are all."""
    found = list(_papers(plain_rows(connection, _NEXT, {"after": serial, "most": most})))
    return {name: paper for _, name, paper in found}, found[-1][0] if len(found) == most else None


def papers_as_now(connection: Connection, ids: Collection[str]) -> dict[str, AuthoredPaper | None]:
    """The same of these records, whenever they changed."""
    return {name: paper for _, name, paper in _papers(_PAPERS_OF_IDS.every_row(connection, ids))}


def _papers(rows: Iterable[Any]) -> Iterator[tuple[int, str, AuthoredPaper | None]]:
    for serial, name, body, added, removed in rows:
        yield serial, name, None if removed is not None else authored(name, body, added)


def change_count(connection: Connection, serial: int, most: int) -> int:
    """How many published records changed after `serial`, counted up to `most`."""
    published = and_(records.c.first_run.is_not(None), records.c.serial > serial)
    return len(plain_rows(connection, select(records.c.id).where(published).limit(most)))


def authored(name: str, body: bytes, added: bytes | None) -> AuthoredPaper:
    """A record's body, and what it keeps of services, as evidence."""
    record = _body(body)
    venue, known = (None, None) if added is None else _services(added)
    return AuthoredPaper(
        id=name,
        year=record.published.year,
        authors=tuple(
            [
                _mention(name, at, author, known.get((at, author.name)) if known else None)
                for at, author in enumerate(record.authors)
            ]
        ),
        title=record.title,
        venue=venue or record.journal_ref,
        subjects=record.categories,
    )


def _services(added: bytes) -> tuple[str | None, dict[tuple[int, str], AuthorEnrichment]]:
    publication, authors = read_authorships(added)
    return (publication.venue if publication else None), {(one.position, one.name): one for one in authors}


def _mention(record: str, position: int, author: Author, added: AuthorEnrichment | None) -> AuthorMention:
    if added is None:
        if author.orcid is None:
            return AuthorMention(record, position, author.name, None, None, None, (), author.affiliations)
        return AuthorMention(record, position, author.name, author.orcid, "arxiv", "work", (), author.affiliations)
    affiliations = author.affiliations or tuple(place.name for place in added.affiliations)
    found = AuthorMention(record, position, author.name, votes=added.votes, affiliations=affiliations)
    if author.orcid is not None:
        return replace(found, orcid=author.orcid, orcid_source="arxiv", asserted="work")
    if added.orcid is not None and added.asserted in {"work", "person"}:
        return replace(found, orcid=added.orcid, orcid_source=added.orcid_source, asserted=added.asserted)
    return found


# ---------------------------------------------------------------- as they were when persons were last found


def kept_papers(connection: Connection, ids: Collection[str]) -> dict[str, AuthoredPaper]:
    """Papers as they were when persons were last found, by record; those that are not published are left out."""
    papers = (_paper(body) for (body,) in _KEPT.every_row(connection, ids))
    return {paper.id: paper for paper in papers}


def every_kept_paper(connection: Connection) -> dict[str, AuthoredPaper]:
    """All of them."""
    return {
        paper.id: paper for (body,) in plain_stream(connection, select(person_papers.c.body)) if (paper := _paper(body))
    }


def keep_papers(connection: Connection, changed: Mapping[str, AuthoredPaper | None], known: Collection[str]) -> None:
    """Replace these papers, of which those that are `known` are kept already; None takes one away."""
    for piece in pieces(sorted(known)):
        connection.execute(delete(person_papers).where(one_of(connection, person_papers.c.record, piece)))
    listed = sorted(changed)
    for start in range(0, len(listed), _AT_ONCE):
        piece = listed[start : start + _AT_ONCE]
        rows = [(name, encode_paper(paper)) for name in piece if (paper := changed[name]) is not None]
        plain_insert(connection, person_papers, ("record", "body"), rows)


def encode_paper(paper: AuthoredPaper) -> bytes:
    """A paper as bytes, without what is empty, which is most of it."""
    fields: dict[str, Any] = {"id": paper.id, "year": paper.year, "authors": [_sparse(one) for one in paper.authors]}
    fields |= {"title": paper.title, "venue": paper.venue, "subjects": paper.subjects}
    return _encode(fields)


def _sparse(mention: AuthorMention) -> dict[str, Any]:
    fields: dict[str, Any] = {"record": mention.record, "position": mention.position, "name": mention.name}
    if mention.orcid is not None:
        fields |= {"orcid": mention.orcid, "orcid_source": mention.orcid_source, "asserted": mention.asserted}
    if mention.votes:
        fields["votes"] = mention.votes
    if mention.affiliations:
        fields["affiliations"] = mention.affiliations
    return fields
