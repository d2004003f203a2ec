"""Which authors of rendered papers are known to be somebody; nothing yet, since every paper is rendered again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "authorships",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "position", name=op.f("pk_authorships")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_authorships_person"), "authorships", ["person"])
    op.create_index(op.f("ix_authorships_author"), "authorships", ["author"])
