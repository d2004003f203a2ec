"""Bullets of people's own are bullets where several lines begin so, and every character stays where it was."""

from __future__ import annotations

import pytest

from enrich.conversion.own_bullets import with_bullets


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("-> Sheep in Barns\n-> Goats in Barns\n", "-  Sheep in Barns\n-  Goats in Barns\n"),
        ("  ~> Sheep\n  ~> Goats\n", "  -  Sheep\n  -  Goats\n"),
        ("  A. Sheep\n  B. Goats\n  C. Cows\nD said so\n", "  -  Sheep\n  -  Goats\n  -  Cows\nD said so\n"),
        ("P1   Sheep\nP2   Goats\nP3   Cows\n", "-    Sheep\n-    Goats\n-    Cows\n"),
    ],
)
def test_what_several_lines_begin_with_is_a_bullet(text: str, read: str) -> None:
    assert with_bullets(text) == read
    assert len(read) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "-> Sheep in Barns\nGoats in Barns\n",
        "> quoted\n> more\n",
        "V1 of sheep\nV1 of goats\nV1 of cows\n",
        "# Head\n# Other\n",
        "A. Roe, Sheep\nB. Doe, Goats\n",
        "A. Roe\nC. Doe\nE. Poe\n",
        "(a) Sheep\n(b) Goats\n",
    ],
    ids=["once", "quotes", "one number", "headings", "two initials", "initials", "brackets"],
)
def test_other_beginnings_stay(text: str) -> None:
    assert with_bullets(text) == text
