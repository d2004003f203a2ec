from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.items.columns import read_columns

TODAY = date(2026, 7, 1)
TITLES = (
    "Counting Sheep in the Dark",
    "How Lanterns Help a Shepherd",
    "On the Walls of Old Folds",
    "Wool and Its Uses",
)
BYLINES = ("Ann Author, Bob Builder", "Jane Doe, John Roe", "Ann Author, John Roe, Jane Doe", "Bob Builder, Jane Doe")
JOURNALS = ("Journal of Sheep", "Journal of Sheep", "Letters on Wool", "Journal of Sheep")


def rows(header: str, *columns: tuple[str, ...]) -> list[list[str]]:
    body = [list(row) for row in zip(*columns, strict=True)]
    return [header.split(","), *body] if header else body


@pytest.mark.parametrize(
    ("header", "columns", "roles"),
    [
        ("Publication Title,Item Title", (JOURNALS, TITLES), ("venue", "title")),
        ("Publication Title,Authors", (TITLES, BYLINES), ("title", "authors")),
        ("Publication Title,Authors", (JOURNALS, BYLINES), ("venue", "authors")),
        ("Source title,Document Title", (JOURNALS, TITLES), ("venue", "title")),
        ("title,name", (("Dr.", "Prof.", "Ms", "Dr."), TITLES), (None, "title")),
        (
            "title,name,paper",
            (("Dr.",) * 4, ("Ann Author", "Bob Builder", "Jane Doe", "John Roe"), TITLES),
            (None, None, "title"),
        ),
        ("title,author", (BYLINES, TITLES), ("authors", "title")),
        (
            "When,Presenter,Paper",
            (("Oct 3", "Oct 10", "Oct 17", "Oct 24"), ("Zoe", "Ali & Zoe", "Hugo", "Ali"), TITLES),
            (None, None, "title"),
        ),
        ("", (("2105.00010", "", "1905.02331", ""), TITLES), (None, "title")),
        ("", (("2605.00010", "", "2705.00010", ""), TITLES), ()),
        ("Titre,Auteurs", (TITLES, BYLINES), ("title", "authors")),
        ("paper,who", (TITLES, BYLINES), ("title", "authors")),
        ("Was,Autoren", (TITLES, BYLINES), ("title", "authors")),
        ("TI,AU,PY", (TITLES, BYLINES, ("2001",) * 4), ("title", "authors", "date")),
        ("", (TITLES, BYLINES, ("2001", "2002", "2003", "2004")), ("title", "authors", "date")),
        ("", (("1", "2", "3", "4"), TITLES, BYLINES), (None, "title", "authors")),
        ("name,price", (TITLES, ("1", "2", "3", "4")), ()),
        ("", (TITLES, ("1", "2", "3", "4")), ()),
        ("Title,First name,Last name", (("Dr.",) * 4, ("Ann",) * 4, ("Author",) * 4), (None, None)),
    ],
)
def test_columns_by_header_and_by_cells(
    header: str, columns: tuple[tuple[str, ...], ...], roles: tuple[str | None, ...]
) -> None:
    found = read_columns(rows(header, *columns), TODAY).roles
    assert found == roles or ("title" not in found and "title" not in roles)


def test_films_are_no_papers() -> None:
    assert "title" not in read_columns(rows("Title,Director", TITLES, BYLINES), TODAY).roles


def test_no_rows_have_no_columns() -> None:
    assert read_columns([], TODAY).roles == ()


@given(st.lists(st.lists(st.text(max_size=40), max_size=5), max_size=8))
def test_any_rows_are_read(table: list[list[str]]) -> None:
    assert len(read_columns(table, TODAY).roles) <= max(map(len, table), default=0)


@pytest.mark.parametrize(
    "names",
    [
        ("Roe, Doe, Smith", "Li"),
        ("Roe/Doe", "Li"),
        ("Roe + Doe", "Ng"),
        ("Roe et al.", "Li"),
        ("Roe, Doe, Ng, Smith", "Li"),
    ],
)
def test_families_tell_the_works_of_a_table_without_a_header(names: tuple[str, str]) -> None:
    rows = [
        (names[0], "Counting sheep in random barns"),
        (names[1], "Die Faltung des Zollstocks"),
        ("Ng", "Lamps for a shepherd"),
    ]
    assert read_columns(rows, TODAY).roles == ("authors", "title")


def test_places_are_no_families() -> None:
    rows = [("Paris, France", "Conference dinner at the river"), ("Rome, Italy", "Meeting of the whole group")]
    assert "authors" not in read_columns(rows, TODAY).roles
