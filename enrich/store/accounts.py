"""What became of the inputs, as much of it as a person reads: by document, and mention by mention (SQL)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Engine, Text, func, literal_column, select, type_coerce, update

from enrich.addresses import is_web, shown
from enrich.database.arrays import one_of, pieces
from enrich.database.connection import plain_rows, plain_stream, reading, writing
from enrich.database.locks import Lock
from enrich.record import Mention, Outcome, ResolvedMention, Stand
from enrich.store.codec import read_disputed, read_mention
from enrich.store.documents import READING, account, account_rows
from enrich.store.entries import REPORTED
from enrich.store.schema import documents, enrichments, lookups, mentions, records

_OUTCOME = func.coalesce(mentions.c.outcome, lookups.c.outcome)


class Input(Struct, frozen=True):
    """A document with the number of its mentions by outcome."""

    source: str
    name: str
    outcomes: Counter[str]


class DocumentWarning(Struct, frozen=True):
    """Something that is wrong with a document, in words for the user."""

    source: str
    document: str
    text: str


class Accounts:
    """Reads what became of the inputs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def inputs(self, most: int, hidden: Collection[str] = ()) -> tuple[list[Input], int]:
        """Documents by source and name, at most `most`, and how many there are; those of `hidden` sources left out."""
        seen = documents.c.source.not_in(sorted(hidden))
        first = select(documents.c.id, documents.c.source, documents.c.name)
        first = first.where(seen).order_by(documents.c.source, documents.c.name).limit(most)
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(documents).where(seen)).scalar_one()
            rows = connection.execute(first).all()
            found = {n: Input(source, shown(name) if is_web(name) else name, Counter()) for n, source, name in rows}
            joined = mentions.outerjoin(lookups, lookups.c.key == mentions.c.lookup)
            asked = select(mentions.c.document_id, _OUTCOME, func.count()).select_from(joined)
            asked = asked.where(one_of(connection, mentions.c.document_id, found), REPORTED)
            for number, outcome, count in connection.execute(asked.group_by(mentions.c.document_id, _OUTCOME)):
                found[number].outcomes[str(outcome)] += count
        return list(found.values()), total

    def mentions(self, outcomes: Collection[Outcome], most: int, hidden: Collection[str] = ()) -> list[ResolvedMention]:
        """Mentions with one of these outcomes in the order of reading, at most `most`; `hidden` sources left out."""
        asked = account_rows().where(_OUTCOME.in_(list(outcomes)), documents.c.source.not_in(sorted(hidden)))
        asked = asked.order_by(*READING).limit(most)
        with reading(self._engine) as connection:
            return [account(row) for row in plain_rows(connection, asked)]

    def contradictions(self, most: int, hidden: Collection[str] = ()) -> tuple[list[ResolvedMention], int]:
        """Ids beside which the title of another work stands, at most `most`, and how many there are."""
        wrong = (mentions.c.stand == Stand.OTHER) & mentions.c.reason.is_not(None)
        wrong &= documents.c.source.not_in(sorted(hidden))
        asked = account_rows().where(wrong).order_by(*READING).limit(most)
        joined = mentions.join(documents, documents.c.id == mentions.c.document_id)
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(joined).where(wrong)).scalar_one()
            return [account(row) for row in plain_rows(connection, asked)], total

    def disagreements(self) -> tuple[int, dict[str, int]]:
        """How many published records sources disagree about, and how many for each field; reads every enrichment."""
        asked = select(enrichments.c.body).join(records, records.c.id == enrichments.c.record)
        asked = asked.where(
            records.c.first_run.is_not(None), records.c.removed.is_(None), enrichments.c.body.is_not(None)
        )
        number, fields = 0, Counter[str]()
        with reading(self._engine) as connection:
            for (body,) in plain_stream(connection, asked):
                disputed = set(read_disputed(body))
                number += bool(disputed)
                fields.update(disputed)
        return number, dict(sorted(fields.items()))

    def submitted(self, sources: Sequence[str]) -> dict[str, list[datetime]]:
        """When papers were first submitted that these sources mention, UTC: the last of each day, newest first."""
        joined = records.join(lookups, lookups.c.paper == records.c.id).join(
            mentions, mentions.c.lookup == lookups.c.key
        )
        joined = joined.join(documents, documents.c.id == mentions.c.document_id)
        day = func.substr(records.c.published, literal_column("1"), literal_column("10"))
        asked = (
            select(documents.c.source, func.max(records.c.published))
            .select_from(joined)
            .group_by(documents.c.source, day)
        )
        found: dict[str, list[datetime]] = {name: [] for name in sources}
        with reading(self._engine) as connection:
            rows = connection.execute(asked.where(one_of(connection, documents.c.source, sources)).order_by(day.desc()))
            for name, when in rows:
                found[name].append(when)
        return found

    def warnings(self, hidden: Collection[str] = ()) -> list[DocumentWarning]:
        """Every warning of a document, in the order of reading; those of `hidden` sources left out."""
        asked = select(documents.c.source, documents.c.name, documents.c.warnings)
        asked = asked.where(type_coerce(documents.c.warnings, Text) != "[]", documents.c.source.not_in(sorted(hidden)))
        with reading(self._engine) as connection:
            rows = connection.execute(asked.order_by(documents.c.source, documents.c.name)).all()
        return [
            DocumentWarning(source, shown(name) if is_web(name) else name, text)
            for source, name, texts in rows
            for text in texts
        ]

    def has_documents(self, source: str) -> bool:
        """Whether a document of the source was ever read; a folder that is empty then may be a disk that is not there."""
        asked = select(documents.c.id).where(documents.c.source == source).limit(1)
        with reading(self._engine) as connection:
            return connection.execute(asked).first() is not None

    def forget_warnings(self, source: str, present: Collection[str]) -> None:
        """Drop the warnings of documents of a source that are no longer among those present; what they mentioned stays."""
        warned = type_coerce(documents.c.warnings, Text) != "[]"
        asked = select(documents.c.id, documents.c.name).where(documents.c.source == source, warned)
        with reading(self._engine) as connection:
            gone = [number for number, name in connection.execute(asked) if name not in present]
        if gone:
            with writing(self._engine, Lock.RECORDS) as connection:
                for piece in pieces(gone):
                    connection.execute(update(documents).where(documents.c.id.in_(piece)).values(warnings=[]))

    def note_versions(self, newest: Mapping[str, int]) -> list[str]:
        """Keep with each document which versions it names that its papers do not have; returns those that are new.

        `newest` is the number of the paper's newest version, by the key of its look-up.
        """
        joined = mentions.join(documents, documents.c.id == mentions.c.document_id)
        asked = select(documents.c.id, documents.c.warnings, mentions.c.lookup, mentions.c.body).select_from(joined)
        before: dict[int, tuple[str, ...]] = {}
        after: dict[int, tuple[str, ...]] = {}
        with reading(self._engine) as connection:
            for piece in pieces(list(newest)):
                for number, texts, key, body in connection.execute(asked.where(mentions.c.lookup.in_(piece))):
                    before.setdefault(number, tuple(texts or ()))
                    known = after.get(number, before[number])
                    after[number] = _with_version(known, read_mention(body), newest[key])
        changed = {number: texts for number, texts in after.items() if texts != before[number]}
        if changed:
            with writing(self._engine, Lock.RECORDS) as connection:
                for number, texts in changed.items():
                    values = {"warnings": list(texts)}
                    connection.execute(update(documents).where(documents.c.id == number).values(values))
        return [text for number, texts in changed.items() for text in texts if text not in before[number]]


def _with_version(warnings: tuple[str, ...], mention: Mention, newest: int) -> tuple[str, ...]:
    """The warnings of a document with what is wrong with the version that a mention names, and without what was."""
    if mention.version is None:
        return warnings
    begins = f"{mention.document}: {mention.place} names version {mention.version} of {mention.id}, "
    if mention.version <= newest:
        return tuple(text for text in warnings if not text.startswith(begins))
    text = f"{begins}and arXiv has none after version {newest}"
    # The last may be why the document could not be read.
    return warnings if text in warnings else (text, *warnings)
