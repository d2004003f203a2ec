"""Long runs of ids are read at once, with what looking at each gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from enrich.identifiers import find as module
from enrich.identifiers.find import find_ids, scan
from enrich.identifiers.runs import runs_in

TODAY = date(2026, 7, 15)


def ids(count: int, version: str = "") -> list[str]:
    rng = random.Random(7)
    months = (f"{rng.randint(8, 25):02}{rng.randint(1, 12):02}" for _ in range(count))
    return [f"{month}.{rng.randint(1, 9999):0{4 if month <= '1412' else 5}}{version}" for month in months]


def with_old(some: list[str], version: str = "") -> list[str]:
    """The same with ids of the old style among them."""
    rng = random.Random(8)
    names = ("hep-th", "math", "astro-ph", "cs", "cond-mat")
    old = (f"{rng.choice(names)}/{rng.randint(92, 99)}{rng.randint(1, 12):02}{rng.randint(1, 999):03}" for _ in some)
    return [f"{older}{version}" if rng.random() < 0.2 else one for one, older in zip(some, old, strict=True)]


@pytest.mark.parametrize("sign", ["\n", "\r\n", ", ", ",", ";", "; ", " ", "\t"])
@pytest.mark.parametrize(("prefix", "version"), [("", ""), ("arXiv:", ""), ("", "v2"), ("arXiv:", "v3")])
@pytest.mark.parametrize("old", [False, True])
def test_a_run_gives_what_a_look_at_each_id_gives(
    monkeypatch: pytest.MonkeyPatch, sign: str, prefix: str, version: str, old: bool
) -> None:
    some = with_old(ids(400, version), version) if old else ids(400, version)
    text = f"Seen on Monday:{sign}" + sign.join(prefix + one for one in some) + "\nand 1187.23456 more\n"
    assert list(runs_in(text, 0, len(text), TODAY))
    fast = list(scan([text.encode()], TODAY))

    def none(buffer: str, start: int, limit: int, today: date) -> Iterator[object]:
        yield from ()

    monkeypatch.setattr(module, "runs_in", none)
    slow = list(scan([text.encode()], TODAY))
    assert fast == slow
    assert len(fast) >= 360


@pytest.mark.parametrize(
    "wrong", ["1187.23456", "1503.1234", "1503.00000", "2612.00001", "math/9913001", "math/0801001", "math/9901000"]
)
def test_a_run_with_what_is_no_id_is_looked_at(wrong: str) -> None:
    some = ids(400)
    text = "\n".join([*some[:200], wrong, *some[200:]])
    assert wrong not in [hit.id for hit in find_ids(text, TODAY)]


def test_measurements_are_no_run() -> None:
    rng = random.Random(3)
    assert find_ids("\n".join(f"{rng.random() * 10000:.5f}" for _ in range(5000)), TODAY) == []
