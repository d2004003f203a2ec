"""The store: documents, mentions, look-ups, records, changes and runs, behind one class.

SQLite is the embedded default; PostgreSQL is a change of `[store] url`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Engine, insert, update

from enrich.coordination.leases import Leases, database_now
from enrich.coordination.slots import StoredSlots
from enrich.database.connection import connect, reading, without_password, writing
from enrich.database.locks import Lock
from enrich.record import Change, PublishableRecord, Record
from enrich.store.documents import Intake
from enrich.store.entries import Entries
from enrich.store.joining.papers import SamePapers
from enrich.store.lookups import LookUps, Settled, write_settled
from enrich.store.migration import migrate, read_again, scrub
from enrich.store.records import Records, WriteCounts, put
from enrich.store.runs import Problems, Runs
from enrich.store.schema import harvests

if TYPE_CHECKING:
    from enrich.store.publishable import PublishableRecords


class Store:
    """One open store; every method is one transaction, or a stream within one."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        """Open the store at an SQLAlchemy URL, migrating it when it is older; raises BadStore or StoreTooNew.

        `engine` is the way to it when that is not the usual one.
        """
        self.url = url
        self.engine = engine or connect(url)
        try:
            migrate(self.engine)
            scrub(self.engine)
        except BaseException:
            self.engine.dispose()
            raise
        self.intake = Intake(self.engine)
        self.lookups = LookUps(self.engine)
        self.entries = Entries(self.engine)
        self.records = Records(self.engine)
        self.runs = Runs(self.engine)
        self.slots = StoredSlots(self.engine)
        self.leases = Leases(self.engine)
        self.problems = Problems(self.engine)
        self.same_papers = SamePapers(self.engine)

    @cached_property
    def _shelf(self) -> PublishableRecords:
        # What it needs takes long to load, and most commands do without.
        from enrich.store.publishable import PublishableRecords

        return PublishableRecords(self.engine)

    @property
    def place(self) -> str:
        """The store's address as it may be shown: without a password."""
        return without_password(self.url)

    @property
    def is_server(self) -> bool:
        """Whether other machines may use it."""
        return self.engine.dialect.name != "sqlite"

    def now(self) -> datetime:
        """The time by the store's clock, UTC: where the store is a server, one for all machines that use it."""
        with reading(self.engine) as connection:
            return database_now(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_again(self) -> int:
        """Read titles and abstracts again that LaTeX was read for in another way than now, in pieces, each a transaction.

        How many records differ; nothing is done when this version has read them.
        """
        return read_again(self.engine)

    def read_texts_again(self, say: Callable[[str], None]) -> None:
        """The same; `say` gets a line when something differs."""
        if differing := self.read_again():
            say(
                f"titles or abstracts of {differing:,} stored papers were read again and differ: LaTeX is read better now"
            )

    def keep_answers(
        self,
        records: Sequence[Record],
        settled: Sequence[Settled],
        run: int,
        now: datetime,
        *,
        provisional: bool = False,
    ) -> WriteCounts:
        """Keep one batch: what arXiv sent about papers and what became of look-ups, in one transaction.

        `now` is the start of the run; `provisional` records are new ones that want another look soon.
        """
        with writing(self.engine, Lock.RECORDS) as connection:
            written = put(connection, records, run, now, provisional=provisional)
            write_settled(connection, settled, run, now)
        return written

    def keep_harvest_page(
        self, name: str, state: Any, records: Sequence[Record], run: int, now: datetime, settled: Sequence[Settled] = ()
    ) -> WriteCounts:
        """Keep one page of a harvest and how to go on after it, in one transaction; `state` is a JSON value."""
        with writing(self.engine, Lock.RECORDS) as connection:
            written = put(connection, records, run, now)
            write_settled(connection, settled, run, now)
            if not connection.execute(
                update(harvests).where(harvests.c.name == name).values(state=state, at=now)
            ).rowcount:
                connection.execute(insert(harvests).values(name=name, state=state, at=now))
        return written

    # ------------------------------------------------------------ for publishing

    def kept(
        self, ids: Sequence[str], *, provenance: bool = True, hidden: Collection[str] = ()
    ) -> list[PublishableRecord]:
        """The published records of these ids, in their order; ids that have none are left out.

        Without `provenance`, which takes long to read, records may lack it. Mentions of `hidden` sources are left out,
        with what their documents add.
        """
        return self._shelf.kept(ids, provenance=provenance, hidden=hidden)

    def looked_up(self, ids: Sequence[str]) -> list[PublishableRecord]:
        """The same, records included that nothing mentions and that are not published (`first_run` is 0)."""
        return self._shelf.looked_up(ids)

    def kept_since(self, serial: int) -> Iterator[PublishableRecord]:
        """Every published record that changed after `serial`, ascending; 0 gives all. Streams."""
        return self._shelf.kept_since(serial)

    def order(self) -> list[str]:
        """The ids of all published records in the order of a channel."""
        return self._shelf.order()

    def beginning(self, prefixes: Collection[str]) -> list[str]:
        """The ids of the published records that begin with one of these, in any order."""
        return self._shelf.beginning(prefixes)

    def removed_since(self, serial: int) -> list[tuple[str, int, datetime]]:
        """(id, serial, when) of the papers that arXiv deleted after `serial`."""
        return self._shelf.removed_since(serial)

    def last_serial(self) -> int:
        """The serial of the newest change, 0 when there is none."""
        return self._shelf.last_serial()

    def changes(self, ids: Sequence[str] | None = None, *, since_run: int = 0) -> Iterator[Change]:
        """What changed in records, in the order in which it happened."""
        return self.records.changes(ids, since_run=since_run)
