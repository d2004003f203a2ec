"""What metadata services beside arXiv were asked and what they said; nothing yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, empty."""
    op.create_table(
        "service_asks",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "service", "key", name=op.f("pk_service_asks")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_service_asks_service_key"), "service_asks", ["service", "key"])
    op.create_table(
        "service_answers",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("absent_run", sa.Integer(), nullable=True),
        sa.Column("next_try", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("service", "key", name=op.f("pk_service_answers")),
    )
    op.create_index(op.f("ix_service_answers_service_next_try"), "service_answers", ["service", "next_try"])
    op.create_table(
        "enrichments",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_enrichments")),
    )
    op.create_index(op.f("ix_enrichments_stale_record"), "enrichments", ["stale", "record"])
    op.create_table(
        "services",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=True),
        sa.Column("failing_since", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_services")),
    )
