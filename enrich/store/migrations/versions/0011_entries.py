"""Whether what an entry says is said of the paper whose id stands in it: all that was believed before is to be judged."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PIECE = 2000
"""Mentions in memory at a time."""


def upgrade() -> None:
    """Add the columns, and mark the entries that have an id and a title or authors; the next run judges them."""
    op.add_column("mentions", sa.Column("stand", sa.Text(), nullable=True))
    op.add_column("mentions", sa.Column("entry", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_mentions_stand"), "mentions", ["stand"])
    op.create_index(op.f("ix_mentions_entry"), "mentions", ["entry"])
    bind = op.get_bind()
    mentions = sa.table("mentions", *map(sa.column, ("id", "lookup", "stand")), sa.column("body", sa.LargeBinary()))
    by_id = sa.or_(mentions.c.lookup.like("id:%"), mentions.c.lookup.like("doi:%"))
    rows = sa.select(mentions.c.id, mentions.c.body).where(by_id).order_by(mentions.c.id).limit(_PIECE)
    marked = mentions.update().where(mentions.c.id == sa.bindparam("number")).values(stand="before")
    last = 0
    while piece := bind.execute(rows.where(mentions.c.id > last)).all():
        last = piece[-1].id
        if numbers := [{"number": number} for number, body in piece if _is_entry(bytes(body))]:
            bind.execute(marked, numbers)


def _is_entry(body: bytes) -> bool:
    """Whether a mention has an item with a title or authors."""
    if b'"item":{' not in body:
        return False
    item = msgspec.json.decode(body)["item"]
    return bool(item and (item.get("title") or item.get("authors")))
