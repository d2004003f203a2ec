"""Who the authors of papers are, and what people decided of them; nothing yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _numbers(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    """A column that numbers the rows by itself."""
    return _number("id"), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _undone() -> tuple[sa.Column[str], ...]:
    return sa.Column("undone", sa.Text(), nullable=True), sa.Column("undone_by", sa.Text(), nullable=True)


def upgrade() -> None:
    """Add the tables, empty: the next run or publication finds persons among all papers."""
    _evidence()
    _persons()
    _decisions()
    op.create_table(
        "person_state",
        _text("name"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_person_state")),
    )


def _evidence() -> None:
    op.create_table(
        "person_papers",
        _text("record"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_person_papers")),
    )
    op.create_table(
        "person_blocks",
        _text("key"),
        _text("record"),
        _number("position"),
        sa.PrimaryKeyConstraint("key", "record", "position", name=op.f("pk_person_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_names",
        _text("name"),
        _text("surname"),
        _text("given"),
        _text("printed"),
        _number("spots"),
        sa.PrimaryKeyConstraint("name", "surname", "given", name=op.f("pk_person_names")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_names_surname"), "person_names", ["surname"])
    op.create_index(op.f("ix_person_names_given"), "person_names", ["given"])
    op.create_table(
        "person_words",
        _text("kind"),
        _text("word"),
        _number("names"),
        sa.PrimaryKeyConstraint("kind", "word", name=op.f("pk_person_words")),
        sqlite_with_rowid=False,
    )


def _persons() -> None:
    op.create_table(
        "persons",
        _text("id"),
        _text("name"),
        sa.Column("merged_into", sa.Text(), nullable=True),
        _text("minted"),
        sa.Column("doubt", sa.Boolean(), nullable=False),
        _number("papers"),
        _number("serial"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index(op.f("ix_persons_merged_into"), "persons", ["merged_into"])
    op.create_index(op.f("ix_persons_serial"), "persons", ["serial"])
    op.create_table(
        "person_spots",
        _text("record"),
        _number("position"),
        _text("person"),
        _text("name"),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_person_spots")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_spots_person"), "person_spots", ["person"])
    op.create_table(
        "person_pasts",
        _text("record"),
        _number("position"),
        _text("person"),
        sa.PrimaryKeyConstraint("record", "position", "person", name=op.f("pk_person_pasts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_pasts_person"), "person_pasts", ["person"])
    op.create_table(
        "person_changes",
        *_numbers("person_changes"),
        _number("serial"),
        _text("person"),
        _text("kind"),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("spots", sa.Text(), nullable=True),
        _text("at"),
    )
    op.create_index(op.f("ix_person_changes_serial"), "person_changes", ["serial"])
    op.create_index(op.f("ix_person_changes_person"), "person_changes", ["person"])
    op.create_table(
        "person_questions",
        _text("left_record"),
        _number("left_position"),
        _text("right_record"),
        _number("right_position"),
        sa.Column("gain", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "left_record", "left_position", "right_record", "right_position", name=op.f("pk_person_questions")
        ),
    )
    op.create_index(op.f("ix_person_questions_gain"), "person_questions", ["gain"])


def _decisions() -> None:
    op.create_table(
        "person_decisions",
        *_numbers("person_decisions"),
        _number("batch"),
        _text("answer"),
        _text("left"),
        _text("right"),
        _text("who"),
        _text("why"),
        _text("at"),
        *_undone(),
    )
    op.create_table(
        "person_renames",
        *_numbers("person_renames"),
        _number("batch"),
        _text("person"),
        _text("old"),
        _text("new"),
        _text("spots"),
        _text("who"),
        _text("why"),
        _text("at"),
        *_undone(),
    )
