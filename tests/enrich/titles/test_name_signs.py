"""Which signs make another name of a word, and which are none of its."""

from __future__ import annotations

import pytest

from enrich.titles.name_signs import signed, without_trade_marks

SIGNS = {"plus", "plusplus", "plusminus", "sharp", "star", "dagger", "prime"}

NAMES = [
    ("Parsing C++ Fast", ["cpp"], ""),
    ("Parsing C# and F# Fast", ["Csharp", "Fsharp"], ""),
    ("A* Search", ["Astar"], ""),
    ("k-means++ Seeding", [], "plusplus"),
    ("Datalog+/- Rules", [], "plusminus"),
    ("Datalog± Rules", [], "plusminus"),
    ("TLA+ Proofs", [], "plus"),
    ("Proofs in TLA+", [], "plus"),
    ("#SAT Solvers", [], "sharp"),
    ("Search with IDA* Fast", [], "star"),
    ("Search with IDA*", [], "star"),
    ("Search with IDA*, Memory and Time", [], "star"),
    ("Search with IDA* (Memory and Time)", [], "star"),
    ("Search with IDA*/max", [], "star"),
    ("Sets X† of Sheep", [], "dagger"),
    ("Sets X′ of Sheep", [], "prime"),
    ("Sets X' of Sheep", [], "prime"),
    ("Sheep': A Study", [], "prime"),
]


@pytest.mark.parametrize(("title", "fused", "sign"), NAMES)
def test_a_sign_of_a_name_is_a_word(title: str, fused: list[str], sign: str) -> None:
    words = signed(title).split()
    assert [word for word in words if word in fused] == fused
    assert [word for word in words if word in SIGNS] == ([sign] if sign else [])


@pytest.mark.parametrize(
    "title",
    [
        "Singing Sheep",
        "Search with Care*",
        "Players' Odds",
        "On 'X' and Y",
        "Gerdt's Algorithm",
        "Tales of Ma' and Pa",
        "Note #78 on Sheep",
        "CNN+LSTM Models",
        "SEARCH WITH CARE*",
    ],
)
def test_other_signs_are_left_alone(title: str) -> None:
    assert signed(title) == title


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Xeon(R) Phi™", "Xeon Phi"),
        ("Sheep® and Goats℠", "Sheep and Goats"),
        ("Rings (R) of Sets", "Rings (R) of Sets"),
    ],
)
def test_trade_marks_are_no_part_of_a_name(title: str, without: str) -> None:
    assert without_trade_marks(title).split() == without.split()
