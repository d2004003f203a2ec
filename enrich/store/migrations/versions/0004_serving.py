"""What serving keeps: the index of full-text search, and what the WebSub hub was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of serving."""
    op.create_table(
        "search_rows",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_search_rows")),
        sa.UniqueConstraint("record", name=op.f("uq_search_rows_record")),
    )
    op.create_index(op.f("ix_search_rows_updated"), "search_rows", ["updated"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_text USING fts5("
            "title, abstract, authors, categories, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE TABLE search_text (place BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_search_text_words ON search_text USING GIN (words)")
    op.create_table(
        "pings",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_pings")),
    )
