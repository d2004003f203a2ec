"""What services have said of records so far, as the store keeps it (SQL, within the caller's transaction)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct, field
from sqlalchemy import Connection, select

from enrich.database.arrays import one_of
from enrich.statements.statement import PersonStatement, Statement
from enrich.store.codec import read_persons, read_statements
from enrich.store.schema import service_answers, service_asks

PERSONS = "orcid"
"""The service whose keys are persons."""
ARXIV = "arxiv"
"""The service whose keys are persons, too, and whose answers are of their papers: lists of what they own at arXiv."""
FOUND, NONE = "found", "none"
"""What a service answered for a key; NULL as long as it has not."""


class Heard(Struct):
    """What all services have said of one record."""

    statements: list[Statement] = field(default_factory=list)
    """In the order of services and keys."""
    persons: dict[str, PersonStatement] = field(default_factory=dict)
    """By ORCID iD."""
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Service -> what it is asked for this record."""


def heard(connection: Connection, ids: Sequence[str]) -> dict[str, Heard]:
    """What has been heard of these records; one of which nothing is known has an empty one."""
    answered = (service_answers.c.service == service_asks.c.service) & (service_answers.c.key == service_asks.c.key)
    asked = (
        select(service_asks.c.record, service_asks.c.service, service_asks.c.key, service_answers.c.body)
        .join(service_answers, answered)
        .where(one_of(connection, service_asks.c.record, ids))
        .order_by(service_asks.c.record, service_asks.c.service, service_asks.c.key)
    )
    found = {name: Heard() for name in ids}
    for record, service, key, body in connection.execute(asked):
        one = found[record]
        one.keys[service].add(key)
        if body is None:
            continue
        if service == PERSONS:
            one.persons |= {person.orcid: person for person in read_persons(body)}
        elif service == ARXIV:
            _add_owner(one, [each for each in read_statements(body) if each.arxiv_id == record])
        else:
            one.statements += read_statements(body)
    return found


def _add_owner(one: Heard, owned: Sequence[Statement]) -> None:
    """What a list of papers says of this one; its owner is called as arXiv has it, unless their own record says more."""
    one.statements += owned
    for statement in owned:
        for author in statement.authors:
            for stated in author.orcids:
                owner = PersonStatement(statement.service, stated.orcid, statement.when, (author.name,))
                one.persons.setdefault(stated.orcid, owner)
