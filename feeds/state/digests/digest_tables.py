"""The tables of digests: what each has named, its issues, and the letters of each issue.

::

    digests --< digest_entries (papers that it has named, or that were there before it began)
       └──< digest_issues --< digest_letters (one for each recipient)
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from enrich.database.columns import Json, Utc, metadata

digests = Table(
    "digests",
    metadata,
    Column("name", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("since", Utc, nullable=False),
)
"""`scope` is what the settings said it is about; when that is another, it begins anew: what was there is not news."""

digest_entries = Table(
    "digest_entries",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    sqlite_with_rowid=False,
)

digest_issues = Table(
    "digest_issues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("prepared", Utc, nullable=False),
    Column("entries", Json, nullable=False),
    UniqueConstraint("digest", "period"),
)
"""`entries` are those of each section, in their order; an issue is never changed."""

digest_letters = Table(
    "digest_letters",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("recipient", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("process", Text),
    Column("at", Utc, nullable=False),
    Column("problem", Text),
)
"""`recipient` is `mail:ADDRESS` or `chat:NAME`. `state`: waiting -> sending -> sent; back to waiting when it was refused, `unknown`
when nobody knows whether it arrived, `dropped` when it came to nothing for too long or nobody wants it any more."""
