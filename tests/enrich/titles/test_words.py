"""What words of titles mean: rarity, inflection, typos."""

from __future__ import annotations

import pytest

from enrich.titles.words import (
    inflects,
    is_word,
    known,
    misspells,
    plainly_misspells,
    same_lexeme,
    slip,
    specificity,
    weight,
)


@pytest.mark.parametrize(
    ("item", "paper"),
    [
        ("netwroks", "networks"),
        ("mdoel", "model"),
        ("algoritm", "algorithm"),
        ("pproach", "approach"),
        ("teh", "the"),
        ("optimisaton", "optimization"),
        ("wiht", "with"),
        ("classsification", "classification"),
        ("maxmizers", "maximizers"),
        ("uniit", "unit"),
    ],
)
def test_a_typo_misspells_its_word(item: str, paper: str) -> None:
    assert misspells(item, paper)


@pytest.mark.parametrize(
    ("item", "paper"),
    [
        ("unsupervised", "supervised"),
        ("supervised", "unsupervised"),
        ("duality", "quality"),
        ("encoder", "decoder"),
        ("unhardness", "hardness"),
        ("intracell", "intercell"),
        ("minimum", "maximum"),
        ("bivoxal", "univoxal"),
        ("local", "global"),
        ("node", "mode"),
        ("model2", "model3"),
        ("transformer", "transform"),
        ("svn", "svm"),
        ("dual", "duel"),
    ],
)
def test_a_word_of_its_own_misspells_nothing(item: str, paper: str) -> None:
    assert not misspells(item, paper)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("representational", "representation"),
        ("networks", "network"),
        ("modelling", "modeling"),
        ("colours", "color"),
        ("optimisation", "optimization"),
        ("theories", "theory"),
        ("learned", "learning"),
        ("approximate", "approximation"),
    ],
)
def test_inflection_and_spelling_make_no_other_word(one: str, other: str) -> None:
    assert inflects(one, other)
    assert inflects(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("optimal", "optimization"), ("code", "mode"), ("sets", "set"), ("h2", "h3")]
)
def test_other_words_are_no_inflections(one: str, other: str) -> None:
    assert not inflects(one, other)


@pytest.mark.parametrize(
    ("item", "paper"), [("min", "max"), ("finite", "infinite"), ("power", "lower"), ("h264", "h265")]
)
def test_another_word_is_no_slip(item: str, paper: str) -> None:
    assert not slip(item, paper)


def test_a_slip_may_make_another_word() -> None:
    assert slip("sliding", "slicing")


def test_rare_words_say_more_than_common_ones() -> None:
    assert specificity(["deep", "learning"]) < specificity(["polyomino", "tilings"])
    assert specificity(["of", "the"]) == 0


def test_the_words_of_the_field_are_known_and_coined_names_are_not() -> None:
    assert known("asynchronous")
    assert not known("fastvlm")


@pytest.mark.parametrize(("one", "other"), [("networks", "network"), ("colours", "color"), ("citational", "citation")])
def test_number_and_spelling_leave_a_word_the_same(one: str, other: str) -> None:
    assert same_lexeme(one, other)
    assert same_lexeme(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("learned", "learning"),
        ("signal", "sign"),
        ("relational", "relation"),
        ("dynamics", "dynamic"),
        ("fourth", "forth"),
    ],
)
def test_a_shared_stem_does_not_make_two_words_one(one: str, other: str) -> None:
    assert not same_lexeme(one, other)


@pytest.mark.parametrize(
    ("item", "paper", "plain"),
    [
        ("mdoel", "model", True),
        ("algoritm", "algorithm", True),
        ("coode", "code", True),
        ("cade", "code", False),
        ("nxode", "node", True),
        ("xtree", "tree", False),
        ("distributor", "distribution", False),
    ],
)
def test_a_short_word_or_another_ending_leaves_a_doubt(item: str, paper: str, plain: bool) -> None:
    assert plainly_misspells(item, paper) is plain


def test_english_words_that_the_field_does_not_use_are_words() -> None:
    assert is_word("tern")
    assert not known("tern")
    assert not is_word("mdoel")


def test_how_specific_a_title_is_does_not_depend_on_the_hashes_of_its_words() -> None:
    words = ["learning", "sheep", "polyomino", "of", "methods", "tilings", "learning", "2023", "optimization", "barns"]
    assert specificity(words) == sum(weight(word) for word in dict.fromkeys(words))
