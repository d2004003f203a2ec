"""Records that another one has taken the place of, as both are of one paper; none yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("records", sa.Column("successor", sa.Text(), nullable=True))
