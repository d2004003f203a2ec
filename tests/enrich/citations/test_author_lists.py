from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.citations.author_lists import name_in_order, parse_names, read_byline, read_form, read_names, split_fused
from enrich.record import Author


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, John Roe, and Wei Li", ["Jane Doe", "John Roe", "Wei Li"]),
        ("Jane Doe & John Roe", ["Jane Doe", "John Roe"]),
        ("D. Busbridge, A. B. Shidani", ["D. Busbridge", "A. B. Shidani"]),
        ("Busbridge, D., Shidani, A., & Weers, F.", ["D. Busbridge", "A. Shidani", "F. Weers"]),
        ("Vaswani, Ashish; Shazeer, Noam", ["Ashish Vaswani", "Noam Shazeer"]),
        (
            "Ludwig van Beethoven, Juan de la Cruz, Conor O'Brien",
            ["Ludwig van Beethoven", "Juan de la Cruz", "Conor O'Brien"],
        ),
        ("José Núñez, 李 明", ["José Núñez", "李 明"]),
        ("Kaiming He1,2*, Xiangyu Zhang†, Jian Sun", ["Kaiming He", "Xiangyu Zhang", "Jian Sun"]),
        ("Alice Smith · Bob Jones · Carol White", ["Alice Smith", "Bob Jones", "Carol White"]),
        ("John Smith, Jr., Ann Lee", ["John Smith, Jr.", "Ann Lee"]),
        ("Karl zum Stein, Albert Guillén i Fàbregas", ["Karl zum Stein", "Albert Guillén i Fàbregas"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("Authors: Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("J.-P. Serre, A. Ben-Israel", ["J.-P. Serre", "A. Ben-Israel"]),
    ],
)
def test_lines_of_authors_are_read_in_their_order(text: str, names: list[str]) -> None:
    byline = read_byline(text)
    assert byline is not None
    assert [author.name for author in byline.authors] == names
    assert byline.complete


@pytest.mark.parametrize(
    "text",
    [
        "Theory, Analysis, and Best Practices for Self-Attention",
        "Deep Learning, Computer Vision, Natural Language",
        "8 pages, 3 figures",
        "Technical report",
        "Jane Doe",
        "We study one, two and three",
        "https://example.org, https://example.com",
        "",
    ],
)
def test_other_lines_are_none(text: str) -> None:
    assert read_byline(text) is None


@pytest.mark.parametrize("tail", [" et al.", ", et al", " and others", ", + 12 authors", ", …", " and 5 more authors"])
def test_a_list_that_is_cut_is_not_complete(tail: str) -> None:
    byline = read_byline("Jane Doe, John Roe" + tail)
    assert byline is not None
    assert (len(byline.authors), byline.complete) == (2, False)


def test_affiliations_after_a_dot_are_of_the_paper_and_in_brackets_of_the_author() -> None:
    paper = read_byline("Jane Doe, John Roe et al. · lab-one, berkeley")
    author = read_byline("Jane Doe (MIT, Cambridge), John Roe (1)")
    assert paper
    assert paper.affiliations == ("lab-one", "berkeley")
    assert author
    assert author.authors == (Author("Jane Doe", ("MIT, Cambridge",)), Author("John Roe"))


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Best Practices for Sigmoid Self-Attention", "Jason Ramapuram, Federico Danieli et al."),
        ("Methods, Analysis & Insights from Pre-training", "Brandon McKinzie, Zhe Gan"),
        ("Deep Residual Learning for ImageNet", "Kaiming He, Xiangyu Zhang"),
        ("DeepMind Control Suite", "Yuval Tassa, Yotam Doron"),
        ("Learning with GPT", "Yann LeCun, Mary McKay Smith"),
        ("Can Tools Improve LLM-as-a-Judge?", "Arduin Findeis, Guoli Yin"),
        ("A Study (Extended)", "J. Smith and B. Jones"),
        ("Tech Report 2025", "Ethan Li, Chen Zhang et al."),
    ],
)
def test_authors_that_are_fused_to_a_title_are_split_off(title: str, authors: str) -> None:
    found = split_fused(title + authors)
    assert found is not None
    assert found[0] == title
    assert found[1] == read_names(authors)


@pytest.mark.parametrize(
    "text", ["On OpenAI Gym and DeepMind Lab in Practice", "MoE layers for LLMs", "Introducing DeepMind Lab"]
)
def test_camel_case_alone_splits_nothing(text: str) -> None:
    assert split_fused(text) is None


def test_a_single_fused_author_is_split_only_where_one_is_expected() -> None:
    assert split_fused("Distillation Scaling LawsDan Busbridge") is None
    found = split_fused("Distillation Scaling LawsDan Busbridge", single=True)
    assert found
    assert found[0] == "Distillation Scaling Laws"


def test_collaborations_are_kept_where_authors_are_said() -> None:
    assert [author.name for author in parse_names("The LIGO Scientific Collaboration, B. P. Abbott").authors] == [
        "The LIGO Scientific Collaboration",
        "B. P. Abbott",
    ]


@pytest.mark.parametrize(
    ("name", "ordered"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("Doe, Jr., Jane", "Jane Doe, Jr."),
        ("Doe, Jr.", "Doe, Jr."),
        ("Jane  Doe", "Jane Doe"),
    ],
)
def test_names_are_put_in_order(name: str, ordered: str) -> None:
    assert name_in_order(name) == ordered


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    read_byline(text)
    parse_names(text)
    split_fused(text, single=True)


@pytest.mark.parametrize("name", ["Exploring Bipartite-Graph Labels", "Combining Old Folds", "J. Chem", "J. Stat"])
def test_words_and_journals_are_no_names(name: str) -> None:
    assert read_names(name) is None


@pytest.mark.parametrize("name", ["Xiaoming Li", "Ding Wang", "J. Statham"])
def test_names_that_look_like_words_are_names(name: str) -> None:
    assert read_names(name) is not None


def test_a_reply_is_nobody() -> None:
    assert not read_form("A Reply")
    assert not read_form("A Survey")
    assert read_form("A Rey")
