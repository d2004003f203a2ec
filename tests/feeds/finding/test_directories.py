"""Directories of leaves: all leaves in order, whatever came before, and few changed by one leaf."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.finding.directories import LISTED, directories
from feeds.finding.leaves import order


@given(st.sets(st.text("abé\U0001f600", max_size=3)))
def test_every_leaf_is_in_the_last_directory_that_begins_with_it_or_before_it(leaves: set[str]) -> None:
    found = directories(sorted(leaves, key=order))
    assert [leaf for listed in found.values() for leaf in listed] == sorted(leaves, key=order)
    assert list(found) == sorted(found, key=order)
    assert all(name == max((one for one in found if order(one) <= order(leaf)), key=order) for name, its in found.items() for leaf in its)  # fmt: skip


def test_a_leaf_more_changes_one_directory() -> None:
    names = [f"{number:04}" for number in range(2_000)]
    whole, without = directories(names), directories([*names[:1_000], *names[1_001:]])
    assert 2_000 / LISTED / 2 < len(whole) < 2_000 / LISTED * 2
    differing = [name for name in whole.keys() | without.keys() if whole.get(name) != without.get(name)]
    assert 1 <= len(differing) <= 2
