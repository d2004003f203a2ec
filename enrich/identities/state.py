"""Up to where persons have been found, and what the next update has to look at beside changed papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace
from sqlalchemy import Connection, Text, cast, delete, func, insert, literal, select, update

from enrich.options.author_claims import AuthorClaim
from enrich.people.person import Spot
from enrich.store.schema import FIRST_UPDATE, person_state, records

_UPDATE, _AWAITED, _NEWEST = "update", "awaited", "newest"
_STANDING = select(person_state.c.name, person_state.c.value).union_all(
    select(literal(_NEWEST, Text), cast(func.max(records.c.serial), Text))
)
_RULE = ("people", "reconcile/compare_names.py", "names.py")
"""Where the rule stands; with another rule all persons are found again."""


class Touched(Struct, frozen=True):
    """What changed papers touch that are kept as they are now, while nobody has looked at their authors yet."""

    serial: int
    """Up to which records they were taken in."""
    keys: tuple[str, ...]
    """Of all their authors, as they were and as they are."""
    names: tuple[str, ...]
    """Printed names that are rare where they were common or common where they were rare."""
    moved: tuple[tuple[Spot, Spot | None], ...]
    """Mentions of papers whose list of authors changed, and where they are now; None for those that are gone."""


class Progress(Struct, frozen=True):
    """The last update."""

    number: int = 0
    """Of the update itself, ascending: 0 when there was none."""
    serial: int = 0
    """Of the newest record that it saw."""
    rule: str = ""
    """Digest of the rule's own files; empty until persons have been found for the first time."""
    settings: str = ""
    """Digest of `[authors] same` and `different`."""
    touched: Touched | None = None
    """What the next update has begun; None between updates."""


class Awaited(Struct):
    """Whom decisions, made or undone since the last update, are about."""

    papers: list[str] = []
    names: list[str] = []


class FirstUpdate(Struct, frozen=True):
    """How far a first update has come that takes several transactions."""

    rule: str = ""
    """Digest of the rule that it follows."""
    key: str | None = None
    """Up to which mentions have been looked at; None while papers are taken in."""
    newest: int = 0
    """Serial of the newest record when it wrote last."""
    is_alone: bool = True
    """Whether nobody else has changed a record since all papers were taken in."""


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


def newest_serial(connection: Connection) -> int:
    """Of the record that changed last, 0 where there is none."""
    return connection.execute(select(func.max(records.c.serial))).scalar() or 0


def note_progress(connection: Connection, reached: Progress, waiting: Awaited) -> None:
    """An update is done, and nothing is awaited any more of what was `waiting`."""
    _put(connection, _UPDATE, to_builtins(reached))
    if waiting != Awaited():
        _put(connection, _AWAITED, to_builtins(Awaited()))


def first_update(connection: Connection) -> FirstUpdate:
    """How far the first update has come; as at its beginning where there is none."""
    value = connection.execute(select(person_state.c.value).where(person_state.c.name == FIRST_UPDATE)).scalar()
    return convert(value or {}, FirstUpdate)


def note_first_update(connection: Connection, state: FirstUpdate) -> None:
    """Keep how far it has come; as at its beginning, there is none any more."""
    if state != FirstUpdate():
        _put(connection, FIRST_UPDATE, to_builtins(state))
    else:
        connection.execute(delete(person_state).where(person_state.c.name == FIRST_UPDATE))


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
