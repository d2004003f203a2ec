"""Up to where persons have been found, and what the next update has to look at beside changed papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace
from sqlalchemy import Connection, Text, cast, func, insert, literal, select, update

from enrich.identities.tables import person_state
from enrich.options.author_claims import AuthorClaim
from enrich.store.schema import records

_UPDATE, _AWAITED, _NEWEST = "update", "awaited", "newest"
_STANDING = select(person_state.c.name, person_state.c.value).union_all(
    select(literal(_NEWEST, Text), cast(func.max(records.c.serial), Text))
)
_RULE = ("people", "reconcile/compare_names.py", "names.py")
"""Where the rule stands; with another rule all persons are found again."""


class Progress(Struct, frozen=True):
    """The last update."""

    number: int = 0
    """Of the update itself, ascending: 0 when there was none."""
    serial: int = 0
    """Of the newest record that it saw."""
    rule: str = ""
    """Digest of the rule's own files."""
    settings: str = ""
    """Digest of `[authors] same` and `different`."""


class Awaited(Struct):
    """Whom decisions, made or undone since the last update, are about."""

    papers: list[str] = []
    names: list[str] = []


def standing(connection: Connection) -> tuple[Progress, Awaited]:
    """Up to where persons have been found, and what the next update has to look at."""
    return standing_and_newest(connection)[:2]


def standing_and_newest(connection: Connection) -> tuple[Progress, Awaited, int]:
    """The same, and the serial of the record that changed last, in one statement."""
    rows = dict(connection.execute(_STANDING).all())
    reached, waiting = convert(rows.get(_UPDATE) or {}, Progress), convert(rows.get(_AWAITED) or {}, Awaited)
    return reached, waiting, rows[_NEWEST] or 0


def await_update(connection: Connection, claims: Sequence[AuthorClaim]) -> None:
    """Let the next update look at these authors."""
    _, known = standing(connection)
    papers = {*known.papers, *(claim.paper for claim in claims if claim.paper is not None)}
    names = {*known.names, *(claim.name for claim in claims if claim.paper is None)}
    _put(connection, _AWAITED, to_builtins(Awaited(sorted(papers), sorted(names))))


def note_progress(connection: Connection, reached: Progress, waiting: Awaited) -> None:
    """An update is done, and nothing is awaited any more of what was `waiting`."""
    _put(connection, _UPDATE, to_builtins(reached))
    if waiting != Awaited():
        _put(connection, _AWAITED, to_builtins(Awaited()))


def note_settings(connection: Connection, digest: str) -> None:
    """What the settings decide has been recorded."""
    _put(connection, _UPDATE, to_builtins(replace(standing(connection)[0], settings=digest)))


@cache
def rule_digest() -> str:
    """Distinguishes the rule that this version of the program has from every other."""
    digest = sha256()
    root = files("enrich")
    for name in _RULE:
        place = root.joinpath(name)
        parts = sorted(place.iterdir(), key=lambda one: one.name) if place.is_dir() else [place]
        for part in parts:
            if part.is_file() and part.name.endswith((".py", ".tsv")):
                digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def _put(connection: Connection, name: str, value: Any) -> None:
    changed = connection.execute(update(person_state).where(person_state.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(person_state), [{"name": name, "value": value}])
