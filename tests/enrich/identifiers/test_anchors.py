"""Numbers amid measurements are left out at once, where a look at each gives the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from enrich.identifiers import anchors
from enrich.identifiers.find import find_ids

TODAY = date(2026, 7, 15)


def numbers(rng: random.Random, count: int, share: float) -> list[str]:
    """Numbers of the shape of ids, this share of which can be ids."""
    months = [f"{rng.randint(15, 25)}{rng.randint(1, 12):02}" for _ in range(count)]
    first = [month if rng.random() < share else str(rng.randrange(2700, 9999)) for month in months]
    return [f"{one}.{rng.randrange(10000, 99999)}" for one in first]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.7, 0.76, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("around", ["", "arXiv:2401.00001 ", "see 2401.00001, ", "\n2401.00001\n", "x"])
def test_numbers_amid_measurements_give_what_a_look_at_each_gives(
    monkeypatch: pytest.MonkeyPatch, share: float, around: str
) -> None:
    rng = random.Random(f"{share}{around}")
    parts = [" ".join(numbers(rng, rng.choice((20, 80, 300)), share)) for _ in range(8)]
    text = f"{around} ".join(parts) + " " + " ".join(numbers(rng, 400, 1 - share)) + f" {around}"
    fast = find_ids(text, TODAY)
    looked_at: list[int] = []

    def all_of_them(buffer: str, dots: Sequence[int], limit: int) -> Sequence[int]:
        looked_at.extend(dots)
        return dots

    monkeypatch.setattr(anchors, "_without_measured", all_of_them)
    assert find_ids(text, TODAY) == fast
    assert looked_at or not share


def test_few_numbers_of_a_file_of_measurements_are_looked_at() -> None:
    text = " ".join(numbers(random.Random(3), 5000, 0.1))
    assert len(anchors.anchors_in(text, 0, len(text), TODAY)) < 30
