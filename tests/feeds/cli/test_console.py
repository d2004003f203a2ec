"""feeds/cli/console.py: tables are as wide as the terminal and no word is cut; elsewhere every value is whole, a record a line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from feeds.cli.console import Console, column_widths, wrapped

ROWS = [
    ("reading-list.md", "line 7, column 49", "https://arxiv.org/abs/2502.08606", "found", "2502.08606", "arXiv has it"),
    ("notes\x1b[31m.md", "line\t8", "関するノート", "missing", None, "arXiv said twice that it has no such paper"),
]
COLUMNS = ("document", "place", "text", "outcome", "id", "reason")
Shown = Callable[[int, Sequence[Sequence[object]]], list[str]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shown:
    """The lines of a table on a terminal of that width, without what makes them bold."""

    def lines(width: int, rows: Sequence[Sequence[object]]) -> list[str]:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((width, 24)))
        Console().table("Mentions", COLUMNS, rows)
        return re.sub("\x1b\\[[0-9]*m", "", capsys.readouterr().out).splitlines()

    return lines


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
def test_a_table_fits_its_terminal_and_no_word_is_cut(shown: Shown, width: int) -> None:
    lines = shown(width, ROWS)
    assert max(map(cell_len, lines)) <= width
    words = " ".join(lines).split()
    assert {"2502.08606", "https://arxiv.org/abs/2502.08606", "reading-list.md", "関するノート"} <= {*words}
    assert ("document       " in "\n".join(lines)) == (width >= 100), "columns below each other where there is room"


def test_elsewhere_values_are_whole_with_tabs_between(capsys: pytest.CaptureFixture[str]) -> None:
    Console().table("Mentions", COLUMNS, ROWS)
    title, header, first, second = capsys.readouterr().out.splitlines()
    assert (title, header, first) == ("Mentions", "\t".join(COLUMNS), "\t".join(map(str, ROWS[0])))
    assert second.split("\t")[:5] == ["notes [31m.md", "line 8", "関するノート", "missing", ""]


CELLS = st.text(st.sampled_from("ab 関é"), max_size=30)


@given(st.lists(CELLS, min_size=1, max_size=4), st.integers(5, 40))
def test_a_wrapped_record_has_all_its_words_in_their_order(cells: list[str], width: int) -> None:
    lines = list(wrapped(cells, width))
    assert " ".join(lines).split() == " ".join(cells).split()
    assert all(cell_len(line) <= width or len(line.split()) == 1 for line in lines)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4), st.integers(5, 100))
def test_columns_are_as_wide_as_fits_and_never_narrower_than_a_word(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    by_column = list(zip(*rows, strict=True))
    whole = [max(map(cell_len, cells)) for cells in by_column]
    words = [max((cell_len(word) for cell in cells for word in cell.split()), default=0) for cells in by_column]
    found = column_widths(rows, width)
    assert (found is None) == (sum(words) + 4 > width)
    if found:
        assert sum(found) + 4 <= width
        assert all(word <= one <= wide for word, one, wide in zip(words, found, whole, strict=True))
        assert found == whole or sum(found) + 4 > width - 3
