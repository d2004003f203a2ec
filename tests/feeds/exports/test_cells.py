"""feeds/exports/cells.py: text that a spreadsheet neither runs nor changes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.exports.cells import inert, one_line
from tests.support.cells import live

STARTS = "=+-@\t\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "'=1",
        '"=1',
        "' \"@x",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\x00=1",
        "\u00a0=1",
        *("\ufe621", "\ufe631", "\ufe661", "\ufe6bx"),
        *("\u200b=1", "\ufeff=1", "\u00ad=1", "\u2060=1", "\u200b '\u200e\ufe66"),
    ],
)
def test_a_cell_that_could_run_is_made_inert(text: str) -> None:
    assert inert(text).startswith("'")


@pytest.mark.parametrize("text", ["", "a=b", "2507.13575v1", "10.1/x-y", "#hash", "中文"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


@given(st.text(st.characters(codec=None)))
def test_no_text_starts_a_formula_and_each_comes_back(text: str) -> None:
    cell = inert(text)
    assert not cell.startswith(tuple(STARTS))
    assert not cell.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))
    assert live(cell) == one_line(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2501.00010", "007", "1E5", "1e-5", "3-4", "1/2", "12:30", "1,000", "(1)", "50%", "$5", "5 €", "USD 5", ".5"),
        *("MAR1", "Mar 1", "March 2020", "20 Jan 2020", "1. März 2020", "5 mai", "2020年1月", "Mon 3", "5 pm", "3 BC"),
        *("2025-07-17", "2025-07-17T12:00:00Z", "TRUE", "false", "Wahr", "#N/A", "#DIV/0!", "１２", "١٢٣", "12\u00a0"),
        *("'12", "'quoted'", "''", '"12"', "\u200b12", "\ufefftrue", "12--15", "10.5", "1 1/2", "1'000", "10.1 / 5"),
    ],
)
def test_a_cell_that_a_spreadsheet_takes_for_something_else_stays_text(text: str) -> None:
    assert inert(text) == f"'{' '.join(text.split())}"
    assert live(inert(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        *("arXiv:2501.00010", "10.1000/182", "10.1145/3613904.3642628", "cs.LG", "GPT-4", "On 3 trees", "IV", "May"),
        *("5 pages", "Phys. Rev. 12 (2020)", "2 rooms in March", "NaN", "truely", "#hash", "v2", "???", "3D", "8th"),
    ],
)
def test_what_no_spreadsheet_changes_has_no_sign(text: str) -> None:
    assert inert(text) == text


@given(st.text("a \t\n\xa0\u3000\x1c\x85\u2028\ufffd\ufdd0"))
@example("  a  a ")
@example("a\xa0 a")
def test_one_line_folds_white_space_of_every_kind(text: str) -> None:
    folded = one_line(text)
    assert folded == " ".join(folded.split())
    assert set(folded) <= {"a", " ", "\ufffd"}
    assert folded.replace(" ", "") == "".join(char for char in text if char in "a\ufffd")
