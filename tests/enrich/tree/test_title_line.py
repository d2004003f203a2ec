"""Titles that a document marks, with people and venues around them; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

TITLE = "Counting sheep in the dark: a review of methods and lanterns"


@pytest.mark.parametrize(
    "line",
    [
        f"- [{TITLE}](https://a.example/b.pdf) by Roe, Doe, and Smith-Li (SHEEP-19)",
        f"- [{TITLE}](https://a.example/b.pdf) von Roe, Doe und Smith-Li",
        f"- *{TITLE}* by Roe, Doe & Smith-Li (LAMB 2013)",
        f"- Roe, Doe & Smith-Li, *{TITLE}*, Sheep Recognition 47",
        f"- Roe, Doe and Smith-Li, <i>{TITLE}</i>, Sheep Recognition, 2014",
    ],
)
def test_names_beside_a_marked_title_are_its_authors(line: str) -> None:
    (found,) = mentions(f"# Papers\n\n{line}\n", "a.md")
    assert found.text == TITLE
    assert names(found.item) == ["Roe", "Doe", "Smith-Li"]


@pytest.mark.parametrize("italics", ["Review of Sheep", "Journal of Lanterns and Barns", "IEEE Trans. Sheep: Part B"])
def test_a_venue_in_italics_is_no_title(italics: str) -> None:
    (found,) = mentions(
        f"# Papers\n\n- Ann Author, Bob Builder. How Lanterns Help a Shepherd. *{italics}*, 2014\n", "a.md"
    )
    assert found.text == "How Lanterns Help a Shepherd"


@pytest.mark.parametrize(
    "title",
    [
        "<em>How lanterns help a shepherd in<br>the dark barns</em>",
        "<a href='https://a.example/b.pdf'>How lanterns help a<br/>\n shepherd in the dark barns</a>",
        "<strong>How lanterns help<br>a shepherd in the<br>dark barns</strong>",
    ],
)
def test_a_marked_title_goes_on_behind_the_end_of_its_line(title: str) -> None:
    (found,) = mentions(f"<h2>Papers</h2><p>Ann Author, Bob Builder<br>{title}<br>Sheep Letters 12, 2014</p>", "a.html")
    assert found.text == "How lanterns help a shepherd in the dark barns"


def test_two_titles_in_one_mark_stay_two() -> None:
    found = mentions(
        "<h2>Papers</h2><p><em>Counting Sheep in the Dark<br>How Lanterns Help a Shepherd</em></p>", "a.html"
    )
    assert [one.text for one in found] == ["Counting Sheep in the Dark", "How Lanterns Help a Shepherd"]


def test_slides_have_titles_in_alerts_and_items_that_appear_later() -> None:
    body = (
        "\\documentclass{beamer}\\begin{document}\\begin{frame}{Papers}\\begin{itemize}\n"
        "\\item<1-> A. Roe, B. Doe: \\textit{Counting Sheep in the Dark}\n"
        "\\item<+-| alert@+> Roe \\& Doe, \\alert<2>{How Lanterns Help a Shepherd} {\\tiny LAMB'10}\n"
        "\\end{itemize}\\end{frame}\\end{document}\n"
    )
    assert [(one.text, names(one.item)) for one in mentions(body, "talk.tex")] == [
        ("Counting Sheep in the Dark", ["A. Roe", "B. Doe"]),
        ("How Lanterns Help a Shepherd", ["Roe", "Doe"]),
    ]
