"""Lines that are no works by their form, in several languages: they are asked on trial at most."""

from __future__ import annotations

import pytest

from enrich.gleaning.doubt import is_no_work
from tests.support.reading import tried


@pytest.mark.parametrize(
    "line",
    [
        "fix: division by zero when the mask is empty",
        "Removed: support for Python 2.6",
        "docs(api): say what is returned",
        "Overall evaluation: 1 (weak accept)",
        "Reviewer's confidence: 4",
        "Lecturer, Department of Symbolic Computation",
        "Department of Mathematics, University of Barns, Box 118",
        "Institut für Schafe, Universität Stallburg",
        "gauss_blur.c - fast approximate blur for the preview pane",
        "NOTE TO SELF: find something on end users",
        "What do people recommend?",
        "Hiermit versichere ich, dass ich die vorliegende Arbeit selbst verfasst habe.",
        "プリンタのトナーを注文すること",
    ],
)
def test_a_line_is_no_work_by_its_form(line: str) -> None:
    assert is_no_work(line)


@pytest.mark.parametrize(
    "line",
    [
        "Do Read Errors Matter for Genome Assembly?",
        "A Change: Sheep in Noisy Barns",
        "Testing: an empirical study of barns",
        "Is a probabilistic modeling really useful in financial engineering?",
        "The University of the Future",
        "GPT-3: 175 Billion Sheep",
    ],
)
def test_a_title_is(line: str) -> None:
    assert not is_no_work(line)


def test_a_title_that_begins_within_a_sentence_of_prose_is_asked() -> None:
    text = (
        "GPU 3 is mine until 4pm, run some more iterations and I am done with this today I guess, sorry for that\n"
        "reminder: we promised to compare with Toward better feature weighting algorithms for sparse noisy channels\n"
    )
    assert "Toward better feature weighting algorithms for sparse noisy channels" in tried(text)
