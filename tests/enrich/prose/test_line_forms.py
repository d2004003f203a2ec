"""Forms of single lines: whether one goes on in the next."""

from __future__ import annotations

from enrich.prose.line_forms import had_room


def test_a_line_whose_first_word_had_room_above_was_not_wrapped() -> None:
    assert had_room("renew passport", "Sheep in Barns +reading", 80)
    assert not had_room("renew passport", "Sheep in Barns +reading", 28)
    assert not had_room("Renew passport", "Sheep in Barns", 80)
    assert not had_room("barns", "Sheep in", 80)
