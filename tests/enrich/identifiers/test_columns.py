"""What a column's header and its other values make of a bare number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.identifiers.columns import header_kind, judge_column, read_cell

TODAY = date(2026, 7, 15)
LOSSES = ["1512.03385", "1487.22118", "1401.00321"]
"""Of these the first has the shape of an id, of a paper that many know."""


def read(header: str | None, *values: str) -> list[str]:
    """What the cells are: ids, `2310.01 -> 2310.01000` where one was put right, `!0203015` where one is malformed."""
    column = judge_column(header, values, TODAY)
    found: list[str] = []
    for value in values:
        for one in read_cell(value, column, TODAY) or ():
            assert (one.paper is None) == (one.malformed is not None)
            paper = one.paper.id if one.paper else f"!{one.text}"
            found.append(f"{one.text} -> {paper}" if one.warning else paper)
    return found


IDS = [
    ("a header that says so", "arXiv ID", ["1706.03762"]),
    ("a header that says so in words", "Preprint no.", ["1706.03762"]),
    ("a header that names arXiv and more", "arXiv ID (with version)", ["1706.03762"]),
    ("a header that may be one of ids", "paper", ["1706.03762"]),
    ("another language's header", "编号", ["1706.03762"]),
    ("a majority without a header", None, ["1706.03762", "1810.04805"]),
    ("a majority below a heading that says nothing", "stuff", ["1706.03762", "1810.04805", "2001.00011"]),
]


@pytest.mark.parametrize(("header", "values"), [row[1:] for row in IDS], ids=[row[0] for row in IDS])
def test_a_column_is_one_of_ids_by(header: str | None, values: list[str]) -> None:
    assert read(header, *values) == values


MEASUREMENTS = [
    ("a header that says so", "loss", ["1512.03385", "1603.05027", "1706.03762"]),
    ("a unit in the header", "time [ms]", ["1512.03385", "1603.05027", "1706.03762"]),
    ("counts of papers", "arXiv citations", ["1512.03385"]),
    ("the other values", "run", LOSSES),
    ("the other values below a heading that may be one of ids", "key", LOSSES),
    ("the other values without a header", None, LOSSES),
    ("whole numbers", None, ["1512.03385", "7", "12"]),
    ("negative numbers", None, ["1512.03385", "-3.5", "0.2"]),
    ("a number alone below a heading that says nothing", "stuff", ["1512.03385"]),
    ("numbers of one month", "stuff", ["1512.03385", "1512.03386", "1512.03387"]),
    ("four digits alone", None, ["1207.7214"]),
    ("a header of ids above counts", "arXiv", ["1512.03385", "17", "12", "100000"]),
]


@pytest.mark.parametrize(("header", "values"), [row[1:] for row in MEASUREMENTS], ids=[row[0] for row in MEASUREMENTS])
def test_a_column_is_one_of_measurements_by(header: str | None, values: list[str]) -> None:
    assert read(header, *values) == []
    assert all(read_cell(value, judge_column(header, values, TODAY), TODAY) == () for value in values)


WHOLE = ["1706.03762", "1810.04805", "2001.00011"]
CELLS = [
    ("zeros lost at the end", "2310.01", "2310.01 -> 2310.01000"),
    ("one zero lost", "2501.0001", "2501.0001 -> 2501.00010"),
    ("four of five lost", "2310.1", "2310.1 -> 2310.10000"),
    ("the first zero lost", "704.0098", "704.0098 -> 0704.0098"),
    ("zeros lost at both ends", "704.01", "704.01 -> 0704.0100"),
    ("a comma for the dot", "1706,03762", "1706.03762"),
    ("a spreadsheet's text", '="1706.03762"', "1706.03762"),
    ("a spreadsheet's apostrophe", "'1706.03762", "1706.03762"),
    ("a version", "1706.03762v5", "1706.03762"),
    ("digits of other width", "１７０６．０３７６２", "1706.03762"),
    ("seven digits", "0203015", "!0203015"),
    ("seven digits without their zero", "203015", "!203015"),
    ("a month that is none", "2313.01234", "!2313.01234"),
    ("too many digits", "2310.012345", "!2310.012345"),
    ("no digits", "2310", "!2310"),
    ("a number in the notation of science", "2.31E+03", "!2.31E+03"),
    ("nothing but zeros lost", "2310.0", "!2310.0"),
]


@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS])
def test_a_cell_of_a_column_of_ids(value: str, expected: str) -> None:
    assert read("arXiv", *WHOLE, value) == [*WHOLE, expected]
    assert read(None, *WHOLE, *WHOLE[:2], value)[-1] == expected


@pytest.mark.parametrize(
    "value", ["n/a", "-", "TBD", "", "to appear", "arXiv:1706.03762", "https://arxiv.org/abs/1706.03762"]
)
def test_what_is_no_bare_number_is_read_as_text(value: str) -> None:
    assert read_cell(value, judge_column("arXiv", [*WHOLE, value], TODAY), TODAY) is None


def test_ids_in_one_cell_are_told_apart() -> None:
    assert read("arXiv", "1706.03762; 1810.04805", "0203015, 2001.00011") == [
        "1706.03762", "1810.04805", "!0203015", "2001.00011"
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["arXiv", None, "paper"])
def test_a_column_that_was_rounded_is_not_completed(header: str | None) -> None:
    """Of whole ids one in ten ends with a zero; where nearly all are short, other digits than zeros are gone."""
    assert not [one for one in read(header, "2310.01", "2311.12", "1706.04", "1810.05", "2001.03") if "!" not in one]


def test_the_reason_tells_what_may_have_happened() -> None:
    column = judge_column("arXiv", ["2310.01"], TODAY)
    (one,) = read_cell("2310.01", column, TODAY) or ()
    assert "may have cut it" in (one.malformed or "")
    (one,) = read_cell("0203015", column, TODAY) or ()
    assert "math/0203015" in (one.malformed or "")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("arXiv", "arxiv"), ("arxiv_id", "arxiv"), ("arXivId", "arxiv"), ("e-print", "arxiv"), ("Link (arXiv)", "arxiv"),
        ("Reprint price", "measure"), ("weight_kg", "measure"), ("valLoss", "measure"), ("arXiv year", "measure"),
        ("Paper ID", "name"), ("ref.", "name"), ("stuff", "unknown"), ("", "none"), (None, "none"),
    ],
)  # fmt: skip
def test_what_a_header_says(header: str | None, expected: str) -> None:
    assert header_kind(header) == expected


@given(st.none() | st.text(max_size=20), st.lists(st.text(alphabet="0123456789.,;v -+eE'\"=", max_size=14), max_size=8))
def test_only_possible_ids_come_out(header: str | None, values: list[str]) -> None:
    column = judge_column(header, values, TODAY)
    for value in values:
        for one in read_cell(value, column, TODAY) or ():
            assert (one.paper is None) == (one.malformed is not None)
            if one.paper:
                assert all(
                    digits.strip("0") in one.paper.id
                    for digits in one.text.partition("v")[0].replace(",", ".").strip("'\"=., ;").split(".")
                )
