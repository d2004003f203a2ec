"""Sources, documents and their mentions, as they were read last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from enrich.record import Accounted, Document, Mention, Outcome, Verdict
from enrich.store.codec import encode, read_mention, read_verdict
from enrich.store.connection import reading, writing
from enrich.store.lookups import ensure
from enrich.store.records import attach
from enrich.store.schema import documents, lookups, mentions, sources

_PIECE = 500
"""Rows in one statement."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a document from the last time that it was read."""

    digest: str
    reader: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """How reading a source went."""

    name: str
    kind: str
    read_at: datetime | None
    """When it was last read without a problem, UTC."""
    failing_since: datetime | None
    problem: str | None


class Intake:
    """The documents' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self, source: str, name: str) -> Known | None:
        """What is known of the document from before, None when it is new."""
        asked = select(documents.c.digest, documents.c.reader, documents.c.etag, documents.c.last_modified)
        with reading(self._engine) as connection:
            row = connection.execute(asked.where(documents.c.source == source, documents.c.name == name)).first()
        return None if row is None else Known(*row)

    def save(
        self,
        document: Document,
        found: Iterable[tuple[Mention, str | None]],
        *,
        reader: str,
        accumulate: bool,
        now: datetime,
        run: int,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> int:
        """Keep a document's mentions, each with the key of its look-up (None when it needs none), in one transaction.

        Mentions that the document no longer holds go, unless it `accumulate`s (a feed shows its newest items
        only). Returns the number of mentions read.
        """
        with writing(self._engine) as connection:
            number = _document_row(connection, document, reader, now, etag, last_modified)
            intake = _MentionRows(connection, number, accumulate, now)
            count = 0
            for mention, key in found:
                intake.add(mention, key)
                count += 1
            intake.finish(run)
        return count

    def source_read(self, name: str, kind: str, now: datetime) -> None:
        """A source was read without a problem."""
        self._source(name, {"kind": kind, "read_at": now, "failing_since": None, "problem": None})

    def source_failed(self, name: str, kind: str, problem: str, now: datetime) -> None:
        """A source, or a part of it, could not be read."""
        before = {state.name: state for state in self.sources()}.get(name)
        since = (before.failing_since if before else None) or now
        self._source(name, {"kind": kind, "failing_since": since, "problem": problem})

    def _source(self, name: str, values: dict[str, Any]) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(sources).where(sources.c.name == name).values(values)).rowcount:
                connection.execute(insert(sources).values(name=name, **values))

    def sources(self) -> tuple[SourceState, ...]:
        """Every source ever read, by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(sources).order_by(sources.c.name)).mappings()
            return tuple(SourceState(**row) for row in rows)

    def accounted(self) -> Iterator[Accounted]:
        """Every mention with what became of it, in the order of reading."""
        with reading(self._engine) as connection:
            rows = connection.execution_options(yield_per=_PIECE).execute(
                account_rows().order_by(documents.c.source, documents.c.name, mentions.c.id)
            )
            for row in rows.mappings():
                yield account(row)

    def outcomes(self) -> Counter[str]:
        """The number of mentions by outcome."""
        outcome = func.coalesce(mentions.c.outcome, lookups.c.outcome)
        asked = select(outcome, func.count()).select_from(
            mentions.outerjoin(lookups, lookups.c.key == mentions.c.lookup)
        )
        with reading(self._engine) as connection:
            return Counter(dict(connection.execute(asked.group_by(outcome)).all()))

    def totals(self) -> tuple[int, int]:
        """How many documents and mentions there are."""
        with reading(self._engine) as connection:
            return (
                connection.execute(select(func.count()).select_from(documents)).scalar_one(),
                connection.execute(select(func.count()).select_from(mentions)).scalar_one(),
            )


def account_rows() -> Any:
    """The statement whose rows `account` understands."""
    return select(
        mentions.c.body, mentions.c.seen, mentions.c.outcome.label("own_outcome"), mentions.c.reason.label("own_reason"),
        lookups.c.outcome, lookups.c.reason, lookups.c.paper, lookups.c.evidence, lookups.c.candidates,
        lookups.c.next_try,
    ).select_from(
        mentions.join(documents, documents.c.id == mentions.c.document_id).outerjoin(
            lookups, lookups.c.key == mentions.c.lookup
        )
    )  # fmt: skip


def account(row: Any) -> Accounted:
    """A row of `account_rows` as a mention with its verdict."""
    if row["own_outcome"] is not None:
        return Accounted(read_mention(row["body"]), Verdict(Outcome(row["own_outcome"]), row["own_reason"] or ""))
    return Accounted(read_mention(row["body"]), read_verdict(row))


def _document_row(
    connection: Connection, document: Document, reader: str, now: datetime, etag: str | None, last_modified: str | None
) -> int:
    values = {
        "format": document.format, "digest": document.digest, "reader": reader, "size": document.size,
        "read_at": now, "etag": etag, "last_modified": last_modified, "warnings": list(document.warnings),
    }  # fmt: skip
    same = (documents.c.source == document.source) & (documents.c.name == document.name)
    number = connection.execute(select(documents.c.id).where(same)).scalar()
    if number is None:
        added = insert(documents).values(source=document.source, name=document.name, **values)
        return int(connection.execute(added.returning(documents.c.id)).scalar_one())
    connection.execute(update(documents).where(documents.c.id == number).values(values))
    return int(number)


class _MentionRows:
    """Compares what a document says now with the rows of what it said before."""

    def __init__(self, connection: Connection, document: int, accumulate: bool, now: datetime) -> None:
        self._connection = connection
        self._document = document
        self._accumulate = accumulate
        self._now = now
        self._before: dict[Any, int] = {}
        self._touched: set[str] = set()
        self._waiting: list[dict[str, Any]] = []
        rows = connection.execute(
            select(mentions.c.id, mentions.c.body, mentions.c.lookup).where(mentions.c.document_id == document)
        )
        for number, body, key in rows:
            self._before[self._identity(read_mention(body), key, body)] = number
        self._gone = set() if accumulate else set(self._before.values())
        self._seen_first = self._first_times()

    def _first_times(self) -> dict[str, datetime]:
        first = select(mentions.c.lookup, func.min(mentions.c.seen)).where(mentions.c.document_id == self._document)
        rows = self._connection.execute(first.group_by(mentions.c.lookup))
        return {key: seen for key, seen in rows if key is not None}

    def _identity(self, mention: Mention, key: str | None, body: bytes) -> Any:
        """What makes two mentions the same: in a growing document its places shift, so they do not count there."""
        if self._accumulate:
            return key or mention.text, mention.how
        return blake2b(body, digest_size=16).digest()

    def add(self, mention: Mention, key: str | None) -> None:
        body = encode(mention)
        identity = self._identity(mention, key, body)
        if (number := self._before.get(identity)) is not None:
            self._gone.discard(number)
            return
        self._before[identity] = -1
        own = Outcome.MALFORMED if mention.malformed else Outcome.NOT_A_PAPER if mention.not_a_paper else None
        self._waiting.append(
            {
                "document_id": self._document, "lookup": key, "body": body, "outcome": own,
                "reason": mention.malformed or mention.not_a_paper,
                "seen": self._seen_first.get(key or "", self._now), "kind_": mention,
            }
        )  # fmt: skip
        if key is not None:
            self._touched.add(key)
        if len(self._waiting) >= _PIECE:
            self._flush()

    def _flush(self) -> None:
        rows = [dict(row) for row in self._waiting]
        asked = {row["lookup"]: row.pop("kind_") for row in rows}
        asked.pop(None, None)
        if rows:
            ensure(self._connection, asked, self._now)
            self._connection.execute(insert(mentions), rows)
        self._waiting = []

    def finish(self, run: int) -> None:
        self._flush()
        if self._gone:
            gone = [{"number": number} for number in sorted(self._gone - {-1})]
            keys = self._connection.execute(
                select(mentions.c.lookup).where(mentions.c.document_id == self._document).distinct()
            ).scalars()
            self._touched |= {key for key in keys if key is not None}
            if gone:
                self._connection.execute(delete(mentions).where(mentions.c.id == bindparam("number")), gone)
        attach(self._connection, self._touched, run, self._now)
