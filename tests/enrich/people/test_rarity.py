"""How rare a name is rests on its own words alone, whoever was asked for before."""

from __future__ import annotations

import pytest

from enrich.people.rarity import Rarity
from enrich.people.read_name import PersonName, read_name


@pytest.mark.parametrize("before", ["John Chuang", "John C. Huang", "Wei Wang"])
def test_a_name_that_is_written_as_one_word_like_a_rare_one_is_not_rare_for_that(before: str) -> None:
    rarity = Rarity.counted(["John Chuang", "John C. Huang"])
    rarity.is_rare(_name(before))
    assert (rarity.is_rare(_name("John Chuang")), rarity.is_rare(_name("John C. Huang"))) == (True, False)


def _name(printed: str) -> PersonName:
    found = read_name(printed)
    assert found is not None
    return found
