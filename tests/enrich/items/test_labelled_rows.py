"""Fields that are named one by one are one work, whatever holds them."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

SHAPES = {
    "a.html": "<dl><dt>Title</dt><dd>Lintels of the North</dd><dt>Authors:</dt><dd>Nina Holm, Jane Doe</dd><dt>Year</dt><dd>2022</dd>"
    "<dt>Title</dt><dd>Doors of the South</dd><dt>Authors</dt><dd>Jane Doe</dd><dt>Link</dt><dd><a href='https://arxiv.org/abs/2201.00001'>here</a></dd></dl>",
    "b.html": "<table><tr><th>Title</th><td>Lintels of the North</td></tr><tr><th>Authors</th><td>Nina Holm, Jane Doe</td></tr>"
    "<tr><th>Year</th><td>2022</td></tr></table><table><tr><th>Title</th><td>Doors of the South</td></tr><tr><th>Authors</th><td>Jane Doe</td></tr>"
    "<tr><th>PDF</th><td><a href='https://arxiv.org/abs/2201.00001'>here</a></td></tr></table>",
    "a.rst": ":Paper: Lintels of the North\n:Authors: Nina Holm, Jane Doe\n:Year: 2022\n\nand\n\n:Paper: Doors of the South\n:Authors: Jane Doe\n"
    ":arXiv: 2201.00001\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_fields_by_their_names_are_one_work(name: str) -> None:
    one, two = mentions(SHAPES[name], name)
    assert one.item
    assert two.item
    assert (one.id, one.item.title, names(one.item)) == (None, "Lintels of the North", ["Nina Holm", "Jane Doe"])
    assert one.item.date
    assert one.item.date.year == 2022
    assert (two.id, two.item.title, names(two.item)) == ("2201.00001", "Doors of the South", ["Jane Doe"])


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt>Title</dt><dd>Professor of Old Doors</dd><dt>Office</dt><dd>12</dd><dt>Phone</dt><dd>1</dd></dl>",
        "<table><tr><td>Title</td><td>Rent</td></tr><tr><td>Year</td><td>2022</td></tr><tr><td>Amount</td><td>2201.0001</td></tr></table>",
    ],
)
def test_other_fields_are_no_works(page: str) -> None:
    assert mentions(page, "a.html") == []


def test_a_list_of_fields_with_their_names_is_one_work() -> None:
    body = "- Author: Ann Roe, Bob Doe\n- Full Title: Counting sheep in barns\n- Category: articles\n- URL: https://example.com/x.pdf\n"
    (found,) = mentions(body, "a.md")
    assert found.item
    assert found.item.title == "Counting sheep in barns"
    assert [one.name for one in found.item.authors] == ["Ann Roe", "Bob Doe"]


@pytest.mark.parametrize(
    "body",
    [
        "- Read: Counting Sheep in the Dark\n- Skim: How Lanterns Help a Shepherd at Night\n- Title: On the Walls of Old Folds\n"
    ],
)
def test_a_list_with_labels_of_another_kind_is_a_list(body: str) -> None:
    assert len(mentions(body, "a.md")) == 3
