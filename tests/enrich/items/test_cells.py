from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.items.cells import read_title_cell

ONE, TWO = "Counting Sheep in the Dark Forest", "How Lanterns Help a Shepherd at Night"


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        (ONE, [ONE]),
        ("BERT", ["BERT"]),
        ("Super-resolution by Adaptive Selection and Adaptive Rules", ["Super-resolution by Adaptive Selection and Adaptive Rules"]),
        (f'"{ONE}" by Author et al.', [ONE]),
        (f'"{ONE}"', [ONE]),
        (f"{ONE} by Author et al.", [ONE]),
        (f"{ONE} (2009)", [ONE]),
        (f"{ONE} (https://arxiv.org/abs/2301.00001)", [ONE]),
        ("https://arxiv.org/abs/2301.00001", [None]),
        ("Group meeting (https://www.notion.so/Group-meeting-1512)", [None]),
        (f"{ONE}\n{TWO}", [ONE, TWO]),
        (f"{ONE}; {TWO}", [ONE, TWO]),
        ("A. Author; B. Builder", ["A. Author; B. Builder"]),
        (f"- {ONE} (2009)\n- {TWO}", [ONE, TWO]),
        ("1. CLIP\n2. BERT", ["CLIP", "BERT"]),
        ("Counting Sheep in the Dark and\nOther Places of the Night", ["Counting Sheep in the Dark and Other Places of the Night"]),
        ("Counting Sheep in the Dark Forest\nat night", ["Counting Sheep in the Dark Forest at night"]),
    ],
)  # fmt: skip
def test_a_cell_says(cell: str, titles: list[str | None]) -> None:
    assert [work.item.title for work in read_title_cell(cell)] == titles


def test_who_and_when_stand_beside_the_title() -> None:
    (quoted,) = read_title_cell(f'"{ONE}" by Author et al.')
    (dated,) = read_title_cell(f"{ONE} (2009)")
    assert [author.name for author in quoted.item.authors] == ["Author"]
    assert dated.item.date
    assert dated.item.date.year == 2009


@given(st.text(max_size=80))
def test_any_cell_is_read(cell: str) -> None:
    assert read_title_cell(cell)


def test_the_works_of_a_cell_keep_what_the_cell_says_of_each() -> None:
    found = read_title_cell(f"{ONE} (arXiv:2301.00001); {TWO}")
    assert [(work.item.title, "2301" in work.text) for work in found] == [(ONE, True), (TWO, False)]
