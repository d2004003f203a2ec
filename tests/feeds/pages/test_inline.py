"""feeds/pages/inline.py: how an abstract begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.pages.inline import lead_of
from feeds.readable_text import repair_text


@given(st.text("ab \t\n\xa0\u3000\x1c\x85\u2028\ufffd\ufdd0\x00"), st.integers(1, 30))
def test_it_is_the_beginning_of_the_abstract_on_one_line(abstract: str, most: int) -> None:
    whole = repair_text(" ".join(abstract.split()))
    lead = lead_of(abstract, most)
    assert lead == whole or (len(lead) <= most + 1 and whole.startswith(lead.removesuffix("…")))


@pytest.mark.parametrize(
    ("abstract", "lead"), [("one  two three", "one two…"), ("one\ntwo three", "one two…"), (" one ", "one"), ("", "")]
)
def test_words_are_whole(abstract: str, lead: str) -> None:
    assert lead_of(abstract, 9) == lead
