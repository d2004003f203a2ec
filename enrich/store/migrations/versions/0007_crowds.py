"""Papers of very many authors, by which publishing decides who gets files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the next publication fills it, since it takes every record in again."""
    op.create_table(
        "crowds",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_crowds")),
    )
