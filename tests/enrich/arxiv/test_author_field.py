"""Facts about authors that stand in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.arxiv.author_field import split_authors
from enrich.record import Author


def names(text: str) -> list[str]:
    return [author.name for author in split_authors(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("C. Balázs, E. L. Berger, P. M. Nadolsky, C.-P. Yuan", ["C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C.-P. Yuan"]),
        ("Ann Lee and Bob Dow", ["Ann Lee", "Bob Dow"]),
        ("Ann Lee, Bob Dow, and\n  Cy Ray", ["Ann Lee", "Bob Dow", "Cy Ray"]),
        ("Robert W. Heath, Jr., Hal Daumé, III", ["Robert W. Heath, Jr.", "Hal Daumé, III"]),
        ("The LIGO Scientific Collaboration, the Virgo Collaboration", ["The LIGO Scientific Collaboration", "the Virgo Collaboration"]),
        ("A. One, et al.", ["A. One"]),
        ("A. One (never closed, B. Two", ["A. One", "B. Two"]),
        ("Alexander Anderson, Sandy Band", ["Alexander Anderson", "Sandy Band"]),
        ('<a href="x">A. One</a>, B. Two', ["A. One", "B. Two"]),
    ],
)  # fmt: skip
def test_names_are_parted_as_people_would(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_parentheses_after_a_name_are_its_affiliation() -> None:
    assert split_authors("A One (Univ. X, City), B Two (MIT) and C Three") == (
        Author("A One", ("Univ. X, City",)),
        Author("B Two", ("MIT",)),
        Author("C Three"),
    )


def test_references_to_a_list_of_affiliations_are_none() -> None:
    assert split_authors("B Two (1 and 2), C Three (2) ((1) Univ Y, (2) Inst Z)") == (
        Author("B Two"),
        Author("C Three"),
    )


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8} [A-HJ-Z][a-z]{4,9}", fullmatch=True), min_size=1, max_size=6))
def test_names_joined_by_commas_come_back(people: list[str]) -> None:
    assert names(", ".join(people)) == people


@given(st.text(alphabet="ab(){},; \n.and&1", max_size=80))
def test_no_text_raises_and_no_name_is_empty(text: str) -> None:
    assert all(names(text))
