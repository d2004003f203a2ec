"""Comments, journal references and report numbers as they are read: older stores hold some of them in LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from enrich.tex.to_unicode import readable, readable_number

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None

_PIECE = 500
"""Records in memory at a time."""
_READERS: dict[str, Callable[[str], str]] = {
    "comment": readable,
    "journal_ref": readable,
    "report_no": readable_number,
}


def upgrade() -> None:
    """Read the three fields of every record again; what changes counts as changed, so that it is published anew."""
    records = sa.table(
        "records", sa.column("id"), sa.column("body", sa.LargeBinary()), sa.column("serial"), sa.column("removed")
    )
    connection = op.get_bind()
    serial = connection.execute(sa.select(sa.func.max(records.c.serial))).scalar() or 0
    live = sa.case((records.c.removed.is_(None), records.c.serial), else_=None).label("serial")
    rows = sa.select(records.c.id, records.c.body, live).order_by(records.c.id).limit(_PIECE)
    last = ""
    while piece := connection.execute(rows.where(records.c.id > last)).all():
        last = piece[-1].id
        for paper, body, its_serial in piece:
            changed = _read_again(body)
            if changed is None:
                continue
            values: dict[str, Any] = {"body": changed}
            if its_serial is not None:
                serial += 1
                values["serial"] = serial
            connection.execute(records.update().where(records.c.id == paper).values(values))


def _read_again(body: bytes) -> bytes | None:
    """The record with these fields readable, None when they are."""
    record = msgspec.json.decode(body)
    news = {
        name: text
        for name, reader in _READERS.items()
        if isinstance(record.get(name), str) and (text := reader(record[name])) != record[name]
    }
    return msgspec.json.encode(record | news) if news else None
