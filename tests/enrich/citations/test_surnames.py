"""Names of authors before and behind titles."""

from __future__ import annotations

import pytest

from enrich.citations.citation import read_plain
from tests.support.reading import mentions


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        (
            "Dezert J., Smarandache F. Belief Conditioning Rules",
            "Belief Conditioning Rules",
            ["J. Dezert", "F. Smarandache"],
        ),
        ("Shallit J. Fife's Theorem Revisited. — 2011.", "Fife's Theorem Revisited", ["J. Shallit"]),
        (
            "Maler O., Larsen K.G. On Zone-Based Analysis of Automata // EPTCS. — 2010. — Т. 39.",
            "On Zone-Based Analysis of Automata",
            ["O. Maler", "K.G. Larsen"],
        ),
        (
            "Трахтенброт Б. А., Барздинь Я. М. Конечные автоматы. — М.: Наука, 1970.",
            "Конечные автоматы",
            ["Б. А. Трахтенброт", "Я. М. Барздинь"],
        ),
        (
            "Ganardi M., Hucke D. Tree compression using string grammars / Ganardi M., Hucke D.. — 2015. — 12 p.",
            "Tree compression using string grammars",
            ["M. Ganardi", "D. Hucke"],
        ),
        ("Wei X. et al. Learning to rank with graphs. NeurIPS 2020", "Learning to rank with graphs", ["X. Wei"]),
        (
            "Bartels R., du Preez J., i Amat A. G., dos Santos R. P. Counting sheep in linear time // EPTCS. — 2013.",
            "Counting sheep in linear time",
            ["R. Bartels", "J. du Preez", "A. G. i Amat", "R. P. dos Santos"],
        ),
        ("Müller K.-R. Deep learning for chemistry, 2019", "Deep learning for chemistry", ["K.-R. Müller"]),
    ],
)
def test_family_names_with_initials_behind_them_before_a_title(text: str, title: str, authors: list[str]) -> None:
    found, byline, _ = read_plain(text)
    assert (found, [author.name for author in byline.authors] if byline else []) == (title, authors)


@pytest.mark.parametrize(
    "text",
    ["Vitamin D. Deficiency in adults and children", "Plan B. Growing cities without cars", "Part I. An introduction"],
)
def test_words_with_a_letter_behind_them_are_no_names(text: str) -> None:
    assert read_plain(text)[1] is None


def test_a_title_stands_between_the_last_name_and_two_slashes() -> None:
    body = "1. J. Sherette and C. Wenk Simple Curve Embedding // Journal. — 2013.\n2. K. Roe, B. Doe Sheep in Barns. — 2013. — 14 p.\n"
    assert [one.text for one in mentions(f"# Papers\n\n{body}", "list.md")] == [
        "Simple Curve Embedding",
        "Sheep in Barns",
    ]
