"""What the name of a venue looks like."""

from __future__ import annotations

import pytest

from enrich.citations.venues import venue_like, venue_only
from enrich.titles.words import VENUES


@pytest.mark.parametrize("name", VENUES)
def test_a_venue_is_known_by_its_short_name(name: str) -> None:
    assert venue_like(f"Presented at {name}, best paper")
    assert venue_only(f"{name} 2024 (oral)")


@pytest.mark.parametrize("text", ["Learning to sing", "We soda-lime the glass", "Chi square tests and icing", ""])
def test_other_words_are_none(text: str) -> None:
    assert not venue_like(text)
