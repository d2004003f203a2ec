"""The objects of a published bucket, as this store believes them to be (SQL).

::

    begin (digest unknown) --> PUT --> note (digest, tag)
    DELETE --> forget

So every object that may be ours has a row, whenever a process ends: what has none is a stranger's. A row without a
digest is of an object that is as before, new, or not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b, file_digest
from io import BufferedReader, BytesIO
from itertools import chain

from msgspec import Struct
from sqlalchemy import Column, Engine, LargeBinary, Table, Text, delete, func, select

from enrich.database.arrays import one_of
from enrich.database.columns import metadata
from enrich.database.connection import plain_rows, reading, writing
from enrich.database.locks import Lock
from feeds.state.members import insert_rows

objects = Table(
    "objects",
    metadata,
    Column("path", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("digest", LargeBinary),
    Column("tag", Text),
    sqlite_with_rowid=False,
)
"""In the order of bytes, as buckets are listed."""
_PORTION = 5000
"""Rows in memory at a time."""


class ObjectRow(Struct, frozen=True, gc=False):
    """An object of ours."""

    path: str
    digest: bytes | None
    """`digest_of` its bytes; None while it is not known whether they are there."""
    tag: str | None
    """The ETag that the storage gave it."""


def digest_of(data: BufferedReader | BytesIO) -> bytes:
    """The digest of an object's bytes, as rows have it."""
    return file_digest(data, lambda: blake2b(digest_size=16)).digest()


class ObjectRows:
    """The rows of a store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, paths: Collection[str]) -> dict[str, ObjectRow]:
        """Those of these objects that may be there, by path."""
        with reading(self._engine) as connection:
            rows = plain_rows(connection, select(objects).where(one_of(connection, objects.c.path, paths)))
        return {path: ObjectRow(path, digest, tag) for path, digest, tag in rows}

    def every(self) -> Iterator[ObjectRow]:
        """All of them, in the order of their paths' bytes; each portion is as it is when it is read."""
        last = ""
        while True:
            asked = select(objects).where(objects.c.path > last).order_by(objects.c.path).limit(_PORTION)
            with reading(self._engine) as connection:
                rows = [ObjectRow(*row) for row in plain_rows(connection, asked)]
            yield from rows
            if len(rows) < _PORTION:
                return
            last = rows[-1].path

    def beginning(self, folders: Sequence[str]) -> list[ObjectRow]:
        """Those whose paths begin so."""
        with reading(self._engine) as connection:
            asked = (select(objects).where(objects.c.path.startswith(one, autoescape=True)) for one in folders)
            return [ObjectRow(*row) for row in chain.from_iterable(plain_rows(connection, one) for one in asked)]

    def are_unsure(self) -> bool:
        """Whether a publication was cut off between what it began and what it noted."""
        with reading(self._engine) as connection:
            return bool(plain_rows(connection, select(objects.c.path).where(objects.c.digest.is_(None)).limit(1)))

    def count(self) -> int:
        """How many there are."""
        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(objects)).scalar_one())

    def begin(self, paths: Collection[str]) -> None:
        """These are about to be written: from now on nobody knows what is there."""
        self._replace([(path, None, None) for path in paths])

    def note(self, rows: Sequence[ObjectRow]) -> None:
        """These are written."""
        self._replace([(row.path, row.digest, row.tag) for row in rows])

    def forget(self, paths: Collection[str]) -> None:
        """These are deleted."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            connection.execute(delete(objects).where(one_of(connection, objects.c.path, paths)))

    def clear(self) -> None:
        """Nothing is known of the bucket."""
        with writing(self._engine, Lock.PUBLISHED) as connection:
            connection.execute(delete(objects))

    def _replace(self, rows: Sequence[tuple[str, bytes | None, str | None]]) -> None:
        with writing(self._engine, Lock.PUBLISHED) as connection:
            connection.execute(delete(objects).where(one_of(connection, objects.c.path, [row[0] for row in rows])))
            insert_rows(connection, objects, rows)
