"""What the name of a venue looks like."""

from __future__ import annotations

import pytest

from enrich.citations.venues import stated_venue, venue_like, venue_only
from enrich.titles.words import VENUES


@pytest.mark.parametrize("name", VENUES)
def test_a_venue_is_known_by_its_short_name(name: str) -> None:
    assert venue_like(f"Presented at {name}, best paper")
    assert venue_only(f"{name} 2024 (oral)")


@pytest.mark.parametrize("text", ["Learning to sing", "We soda-lime the glass", "Chi square tests and icing", ""])
def test_other_words_are_none(text: str) -> None:
    assert not venue_like(text)


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("to be announced", None),
        ("TBA", None),
        ("(in press)", None),
        ("Submitted to ICML 2024", None),
        ("under review", None),
        ("preprint", None),
        ("noch offen", None),
        ("In *Annals of Sheep*", "Annals of Sheep"),
        ("ICML 2024 (to appear)", "ICML 2024 (to appear)"),
        ("Insects and Us", "Insects and Us"),
        (None, None),
    ],
)
def test_what_is_only_to_come_is_no_venue(text: str | None, venue: str | None) -> None:
    assert stated_venue(text) == venue
