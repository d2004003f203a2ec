from __future__ import annotations

from enrich.identifiers.find import find_ids
from enrich.listings.mentions import once_each_link
from tests.support.reading import TODAY


def test_an_id_and_its_own_link_are_one_hit() -> None:
    text = "[2502.08606](https://arxiv.org/abs/2502.08606) and [arXiv:2507.13575](https://arxiv.org/abs/2506.18879)"
    assert [hit.id for hit in once_each_link(text, find_ids(text, TODAY))] == ["2502.08606", "2507.13575", "2506.18879"]
