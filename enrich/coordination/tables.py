"""The tables that processes on one store agree by."""

from __future__ import annotations

from sqlalchemy import Column, Float, Table, Text

from enrich.database.columns import Json, Utc, metadata

turns = Table(
    "turns",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Json, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False, server_default=""),
    Column("until", Utc),
    Column("at", Utc),
    Column("pause", Float, nullable=False, server_default="0"),
)
"""Hosts that one connection at a time may go to, sources that one process at a time reads, and processes that read some.

`holder` is empty while nobody has it, `until` the end of the claim unless it is renewed; `at` when a host or a source
was given back, or when the process began; `pause` the seconds after that for which a host is left alone.
"""
