"""Leaves of terms: the same terms give the same leaves, whatever way they came."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.finding import leaves
from feeds.finding.leaves import Entry, Leaf, begins, changed, order, parted

TERMS = st.text("abé\U0001f600\uffee", min_size=1, max_size=3)
ENTRIES = st.tuples(st.text("x", max_size=30))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "TARGET", 60)


def whole(entries: dict[str, Entry]) -> dict[str, Leaf]:
    return dict(parted((term, entries[term]) for term in sorted(entries, key=order)))


def after(found: dict[str, Leaf], changes: dict[str, Entry]) -> dict[str, Leaf]:
    written, gone = changed(
        found, {term: lambda _, its=entry: its for term, entry in changes.items()}, found.__getitem__
    )
    assert not gone & written.keys()
    return {name: leaf for name, leaf in found.items() if name not in gone} | written


@given(st.lists(st.dictionaries(TERMS, ENTRIES, max_size=8), max_size=8))
@example([{"a": ("x",)}, {"a": ("",)}])
def test_leaves_follow_from_the_terms_alone(steps: list[dict[str, Entry]]) -> None:
    found: dict[str, Leaf] = {}
    entries: dict[str, Entry] = {}
    for changes in steps:
        found = after(found, changes)
        entries = {term: entry for term, entry in (entries | changes).items() if any(entry)}
        assert found == whole(entries)


def test_what_one_term_changes_is_its_leaf() -> None:
    found = whole({f"{first}{second}": ("x" * 9,) for first in "abcdef" for second in "abcdef"})
    assert 4 < len(found) < 20
    now = after(found, {"bb": ("y" * 9,)})
    assert [name for name in now if now[name] != found[name]] == [max(name for name in found if name <= "bb")]


def test_a_term_of_very_many_papers_begins_a_leaf() -> None:
    assert begins("model", ("x" * 60,))
    found = whole({"m": ("",), "model": ("x" * 99,)})
    assert found["model"] == {"model": ("x" * 99,)}
