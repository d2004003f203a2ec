"""The pack of rendered entries has segments; the one file that it was is the first of them, and nothing is rendered again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

segments = sa.table("segments", sa.column("name", sa.Text), sa.column("size", sa.BigInteger))
publishing = sa.table("publishing", sa.column("name", sa.Text), sa.column("value", sa.Text))
FIRST = "0"


def upgrade() -> None:
    """Add the table and the column, and let what was rendered be in the first segment."""
    op.create_table(
        "segments",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_segments")),
    )
    op.add_column("rendered", sa.Column("segment", sa.Text(), nullable=False, server_default=FIRST))
    asked = sa.select(publishing.c.value).where(publishing.c.name == "pack_end")
    if end := int(op.get_bind().execute(asked).scalar() or 0):
        op.bulk_insert(segments, [{"name": FIRST, "size": end}])
