"""An index of the few records that another one has taken the place of, as every publication asks for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    few = sa.text("successor IS NOT NULL")
    op.create_index(op.f("ix_records_successor"), "records", ["successor"], sqlite_where=few, postgresql_where=few)
