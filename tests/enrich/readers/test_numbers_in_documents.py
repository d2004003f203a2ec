"""Files of numbers that all may be ids: which are papers and which measurements, told by what stands beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.reading import mentions

CASES = Path(__file__).parents[2] / "data" / "identifiers" / "numbers.txt"
DOCUMENTS = {
    head.partition("=>")[0].strip(): (body, set(head.partition("=>")[2].split()))
    for head, _, body in (
        part.partition("\n") for part in re.split(r"^=== ", CASES.read_text("utf-8"), flags=re.MULTILINE)[1:]
    )
}
"""Name of a file -> what is in it, and its ids."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_numbers_are_told_apart(name: str) -> None:
    body, ids = DOCUMENTS[name]
    assert {mention.id for mention in mentions(body, name)} == (ids or set())


COLUMNS = '"2304.05376", "1801.00123", "1706.03762"'
VALUES = [
    ("rows of a list", '[["2304.05376", "0.12"], ["1801.00123", "0.31"]]', 0),
    ("rows below a key", f'{{"foo": [[{COLUMNS}], ["2303.05376", "1802.00123", "1707.03762"]]}}', 0),
    ("decimals beside", f'{{"foo": [{COLUMNS}], "bar": [0.12, 0.31, 0.5]}}', 0),
    ("measurements by name", f'{{"samples": [{COLUMNS}]}}', 0),
    ("one year", '{"foo": ["2304.05376", "2305.00123", "2306.03762"]}', 0),
    ("several years", f'{{"foo": [{COLUMNS}]}}', 3),
    ("other ids beside", f'{{"foo": [{COLUMNS}], "bar": ["2010.11929", "1911.02116", "1512.03385"]}}', 6),
    ("papers by name", '{"papers": ["2304.05376", "2305.00123"]}', 2),
]


@pytest.mark.parametrize(("body", "ids"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_lists_of_json(body: str, ids: int) -> None:
    assert len([mention for mention in mentions(body, "a.json") if mention.id]) == ids


def test_numbers_of_a_table_of_latex_do_not_come_back_from_its_source() -> None:
    rows = "2304.05376 & 0.12 & 1509.00213\\\\\n1801.00123 & 0.31 & 1706.03762\\\\\n"
    assert mentions(f"\\begin{{tabular}}{{lll}}\n{rows}\\end{{tabular}}\n", "a.tex") == []


def test_points_of_a_line_are_no_ids() -> None:
    assert mentions("<svg><polyline points='2304.05376,1801.00123 2205.05376,1702.00123'/></svg>", "a.xml") == []


def test_letters_that_are_counted_name_measurements() -> None:
    assert mentions("x0: 2304.05376\nx1: 1801.00123\nx2: 1702.00123\n") == []


def test_numbers_before_other_numbers_or_before_a_unit_are_no_ids() -> None:
    """In a list an id stands before a title, which neither a number nor a unit is."""
    assert mentions("- 2304.05376 0.12\n- 1801.00123 0.31\n", "a.md") == []
    assert mentions("- 2304.05376 kg 12\n- 1801.00123 kg 13\n", "a.md") == []
