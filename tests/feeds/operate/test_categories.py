"""Categories that arXiv has not are named, with what there is; sets of other archives are not judged."""

from __future__ import annotations

import pytest

from enrich.settings import Settings
from feeds.operate.categories import unknown_categories, unknown_category


def test_each_place_that_names_an_unknown_category_is_told() -> None:
    sources = [
        {"name": "new", "announcements": ["cs.LG", "cs.XX"]},
        {"name": "all", "set": "foo"},
        {"name": "own", "set": "cs:cs:XX"},
        {"name": "folder", "files": ["inbox/*"]},
    ]
    topics = [{"slug": "robots", "categories": ["cs.RO", "cs", "cs.QQ"]}]
    first, second, third = unknown_categories(Settings(sources=sources, topics=topics))
    assert first.startswith("the source new names 'cs.XX'")
    assert "there are cs.AI, cs.AR" in first
    assert second.startswith("the source all names 'foo'")
    assert "category_taxonomy" in second
    assert third.startswith("the topic robots names 'cs.QQ'")


@pytest.mark.parametrize(
    "code", ["cs.LG", "CS.lg", "math-ph", "hep-th", "q-bio.NC", "physics:hep-th", "stat", "solv-int"]
)
def test_what_arxiv_has_or_had_is_none_of_them(code: str) -> None:
    assert not [*unknown_category("--set", code)]
