"""What object storage has of what is published; nothing yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "objects",
        sa.Column("path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_objects")),
        sqlite_with_rowid=False,
    )
