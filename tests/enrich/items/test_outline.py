"""Facts about paragraphs of prose: what is not read of them would give nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.items import outline
from enrich.items.outline import paragraph_entries
from enrich.tree.blocks import SOFT, Paragraph, TextRun

CITED = "A. Author and B. Builder. Sheep in Barns and Fields of Snow. Journal of Sheep, 2019."
LINES = (TextRun(CITED), TextRun(SOFT), TextRun("C. Carter. Cows in Meadows and Lakes of Ice. Journal of Cows, 2018."))
RUNS = st.sampled_from(
    [
        (TextRun("We show that sheep of many colours sleep in barns, and that they do so in winter."),),
        (TextRun(CITED),),
        (TextRun("Sheep in Barns and Fields of Snow", strong=True),),
        (TextRun("Two papers at ISIT: Sheep in Barns and Fields of Snow, and Cows in Meadows and Lakes of Ice"),),
        (TextRun("Learning Graph Models of Large Networks; Fast Search in Large Graphs of Text"),),
        LINES,
        (TextRun("In 2007 Martin presented sheep."), TextRun(SOFT), TextRun("They slept.")),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=7), st.sampled_from(["", "Papers", "News"]), st.booleans())
def test_paragraphs_that_are_not_read_would_give_nothing(
    runs: list[tuple[TextRun, ...]], heading: str, guessed: bool
) -> None:
    group = [Paragraph(one, f"line {number}", guessed) for number, one in enumerate(runs)]
    read = paragraph_entries(group, heading)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "_may_list", lambda piece: True)
        assert paragraph_entries(group, heading) == read


def test_a_single_citation_among_prose_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    prose = Paragraph((TextRun("We show that sheep of many colours sleep in barns."),), "line 1")
    group = [prose, prose, prose, Paragraph((TextRun(CITED),), "line 7")]
    monkeypatch.setattr(outline, "cited_work", lambda runs: pytest.fail("it was read"))
    assert [entries for _, entries in paragraph_entries(group, "")] == [[], [], [], []]
