"""Sources, documents and their mentions, as they were read last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import Connection, Engine, Text, bindparam, delete, exists, func, insert, select, type_coerce, update

from enrich.database.arrays import PIECE, AskedOf, pieces
from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.record import Document, Mention, Outcome, ResolvedMention, Stand, Verdict
from enrich.store.codec import encode_mention, own_outcome, read_mention, read_verdict
from enrich.store.entries import REPORTED, WITHHELD, first_stand
from enrich.store.lookups import ensure
from enrich.store.records import attach
from enrich.store.schema import documents, lookups, mentions, sources


class Known(Struct, frozen=True):
    """What the store knows of a document from the last time that it was read."""

    digest: str
    reader: str
    etag: str | None
    last_modified: str | None
    warnings: tuple[str, ...] = ()
    has_mentions: bool = True
    """Whether it mentioned anything."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How reading a source went."""

    name: str
    kind: str
    read_at: datetime | None
    """When it was last read, UTC: without a problem, or of a source of files some documents at least."""
    failing_since: datetime | None
    problem: str | None


class Intake:
    """The documents' side of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self, source: str, name: str) -> Known | None:
        """What is known of the document from before, None when it is new."""
        asked = select(
            documents.c.digest, documents.c.reader, documents.c.etag, documents.c.last_modified, documents.c.warnings,
            exists().where(mentions.c.document_id == documents.c.id, REPORTED),
        )  # fmt: skip
        with reading(self._engine) as connection:
            row = connection.execute(asked.where(documents.c.source == source, documents.c.name == name)).first()
        if row is None:
            return None
        digest, read_by, etag, last_modified, warnings, has_mentions = row
        return Known(digest, read_by, etag, last_modified, tuple(warnings or ()), bool(has_mentions))

    def named(self, source: str, name: str, keys: Sequence[str]) -> set[str]:
        """Which of these look-ups the document has mentioned before."""
        found: set[str] = set()
        joined = mentions.join(documents, documents.c.id == mentions.c.document_id)
        asked = (
            select(mentions.c.lookup).select_from(joined).where(documents.c.source == source, documents.c.name == name)
        )
        with reading(self._engine) as connection:
            for piece in pieces(keys):
                found |= set(connection.execute(asked.where(mentions.c.lookup.in_(piece))).scalars())
        return found

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

        What the document no longer holds goes, unless it `accumulate`s (a feed shows its newest items only). How many it has.
        """
        with writing(self._engine, Lock.RECORDS) as connection:
            number = _document_row(connection, document, reader, now, etag, last_modified)
            intake = _MentionRows(connection, number, accumulate, now)
            count = 0
            for mention, key in found:
                intake.add(mention, key)
                count += not mention.on_trial
            intake.finish(run)
        return count

    def source_read(self, name: str, kind: str, now: datetime) -> None:
        """A source was read without a problem."""
        self._source(name, {"kind": kind, "read_at": now, "failing_since": None, "problem": None})

    def source_failed(self, name: str, kind: str, problem: str, now: datetime, *, is_part: bool = False) -> None:
        """A source could not be read, or only a part of it: the rest was read now."""
        since = next((state.failing_since for state in self.sources() if state.name == name), None) or now
        read = {"read_at": now} if is_part else {}
        self._source(name, {"kind": kind, "failing_since": since, "problem": problem} | read)

    def _source(self, name: str, values: dict[str, Any]) -> None:
        with writing(self._engine, Lock.RECORDS) as connection:
            if not connection.execute(update(sources).where(sources.c.name == name).values(values)).rowcount:
                connection.execute(insert(sources).values(name=name, **values))

    def sources(self) -> tuple[SourceState, ...]:
        """Every source ever read, by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(sources).order_by(sources.c.name)).mappings()
            return tuple(SourceState(**row) for row in rows)

    def accounted(self) -> Iterator[ResolvedMention]:
        """Every mention with what became of it, in the order of reading."""
        with reading(self._engine) as connection:
            ordered = account_rows().order_by(*READING)
            for row in connection.execute(ordered, execution_options={"yield_per": PIECE}):
                yield account(row)

    def outcomes(self) -> Counter[str]:
        """The number of mentions by outcome."""
        outcome = func.coalesce(mentions.c.outcome, lookups.c.outcome)
        asked = select(outcome, func.count()).select_from(
            mentions.outerjoin(lookups, lookups.c.key == mentions.c.lookup)
        )
        with reading(self._engine) as connection:
            return Counter(dict(connection.execute(asked.where(REPORTED).group_by(outcome)).all()))

    def totals(self) -> tuple[int, int]:
        """How many documents and mentions there are."""
        with reading(self._engine) as connection:
            return (
                connection.execute(select(func.count()).select_from(documents)).scalar_one(),
                connection.execute(select(func.count()).select_from(mentions).where(REPORTED)).scalar_one(),
            )


_ACCOUNT = (
    mentions.c.body, mentions.c.outcome.label("own_outcome"), mentions.c.reason.label("own_reason"), mentions.c.stand,
    lookups.c.outcome, lookups.c.reason, lookups.c.paper, type_coerce(lookups.c.evidence, Text),
    type_coerce(lookups.c.candidates, Text), type_coerce(lookups.c.next_try, Text), type_coerce(mentions.c.seen, Text),
)  # fmt: skip
"""JSON and times as text, which `account` reads itself: there are many rows."""


READING = (documents.c.source, documents.c.name, func.coalesce(mentions.c.entry, mentions.c.id), mentions.c.id)
"""The order of reading; the title of an entry after its id."""


def account_rows() -> Any:
    """All mentions: the statement whose rows `account` understands; `seen` is the last column."""
    of_documents = mentions.join(documents, documents.c.id == mentions.c.document_id)
    joined = of_documents.outerjoin(lookups, lookups.c.key == mentions.c.lookup)
    return select(*_ACCOUNT).select_from(joined).where(REPORTED)


ACCOUNT_ROWS = AskedOf(
    select(*_ACCOUNT).select_from(lookups.join(mentions, mentions.c.lookup == lookups.c.key)).where(REPORTED),
    lookups.c.paper,
)
"""The same for the mentions of some papers; begins at the look-ups, so that not all mentions are looked at."""


def account(row: Sequence[Any]) -> ResolvedMention:
    """A row of `account_rows` as a mention with its verdict; without an item that is not the paper's."""
    body, own_outcome, own_reason, stand, *verdict, _ = row
    mention = read_mention(body)
    if own_outcome == Outcome.MALFORMED:
        mention = structs.replace(mention, id=None, version=None)
    if own_outcome is not None:
        return ResolvedMention(mention, Verdict(Outcome(own_outcome), own_reason or ""))
    known = read_verdict(*verdict)
    notes = [note for note in (known.reason, mention.warning, own_reason if stand == Stand.OTHER else None) if note]
    if len(notes) > 1:
        known = replace(known, reason="; ".join(notes))
    return ResolvedMention(structs.replace(mention, item=None) if stand in WITHHELD else mention, known)


def _document_row(
    connection: Connection, document: Document, reader: str, now: datetime, etag: str | None, last_modified: str | None
) -> int:
    values = {
        "format": document.format, "digest": document.digest, "reader": reader, "size": document.size,
        "read_at": now, "etag": etag, "last_modified": last_modified, "warnings": list(document.warnings),
    }  # fmt: skip
    name = document.key or document.name
    same = (documents.c.source == document.source) & (documents.c.name == name)
    number = connection.execute(select(documents.c.id).where(same)).scalar()
    if number is None:
        added = insert(documents).values(source=document.source, name=name, **values)
        return int(connection.execute(added.returning(documents.c.id)).scalar_one())
    connection.execute(update(documents).where(documents.c.id == number).values(values))
    return int(number)


class _MentionRows:
    """Compares what a document says now with the rows of what it said before.

    In a document that accumulates, places shift, so a mention is the same when it asks the same in the same way, in an
    entry of the same title; its rows are looked up as they are needed. In any other, it is the same when nothing about it has changed.
    """

    def __init__(self, connection: Connection, document: int, accumulate: bool, now: datetime) -> None:
        self._connection = connection
        self._document = document
        self._accumulate = accumulate
        self._now = now
        self._before = {} if accumulate else self._all_rows()
        self._gone = set(self._before.values())
        self._seen_first = {} if accumulate else self._first_times()
        self._touched: set[str] = set()
        self._waiting: dict[Any, tuple[str | None, Mention, bytes]] = {}

    def _all_rows(self) -> dict[Any, int]:
        own = (mentions.c.document_id == self._document) & mentions.c.entry.is_(None)
        asked = select(mentions.c.body, mentions.c.id).where(own)
        return {_digest(body): number for body, number in self._connection.execute(asked)}

    def _first_times(self) -> dict[str | None, datetime]:
        first = select(mentions.c.lookup, func.min(mentions.c.seen)).where(mentions.c.document_id == self._document)
        return {row[0]: row[1] for row in self._connection.execute(first.group_by(mentions.c.lookup))}

    def add(self, mention: Mention, key: str | None) -> None:
        body = encode_mention(mention)
        identity = _identity(mention, key) if self._accumulate else _digest(body)
        if (number := self._before.get(identity)) is not None:
            self._gone.discard(number)
            return
        self._waiting.setdefault(identity, (key, mention, body))
        if len(self._waiting) >= PIECE:
            self._flush()

    def _flush(self) -> None:
        if self._accumulate:
            for identity in self._present():
                self._waiting.pop(identity, None)
        fresh = list(self._waiting.values())
        self._waiting = {}
        if not fresh:
            return
        ensure(self._connection, {key: mention for key, mention, _ in fresh if key is not None}, self._now)
        self._connection.execute(insert(mentions), [self._row(*one) for one in fresh])
        self._touched |= {key for key, _, _ in fresh if key is not None}

    def _present(self) -> set[tuple[str, str, str]]:
        """The identities among those waiting that the document has rows of already."""
        keys = [key for key, _, _ in self._waiting.values()]
        own = (mentions.c.document_id == self._document) & mentions.c.entry.is_(None)
        asked = select(mentions.c.lookup, mentions.c.body).where(own)
        rows = list(self._connection.execute(asked.where(mentions.c.lookup.in_(keys))))
        if None in keys or any(mention.warning for _, mention, _ in self._waiting.values()):
            rows += self._connection.execute(asked.where(mentions.c.lookup.is_(None)))
        return {_identity(read_mention(body), key) for key, body in rows}

    def _row(self, key: str | None, mention: Mention, body: bytes) -> dict[str, Any]:
        return {
            "document_id": self._document, "lookup": key, "body": body, "outcome": own_outcome(mention),
            "reason": mention.malformed or mention.not_a_paper or mention.unread, "seen": self._seen_first.get(key, self._now),
            "stand": first_stand(mention, key),
        }  # fmt: skip

    def finish(self, run: int) -> None:
        """Write what is left, delete what the document no longer says, and mark the records that either concerns."""
        self._flush()
        if self._gone:
            asked = select(mentions.c.id, mentions.c.lookup, mentions.c.entry)
            rows = self._connection.execute(asked.where(mentions.c.document_id == self._document))
            gone = {number: key for number, key, entry in rows if self._gone & {number, entry}}
            self._touched |= {key for key in gone.values() if key}
            numbers = [{"number": number} for number in sorted(gone)]
            self._connection.execute(delete(mentions).where(mentions.c.id == bindparam("number")), numbers)
        attach(self._connection, self._touched, run, self._now)


def _identity(mention: Mention, key: str | None) -> tuple[str, str, str]:
    from enrich.titles.normalise import normal_title

    title = mention.item.title if mention.item and mention.how != "title" else None
    # An id that is malformed after all no longer has a key.
    return key or (f"id:{mention.id}" if mention.id else mention.text), mention.how, normal_title(title or "")


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).digest()
