"""Rows of numbers in a text: what is blanked, and what is left to be read as ids."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest

from enrich.identifiers.find import scan
from enrich.listings.number_rows import NumberRows, pieces_without_measurements
from tests.support.reading import mentions

TODAY = date(2026, 7, 15)
IDS = ["2304.05376", "1801.00123", "1911.02116"]


def left(text: str) -> list[str]:
    """The words that are left of a text."""
    found = NumberRows(TODAY).without_measurements(text)
    assert [len(line) for line in found.split("\n")] == [len(line) for line in text.split("\n")]
    return found.split()


def rows(form: str) -> str:
    return "".join(form.format(paper, number) + "\n" for number, paper in enumerate(IDS, 1))


MEASUREMENTS = [
    ("decimals beside", "{0} 0.{1}5"),
    ("decimals before", "0.{1}5\t{0}"),
    ("a comma between", "{0}, 0.{1}5"),
    ("cells of LaTeX", "{0} & 0.{1}5 \\\\"),
    ("a name and decimals", "sample_{1}   {0}   0.03{1}"),
    ("a name of two words", "site {1}:  {0}  17.{1}"),
    ("a time and decimals", "2026-03-01 08:{1}0  {0}  0.9{1}"),
    ("steps", "iter {1}00 {0} 1.0e-{1}"),
    ("points", "({0}, 2{1}04.05376)"),
]


@pytest.mark.parametrize("form", [row[1] for row in MEASUREMENTS], ids=[row[0] for row in MEASUREMENTS])
def test_measurements_are_blanked(form: str) -> None:
    assert left(rows(form)) == []
    assert left("x y z\n" + rows(form) + "\nAnd so on.") == ["x", "y", "z", "And", "so", "on."]


LISTS = [
    ("alone", "{0}"),
    ("numbered", "{1} {0}"),
    ("numbered with points", "{1}. {0}"),
    ("numbered with points and gaps", "{1}7. {0}"),
    ("with a date", "2026-03-0{1} {0}"),
    ("with a name", "Ann: {0}"),
    ("with a word", "{0} read"),
]


@pytest.mark.parametrize("form", [row[1] for row in LISTS], ids=[row[0] for row in LISTS])
def test_ids_beside_no_other_number_are_left_as_they_are(form: str) -> None:
    assert left(rows(form)) == rows(form).split()


@pytest.mark.parametrize("above", ["# arxiv_id  score", "% paper, score", "arXiv ids and scores:\n", "Papers\n======"])
def test_what_stands_above_says_that_a_column_is_one_of_ids(above: str) -> None:
    assert left(f"{above}\n{rows('{0} 0.{1}5')}")[-3:] == IDS


@pytest.mark.parametrize(
    "above", ["time  flux", "# data of arXiv:1204.3311, table 2", "T [K]\tR", "Spectrum of the lamp"]
)
def test_what_stands_above_says_nothing_of_ids(above: str) -> None:
    assert left(f"{above}\n{rows('{0} 0.{1}5')}") == above.split()


def test_ids_two_a_line_are_left_and_columns_with_ranges_of_their_own_are_not() -> None:
    pairs = "2304.05376 1801.00123\n1911.02116 1705.04410\n2010.03456 1512.03385\n"
    assert left(pairs) == pairs.split()
    assert left("1804.05376 1509.00213\n1805.05376 1510.00213\n1806.05376 1511.00213\n") == []
    assert left("2304.05376 1801.00123\n2205.05376 1702.00123\n2102.05376 1601.00123\n") == []


def test_whole_numbers_beside_ids_of_many_years_are_votes() -> None:
    assert left(rows("{0} {1}7")) == IDS
    assert left("2304.05376 17\n2305.05376 27\n2306.05376 37\n") == []


def test_a_large_table_is_one_table_however_it_comes_in_pieces() -> None:
    rng = random.Random(1)
    body = "".join(f"{rng.randint(15, 25)}0{rng.randint(1, 9)}.1{n:04} 0.{n:04}\n" for n in range(1, 9_999))
    for above, count in (("# arXiv id  score\n", body.count("\n")), ("", 0)):
        data = (above + body * 6).encode()
        pieces = [data[at : at + 70_001] for at in range(0, len(data), 70_001)]
        assert len(list(scan(pieces_without_measurements(pieces, TODAY), TODAY))) == count * 6
        assert b"".join(pieces_without_measurements(pieces, TODAY)).count(b"\n") == data.count(b"\n")


def test_a_line_without_end_is_passed_on() -> None:
    data = "é1".encode() * 700_000
    assert b"".join(pieces_without_measurements([data], TODAY)) == data


TABLE = """mean seconds

paper                 id              mean        std       solved
-------------------------------------------------------------------
Roe/Doe               1402.2184       1310.2561   12.0112     9/10
Ann Nainan            1507.00862      1112.3765    8.4011    10/10
Bob et al. BARN       -               1403.3286   41.2210     4/10
"""


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("-" * 67 + "\n", ""),
        TABLE.replace("id   ", "arXiv"),
        TABLE.replace("paper", "Paper").replace("solved", "gelöst"),
        "\n".join("\t".join(re.split(r"\s{2,}", line)) for line in TABLE.split("\n")),
    ],
)
def test_ids_below_a_heading_are_told_from_what_is_measured_beside_them(text: str) -> None:
    assert {one.id for one in mentions(text) if one.id} == {"1402.2184", "1507.00862"}


@pytest.mark.parametrize("heading", ["time", "mean", "MB"])
def test_numbers_below_another_heading_are_not(heading: str) -> None:
    text = TABLE.replace("id   ", heading.ljust(5))
    assert not {"1402.2184", "1310.2561", "1403.3286"} & {one.id for one in mentions(text)}
