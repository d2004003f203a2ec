from __future__ import annotations

import pytest

from enrich.tree.blocks import BREAK, SOFT, ListBlock, Paragraph, TextRun, text_of
from enrich.tree.several import with_marked_lines, works_apart, works_in_cell, works_of_lines
from tests.support.reading import mentions

ONE, TWO, THREE = (
    "Learning Stable Grasps from Sparse Touch",
    "A Calculus of Delayed Network Promises",
    "Making simple proofs simpler",
)


def apart(*runs: TextRun) -> list[str]:
    return [text_of(piece) for piece in works_apart(runs)]


@pytest.mark.parametrize(
    ("text", "works"),
    [
        (f"{ONE}; {TWO}", [ONE, TWO]),
        (f"{ONE} · {THREE} · {TWO}", [ONE, THREE, TWO]),
        (f"Week 3: {ONE}; {TWO}; tba", [ONE, TWO]),
        (
            f"Required: {ONE} (Roe & Doe, 2015); {TWO} (arXiv:2401.00001)",
            [f"{ONE} (Roe & Doe, 2015)", f"{TWO} (arXiv:2401.00001)"],
        ),
        (ONE, []),
        (f"{ONE}; we met at noon and talked", []),
        ("A. Author, B. Builder; C. Carter", []),
        (f"{ONE}; A. Author, B. Builder", []),
        ("milk; bread; butter", []),
    ],
)
def test_works_on_one_line_stand_between_semicolons_or_dots(text: str, works: list[str]) -> None:
    assert apart(TextRun(text)) == works


def test_a_line_of_works_may_begin_with_words_in_bold_face() -> None:
    assert apart(TextRun("T2. For the brave", strong=True), TextRun(f" — {ONE}; {TWO}.")) == [ONE, f"{TWO}."]


def test_links_to_several_works_have_only_and_between_them() -> None:
    one, two = TextRun(ONE, href="/a.pdf"), TextRun(TWO, href="/b.pdf")
    place = TextRun("Workshop on Approximate Things", href="/w")
    assert apart(TextRun("Two papers at the "), place, TextRun(": "), one, TextRun(" and "), two, TextRun(".")) == [
        ONE,
        TWO,
    ]
    assert apart(one, TextRun(", which extends "), two) == []


def test_a_work_that_is_a_title_alone_is_read_as_one() -> None:
    (first, second) = works_of_lines(Paragraph((TextRun(f"Sorting by Placement and Shift · {ONE}"),), "line 1"))
    assert (first.item.title, first.item.authors, second.item.title) == ("Sorting by Placement and Shift", (), ONE)


@pytest.mark.parametrize("end", [BREAK, SOFT])
def test_lines_with_marks_are_a_list(end: str) -> None:
    lines = ["Week 2, Foundations", f"Required: {ONE}", "Optional: A Calculus of Delayed", "Network Promises"]
    runs = [run for line in lines for run in (TextRun(line), TextRun(end))]
    head, block = with_marked_lines(Paragraph(tuple(runs), "line 1"))
    assert isinstance(head, Paragraph)
    assert isinstance(block, ListBlock)
    assert [len(item.blocks) for item in block.items] == [1, 1]


def test_one_mark_makes_no_list() -> None:
    assert (
        with_marked_lines(
            Paragraph((TextRun("so"), TextRun(SOFT), TextRun("- much"), TextRun(SOFT), TextRun("for it")), "line 1")
        )
        == []
    )


@pytest.mark.parametrize(
    ("lines", "works"),
    [
        ([ONE, TWO], [ONE, TWO]),
        ([f"{ONE}; {TWO}"], [ONE, TWO]),
        ([f"{ONE} (arXiv:2401.00001)", TWO], [f"{ONE} (arXiv:2401.00001)", TWO]),
        ([ONE, "Ann Author, Bob Builder"], []),
        (["Learning Stable Grasps of", TWO], []),
        ([ONE], []),
    ],
)
def test_a_cell_may_name_several_works(lines: list[str], works: list[str]) -> None:
    runs = [run for line in lines for run in (TextRun(line), TextRun(BREAK))]
    assert [text_of(piece) for piece in works_in_cell(tuple(runs[:-1]))] == works


@pytest.mark.parametrize(
    ("text", "works"),
    [
        (f"Two papers accepted at ISIT 2016: {ONE}, and {TWO}.", [ONE, TWO]),
        (f'Our new papers at ISIT: "{ONE}", "{TWO}"', [ONE, TWO]),
        ("Two papers accepted at ISIT 2016: congratulations to Ann and Bob", []),
        (f"{ONE} and {TWO}", []),
    ],
)
def test_news_announce_several_papers_behind_a_colon(text: str, works: list[str]) -> None:
    assert apart(TextRun(text)) == works


def test_the_lines_of_a_cell_that_each_end_in_a_year_are_works() -> None:
    row = "<tr><td>2</td><td>Lemmings Is Hard (Viglietta, 2012)<br>Counting Sheep in Random Barns (Roe, 2013)</td></tr>"
    pair = "<tr><td>3</td><td>An Old Barn Built at Ericsson; Sheep Recognition Using Scattering Networks</td></tr>"
    body = f"<table><tr><th>Week</th><th>Reading</th></tr>{row}{pair}</table>"
    assert [one.text for one in mentions(body, "a.html")] == [
        "Lemmings Is Hard",
        "Counting Sheep in Random Barns",
        "An Old Barn Built at Ericsson",
        "Sheep Recognition Using Scattering Networks",
    ]
