"""What a line says beside a title counts for the paper whose title it holds; the papers are invented."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.record import Author, Item, Outcome
from enrich.titles.decide import Candidate, decide

PAPER = Candidate(
    "2401.00001",
    "Counting Sheep in Noisy Barns: Bounds and Algorithms",
    ("Ann Roe", "Bob Doe"),
    "",
    date(2024, 1, 1),
    date(2024, 1, 1),
)


@pytest.mark.parametrize(
    "line",
    [
        "Roe: Counting Sheep in Noisy Barns",
        "Counting Sheep in Noisy Barns Doe, Roe",
        "read Counting Sheep in Noisy Barns: Bounds and Algorithms (Roe) before Monday, then the notes",
        "Doe & Roe, Counting Sheep in Noisy Barns: Bounds and Algorithms T-IT 16",
    ],
)
def test_a_title_whole_or_without_its_subtitle_is_found_beside_its_authors(line: str) -> None:
    verdict = decide(Item(title=line, line=line), [PAPER])
    assert (verdict.outcome, verdict.id) == (Outcome.FOUND, PAPER.id)


def test_authors_run_on_a_title_outweigh_who_posted_it() -> None:
    poster = (Author("Eve Sheep"),)
    line = "Counting Sheep in Noisy Barns: Bounds and Algorithms | A. Roe, B. Doe"
    assert decide(Item(title=line, authors=poster), [PAPER]).id == PAPER.id
    assert decide(Item(title=PAPER.title, authors=poster), [PAPER]).id is None


def test_another_line_by_its_authors_is_another_paper() -> None:
    line = "Roe, Doe: Counting Sheep in Noisy Barns revisited, Journal of Barns"
    assert decide(Item(title=line, line=line), [PAPER]).id is None
