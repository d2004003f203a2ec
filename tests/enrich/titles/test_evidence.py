"""Authors, abstract and date speak for or against a paper."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from enrich.record import Author, Item
from enrich.titles.evidence import Candidate, weigh

PAPER = Candidate(
    "1201.00001",
    "Codes",
    ("José Núñez", "Ludwig van Beethoven", "Wei Li"),
    "one two three four five six seven eight nine ten",
    date(2012, 5, 20),
    date(2013, 6, 1),
)


@pytest.mark.parametrize(
    ("name", "agreeing", "full"),
    [
        ("Jose Nunez", 1, 1),
        ("Núñez, José", 1, 1),
        ("J. Nunez", 1, 0),
        ("Nuñes, J.", 0, 0),
        ("Beethoven, L.", 1, 0),
        ("Ludwig van Beethoven²", 1, 1),
        ("Li Wei", 1, 1),
        ("Xu Li", 0, 0),
        ("Ana Marrow", 0, 0),
    ],
)
def test_names_agree_when_no_part_contradicts(name: str, agreeing: int, full: int) -> None:
    support = weigh(Item(authors=(Author(name),)), PAPER)
    assert (support.authors_agreeing, support.full_names) == (agreeing, full)


def test_one_initial_is_not_enough_for_authors_to_agree() -> None:
    assert not weigh(Item(authors=(Author("W. Li"),)), PAPER).by_authors
    assert weigh(Item(authors=(Author("W. Li"), Author("J. Nunez"))), PAPER).by_authors


def test_a_short_abstract_says_nothing() -> None:
    assert weigh(Item(abstract="one two three"), PAPER).abstract is None


def test_an_abstract_agrees_by_its_pairs_of_words() -> None:
    assert weigh(Item(abstract="Two three, four five six seven eight nine…Some Site"), PAPER).abstract == 1
    assert weigh(Item(abstract="nine seven five three one ten eight six four two"), PAPER).abstract == 0


@pytest.mark.parametrize(
    ("day", "exact", "apart"),
    [
        (date(2012, 5, 18), "day", 2),
        (date(2013, 6, 4), "day", 3),
        (date(2012, 5, 1), "month", 0),
        (date(2012, 1, 1), "year", 0),
        (date(2010, 1, 1), "year", 504),
    ],
)
def test_dates_are_apart_by_the_nearer_one(day: date, exact: Literal["day", "month", "year"], apart: int) -> None:
    assert weigh(Item(date=day, date_exact=exact), PAPER).days_apart == apart


@pytest.mark.parametrize(
    ("written", "stored"),
    [("Hermann KM", "Karl Moritz Hermann"), ("P. Hyvernat", "Hyvernat Pierre"), ("Kan MY", "Min-Yen Kan")],
)
def test_initials_may_stand_last_and_names_turned_round(written: str, stored: str) -> None:
    paper = Candidate("2401.00001", "T", (stored,), "", date(2024, 1, 1), date(2024, 1, 1))
    assert weigh(Item(title="T", authors=(Author(written),)), paper).authors_agreeing == 1


def test_a_laboratory_is_no_name_with_initials() -> None:
    paper = Candidate("2401.00001", "T", ("Ann Roe",), "", date(2024, 1, 1), date(2024, 1, 1))
    assert weigh(Item(title="T", authors=(Author("Meta AI"),)), paper).authors_given == 0


def test_two_family_names_that_a_comma_parts_are_two_people() -> None:
    assert weigh(Item(authors=(Author("Beethoven Núñez"),)), PAPER).by_authors
    assert weigh(Item(authors=(Author("Beethoven Marrow"),)), PAPER).authors_agreeing == 0
