"""What services say of DOIs that no record has yet: asked in batches, and kept as everything else that they say (SQL).

What is known and not due again costs no request; what is heard here is not asked again for the record that may come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct, field
from sqlalchemy import Connection, insert, select

from enrich.asking.answers import Moment, keep_answers
from enrich.asking.clients import ServiceClient
from enrich.asking.health import note_health
from enrich.asking.heard import FOUND, NONE
from enrich.asking.questions import keys_of_all
from enrich.coordination.holding import hold_lease
from enrich.database.arrays import one_of
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.errors import NotAnswered
from enrich.paper_id import BEYOND
from enrich.services.service import Answers, TitleSearch
from enrich.statements.statement import Statement
from enrich.store.codec import read_statements
from enrich.store.runs import Run
from enrich.store.schema import records, service_answers, service_asks
from enrich.store.store import Store


class KnownWork(Struct, frozen=True):
    """What is known of one DOI."""

    statements: tuple[Statement, ...] = ()
    answered: frozenset[str] = frozenset()
    """Services that have it, or say that they have none."""


class Failures(Struct):
    """Services that did not answer in this run, and why."""

    stopped: dict[str, NotAnswered] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """What could not be believed."""


class Works:
    """Asks some services about works, one service after another."""

    def __init__(
        self, store: Store, clients: Sequence[ServiceClient], every: Sequence[ServiceClient], run: Run,
        now: Callable[[], datetime], say: Callable[[str], None],
    ) -> None:  # fmt: skip
        """`clients` are asked, the one that is believed first being the first; `every` service has keys of records."""
        self._store = store
        self.clients = clients
        self._keys_of = partial(keys_of_all, [client.service for client in every])
        self._run = run
        self._now = now
        self._say = say
        self.failures = Failures()

    def ask(self, dois: Sequence[str]) -> dict[str, KnownWork]:
        """What is known of these DOIs (in lower case) when those that are due have been asked for."""
        for client in self.clients:
            left = list(dict.fromkeys(dois))
            while left and client.name not in self.failures.stopped:
                part, left = left[: client.service.batch], left[client.service.batch :]
                self._ask(client, part)
        return self._known(dois)

    def search(self, client: ServiceClient, title: str) -> tuple[Statement, ...]:
        """Works whose titles are like this one; raises NotAnswered, and nothing more is asked of the service in this run."""
        service = client.service
        if not isinstance(service, TitleSearch):
            return ()
        if client.name in self.failures.stopped:
            raise self.failures.stopped[client.name]
        try:
            with hold_lease(self._store.engine, f"asking {client.name}", self._wait_for):
                found = service.by_title(client.ask, title, self._now())
        except NotAnswered as why:
            self._stop(client.name, why)
            raise
        note_health(self._store.engine, {client.name}, {}, self._now())
        return found

    def keep(self, statement: Statement, doi: str) -> None:
        """Keep what a search has brought, as the answer of its service for the DOI."""
        self._keep(statement.service, [doi], Answers({doi: (statement,)}))

    def _ask(self, client: ServiceClient, part: Sequence[str]) -> None:
        with hold_lease(self._store.engine, f"asking {client.name}", self._wait_for):
            due = self._due(client.name, part)
            if not due:
                return
            answers = client.service.ask(client.ask, due, self._now())
            self._keep(client.name, due, answers)
        self.failures.problems += answers.problems
        if answers.stopped is not None:
            self._stop(client.name, answers.stopped)
        else:
            note_health(self._store.engine, {client.name}, {}, self._now())

    def _stop(self, name: str, why: NotAnswered) -> None:
        self.failures.stopped[name] = why
        note_health(self._store.engine, (), {name: str(why)}, self._now())

    def _keep(self, service: str, dois: Sequence[str], answers: Answers) -> None:
        now = self._now()
        with writing(self._store.engine, Lock.RECORDS) as connection:
            there = self._rows(connection, service, dois)
            if fresh := [doi for doi in dois if doi not in there]:
                rows = [{"service": service, "key": doi, "tries": 0, "next_try": now} for doi in fresh]
                connection.execute(insert(service_answers), rows)
        moment = Moment(max(now, self._run.started), now)
        keep_answers(self._store.engine, service, dois, answers, self._run.id, moment, self._keys_of)

    def _due(self, service: str, dois: Sequence[str]) -> list[str]:
        now = max(self._now(), self._run.started)
        with reading(self._store.engine) as connection:
            there = self._rows(connection, service, dois)
        return [doi for doi in dois if doi not in there or there[doi] <= now]

    @staticmethod
    def _rows(connection: Connection, service: str, dois: Sequence[str]) -> dict[str, datetime]:
        """When each is asked for again; one that failed, or that has been heard without its kind, at once."""
        columns = (service_answers.c.key, service_answers.c.next_try, service_answers.c.outcome, service_answers.c.body)
        asked = select(*columns).where(service_answers.c.service == service)
        found = {}
        for key, next_try, outcome, body in connection.execute(
            asked.where(one_of(connection, service_answers.c.key, dois))
        ):
            bare = body is not None and all(one.type is None for one in read_statements(body))
            found[key] = next_try - timedelta(days=9999) if outcome is None or bare else next_try
        return found

    def _known(self, dois: Sequence[str]) -> dict[str, KnownWork]:
        names = [client.name for client in self.clients]
        columns = (service_answers.c.key, service_answers.c.service, service_answers.c.outcome, service_answers.c.body)
        asked = select(*columns).where(service_answers.c.service.in_(names))
        found = {doi: KnownWork() for doi in dois}
        with reading(self._store.engine) as connection:
            rows = connection.execute(
                asked.where(one_of(connection, service_answers.c.key, list(dois))).order_by(*columns[:2])
            )
            for key, service, outcome, body in rows:
                one = found[key]
                statements = read_statements(body) if body is not None else ()
                answered = one.answered | ({service} if outcome in (FOUND, NONE) else set())
                found[key] = KnownWork((*one.statements, *statements), answered)
        return found

    def known_anew(self, dois: Sequence[str]) -> dict[str, KnownWork]:
        """What is known of those of these DOIs of which something was heard since their records were confirmed."""
        asked = select(service_answers.c.key).join(service_asks, service_asks.c.key == service_answers.c.key)
        asked = asked.join(records, records.c.id == service_asks.c.record)
        newer = records.c.id.like(f"{BEYOND}%") & (service_answers.c.asked > records.c.checked)
        with reading(self._store.engine) as connection:
            anew = set(connection.execute(asked.where(newer)).scalars())
        return self._known([doi for doi in dois if doi in anew])

    def _wait_for(self, whom: str) -> None:
        self._say(f"{whom} is asking services for the same store; this run waits for its turns and asks nothing twice")
