"""Which version of their readers texts were read by: unknown of those of before, so that they are read again once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "readings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_readings")),
    )
