"""The first rows of a table -> what its columns hold (pure): told by the header, and by the cells where that says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from enrich.citations.author_lists import read_byline
from enrich.citations.column_ids import OTHERS
from enrich.citations.field_names import bare_name, role_of
from enrich.items.cells import (
    are_persons,
    is_address,
    is_blank,
    is_byline,
    is_date,
    is_families,
    is_id,
    is_link,
    is_names,
    is_number,
    is_person,
    is_short_title,
    is_title,
    is_venue,
    is_year,
    names_papers_in,
)
from enrich.items.headings import (
    TAGS,
    asks_for_papers,
    foreign,
    is_data,
    may_be_titles,
    may_head,
    names_links,
    names_presenter,
    names_rating,
    names_remarks,
    names_what_is_presented,
    names_works,
)
from enrich.titles.sentences import is_written_as_title

SAMPLE = 60
"""Rows that are looked at."""
_SEVERAL = re.compile(r" (?:and|&|\+|und|et|y) |[^\W\d]/|,[^,]{2,40},|(?<=\w) et al\b")
_LISTING = frozenset({"authors", "doi", "arxiv"})
"""Roles that only tables of works have."""
_WRITTEN = _LISTING | {"venue", "abstract", "affiliations"}


_FEWEST_DAYS = 3
"""Rows of a schedule without a header."""


class Columns(Struct, frozen=True, gc=False):
    """What the columns of a table hold."""

    roles: tuple[str | None, ...]
    headed: bool
    """Whether the first row is a header."""


def read_columns(rows: Sequence[Sequence[str]], today: date, header: bool | None = None) -> Columns:
    """The columns of a table that begins with these rows; without any role when its rows are not items.

    `today` is the last day that an id can be of.

    `header` says whether the first row is one, where that is known (the `<th>` of a page).
    """
    found = _read(rows, today, header)
    if header is None and "title" not in found.roles and not found.headed and len(rows) > 1 and may_head(rows[0]):
        below = _read(rows, today, True)
        return below if "title" in below.roles else found
    return found


def _read(rows: Sequence[Sequence[str]], today: date, header: bool | None) -> Columns:
    names = rows[0] if rows else ()
    tagged = sum(name.strip() in TAGS for name in names) >= 3
    by_name = [TAGS.get(name.strip()) if tagged else role_of(name) for name in names]
    known = "title" in by_name or sum(role is not None for role in by_name) > 1
    named = any(by_name) or any(map(asks_for_papers, names))
    headed = known or bool(header) or (header is None and named and not any(map(is_data, names)))
    if headed and any(map(foreign, names)) and not {"authors", "doi", "arxiv"} & {*by_name}:
        return Columns(tuple(None if role == "title" else role for role in by_name) if known else (), known)
    body = rows[1:] if headed else rows
    roles: list[str | None] = list(by_name) if headed else [None] * max(map(len, rows), default=0)
    roles = _with_links(names if headed else (), roles, body)
    placed = _by_cells(roles, body)
    titled = _with_title(names if headed else (), placed, body, today)
    roles = (
        titled if placed != roles and "authors" not in placed else _with_authors(names if headed else (), body, titled)
    )
    if headed and "title" in roles and _lists_other_works(names, roles, body):
        return Columns(tuple(None if role == "title" else role for role in roles), headed)
    if "title" in roles or known:
        return Columns(tuple(roles if "title" in by_name else _without_owner(roles, body)), headed)
    return Columns((), False)


def _without_owner(roles: list[str | None], body: Sequence[Sequence[str]]) -> list[str | None]:
    """The roles without a column of authors that has one name alone in three rows or more: whose tasks these are."""
    at = roles.index("authors") if "authors" in roles else -1
    names = _cells(body, at) if at >= 0 else []
    owned = len(names) > 2 and len({*names}) == 1
    return [None if owned and number == at else role for number, role in enumerate(roles)]


def _lists_other_works(names: Sequence[str], roles: Sequence[str | None], body: Sequence[Sequence[str]]) -> bool:
    """Whether the titles of a table are those of films, games or books: short, with a rating, and nothing that only papers have."""
    if not any(map(names_rating, names)) or _WRITTEN & {*roles} or names_papers_in(body):
        return False
    titles = [cell.split() for cell in _cells(body, roles.index("title"))]
    return sum(len(words) > 4 for words in titles) * 2 < len(titles)


def _by_cells(roles: list[str | None], body: Sequence[Sequence[str]]) -> list[str | None]:
    """The roles without a column of titles that has none (`Dr.`, a name), where another one has nothing else: that is the one then."""
    if roles.count("title") != 1:
        return roles
    at = roles.index("title")
    if any(len(cell.split()) > 2 for cell in _cells(body, at) if read_byline(cell) is None):
        return roles
    long = [other for other in range(len(roles)) if roles[other] in _EXCHANGED and _are_titles(body, other)]
    if len(long) != 1:
        return roles
    people = "authors" if roles[long[0]] == "authors" and _holds(body, at, is_names) else None
    return [{at: people, long[0]: "title"}.get(number, role) for number, role in enumerate(roles)]


_EXCHANGED = frozenset([None, "authors", "work", "kind", "id"])
"""Roles of columns that may be that of the titles all the same."""


def _with_title(
    names: Sequence[str], roles: list[str | None], body: Sequence[Sequence[str]], today: date
) -> list[str | None]:
    """The roles with the column of titles, where one has cells that can only be titles in a table that lists works."""
    if "title" in roles:
        return roles
    listed = bool(_LISTING & {*roles}) or names_papers_in(body)
    if (named := _named(names, roles, body, listed)) is not None:
        return _placed(roles, named)
    free = [at for at, role in enumerate(roles) if role is None and len(body) > 1]
    free = [at for at in free if at >= len(names) or not names_remarks(names[at])]
    evident = any(_shows_works(body, at) for at in _others(roles, free))
    ids = not names and any(_are_ids(body, at, today) for at in free)
    evident = evident or ids or _presenters(body) is not None
    fits = [at for at in free if _holds(body, at, is_title)]
    if not fits and evident:
        fits = [at for at in free if _holds(body, at, is_short_title)]
    if not fits and (listed or evident):
        fits = [at for at in free if _holds_some(body, at, 3 if "authors" in roles else 2)]
    best = max(fits, key=lambda at: sum(len(row[at]) for row in body if at < len(row)), default=None)
    others = [at for at in free if at != best]
    if "affiliations" in roles and "authors" not in roles:
        return roles
    works = listed or any(_shows_works(body, at) for at in _others(roles, others)) or _presenters(body) is not None
    works = works or ids or (not names and best is not None and _are_written_as_titles(body, best, today))
    return _placed(roles, best if works else None)


def _are_written_as_titles(body: Sequence[Sequence[str]], at: int, today: date) -> bool:
    """Whether half of a column, and three cells at least, are written as titles of works are, and no cell is an id.

    Where one is, its line is read by itself, which finds whose id it is.
    """
    cells = _cells(body, at)
    if sum(map(is_written_as_title, cells)) < max(_FEWEST_DAYS, len(cells) / 2):
        return False
    return not any(is_id(cell, today) for row in body for cell in row)


def _are_ids(body: Sequence[Sequence[str]], at: int, today: date) -> bool:
    """Whether all cells of a column, two at least, are ids and nothing else."""
    cells = _cells(body, at)
    return len({*cells}) > 1 and all(is_id(cell, today) for cell in cells)


def _presenters(body: Sequence[Sequence[str]]) -> int | None:
    """The column of one person each in a table with a column of days: who presents what, and when."""
    columns = range(max(map(len, body), default=0))
    if len(body) < _FEWEST_DAYS or not any(_holds(body, at, is_date) for at in columns):
        return None
    return next((at for at in columns if _holds(body, at, is_person)), None)


def _shows_works(body: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a column is of authors or of papers' addresses."""
    return _holds(body, at, is_byline) or _holds(body, at, is_address) or _holds_families(body, at)


def _holds_families(body: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a column is of family names, one cell of four with several or with "et al."."""
    cells = _cells(body, at)
    several = sum(_SEVERAL.search(cell) is not None for cell in cells)
    return _holds(body, at, is_families) and several > 0 and several * 4 >= len(cells)


def _others(roles: Sequence[str | None], free: Sequence[int]) -> list[int]:
    """Columns that may tell what the table lists, beside that of the titles."""
    return [*free, *(at for at, role in enumerate(roles) if role == "address")]


def _placed(roles: list[str | None], title: int | None) -> list[str | None]:
    return [("title" if at == title else role) for at, role in enumerate(roles)]


def _named(
    names: Sequence[str], roles: Sequence[str | None], body: Sequence[Sequence[str]], listed: bool
) -> int | None:
    """The column whose heading may be that of titles, where its cells are.

    Beside authors or ids, and below a question for papers, a third of titles will do: the others are names (`BERT`), and
    what people answer.
    """
    people = "affiliations" in roles and "authors" not in roles
    for at, name in enumerate(names):
        asked = asks_for_papers(name) or names_what_is_presented(name, names)
        if not asked and (not may_be_titles(name, listed) or (people and bare_name(name) == "name")):
            continue
        if names_works(name) and _holds_some(body, at, 2):
            return at
        if _holds(body, at, is_title) or _are_titles(body, at) or ((asked or listed) and _holds_some(body, at, 3)):
            return at
    return None


def _are_titles(body: Sequence[Sequence[str]], at: int) -> bool:
    """Whether every cell of a column is a title, or the id or address of a paper."""
    titles = [cell for cell in _cells(body, at) if not is_address(cell) and "://" not in cell]
    return bool(titles) and all(is_title(cell) and len(cell.split()) > 3 for cell in titles)


def _holds_some(body: Sequence[Sequence[str]], at: int, share: int) -> bool:
    """Whether one of `share` cells of a column is a title of some words, and no more than a few are sentences, numbers or people."""
    cells = [cell for cell in _cells(body, at) if "://" not in cell and not is_address(cell)]
    titles = [cell for cell in cells if is_title(cell) and len(cell.split()) > 3]
    against = sum(is_number(cell) or read_byline(cell) is not None for cell in cells if cell not in titles)
    distinct = len({*titles}) * 10 >= len(titles) * 9
    return bool(titles) and distinct and len(titles) * share >= len(cells) and against * 5 <= len(cells)


def _with_links(names: Sequence[str], roles: list[str | None], body: Sequence[Sequence[str]]) -> list[str | None]:
    """The roles with the columns of addresses: told by headings of some words (`Link (if any)`), or by ids in every cell.

    Not those of other papers (`cites`), whatever their cells are.
    """
    width = len(roles)
    headings = [names[at] if at < len(names) else "" for at in range(width)]
    free = [at for at in range(width) if roles[at] is None and bare_name(headings[at]) not in OTHERS]
    found = {at for at in free if _are_links(body, at, 4 if names_links(headings[at]) else 5)}
    return [("address" if at in found else role) for at, role in enumerate(roles)]


def _are_links(body: Sequence[Sequence[str]], at: int, fifths: int) -> bool:
    cells = _cells(body, at)
    fit = sum(is_link(cell) or (fifths < 5 and "://" in cell) for cell in cells)
    return bool(cells) and fit * 5 >= len(cells) * fifths


def _with_authors(names: Sequence[str], body: Sequence[Sequence[str]], roles: list[str | None]) -> list[str | None]:
    """The roles with the columns of authors, years and venues, where the header does not say which they are, nor who presents."""
    if "title" not in roles:
        return roles
    presenters = _presenters(body)
    free = [
        at
        for at, role in enumerate(roles)
        if role is None
        and at != presenters
        and not (at < len(names) and names_presenter(names[at]) and are_persons(_cells(body, at)))
    ]
    unwritten = [at for at in free if "authors" not in roles]
    authors = next((at for at in unwritten if _holds(body, at, is_names) or _holds_families(body, at)), None)
    venues = next((at for at in free if "venue" not in roles and at != authors and _holds(body, at, is_venue)), None)
    taken = {authors, venues}
    years = next((at for at in free if "date" not in roles and at not in taken and _holds(body, at, is_year)), None)
    found = {authors: "authors", years: "date", venues: "venue"}
    return [found.get(at, role) for at, role in enumerate(roles)]


def _cells(body: Sequence[Sequence[str]], at: int) -> list[str]:
    """The cells of a column that say anything."""
    return [row[at].strip() for row in body if at < len(row) and not is_blank(row[at])]


def _holds(body: Sequence[Sequence[str]], at: int, fits: Callable[[str], bool]) -> bool:
    """Whether four of five cells of a column fit; titles differ from each other, too."""
    cells = _cells(body, at)
    if not cells or (fits in (is_title, is_short_title) and len({*cells}) * 10 < len(cells) * 9):
        return False
    return sum(map(fits, cells)) * 5 >= len(cells) * 4 and len(cells) * 2 > len(body)
