"""Users, passwords and queries leave the addresses that the store keeps; documents stay apart by a digest of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from enrich.addresses import CUT, addresses_shown, is_web, key, shown, unlike

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None

_MAY_TELL = re.compile(rb'"document":"https?://|://[^/"\s]*@', re.IGNORECASE)
_AT_ONCE = 2000
"""Mentions."""
_TEXTS = (
    ("sources", "name", "problem"), ("problems", "id", "text"), ("lookups", "key", "reason"), ("pings", "url", "problem"),
)  # fmt: skip
"""(table, key, column) of what was said in words."""
_LISTS = (("runs", "id", "errors"), ("documents", "id", "warnings"))
"""The same as JSON."""


def upgrade() -> None:
    """Cut what is secret in every table and JSON column that holds an address."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")
    named = bind.execute(sa.text("SELECT id, name FROM documents WHERE LOWER(name) LIKE 'http%'")).all()
    names = {name: shown(name) for _, name in named if is_web(name)}
    for number, name in named:
        if is_web(name) and key(name) != name:
            bind.execute(sa.text("UPDATE documents SET name = :name WHERE id = :id"), {"name": key(name), "id": number})

    def discreet(text: str) -> str:
        for whole, cut in names.items():
            text = text.replace(whole, cut) if whole != cut else text
        return addresses_shown(text)

    _mentions(bind)
    for table, of, column in _TEXTS:
        _rewrite(bind, table, of, column, discreet)
    for table, of, column in _LISTS:
        _rewrite(bind, table, of, column, lambda text: _json([discreet(one) for one in msgspec.json.decode(text)]))
    _publishing(bind, bool(names))


def _rewrite(bind: Any, table: str, of: str, column: str, change: Callable[[str], str]) -> None:
    rows = bind.execute(sa.text(f"SELECT {of}, {column} FROM {table} WHERE {column} LIKE '%://%'")).all()
    for row, text in rows:
        if (better := change(text)) != text:
            changed = sa.text(f"UPDATE {table} SET {column} = :text WHERE {of} = :row")
            bind.execute(changed, {"text": better, "row": row})


def _mentions(bind: Any) -> None:
    last = 0
    asked = sa.text("SELECT id, body FROM mentions WHERE id > :last ORDER BY id LIMIT :most")
    while rows := bind.execute(asked, {"last": last, "most": _AT_ONCE}).all():
        last = rows[-1][0]
        changed = [
            {"body": better, "id": number}
            for number, body in rows
            if _MAY_TELL.search(bytes(body)) and (better := _mention(bytes(body))) != bytes(body)
        ]
        if changed:
            bind.execute(sa.text("UPDATE mentions SET body = :body WHERE id = :id"), changed)


def _mention(body: bytes) -> bytes:
    told_of: dict[str, Any] = msgspec.json.decode(body)
    source = told_of["document"] if is_web(told_of["document"]) else ""
    told_of |= {name: unlike(told_of[name], source) for name in ("text", "context")}
    if source:
        told_of["document"] = shown(source)
    if item := told_of.get("item"):
        page = unlike(item["page"], source) if item["page"] else None
        item["page"] = None if page and CUT in page else page
        item["code"] = [link for one in item["code"] if CUT not in (link := unlike(one, source))]
    return msgspec.json.encode(told_of)


def _publishing(bind: Any, has_web: bool) -> None:
    """The hub by its digest; and what once stood where nothing stands now is to be overwritten."""
    hub = bind.execute(sa.text("SELECT value FROM publishing WHERE name = 'hub'")).scalar()
    if hub is not None:
        value = _json(key(msgspec.json.decode(hub)))
        bind.execute(sa.text("UPDATE publishing SET value = :value WHERE name = 'hub'"), {"value": value})
    fetched = bind.execute(sa.text("SELECT COUNT(*) FROM sources WHERE kind IN ('feed', 'page')")).scalar_one()
    if has_web or fetched:
        bind.execute(sa.text("INSERT INTO publishing (name, value) VALUES ('unscrubbed', 'true')"))


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
