"""Asks for rows that have one of any number of values: a statement takes tens of thousands of parameters at most.

What is answered in portions is asked in portions, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Text, any_, bindparam, func, select
from sqlalchemy.sql.dml import ReturningDelete

from enrich.database.connection import plain_rows, plain_stream

PIECE = 500
"""Values in one statement, rows in memory at a time."""
FEW = 16
_NUL, _ENCODED_NUL = "\0", "\\u0000"

T = TypeVar("T")


def begins(connection: Connection, column: ColumnElement[Any], prefix: str) -> ColumnElement[bool]:
    """Whether a text begins so; on SQLite by an index of the column, which LIKE does not use there."""
    if connection.dialect.name == "sqlite":
        return column.between(prefix, f"{prefix}\U0010ffff")
    return column.startswith(prefix, autoescape=True)


def one_of(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these texts or numbers, which are one parameter together unless they are few.

    That is quicker, too: a thousand parameters cost more than their rows; of a few, SQLite takes half as long.
    """
    listed = sorted(values)
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import ARRAY

        return column == any_(bindparam(None, listed, type_=ARRAY(column.type)))
    if len(listed) <= FEW:
        return column.in_(listed)
    encoded = msgspec.json.encode(listed).decode()
    if _ENCODED_NUL not in encoded:
        return column.in_(select(_each(encoded)))
    # SQLite's JSON ends a text at a NUL, so another text that is in none of them stands for it.
    instead = "\ufffe"
    while any(instead in value for value in listed):
        instead += "\ufffe"
    replaced = [value.replace(_NUL, instead) for value in listed]
    return column.in_(select(func.replace(_each(msgspec.json.encode(replaced).decode()), instead, func.char(0))))


class AskedOf:
    """What is asked of one value after another, or of a few at a time: the statement is made once, which takes most of the time."""

    def __init__(self, statement: Select[Any] | ReturningDelete[Any], column: ColumnElement[Any]) -> None:
        """The rows of `statement` whose `column` has one of the values."""
        self._statement = statement
        self._column = column
        self._few = statement.where(column.in_(bindparam("values", expanding=True)))
        self._encoded = statement.where(column.in_(select(_each(bindparam("values", type_=Text)))))

    def rows(self, connection: Connection, values: Collection[Any], **others: Any) -> list[Any]:
        """All rows as plain tuples, as `plain_rows` has them; `others` are further parameters of the statement."""
        asked, listed = self._asked(connection, values)
        return plain_rows(connection, asked, {**others, "values": listed})

    def every_row(self, connection: Connection, values: Collection[Any]) -> list[Any]:
        """The same of any number of values, in portions."""
        return [row for piece in pieces(sorted(values)) for row in self.rows(connection, piece)]

    def stream(self, connection: Connection, values: Collection[Any], **others: Any) -> Iterator[Any]:
        """The same one after another, as `plain_stream` has them."""
        asked, listed = self._asked(connection, values)
        return plain_stream(connection, asked, {**others, "values": listed})

    def _asked(self, connection: Connection, values: Collection[Any]) -> tuple[Any, Any]:
        """The statement, and what stands for the values in it."""
        listed = sorted(values)
        if connection.dialect.name == "postgresql":
            return self._array, listed
        if len(listed) <= FEW:
            return self._few, listed
        encoded = msgspec.json.encode(listed).decode()
        if _ENCODED_NUL in encoded:
            return self._statement.where(one_of(connection, self._column, values)), None
        return self._encoded, encoded

    @cached_property
    def _array(self) -> Select[Any] | ReturningDelete[Any]:
        from sqlalchemy.dialects.postgresql import ARRAY

        return self._statement.where(self._column == any_(bindparam("values", type_=ARRAY(self._column.type))))


def pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Values in portions that one statement takes."""
    for start in range(0, len(values), PIECE):
        yield values[start : start + PIECE]


def _each(encoded: str | BindParameter[str]) -> ColumnElement[Any]:
    return func.json_each(encoded).table_valued("value").c.value
