from __future__ import annotations

import pytest

from enrich.identifiers.find import find_ids
from enrich.listings.listing import read_listing
from enrich.listings.mentions import id_list, once_each_link
from tests.support.reading import TODAY, document


def test_an_id_and_its_own_link_are_one_hit() -> None:
    text = "[2502.08606](https://arxiv.org/abs/2502.08606) and [arXiv:2507.13575](https://arxiv.org/abs/2506.18879)"
    assert [hit.id for hit in once_each_link(text, find_ids(text, TODAY))] == ["2502.08606", "2507.13575", "2506.18879"]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("2502.08606\nhep-th/9901001\n\n2507.13575v2\n", True),
        ("Papers to read\n2502.08606\nhep-th/9901001\n", False),
        ("2502.08606 with code\nhep-th/9901001\n", False),
        ("2502.08606\n2502.08606v1\n", False),
        ("2502.08606\n", False),
    ],
)
def test_a_list_of_nothing_but_ids_is_known_at_once_unless_one_is_repeated(text: str, alone: bool) -> None:
    hits = find_ids(text, TODAY)
    listed = id_list(text, hits, document(text))
    assert [(one.id, one.place) for one in listed] == (
        [("2502.08606", "line 1, column 1"), ("hep-th/9901001", "line 2, column 1"), ("2507.13575", "line 4, column 1")]
        if alone
        else []
    )
    entries = read_listing(text, hits)
    assert not alone or [entry.hit for entry in entries] == hits
    assert not any(entry.item.title for entry in entries if alone)
