"""The table that processes on one store agree by."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from enrich.database.columns import Json, metadata

turns = Table(
    "turns",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Json, nullable=False),
)
