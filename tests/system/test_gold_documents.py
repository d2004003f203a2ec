"""What was reached on the gold documents holds: read by the whole worker, with look-ups at a local arXiv."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
HALVES = ("open", "kept")
REACHED = {
    "documents": 0.83,
    "ids": 0.99,
    "titles": 0.97,
    "outcomes": 0.98,
    "quiet": 0.85,
    "values": 0.94,
    "unreadable said": 1.0,
}
"""The least share of each that must be as expected."""


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("documents", BENCH / "documents.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["documents"] = module
    spec.loader.exec_module(module)
    return module


def test_gold_documents_are_read_as_well_as_they_were(bench: ModuleType) -> None:
    gold = BENCH / "documents"
    assert [len(bench.cases_in([gold / half])) for half in HALVES] == [409, 373]
    tally = bench.measure(bench.cases_in([gold]), bench.records_of([gold]), bench.ROOT)
    shares = {row: tally.counts[row] / tally.counts[f"{row} of"] for row in REACHED}
    assert {row: share for row, share in shares.items() if share < REACHED[row]} == {}, tally.missed
    assert (tally.counts["wrong papers"], tally.counts["wrong values"]) == (0, 0), tally.missed
