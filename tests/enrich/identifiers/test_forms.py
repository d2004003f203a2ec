"""Every written form of an id that people keep, and the numbers that look like one: tests/data/identifiers/forms.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from enrich.identifiers.find import find_ids

TODAY = date(2026, 7, 15)
FORMS = Path(__file__).parents[2] / "data" / "identifiers" / "forms.txt"
_ESCAPES = {r"\\n(?![a-z]{3})": "\n", r"\\t(?![a-z]{3})": "\t"}


def forms() -> Iterator[tuple[str, list[str]]]:
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        text, _, expected = line.rpartition("⇒")
        for written, meant in _ESCAPES.items():
            text = re.sub(written, meant, text.removesuffix(" "))
        yield re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text), expected.split()


@pytest.mark.parametrize(("text", "expected"), list(forms()), ids=lambda value: str(value)[:60])
def test_what_a_text_names(text: str, expected: list[str]) -> None:
    found = [hit.id or f"!{hit.text}" for hit in find_ids(text, TODAY) if hit.id or hit.malformed]
    assert sorted({*found}) == sorted({*expected})
