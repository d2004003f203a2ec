from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.citations.field_names import role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Item Title", "title"),
        ("Document Title", "title"),
        ("Titel", "title"),
        ("Título", "title"),
        ("Ti\u0301tulo", "title"),
        ("标题", "title"),
        ("タイトル", "title"),
        ("Название", "title"),
        ("Publication Title", "venue"),
        ("Source title", "venue"),
        ("Author(s)", "authors"),
        ("Auteurs", "authors"),
        ("Jahr", "date"),
        ("arXiv ID", "arxiv"),
        ("paper", "work"),
        ("price", None),
    ],
)
def test_what_names_mean(name: str, role: str | None) -> None:
    assert role_of(name) == role


@given(st.text(max_size=150))
def test_any_name_has_a_meaning_or_none(name: str) -> None:
    assert role_of(name) is None or isinstance(role_of(name), str)
