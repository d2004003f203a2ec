from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.services.openalex_lists import LONGEST, MOST, addresses_of, doi_of, is_doi, pages_of, portions


@pytest.mark.parametrize(
    ("key", "doi", "pages"),
    [
        ("2304.05376", "10.48550/arxiv.2304.05376", 2),
        ("hep-th/9901001", "10.48550/arxiv.hep-th/9901001", 2),
        ("10.1000/x", "10.1000/x", 0),
    ],
)
def test_a_key_is_an_arxiv_id_or_a_doi(key: str, doi: str, pages: int) -> None:
    assert is_doi(key) == (pages == 0)
    assert doi_of(key) == doi
    assert len(pages_of(key)) == pages
    assert addresses_of(key) == (*pages_of(key), f"https://doi.org/{doi}")


def test_portions_are_as_few_as_the_number_of_values_allows() -> None:
    keys = [f"2401.{number:05d}" for number in range(101)]
    assert [len(part) for part in portions(keys, lambda key: (key,), MOST)] == [100, 1]
    assert [len(part) for part in portions(keys, addresses_of, 96)] == [32, 32, 32, 5]
    assert portions([], addresses_of, MOST) == []


@given(st.lists(st.from_regex(r"10\.1000/[a-z<,;(\[%]{1,290}", fullmatch=True), max_size=120, unique=True))
def test_no_portion_is_too_long_and_no_key_lost(keys: list[str]) -> None:
    parts = portions(keys, lambda key: (doi_of(key),), MOST)
    assert [key for part in parts for key in part] == keys
    assert all(len(part) <= MOST for part in parts)
    assert all(sum(len(key) for key in part) <= LONGEST for part in parts)
