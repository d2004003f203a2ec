"""What arXiv's lists of a person's papers state is kept like what services answer: this iD is one of this paper's authors.

The key is the person's iD, and the answer a statement for each paper of the list. Whom of its authors the iD belongs to is decided
with everything else that is known of the paper (`enrich.reconcile.orcids`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import structs
from sqlalchemy import Connection, Engine, delete, insert, select, update

from enrich.arxiv.author_list import AuthorList
from enrich.asking.heard import ARXIV, FOUND
from enrich.asking.questions import mark_stale
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement
from enrich.store.codec import pack, read_statements
from enrich.store.schema import service_answers, service_asks

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Nobody asks for these keys but the run that reads the list."""


def keep_author_list(engine: Engine, listed: AuthorList, now: datetime) -> bool:
    """Keep what a list states, in one transaction; whether it states anything else than before.

    An empty list after one with papers is not believed: it is what a server in trouble sends.
    """
    with writing(engine, Lock.RECORDS) as connection:
        known = {one.work: one for one in _known(connection, listed.orcid)}
        stated = {one.work: _first_heard(known.get(one.work), one) for one in _statements(listed, now)}
        if stated == known or (known and not stated):
            return False
        papers, before = ({str(one.arxiv_id) for one in each.values()} for each in (stated, known))
        _write(connection, listed.orcid, pack(tuple(stated.values())), papers, now)
        mark_stale(connection, sorted(papers | before))
    return True


def _statements(listed: AuthorList, now: datetime) -> tuple[Statement, ...]:
    """Nothing of a list that does not say whose it is."""
    if listed.name is None:
        return ()
    author = StatedAuthor(listed.name, (StatedOrcid(listed.orcid, "work"),))
    return tuple(
        Statement(
            ARXIV, f"{listed.orcid}/{paper.id}", now,
            title=paper.title or None, arxiv_id=paper.id, authors=(author,), authors_complete=False,
        )
        for paper in listed.papers
    )  # fmt: skip


def _first_heard(known: Statement | None, one: Statement) -> Statement:
    """The statement as it is known, when nothing but the time of hearing differs."""
    return known if known is not None and structs.replace(one, when=known.when) == known else one


def _known(connection: Connection, orcid: str) -> tuple[Statement, ...]:
    asked = select(service_answers.c.body).where(service_answers.c.service == ARXIV, service_answers.c.key == orcid)
    body = connection.execute(asked).scalar()
    return () if body is None else read_statements(body)


def _write(connection: Connection, orcid: str, body: bytes, papers: set[str], now: datetime) -> None:
    here = (service_answers.c.service == ARXIV) & (service_answers.c.key == orcid)
    values = {"outcome": FOUND, "body": body, "asked": now, "tries": 0, "next_try": _NEVER}
    if not connection.execute(update(service_answers).where(here).values(values)).rowcount:
        connection.execute(insert(service_answers).values(service=ARXIV, key=orcid, **values))
    connection.execute(delete(service_asks).where(service_asks.c.service == ARXIV, service_asks.c.key == orcid))
    if papers:
        rows = [{"record": paper, "service": ARXIV, "key": orcid} for paper in sorted(papers)]
        connection.execute(insert(service_asks), rows)
