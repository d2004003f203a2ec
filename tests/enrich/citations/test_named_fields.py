from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.citations.field_names import role_of
from enrich.citations.named_fields import fields_of, is_amount, is_item, listed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["title", "authors", "date", "arxiv", "x", "name"]), inner, max_size=5)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("arXiv ID", "arxiv"),
        ("arxiv_url", "arxiv"),
        ("Title", "title"),
        ("container-title", "venue"),
        ("pdfUrl", "address"),
        ("price", None),
    ],
)
def test_names_of_fields_are_known_without_case_and_punctuation(name: str, role: str | None) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"title": "x", "authors": ["A B"]}, True),
        ({"title": "x"}, False),
        ({"title": "x", "authors": []}, False),
        ({"title": {"a": 1}, "doi": "x"}, False),
        ({"authors": ["A B"], "doi": "x"}, False),
    ],
)
def test_an_item_has_a_title_and_something_that_papers_have(value: dict[str, Any], expected: bool) -> None:
    assert is_item(fields_of(value, "$")) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1205.1234", True), ("-3.5", True), ("2507.13575", False), ("x", False)]
)
def test_amounts(text: str, expected: bool) -> None:
    assert is_amount(text) is expected


@given(
    st.dictionaries(
        st.sampled_from(["title", "authors", "date", "abstract", "code", "venue", "arxiv", "doi", "categories"]), JSON
    )
)
def test_no_value_raises(value: dict[str, Any]) -> None:
    listed(fields_of(value, "$"), "$")
