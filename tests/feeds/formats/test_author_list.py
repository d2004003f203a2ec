"""Facts about long lists of authors: who is named, who is counted, and that nobody is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.record import Author
from feeds.formats.author_list import FEW, FIRST, MANY, is_long, named_of, shown_of


def people(count: int) -> tuple[Author, ...]:
    return tuple(Author(f"Person {n}") for n in range(1, count + 1))


def names(authors: tuple[Author, ...]) -> list[str]:
    return [author.name for author in authors]


def test_few_authors_are_all_shown() -> None:
    shown = shown_of(people(FEW))
    assert (shown.first, shown.others, shown.rest, shown.more) == (people(FEW), (), (), "")


def test_of_more_the_first_and_the_last_are_named() -> None:
    shown = shown_of(people(3001))
    assert names(shown.first) == names(people(FIRST))
    assert names(shown.others) == ["Person 3001"]
    assert shown.more == "and 2,980 more"


@pytest.mark.parametrize(
    "name",
    [
        "ATLAS Collaboration", "The LIGO Scientific Collaboration", "the Virgo collaboration", "IceCube Collaboration:",
        "LHCb and CMS Collaborations", "Euclid Consortium",
    ],
)  # fmt: skip
def test_the_collaboration_is_named_wherever_it_stands(name: str) -> None:
    shown = shown_of((*people(1000), Author(name), *people(2000)))
    assert names(shown.others) == ["Person 2000", name]
    assert shown.more == "and 2,979 more"


def test_people_are_no_collaboration() -> None:
    authors = (*people(25), Author("A. Collaborationson"), Author("Grace Teamer"), *people(3))
    assert names(shown_of(authors).others) == ["Person 3"]


def test_a_collaboration_that_is_named_anyway_is_named_once() -> None:
    for authors in ((Author("ATLAS Collaboration"), *people(3000)), (*people(3000), Author("ATLAS Collaboration"))):
        shown = shown_of(authors)
        assert names((*shown.first, *shown.others)).count("ATLAS Collaboration") == 1
        assert shown.more == "and 2,980 more"


def test_of_many_collaborations_some_are_named() -> None:
    shown = shown_of((*people(20), *(Author(f"C{n} Collaboration") for n in range(30)), *people(1)))
    assert len(shown.others) == 6
    assert shown.more == "and 25 more"


@given(st.lists(st.sampled_from(["A", "B Collaboration", "C"]), max_size=150))
def test_nobody_is_lost_and_nobody_doubled(given: list[str]) -> None:
    authors = tuple(Author(f"{name} {n}") for n, name in enumerate(given))
    shown = shown_of(authors)
    assert sorted(names((*shown.first, *shown.others, *shown.rest))) == sorted(names(authors))
    assert (shown.rest == ()) == (shown.more == "")


@given(st.integers(0, 300))
def test_feeds_of_authors_name_all_of_up_to_a_bound(count: int) -> None:
    authors = (*people(count), Author("X Collaboration"), *people(30))
    named = named_of(authors)
    assert (named == authors) == (not is_long(authors)) == (len(authors) <= MANY)
    rest = iter(authors)
    assert all(author in rest for author in named), "in the paper's order"
