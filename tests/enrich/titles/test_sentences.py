from __future__ import annotations

import pytest

from enrich.titles.sentences import is_plainly_title


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("Learning Stable Grasps from Sparse Touch", True),
        ("Robust estimation of sparse graphs from noisy measurements", True),
        ("Sparse graphs", False),
        ("We estimate sparse graphs from noisy measurements", False),
        ("Robust estimation of sparse graphs is needed!", False),
        ("buy milk and bread for the party", False),
        ("Milch und Brot für das Fest kaufen", False),
    ],
)
def test_a_text_that_is_set_apart_may_be_a_title_by_its_form(text: str, is_title: bool) -> None:
    assert is_plainly_title(text) is is_title
