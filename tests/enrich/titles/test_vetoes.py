"""What speaks against a paper whose title is near."""

from __future__ import annotations

import pytest

from enrich.titles.compare import differ
from enrich.titles.normalise import form
from enrich.titles.vetoes import doubtful_pair, foreign_subject, other_work

ADDED = [
    ("part ii", "sequel"),
    ("a reply to the critics", "sequel"),
    ("second edition", "sequel"),
    ("new results", "sequel"),
    ("lower bounds", "sequel"),
    ("the problem revisited", "sequel"),
    ("technical report", "edition"),
    ("re", "sequel"),
    ("expression of concern", "sequel"),
    ("a survey", "edition"),
    ("cats and dogs of the year 2019", "sequel"),
    ("a new approach", ""),
    ("theory and practice of singing sheep", ""),
]
LOST = [
    ("part ii", "sequel"),
    ("a reply to the critics of the method", "sequel"),
    ("what the method says about a sequel among sheep", ""),
    ("re", "sequel"),
    ("a translation", "sequel"),
    ("machine translation", ""),
    ("2 task system and item architecture of sheep", "sequel"),
    ("two voices of singing sheep", ""),
    ("a survey", "edition"),
    ("a case study of singing sheep with results from a workshop", ""),
    ("survey of singing sheep and dancing goats", ""),
    ("lower bounds", ""),
    ("theory and practice", ""),
]


@pytest.mark.parametrize(("piece", "apart"), ADDED)
def test_a_piece_that_only_the_document_has_may_name_another_work(piece: str, apart: str) -> None:
    assert other_work(piece.split(), lost=False) == apart


@pytest.mark.parametrize(("piece", "apart"), LOST)
def test_a_piece_that_only_the_paper_has_makes_another_work_only_when_it_is_short(piece: str, apart: str) -> None:
    assert other_work(piece.split(), lost=True) == apart


def test_a_subtitle_of_which_the_paper_knows_nothing_has_a_foreign_subject() -> None:
    known = "Singing Sheep. We study how sheep learn to sing in choirs."
    assert foreign_subject(["a", "study", "of", "sheep", "in", "choirs"], known) == ()
    assert foreign_subject(["a", "study", "of", "goats", "in", "choirs"], known) == ("goats",)
    assert foreign_subject(["methodes", "and", "applications"], known) == ()


PAIRS = [
    ("a typing error", "Singing Sheep in a Neighbourhod", "Singing Sheep in a Neighbourhood", None),
    ("two letters exchanged", "Learning Reprsentations of Sheep", "Learning Representations of Sheep", None),
    ("a plural", "Tuning of GPUs with Sheep", "Tuning of GPU with Sheep", None),
    ("an article", "The Song of the Sheep", "A Song of the Sheep", None),
    ("another preposition", "Songs for Sheep", "Songs of Sheep", ("for", "of")),
    ("another acronym", "Sheep over HTTPS", "Sheep over HTTP", ("https", "http")),
    ("several of another acronym", "Sheep on PDASs", "Sheep on PDAs", ("pdass", "pdas")),
    ("the name of the work", "Sheepnot: Songs of the Field", "Sheepnet: Songs of the Field", ("sheepnot", "sheepnet")),
]


@pytest.mark.parametrize(("item", "paper", "pair"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_a_word_that_is_a_word_or_a_name_of_its_own_is_no_mistyped_one(
    item: str, paper: str, pair: tuple[str, str] | None
) -> None:
    one, other = form(item), form(paper)
    assert doubtful_pair(one, other, differ(one.words, other.words), lambda _: False) == pair


def test_a_misspelling_that_another_title_is_made_of_is_a_word() -> None:
    one, other = form("Singing in a Neighbourhod"), form("Singing in a Neighbourhood")
    difference = differ(one.words, other.words)
    assert doubtful_pair(one, other, difference, lambda _: False) is None
    assert doubtful_pair(one, other, difference, {"neighbourhod"}.__contains__) == ("neighbourhod", "neighbourhood")
