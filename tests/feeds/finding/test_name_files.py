"""Whole names of authors: who is indexed, and files that changes bring to what making them anew gives."""

from __future__ import annotations

import pytest

from enrich.record import Author
from feeds.finding.index_files import value_of
from feeds.finding.name_files import INDEXED, name_files, names_changed, names_of
from tests.support.papers import paper


@pytest.mark.parametrize(
    ("name", "key"),
    [("José Núñez", "jose nunez"), ("Bob van Dyk", "bob van dyk"), ("J.-P. Serre", "j p serre"), ("李明", "李 明")],
)
def test_a_name_is_its_words(name: str, key: str) -> None:
    assert names_of(paper(authors=(Author(name),))) == {key}


def test_one_word_is_no_name_and_of_a_crowd_the_first_are_indexed() -> None:
    assert names_of(paper(authors=(Author("Anonymous"), Author("")))) == frozenset()
    assert len(names_of(paper(authors=tuple(Author(f"Ada Nr{n}") for n in range(3_000))))) == INDEXED


def test_changes_give_the_files_that_making_them_anew_gives() -> None:
    before = {"ada nr1": {"2501.00001": "2501", "2501.00002": "2501"}, "bo yu": {"doi:10.1000/a": "2503"}}
    after = {"ada nr1": {"2501.00002": "2501"}, "cy dee": {"2501.00001": "2501"}}
    files = dict(name_files(before, before.__getitem__, 2))
    changes = {"ada nr1": {"2501.00001": None}, "bo yu": {"doi:10.1000/a": None}, "cy dee": {"2501.00001": "2501"}}
    changed, empty = names_changed(changes, 2, lambda path: value_of(files[path]) if path in files else None)
    now = {path: data for path, data in (files | changed).items() if path not in empty}
    assert now == dict(name_files(after, after.__getitem__, 2))
