"""The first rows of a table -> what its columns hold (pure): told by the header, and by the cells where that says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enrich.citations.author_lists import read_byline, read_names
from enrich.citations.citation import title_like
from enrich.citations.field_names import bare_name, role_of
from enrich.citations.venues import venue_like

SAMPLE = 60
"""Rows that are looked at."""
_UNCLEAR = frozenset(
    [
        "publication",
        "publicationtitle",
        "publicationname",
        "reference",
        "entry",
        "name",
        "item",
        "study",
        "text",
        "work",
        "paper",
        "article",
        "文献",
        "论文",
        "論文",
    ]
)
"""Headings of titles in some tables, and of other things in others."""
_TAGS = {"TI": "title", "AU": "authors", "AF": "authors", "PY": "date", "SO": "venue", "DI": "doi", "AB": "abstract"}
"""The headings of exports from the Web of Science."""
_FOREIGN = frozenset(
    [
        "price",
        "artist",
        "album",
        "director",
        "salary",
        "email",
        "phone",
        "firstname",
        "lastname",
        "surname",
        "isrc",
        "genre",
        "company",
        "sku",
        "quantity",
        "episode",
    ]
)
"""Headings of tables whose titles are those of films, songs, goods, or people."""
_NUMBER = re.compile(r"\W*+\d{1,5}\W*+")
_YEAR = re.compile(r"\D{0,8}(?:19|20)\d\d\D{0,2}")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold."""

    roles: tuple[str | None, ...]
    headed: bool
    """Whether the first row is a header."""


def read_columns(rows: Sequence[Sequence[str]], header: bool | None = None) -> Columns:
    """The columns of a table that begins with these rows; without any role when its rows are no items.

    `header` says whether the first row is one, where that is known (the `<th>` of a page).
    """
    names = rows[0] if rows else ()
    tagged = sum(name.strip() in _TAGS for name in names) >= 3
    told = [_TAGS.get(name.strip()) if tagged else role_of(name) for name in names]
    known = "title" in told or sum(role is not None for role in told) > 1
    headed = known or bool(header) or (header is None and any(told) and not any(title_like(name, 4) for name in names))
    if headed and any(bare_name(name) in _FOREIGN for name in names) and not {"authors", "doi", "arxiv"} & {*told}:
        return Columns(tuple(None if role == "title" else role for role in told) if known else (), known)
    body = rows[1:] if headed else rows
    roles: list[str | None] = list(told) if headed else [None] * max(map(len, rows), default=0)
    roles = _with_authors(body, _with_title(names if headed else (), roles, body))
    if "title" in roles or known:
        return Columns(tuple(roles), headed)
    return Columns((), False)


def _with_title(names: Sequence[str], roles: list[str | None], body: Sequence[Sequence[str]]) -> list[str | None]:
    """The roles with the column of titles, where one has cells that can only be titles in a table that lists works."""
    if "title" in roles:
        return roles
    unclear = [at for at, name in enumerate(names) if bare_name(name) in _UNCLEAR]
    named = next((at for at in unclear if _holds(body, at, _is_title)), None)
    free = [at for at, role in enumerate(roles) if role is None and len(body) > 1 and _holds(body, at, _is_title)]
    if not free and any(_holds(body, at, _is_byline) for at, role in enumerate(roles) if role is None):
        free = [at for at, role in enumerate(roles) if role is None and _holds(body, at, _is_short_title)]
    best = max(free, key=lambda at: sum(len(row[at]) for row in body if at < len(row)), default=None)
    others = [at for at, role in enumerate(roles) if role is None and at != best]
    listed = {"authors", "doi", "arxiv"} & {*roles} or any(_holds(body, at, _is_byline) for at in others)
    chosen = named if named is not None else best if listed else None
    return [("title" if at == chosen else role) for at, role in enumerate(roles)]


def _with_authors(body: Sequence[Sequence[str]], roles: list[str | None]) -> list[str | None]:
    """The roles with the columns of authors, years and venues, where the header does not say which they are."""
    if "title" not in roles:
        return roles
    free = [at for at, role in enumerate(roles) if role is None]
    authors = next((at for at in free if "authors" not in roles and _holds(body, at, _is_names)), None)
    venues = next((at for at in free if "venue" not in roles and at != authors and _holds(body, at, _is_venue)), None)
    taken = {authors, venues}
    years = next((at for at in free if "date" not in roles and at not in taken and _holds(body, at, _is_year)), None)
    found = {authors: "authors", years: "date", venues: "venue"}
    return [found.get(at, role) for at, role in enumerate(roles)]


def _holds(body: Sequence[Sequence[str]], at: int, fits: Callable[[str], bool]) -> bool:
    """Whether four of five cells of a column fit; titles differ from each other, too."""
    cells = [row[at].strip() for row in body if at < len(row) and row[at].strip()]
    if not cells or (fits in (_is_title, _is_short_title) and len({*cells}) * 10 < len(cells) * 9):
        return False
    return sum(map(fits, cells)) * 5 >= len(cells) * 4 and len(cells) * 2 > len(body)


def _is_title(cell: str) -> bool:
    return title_like(cell, 3) and len(cell.split()) <= 40 and not cell.endswith(".") and read_byline(cell) is None


def _is_short_title(cell: str) -> bool:
    """Whether a cell beside a column of authors may be a title."""
    return title_like(cell, 2) and not cell.endswith(".") and read_byline(cell) is None


def _is_byline(cell: str) -> bool:
    """Whether a cell lists authors; "and so on" counts, a single name may be anything."""
    return read_byline(cell.strip(" ;")) is not None


def _is_names(cell: str) -> bool:
    return read_names(cell.strip(" ;")) is not None


def _is_year(cell: str) -> bool:
    return _YEAR.fullmatch(cell) is not None


def _is_venue(cell: str) -> bool:
    return len(cell.split()) < 13 and venue_like(cell) and not title_like(cell, 6)


def is_number(cell: str) -> bool:
    """Whether a cell only counts the rows (`1`, `[12]`)."""
    return _NUMBER.fullmatch(cell) is not None
