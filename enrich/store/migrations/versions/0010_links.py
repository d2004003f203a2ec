"""Parameters that are secrets leave the links that documents gave, also of documents that are never read again."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from enrich.addresses import without_secrets

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

_PIECE = 2000
"""Mentions in memory at a time."""


def upgrade() -> None:
    """Cut them in every mention; what was is to be overwritten in the file, too."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")
    mentions = sa.table("mentions", sa.column("id"), sa.column("body", sa.LargeBinary()))
    rows = sa.select(mentions.c.id, mentions.c.body).order_by(mentions.c.id).limit(_PIECE)
    last, cut = 0, 0
    while piece := bind.execute(rows.where(mentions.c.id > last)).all():
        last = piece[-1].id
        for number, body in piece:
            if b"://" in body and (harmless := _harmless(bytes(body))) is not None:
                bind.execute(mentions.update().where(mentions.c.id == number).values(body=harmless))
                cut += 1
    if cut:
        bind.execute(sa.text("DELETE FROM publishing WHERE name = 'unscrubbed'"))
        bind.execute(sa.text("INSERT INTO publishing (name, value) VALUES ('unscrubbed', 'true')"))


def _harmless(body: bytes) -> bytes | None:
    """The mention without them; None when it has none."""
    before = msgspec.json.decode(body)
    after = _cut(before)
    return None if after == before else msgspec.json.encode(after)


def _cut(value: Any) -> Any:
    """The same of every text in it; the names of documents have no parameters any more."""
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_cut(one) for one in value]
    return without_secrets(value) if isinstance(value, str) else value
